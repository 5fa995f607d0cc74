"""Cards of what detectors found: surges and shifts that the watch has issued since."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from simurg.app.finds import LONGEST, PAUSE, Episode, Find, episodes, finds_of, with_events
from simurg.app.workbench.cards.card import Card, Reports, asked_by, basis_of
from simurg.app.workbench.told import is_marked, ref
from simurg.assessment.brief.matching import Requirement
from simurg.ledger import View

MOST = 12
"""Episodes that are looked at, the latest and strongest first."""
LEAST_SHIFT = 0.2
"""How far a shift of reporting alone is a change."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The episodes of a view with a finding known after `since`."""

    since: datetime
    runs: Sequence[Episode]


def found_in(view: View, since: datetime) -> Found:
    """Without the events that they cite."""
    return Found(since, episodes(finds_of(view, since - LONGEST, with_events=False)))


def found_cards(
    view: View,
    since: datetime,
    told: tuple[Found, Sequence[Requirement], Mapping[UUID, list[str]]],
    reports: Reports,
) -> list[Card]:
    """One for each episode that has a finding since. `told`: what was found, requirements, and why findings are
    stale."""
    found, wanted, stale = told
    if since < found.since:
        found = found_in(view, since)
    fresh = [one for one in found.runs if one.latest.known_at > since]
    fresh.sort(key=lambda one: (-one.latest.grave, -one.latest.strength, one.latest.id.bytes))
    runs = with_events(view, fresh[:MOST], reports.rows)
    reports.need(row["report_id"] for one in runs for row in one.latest.events)
    return [_card(one, wanted, stale, reports) for one in runs]


def open_finds(view: View, wanted: Sequence[Requirement]) -> list[tuple[Find, Requirement | None]]:
    """Of the last week, each episode's latest with the gravest requirement that it concerns."""
    runs = episodes(finds_of(view, view.known_at - PAUSE, with_events=False))
    told = [one.latest for one in with_events(view, runs[: 2 * MOST])]
    return [(one, asked_by(wanted, (each for each in wanted if one.concerns(each)))[0]) for one in told]


def _card(run: Episode, wanted: Sequence[Requirement], stale: Mapping[UUID, list[str]], known: Reports) -> Card:
    one = run.latest
    asked, weight = asked_by(wanted, (each for each in wanted if one.concerns(each)))
    reports = known.of(row["report_id"] for row in one.events)
    basis = basis_of(reports)
    leading = ref("findings", one.id.hex, f"{one.detector}: {one.name}")
    drivers, cited = _drivers(one, {row["id"]: row for row in reports})
    marked = [one.id.hex, *(row["id"].hex for row in cited if is_marked(row))]
    return Card(
        row=("findings", one.id),
        kind="shift" if one.detector == "shift" else "surge",
        sentence=one.sentence + (f" Also by type: {', '.join(one.others).lower()}." if one.others else ""),
        measured=_measured(one),
        confidence=basis.confidence(),
        would_change=_would_change(one),
        at=one.known_at,
        change=_change(one),
        consequence=weight,
        requirement=None if asked is None else asked.name,
        country=one.country,
        place=one.name,
        old=one.expected,
        new=one.observed,
        drivers=tuple(drivers),
        basis=basis,
        refs=(leading, *(driver["ref"] for driver in drivers)),
        stale=tuple(stale.get(one.id, ())),
        seen=tuple(marked),
    )


def _change(one: Find) -> float:
    if one.detector == "shift":
        before, now = one.detail.get("share_before"), one.detail.get("share_since")
        moved = abs(now[1] - before[1]) if one.of_mix and before and now else 0.0
        return float(min(1.0, max(LEAST_SHIFT, moved)))
    return min(1.0, abs(math.log2((one.observed + 1) / (one.expected + 1))) / 5)


def _measured(one: Find) -> str:
    return f"events from {one.window_from:%-d %b} to {one.window_to:%-d %b %Y}: expected → told (q {one.q:.2g})"


def _would_change(one: Find) -> str:
    if one.detector == "shift" and one.of_mix:
        return "Weeks in which the old mix of conflict and cooperation comes back."
    few = f"{one.expected:.1f}" if one.expected >= 0.1 else "hardly any"
    return f"Back to {few} events in as many days, or proof that the reports go back to one origin."


def _drivers(
    one: Find, reports: Mapping[UUID, Mapping[str, Any]]
) -> tuple[list[dict[str, Any]], list[Mapping[str, Any]]]:
    """The best three events, of different reports and not the same in words."""
    told: list[dict[str, Any]] = []
    cited: list[Mapping[str, Any]] = []
    used: set[UUID | None] = set()
    ranked = sorted(one.events, key=lambda row: _rank(reports.get(row["report_id"])))
    for row in ranked:
        report = reports.get(row["report_id"])
        text = _event(row, report)
        if len(told) < 3 and row["report_id"] not in used and text not in {one["text"] for one in told}:
            used.add(row["report_id"])
            cited += [row, *([report] if report else [])]
            told.append({"text": text, "ref": ref("events", row["id"].hex, text)})
    return told, cited


def _rank(report: Mapping[str, Any] | None) -> tuple[str, int]:
    return ("G", 9) if report is None else (report["reliability"] or "F", report["credibility"] or 6)


def _event(row: Mapping[str, Any], report: Mapping[str, Any] | None) -> str:
    when = f"{row['occurred_from']:%-d %b}: " if row["occurred_from"] else ""
    parts = [row["actor"], (row["event_type"] or "event").lower(), row["recipient"]]
    where = f" ({row['place']})" if row["place"] else ""
    source = row["source_id"] or ""
    grade = f" {report['reliability']}{report['credibility']}" if report and report["reliability"] else ""
    return f"{when}{' – '.join(str(part) for part in parts if part)}{where}; {source}{grade}"
