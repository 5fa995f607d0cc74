"""One file a kind of source; found by scanning this package (see collection.registry)."""
