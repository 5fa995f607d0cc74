"""The one condition for what a view shows of a table, as SQL that DuckDB and (translated) Spark answer alike.

A row is visible when it was known and recorded by then, its marking is within the scope, neither it nor its
report nor its source is recalled, its report is not an outdated version, and no later version of its own key
is visible, and it says something: a row that only takes an earlier one back hides that one and is not shown itself
(`SILENT`). Rows that were computed (findings, forecasts, products, …) are not hidden by a recall: what was
said was said; `ledger.lineage` tells what of it is stale.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from simurg.ledger.entries import File
from simurg.ledger.schema import TOLD, WORDS_ONLY

TAKEN_BACK = "taken_back"
SILENT = {
    "claims": f"coalesce(predicate = '{TAKEN_BACK}' AND coalesce(subject, '') = '', false)",
    "events": f"coalesce(code = '{TAKEN_BACK}' AND event_type IS NULL, false)",
}
"""By table: SQL for rows that say nothing but that their key's earlier row is taken back."""
ORDER = "known_at DESC, recorded_at DESC, contested DESC, id DESC"


@dataclass(frozen=True, slots=True)
class Sight:
    """What limits a view. `recalled` names a held relation with columns `source`, `report` and `erased`, if any: in
    each row one says what is recalled, or the words of which report were erased."""

    known_at: datetime
    recorded_until: datetime
    permitted: str  # SQL condition on the marking columns
    files: Mapping[str, tuple[File, ...]]
    recalled: str | None = None


def limits(sight: Sight) -> str:
    """Known, recorded and permitted: the part that needs no other row."""
    known, recorded = sight.known_at.isoformat(), sight.recorded_until.isoformat()
    return f"known_at <= TIMESTAMPTZ '{known}' AND recorded_at <= TIMESTAMPTZ '{recorded}' AND {sight.permitted}"


@dataclass(frozen=True, slots=True)
class Only:
    """A narrower question: rows that meet `rows`; `rivals` holds for every row of their keys, whatever it says."""

    rows: str = "true"
    rivals: str = "contested <> 0"


EVERY_ROW = Only()


def visible(
    sight: Sight,
    table: str,
    relation: str,
    *,
    outdated_reports: str | None = None,
    only: Only = EVERY_ROW,
    silent: str | None = None,
) -> str:
    """SELECT of all stored columns of a table's visible rows.

    `outdated_reports`: a relation of one column `outdated`, needed where reports have versions (`outdated`). `silent`:
    the condition for rows that say nothing, where the relation does not have what `SILENT` asks for.
    """
    silent = silent or SILENT.get(table)
    shown = _all(limits(sight), only.rows, f"NOT {silent}" if silent else "true")
    base = f"SELECT * FROM {standing(sight, table, relation, outdated_reports)} WHERE {shown}"
    if not has_versions(sight, table):
        return base
    hidden = _ranked(sight, table, relation, outdated_reports, only)
    return f"FROM ({base}) ANTI JOIN (SELECT id, known_at FROM ({hidden}) WHERE place > 1) USING (id, known_at)"


def outdated(sight: Sight, relation: str, only: Only = EVERY_ROW) -> str:
    """Ids (`outdated`) of the reports that would be visible but for a later version of their key. The same report may
    stand twice, known at two moments: it is outdated when both are."""
    ranked = _ranked(sight, "reports", relation, None, only)
    return f"SELECT id AS outdated FROM ({ranked}) GROUP BY id HAVING min(place) > 1"


def _ranked(sight: Sight, table: str, relation: str, outdated_reports: str | None, only: Only) -> str:
    """`id`, `known_at` and `place` (1: shown) of rows with rivals. Only contested keys are ranked, or the rivals
    of a narrower question; rows of an outdated report do not compete."""
    rivals = f"key IN (SELECT key FROM {relation} WHERE contested <> 0)" if only is EVERY_ROW else only.rivals
    return (
        f"SELECT id, known_at, row_number() OVER (PARTITION BY key ORDER BY {ORDER}) AS place "
        f"FROM {standing(sight, table, relation, outdated_reports)} WHERE {_all(limits(sight), rivals)}"
    )


def has_versions(sight: Sight, table: str) -> bool:
    """Whether any key of a table has more than one row."""
    return any(file.contested for file in sight.files.get(table, ()))


def standing(sight: Sight, table: str, relation: str, outdated_reports: str | None) -> str:
    """Rows not recalled, by themselves, by their report or by their source, and not told by an outdated report.

    As joins, because that is what both engines do fast: DuckDB is slow with NOT EXISTS, Spark with NOT IN.
    """
    if table not in TOLD:
        return relation
    gone = []
    if sight.recalled is not None:
        told_by = "id" if table == "reports" else "report_id"
        gone += [(sight.recalled, "source", "source_id"), (sight.recalled, "report", told_by)]
        gone += [(sight.recalled, "erased", "report_id")] if table in WORDS_ONLY else []
    if table != "reports" and outdated_reports is not None:
        gone.append((outdated_reports, "outdated", "report_id"))
    joins = (
        f" ANTI JOIN {name} AS gone_{number} ON gone_{number}.{column} = told.{of}"
        for number, (name, column, of) in enumerate(gone)
    )
    return f"{relation} AS told{''.join(joins)}" if gone else relation


def _all(*conditions: str) -> str:
    return " AND ".join(condition for condition in conditions if condition != "true") or "true"
