"""Sealing: who a human source is, encrypted before it is stored, under a key of the source's own."""
