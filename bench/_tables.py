"""Ids for rows that come from elsewhere."""

from collections.abc import Sequence
from hashlib import blake2b

import pyarrow as pa

from simurg.fusion.story.columns import uuids


def ids_of(names: Sequence[str]) -> pa.Array:
    """A UUID for each name."""
    return uuids([blake2b(name.encode(), digest_size=16).digest() for name in names])
