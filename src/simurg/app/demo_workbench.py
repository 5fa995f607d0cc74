"""The demo of the workbench: an office plays some days of the exercise world, so that every screen has something.

World and fusion part share one workspace. On each day the office collects what had been published by then, issues
forecasts, asks and answers questions; towards the end it draws a brief, recalls a report, regrades and files others,
and lets the watch look. The clock is part of the fiction: it stands at the last morning and goes on while somebody
works there (app.exercise_clock). Nothing reads the truth. A demo that was stopped goes on with the day it stopped in.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from simurg.app.demo import MARK, stands
from simurg.app.demo_day import Day, OfficeAt
from simurg.app.demo_human import COMPARTMENT, DESK, desk_entry, take_in
from simurg.app.exercise_clock import stop_clock_at
from simurg.app.queue import Progress
from simurg.app.require import requirements_of
from simurg.app.worker import Office, Tell
from simurg.app.workspace import create
from simurg.exercise.atlas import LABEL
from simurg.exercise.parts.fusion import FusionPart
from simurg.exercise.parts.fusion.claims import claims
from simurg.exercise.parts.fusion.files import in_memory as fusion_files
from simurg.exercise.parts.fusion.reports import reports
from simurg.exercise.parts.fusion.sources import sources as fusion_sources
from simurg.exercise.published import published
from simurg.exercise.settings import as_yaml, countries, sources
from simurg.exercise.world import World
from simurg.exercise.write import TRUTH, in_memory, put
from simurg.ledger import Ledger
from simurg.ontology.times import text_of

EARLY = datetime(2024, 6, 3, 6, tzinfo=UTC)
FIRST = datetime(2024, 10, 7, 6, tzinfo=UTC)
MONDAY = datetime(2024, 11, 4, 6, tzinfo=UTC)
TUESDAY = datetime(2024, 11, 5, 6, tzinfo=UTC)
NOW = datetime(2024, 11, 8, 6, tzinfo=UTC)
DAYS = (EARLY, FIRST, MONDAY, TUESDAY, NOW)
PLAYED = "played.json"
SETTINGS: dict[str, Any] = {
    "title": f"Meridane watch office ({LABEL})",
    "exercise": True,
    "pictures": {
        "open": {"level": "open", "tlp": "green"},
        "staff": {"level": "restricted", "tlp": "amber+strict"},
        "cell": {"level": "confidential", "tlp": "red", "compartments": ["MERIDIAN", COMPARTMENT]},
    },
    "readers": {
        "public": {"level": "open", "tlp": "green"},
        "staff": {"level": "restricted", "tlp": "amber+strict"},
        "cell": {"level": "confidential", "tlp": "red", "compartments": ["MERIDIAN", COMPARTMENT]},
        "operator": {"level": "top-secret", "tlp": "red", "compartments": ["*"], "affiliations": ["*"]},
    },
    "default_reader": "staff",
    "countries": countries(),
}
_CELL = {"level": "confidential", "tlp": "amber", "compartments": ["MERIDIAN"]}
_COSTS = {"borders": (20, 1), "armed-groups": (8, 1)}
"""What a miss costs against a false alarm, where the requirement says so."""
_ANALYSTS = {
    "heron": (1.6, "The register counts late; wars here last longer than its figures say."),
    "lark": (0.5, "Both sides are short of money; I count on a winter lull."),
}
"""Two invented analysts: what they make of the odds that a forecast gives, and the reason that they state."""
DEATHS = 25


def workbench_demo(folder: Path, world: World, part: FusionPart, office_at: OfficeAt, tell: Tell) -> dict[str, Any]:
    """The days, played. CallerError if another world or workspace stands in the folder."""
    settings = {"workbench": asdict(world), "fusion": asdict(part)}
    if not stands(folder, settings):
        tell(Progress("building the exercise world"))
        files = _files(world, part)
        for moment in DAYS[_played(folder) :]:
            _play(files, Day(moment, _office(folder, files, moment, office_at), tell))
            (folder / PLAYED).write_text(json.dumps({"days": DAYS.index(moment) + 1}), encoding="utf-8")
        stop_clock_at(folder, text_of(NOW))
        (folder / MARK).write_text(json.dumps(settings), encoding="utf-8")
    return {
        "folder": str(folder),
        "now": text_of(NOW),
        "days": [text_of(one) for one in DAYS],
        "readers": list(SETTINGS["readers"]),
    }


def _files(world: World, part: FusionPart) -> dict[str, bytes]:
    """Both parts in one workspace; one human source stands in a compartment of its own."""
    told, said = reports(part), claims(part)
    entries = sources()
    for entry in entries:
        entry["marking"] = _CELL if entry["name"] == "human-heron" else entry["marking"]
    entries.append(desk_entry())
    entries += fusion_sources(told, said, known_at=EARLY - timedelta(days=1))
    kept = {name: content for name, content in fusion_files(part).items() if not name.startswith(TRUTH)}
    beside = {"sources.yaml": as_yaml(entries), "simurg.yaml": as_yaml(SETTINGS)}
    return {**in_memory(world), **kept, **beside}


def _office(folder: Path, files: Mapping[str, bytes], moment: datetime, office_at: OfficeAt) -> Office:
    put(published(files, moment), folder, moment)
    create(folder, title="Exercise", exercise=True, countries=countries())
    return office_at(folder, lambda: moment)


def _play(files: Mapping[str, bytes], day: Day) -> None:
    if day.moment == EARLY:
        entries = requirements_of(files["requirements.yaml"].decode())
        day.run("require", {"entries": [_with_costs(entry) for entry in entries]})
    if day.moment == NOW:
        take_in(day.office)
        day.run("human", {"desk": DESK})
    day.run("collect", {"watch": True})
    if day.moment == TUESDAY:
        return
    issued = {reader: day.run("forecast", {"reader": reader})["places"] for reader in ("staff", "cell")}["staff"]
    if day.moment == FIRST:
        day.run("question", {"do": "publish", "entries": _questions(issued)})
    if day.moment in (FIRST, MONDAY):
        day.run("question", {"do": "models"})
        _answer(day, issued)
    if day.moment == MONDAY:
        day.run("brief", {"since": text_of(MONDAY - timedelta(days=7))})
    if day.moment == NOW:
        _desk_work(day)


def _with_costs(entry: Mapping[str, Any]) -> dict[str, Any]:
    costs = _COSTS.get(entry["name"])
    return dict(entry) if costs is None else {**entry, "cost_of_miss": costs[0], "cost_of_false_alarm": costs[1]}


def _questions(issued: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Of deaths in the places most at risk, and of assaults on one border; the nearest expire within days."""
    december = [
        _question(
            f"{_slug(one['place'])}-december",
            f"Will {DEATHS} or more die in organised violence in {one['place']} in December 2024? ({LABEL})",
            {"table": "measurements", "where": {"series": "state_based_deaths", "place": one["place"]}, "of": "value"},
            ("sum", f">= {DEATHS}", "2024-12-01", "2025-01-01"),
        )
        for one in issued[:4]
    ]
    assaults = {"table": "events", "where": {"actor": "Durane", "recipient": "Sandrev", "event_type": "ASSAULT"}}
    assaults |= {"needs": {"source": "gdelt"}}
    told = "Will the press report ten or more assaults of Durane on Sandrev in the"
    days = (
        ("november-10", "week from 10 November", "2024-11-10", "2024-11-17"),
        ("october", "second half of October", "2024-10-16", "2024-11-01"),
    )
    border = [
        _question(f"durane-sandrev-{name}", f"{told} {words}? ({LABEL})", assaults, ("count", ">= 10", start, end))
        for name, words, start, end in days
    ]
    return [*december, *border]


