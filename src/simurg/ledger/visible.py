"""The one condition for what a view shows of a table, as SQL.

A row is visible when it was known and recorded by then, its marking is within the scope, neither it nor its
report nor its source is recalled, its report is not an outdated version, and no later version of its own key
is visible. Rows that were computed (findings, forecasts, products, …) are not hidden by a recall: what was
said was said; `ledger.lineage` tells what of it is stale.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from simurg.ledger.catalogue import File
from simurg.ledger.schema import COLLECTED

ORDER = "known_at DESC, recorded_at DESC, id DESC"


@dataclass(frozen=True, slots=True)
class Sight:
    """What limits a view. `recalled` names a registered relation with columns `kind` and `target`, if any."""

    known_at: datetime
    recorded_until: datetime
    permitted: str  # SQL condition on the marking columns
    files: Mapping[str, tuple[File, ...]]
    recalled: str | None = None


def limits(sight: Sight) -> str:
    """Known, recorded and permitted: the part that needs no other row."""
    known, recorded = sight.known_at.isoformat(), sight.recorded_until.isoformat()
    return f"known_at <= TIMESTAMPTZ '{known}' AND recorded_at <= TIMESTAMPTZ '{recorded}' AND {sight.permitted}"


def visible(sight: Sight, table: str, relations: Mapping[str, str], *, where: str = "true") -> str:
    """SELECT of all stored columns of the visible rows that also meet `where`.

    `relations` gives the SQL relation of each table in `sight.files` that has any file. `where` must hold or
    fail for all versions of a key together, or be applied outside; it narrows the search for versions too.
    """
    files = sight.files.get(table, ())
    conditions = [limits(sight), _standing(sight, table), where]
    base = f"SELECT * FROM {relations[table]} WHERE {' AND '.join(c for c in conditions if c != 'true')}"
    if table in COLLECTED and table != "reports" and _has_versions(sight, "reports"):
        outdated = _outdated(sight, "reports", relations)
        base += f" AND (report_id IS NULL OR report_id NOT IN ({outdated}))"
    if not any(file.contested for file in files):
        return base
    return f"{base} AND id NOT IN ({_outdated(sight, table, relations)})"


def _has_versions(sight: Sight, table: str) -> bool:
    return any(file.contested for file in sight.files.get(table, ()))


def _standing(sight: Sight, table: str) -> str:
    """Not recalled, by itself, by its report or by its source."""
    if sight.recalled is None or table not in COLLECTED:
        return "true"
    told_by = "id" if table == "reports" else "report_id"
    return (
        f"(source_id IS NULL OR source_id NOT IN (SELECT target FROM {sight.recalled} WHERE kind = 'source'))"
        f" AND ({told_by} IS NULL OR {told_by} NOT IN "
        f"(SELECT target::UUID FROM {sight.recalled} WHERE kind = 'report'))"
    )


def _outdated(sight: Sight, table: str, relations: Mapping[str, str]) -> str:
    """Ids of visible-but-for-versions rows that are not the latest of their key. Only contested keys are ranked.

    For tables that go with reports, rows of an outdated report do not compete.
    """
    relation = relations[table]
    conditions = f"{limits(sight)} AND {_standing(sight, table)}"
    if table in COLLECTED and table != "reports" and _has_versions(sight, "reports"):
        outdated_reports = _outdated(sight, "reports", relations)
        conditions += f" AND (report_id IS NULL OR report_id NOT IN ({outdated_reports}))"
    return (
        f"SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY key ORDER BY {ORDER}) AS place "
        f"FROM {relation} WHERE {conditions} AND key IN (SELECT key FROM {relation} WHERE contested)) WHERE place > 1"
    )
