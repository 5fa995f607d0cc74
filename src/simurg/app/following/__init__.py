"""Following sources over the network: one run of a plan, what it leaves in the spool, and the limits of each host."""
