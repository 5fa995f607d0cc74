"""What the page shows: one use case a screen, over one picture's view. Plain values out; nothing of HTTP here."""
