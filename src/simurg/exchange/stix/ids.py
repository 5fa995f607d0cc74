"""Ids of STIX objects from keys of rows: a row is the same object in every answer, and its versions share the id.

A key has 128 bits; a UUID of version 8 (RFC 9562) keeps 122 of them. So an id is found again by trying the few keys
that it may come from. `turn` tells apart the lives of one row: STIX has no way back from `revoked`, so a row whose
recall was taken back lives on under another id.
"""

from collections.abc import Iterator
from uuid import UUID

from simurg.ontology.ids import id_of

MOST_TURNS = 8
"""Lives of a row that have ids of their own; further ones share the last."""


def stix_id(kind: str, key: UUID, turn: int = 0) -> str:
    """`kind--uuid`."""
    return f"{kind}--{uuid8(key, turn)}"


def named_id(kind: str, *parts: str) -> str:
    """The id of something that has a name and no row: a publisher, a country, a marking."""
    return stix_id(kind, id_of("stix", kind, *parts))


def uuid8(key: UUID, turn: int = 0) -> UUID:
    """The key with the version and variant that RFC 9562 asks for."""
    raw = bytearray(key.bytes)
    raw[15] ^= min(turn, MOST_TURNS - 1)
    raw[6] = (raw[6] & 0x0F) | 0x80
    raw[8] = (raw[8] & 0x3F) | 0x80
    return UUID(bytes=bytes(raw))


def keys_of(text: str) -> Iterator[UUID]:
    """Every key that an id may come from; none for what is no id of ours."""
    try:
        found = UUID(text.partition("--")[2])
    except ValueError:
        return
    if found.version != 8:
        return
    for turn in range(MOST_TURNS):
        for high in range(16):
            for low in range(4):
                raw = bytearray(found.bytes)
                raw[6], raw[8], raw[15] = (raw[6] & 0x0F) | high << 4, (raw[8] & 0x3F) | low << 6, raw[15] ^ turn
                yield UUID(bytes=bytes(raw))