def _question(name: str, title: str, asked: Mapping[str, Any], rule: tuple[str, str, str, str]) -> dict[str, Any]:
    aggregate, compare, start, end = rule
    period = {"aggregate": aggregate, "compare": compare, "from": start, "to": end}
    return {"name": name, "title": title, "rule": {**asked, **period}, "requirement": "borders"}


def _slug(place: str) -> str:
    return "-".join(place.lower().split())


def _answer(day: Day, issued: Sequence[Mapping[str, Any]]) -> None:
    chances = {
        f"{_slug(one['place'])}-december": next(
            (each["at_least"][str(DEATHS)] for each in one["months"] if each["month"] == "2024-12"), None
        )
        for one in issued[:4]
    }
    chances["durane-sandrev-november-10"] = 0.3 if day.moment == FIRST else 0.6
    if day.moment == FIRST:
        chances["durane-sandrev-october"] = 0.2
    for name, chance in chances.items():
        for analyst, (factor, why) in _ANALYSTS.items():
            if chance is not None:
                own = round(factor * chance / (1 - chance + factor * chance), 2)
                day.run("question", {"do": "answer", "question": name, "by": analyst, "why": why, "probability": own})


def _desk_work(day: Day) -> None:
    """What somebody did before the morning: a regrade, a filing, a recall, and a brief that has become stale by it."""
    ledger = Ledger.open_to_read(day.office.workspace.ledger, day.office.clock)
    try:
        picture = day.office.workspace.picture(None)
        view = ledger.as_of(scope=picture.scope, picture=picture.name)
        where = {"known_at": (NOW - timedelta(days=14), None)}
        rows = view.read("reports", ("id", "source_id", "title", "body", "known_at"), where).to_pylist()
    finally:
        ledger.close()
    told = sorted(
        (row for row in rows if row["title"] and row["body"]), key=lambda row: (row["known_at"], row["id"].bytes)
    )
    doubted = [row["id"].hex for row in told if row["source_id"] == "sentinel" and row["known_at"] < MONDAY]
    if told:
        why = "A second paper of another owner has it too, with the same names."
        day.run("grade", {"report": told[-1]["id"].hex, "reliability": "B", "credibility": 2, "why": why})
        day.run(
            "file",
            {
                "report": told[-1]["id"].hex,
                "kind": "requirement",
                "target": "borders",
                "why": "It tells how the two sides of a border speak with each other.",
            },
        )
    for number in doubted[-2:-1]:
        day.run("grade", {"report": number, "reliability": "D", "credibility": 5, "why": "No other paper has it."})
    for number in doubted[-1:]:
        day.run("recall", {"target": number, "why": "The paper took it back: the photograph is of another year."})


def _played(folder: Path) -> int:
    try:
        return int(json.loads((folder / PLAYED).read_text(encoding="utf-8"))["days"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0
