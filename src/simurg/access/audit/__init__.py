"""The audit log: append-only, a Merkle tree (RFC 9162) with signed checkpoints, so that a change shows."""
