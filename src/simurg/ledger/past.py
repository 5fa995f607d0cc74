"""When each row was shown: the past of a view in one read, as SQL that DuckDB and (translated) Spark answer alike.

A view shows one row of each key. Had it been drawn earlier, with the same recalls, it might have shown another. Each
row of a key is told with the spans of time in which it was the one shown: from the moment it was known until a later
one of its key was, or until its report was outdated; a row may come back when its rival's report is outdated, and then
it stands twice. So `shown_from <= m` and (`shown_until` is null or `m < shown_until`) gives what the view of the moment
m showed, for every m up to the view's own at which the same recalls stood. Rows that were never shown are not told.
"""

from simurg.ledger.schema import TOLD
from simurg.ledger.visible import ORDER, SILENT, Sight, has_versions, limits, standing

_NEVER = "CAST(NULL AS TIMESTAMPTZ)"


def past(sight: Sight, table: str, relation: str, reports: str | None, condition: str) -> str:
    """SELECT of all stored columns, `shown_from` and `shown_until`, of the keys of which any row meets the condition.
    `reports`: the relation of the reports, if there is any."""
    keys = f"key IN (SELECT key FROM {relation} WHERE {condition})"
    told = f"SELECT * FROM {standing(sight, table, relation, None)} WHERE {limits(sight)} AND {keys}"
    parts = [f"told AS ({told})"]
    active = f"SELECT id, key, known_at, recorded_at, contested, known_at AS since, {_NEVER} AS until FROM told"
    if reports is not None and table in TOLD and table != "reports" and has_versions(sight, "reports"):
        parts += _reports(sight, reports)
        active = _within("told", "permitted")
    parts += _spans("told", active)
    said = f" WHERE NOT {SILENT[table]}" if table in SILENT else ""
    return f"WITH {', '.join(parts)} SELECT * FROM told JOIN told_spans USING (id, known_at){said}"


def _reports(sight: Sight, relation: str) -> list[str]:
    """CTEs up to `permitted`: the times in which what a contested report told may be shown. Before it was known
    itself, it hides nothing."""
    contested = f"key IN (SELECT key FROM {relation} WHERE contested <> 0)"
    rows = f"SELECT * FROM {standing(sight, 'reports', relation, None)} WHERE {limits(sight)} AND {contested}"
    active = f"SELECT id, key, known_at, recorded_at, contested, known_at AS since, {_NEVER} AS until FROM reps"
    permitted = f"""SELECT id AS report, {_NEVER} AS opened, min(known_at) AS closed FROM reps GROUP BY id
        UNION ALL SELECT id AS report, shown_from AS opened, shown_until AS closed FROM reps_spans"""
    return [f"reps AS ({rows})", *_spans("reps", active), f"permitted AS ({permitted})"]


def _within(rows: str, permitted: str) -> str:
    """Each row's own time cut to what its report permits; a row whose report is not contested keeps all of it."""
    since = "CASE WHEN p.opened > r.known_at THEN p.opened ELSE r.known_at END"
    return f"""SELECT r.id, r.key, r.known_at, r.recorded_at, r.contested, {since} AS since, p.closed AS until
        FROM {rows} AS r LEFT JOIN {permitted} AS p ON p.report = r.report_id
        WHERE p.closed IS NULL OR r.known_at < p.closed"""


def _spans(name: str, active: str) -> list[str]:
    """CTEs up to `NAME_spans` (id, known_at, shown_from, shown_until): of the active rows of a key the first in a
    view's order is shown, from one of their moments to the next; neighbouring spans of one row are one."""
    return [
        f"{name}_active AS ({active})",
        f"{name}_moments AS (SELECT key, since AS moment FROM {name}_active UNION "
        f"SELECT key, until AS moment FROM {name}_active WHERE until IS NOT NULL)",
        f"{name}_steps AS (SELECT key, moment, lead(moment) OVER (PARTITION BY key ORDER BY moment) AS ended "
        f"FROM {name}_moments)",
        f"{name}_ranked AS (SELECT a.id, a.known_at, s.moment, s.ended, row_number() OVER "
        f"(PARTITION BY a.key, s.moment ORDER BY {_of('a', ORDER)}) AS place FROM {name}_active AS a "
        f"JOIN {name}_steps AS s ON a.key = s.key AND a.since <= s.moment AND (a.until IS NULL OR s.moment < a.until))",
        f"{name}_first AS (SELECT id, known_at, moment, ended, CASE WHEN lag(ended) OVER "
        f"(PARTITION BY id, known_at ORDER BY moment) = moment THEN 0 ELSE 1 END AS fresh "
        f"FROM {name}_ranked WHERE place = 1)",
        f"{name}_runs AS (SELECT id, known_at, moment, ended, sum(fresh) OVER "
        f"(PARTITION BY id, known_at ORDER BY moment) AS run FROM {name}_first)",
        f"{name}_spans AS (SELECT id, known_at, min(moment) AS shown_from, CASE WHEN count(ended) < count(*) "
        f"THEN {_NEVER} ELSE max(ended) END AS shown_until FROM {name}_runs GROUP BY id, known_at, run)",
    ]


def _of(alias: str, order: str) -> str:
    return ", ".join(f"{alias}.{one}" for one in order.split(", "))
