"""One file a resource, each with a `ROUTER`; found by scanning the package."""
