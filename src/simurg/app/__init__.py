"""Use cases, one function each, and what they share: the workspace, its queue and its worker."""
