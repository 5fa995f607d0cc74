"""Which edition of a report the rows of a table are: a digest of the group of rows that it stands for. Pure.

A publisher gives the whole table anew though little of it changed. Where a mapping says `revises: true`, each group of
rows is a report whose edition is what its rows say: the same rows again are the same report, so nothing is written
twice, and a group that changed is a new version, told by the document that it came in. A row that its publisher took
out of a group goes with the earlier version. A group must not be spread over several documents.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256

import numpy as np
import pyarrow as pa

from simurg.collection.names import digests_of
from simurg.collection.spelling import spelled


def editions(columns: Sequence[pa.Array], groups: pa.StringArray) -> Mapping[str, str]:
    """The edition of each group, by its name; the order of its rows does not matter. Columns are texts."""
    encoded = groups.dictionary_encode()
    which = encoded.indices.to_numpy()
    said = digests_of(spelled([""], list(columns)))
    order = np.lexsort((said[:, 1], said[:, 0], which))
    edges = np.flatnonzero(np.diff(which[order])) + 1
    return {
        encoded.dictionary[int(which[rows[0]])].as_py(): sha256(np.ascontiguousarray(said[rows]).tobytes()).hexdigest()
        for rows in np.split(order, edges)
        if len(rows)
    }
