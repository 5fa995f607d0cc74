"""From a source's address to documents: plans that ask, without a socket; whoever runs them has the way out."""
