"""The `sources.yaml` and `simurg.yaml` that come with a foresight part: what a workspace may know of who reports.

Every source of event rows is a source of its own, since sources start and stop and can be recalled; one report stands
for each of its days. The register's figures become measurements with the moment from which each could be known, so that
a later figure replaces an earlier one and history can be drawn as it was. Borders are claims. Shifts, changes of
reporting volume and wars are in none of it.
"""

from typing import Any

from simurg.exercise.atlas import LABEL
from simurg.exercise.parts.foresight.chart import chart
from simurg.exercise.parts.foresight.press import SOURCES
from simurg.exercise.parts.foresight.wars import HOSTILE, SERIES
from simurg.exercise.settings import as_yaml, countries

_DAY = {"from": "day", "as": "date"}
_AFTER = {"from": "day", "as": ["date", "next-day"]}
_MONTH = {"from": "month", "as": "date"}
_NEXT_MONTH = {"from": "month", "as": ["date", "next-month"]}
_SETTINGS: dict[str, Any] = {
    "title": f"Foresight exercise ({LABEL})",
    "exercise": True,
    "pictures": {"open": {"level": "open", "tlp": "green"}},
    "readers": {
        "public": {"level": "open", "tlp": "green"},
        "operator": {"level": "top-secret", "tlp": "red", "compartments": ["*"], "affiliations": ["*"]},
    },
    "default_reader": "public",
    "countries": countries(),
}
_QUESTIONS = (
    ("relations", "Between which states does the relation turn for the worse?", ["THREATEN", "MOBILIZE", "COERCE"]),
    ("wars", "Where may a war begin, spread or escalate in the coming year?", ["ASSAULT", "deaths"]),
)


def sources(reporting: set[str]) -> list[dict[str, Any]]:
    """One mapping a source; of the sources of event rows those that report."""
    return [
        *(_events(name, title) for name, title, *_ in SOURCES if name in reporting),
        _measured("register", "Register of deaths", "deaths", SERIES, {"from": "known", "as": "date"}, ["vintage"]),
        _measured("hostile-reports", "Hostile reports by month", "hostile", HOSTILE, _NEXT_MONTH, []),
        _borders(),
    ]


def sources_text(reporting: set[str]) -> bytes:
    """`sources.yaml`."""
    return as_yaml(sources(reporting))


def settings_text() -> bytes:
    """`simurg.yaml`: one picture, two readers, and that all of it is an exercise."""
    return as_yaml(_SETTINGS)


def requirements_text() -> bytes:
    """`requirements.yaml`; it names no state."""
    return as_yaml(
        [
            {
                "name": name,
                "question": f"{question} ({LABEL})",
                "regions": [],
                "topics": topics,
                "priority": number + 1,
                "owner": "duty officer (exercise)",
            }
            for number, (name, question, topics) in enumerate(_QUESTIONS)
        ]
    )


def _events(name: str, title: str) -> dict[str, Any]:
    columns: dict[str, Any] = {
        column: {"from": column} for column in ("actor", "actor_code", "recipient", "recipient_code", "mentions")
    }
    columns |= {"event_type": {"from": "type"}, "occurred_from": _DAY, "occurred_to": _AFTER}
    part = {"target": "events", "key": ["number"], "report_by": ["day"], "known": _AFTER, "columns": columns}
    return _source(name, title, f"events/{name}-*.csv", f"{title} of {{day}}", part)


def _measured(
    name: str, title: str, file: str, series: str, known: dict[str, Any], report_by: list[str]
) -> dict[str, Any]:
    columns = {
        "series": series,
        "place": {"from": "name"},  # no code: no register of codes names these states
        "period_from": _MONTH,
        "period_to": _NEXT_MONTH,
        "value": {"from": "value"},
        "unit": series.rsplit("_", 1)[-1],
    }
    part = {"target": "measurements", "key": ["state", "month"], "known": known, "columns": columns}
    reports = {"report_by": report_by} if report_by else {}
    return _source(name, title, f"register/{file}.csv", f"{title}{', {vintage}' if report_by else ''}", part | reports)


def _borders() -> dict[str, Any]:
    names = dict(zip(chart().codes, chart().names, strict=True))
    sides = {"subject": {"from": "state", "lookup": names}, "object": {"from": "neighbour", "lookup": names}}
    columns = {**sides, "predicate": "borders"}
    part = {"target": "claims", "key": ["state", "neighbour"], "columns": columns}
    title = "Chart of the Farther Meridane"
    return _source("chart", title, "chart/borders.csv", title, part) | {"known": {"at": "2004-01-01T00:00:00+00:00"}}


def _source(name: str, title: str, address: str, report: str, part: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "connector": "table",
        "title": f"{title} (fictional)",
        "address": f"collected/{address}",
        "licence": "Apache-2.0 (exercise)",
        "marking": {"level": "open", "tlp": "clear"},
        "least_rows": 1,
        "most_rows": 2_000_000,
        "options": {"mapping": {"title": f"{report} ({LABEL})", "parts": [part]}},
    }
