"""Names of rows: 128 bits of SHA-256 over what the row says, so the same thing always gets the same name.

No counter is involved, so an id tells a reader nothing about rows that they may not see, and two
workspaces that collect the same document give it the same id.
"""

import hashlib
from uuid import UUID


def digest_of(*parts: str | bytes | int | float | None) -> bytes:
    """16 bytes; parts are length-prefixed, so ('ab', 'c') and ('a', 'bc') differ, as do None and ''."""
    sha = hashlib.sha256()
    for part in parts:
        if part is None:
            sha.update(b"-;")
            continue
        raw = part if isinstance(part, bytes) else str(part).encode("utf-8", "surrogatepass")
        sha.update(b"%d:" % len(raw))
        sha.update(raw)
    return sha.digest()[:16]


def id_of(*parts: str | bytes | int | float | None) -> UUID:
    """`digest_of` as a UUID (version bits are not set: all 128 bits carry the digest)."""
    return UUID(bytes=digest_of(*parts))
