"""The one way out to other machines: an allow-list for each purpose, one address for each connection, bounds on all."""
