"""The audit log: who did what, and the proofs that nobody changed it."""

from pydantic import BaseModel


class AuditEntry(BaseModel):
    """One entry. `about` are ids and names, never the words of a report; `token` is the machine token that asked."""

    n: int
    at: str
    who: str
    token: str | None
    what: str
    about: list[str]
    outcome: str


class AuditEntries(BaseModel):
    """Newest first. `total` counts all that fit the filter."""

    items: list[AuditEntry]
    next: str | None
    total: int


class AuditCheckpoint(BaseModel):
    """A signed head of the tree (C2SP signed note): keep `note` elsewhere, and compare the log with it later."""

    note: str
    size: int
    root: str
    verifier: str


class AuditProof(BaseModel):
    """That `entry` is the leaf `index` of the tree of the checkpoint (RFC 9162, 2.1.3). Hashes are hexadecimal."""

    index: int
    size: int
    entry: str
    leaf: str
    root: str
    path: list[str]
    note: str


class AuditConsistency(BaseModel):
    """That the tree of `size` leaves continues the tree of the first `first` (RFC 9162, 2.1.4)."""

    first: int
    first_root: str
    size: int
    root: str
    path: list[str]
    note: str
