"""Findings as rows of the ledger's `findings` table.

A row's key names what is watched (picture, issued or replayed, detector, subject, type, window), its id also what was
found: a recomputation with the same outcome is nothing new and one with another outcome is a new version.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import orjson
import pyarrow as pa

from simurg.detection.detector import Finding
from simurg.ledger.columns import table_of
from simurg.ontology.ids import id_of
from simurg.ontology.times import text_of

_SAID = (
    "detector", "subject", "kind", "event_type", "window_from", "window_to", "observed", "expected", "p_value",
    "q_value", "strength",
)  # fmt: skip
_COLUMNS = ("id", "key", "basis", "basis_view", "known_at", "picture", "issued", *_SAID, "detail")


def findings_table(findings: Iterable[Finding], *, picture: str, issued: bool, known_at: datetime) -> pa.Table:
    """One row a finding, in their order, with the columns that an Offer needs; no row gives an empty table."""
    rows = [_row(finding, picture, issued, known_at) for finding in findings]
    return table_of("findings", rows, _COLUMNS)


def _row(finding: Finding, picture: str, issued: bool, known_at: datetime) -> dict[str, Any]:
    said = {name: getattr(finding, name) for name in _SAID}
    window = (text_of(finding.window_from), text_of(finding.window_to))
    key = id_of(
        "finding", picture, str(issued), finding.detector, finding.kind, finding.subject, finding.event_type, *window
    )
    basis_view = orjson.dumps(list(map(dict, finding.basis_view)), option=orjson.OPT_SORT_KEYS).decode()
    detail = orjson.dumps(dict(finding.detail), option=orjson.OPT_SORT_KEYS).decode()
    content = [text_of(v) if isinstance(v, datetime) else None if v is None else str(v) for v in said.values()]
    cited = b"".join(one.bytes for one in finding.basis)
    row_id = id_of(key.bytes, text_of(known_at), basis_view, detail, cited, *content)
    return {
        **said,
        "id": row_id,
        "key": key,
        "basis": finding.basis,
        "basis_view": basis_view,
        "known_at": known_at,
        "picture": picture,
        "issued": issued,
        "detail": detail,
    }
