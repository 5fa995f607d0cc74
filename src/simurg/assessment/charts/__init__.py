"""Charts as SVG text, drawn from values alone: the same values give the same bytes."""
