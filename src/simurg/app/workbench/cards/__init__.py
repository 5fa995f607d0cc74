"""The cards of the morning, one kind a file: each turns stored rows of a view into `Card` values, and no more."""
