"""Who may see what: readers, their scopes, and the picture that each reader gets."""
