"""The ledger: everything is appended to it and read through one call, `as_of`."""
