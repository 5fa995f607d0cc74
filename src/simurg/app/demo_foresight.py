"""The demo of foresight: an office in the exercise world plays some days of a year, on the exercise's own clock.

On each day that is played the office collects what had been published by then, issues a forecast, and later publishes
questions and answers them; in the end it collects how all of it went on, and what was revised. The clock is part of the
fiction: what the rows call issued was issued on that clock, out of what had been collected by then. Nothing reads the
truth. A demo that was stopped goes on with the day it stopped in; one that stands is played no more.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from simurg.app.demo import MARK, counted, stands
from simurg.app.demo_day import Day, OfficeAt
from simurg.app.next import Next, next_of
from simurg.app.onset import Ask as Onset
from simurg.app.onset import onset
from simurg.app.question_pages import board
from simurg.app.queue import Progress
from simurg.app.require import requirements_of
from simurg.app.score import Ask as Score
from simurg.app.score import score
from simurg.app.shifts import Watch, shifts
from simurg.app.worker import Office, Tell
from simurg.app.workspace import create
from simurg.exercise.atlas import LABEL
from simurg.exercise.parts.foresight import ForesightPart, published
from simurg.exercise.settings import countries
from simurg.exercise.write import put
from simurg.ledger import Ledger
from simurg.ontology.times import Clock, text_of

FIRST = datetime(2023, 5, 1, 6, tzinfo=UTC)
ASKING = datetime(2023, 8, 1, 6, tzinfo=UTC)
AGAIN = datetime(2023, 11, 1, 6, tzinfo=UTC)
END = datetime(2024, 7, 2, 6, tzinfo=UTC)
"""The register's revised figures of 2023 are out since the day before."""
DAYS = (FIRST, ASKING, AGAIN, END)
AHEAD, ASKED, NAMED, DEATHS, DECEMBER = 6, 8, 3, 25, "2023-12"
PLAYED = "played.json"
"""What the demo remembers of the play (`_Play`)."""
_ANALYSTS = {
    "heron": (1.6, "Wars of this coast last longer than the figures of a year say."),
    "lark": (0.5, "Both sides are short of money; I count on a winter lull."),
}
"""Two invented analysts: what they make of the odds that a forecast gives, and the reason that they state."""


@dataclass(slots=True)
class _Play:
    """What has been played."""

    folder: Path
    days: int = 0
    places: tuple[str, ...] = ()  # that questions were asked of
    issued: tuple[Mapping[str, Any], ...] = ()  # the places most at risk, as the last issue told of them
    brief: str = ""

    def keep(self) -> None:
        told = {"days": self.days, "places": self.places, "issued": self.issued, "brief": self.brief}
        (self.folder / PLAYED).write_text(json.dumps(told), encoding="utf-8")


def foresight_demo(folder: Path, part: ForesightPart, office_at: OfficeAt, tell: Tell) -> dict[str, Any]:
    """The world's foresight part, played. CallerError if another world or workspace stands in the folder."""
    settings = {"foresight": asdict(part)}
    done, play = stands(folder, settings), _begun(folder)
    if not done:
        for moment in DAYS[play.days :]:
            tell(Progress(f"{moment:%d %b %Y}: what is published by now"))
            put(published(part, moment), folder, moment)
            create(folder, title="Exercise", exercise=True, countries=countries())
            _work(Day(moment, office_at(folder, _at(moment)), tell), play)
            play.days += 1
            play.keep()
        (folder / MARK).write_text(json.dumps(settings), encoding="utf-8")
    office = office_at(folder, _at(END))
    collected = office.run("collect", {}, tell)
    return {
        "folder": str(folder),
        "collected": counted(collected),
        "played": [text_of(moment) for moment in DAYS],
        "issued": list(play.issued),
        "brief": play.brief,
        **_seen(office, tell),
    }


def _seen(office: Office, tell: Tell) -> dict[str, Any]:
    """What is worth a look: a shift as of the first day, who may do what then, where it may begin; and what came of
    forecasts and questions, as of the last day."""
    picture, first = office.workspace.picture(None), text_of(FIRST)
    ledger = Ledger.open_to_read(office.workspace.ledger, office.clock)
    ledger.countries = office.workspace.settings.countries
    try:
        tell(Progress("looking at relations"))
        shift = shifts(ledger, picture, Watch(first, None, 1))["shifts"]
        actor = shift[0]["parties"][0] if shift else None
        tell(Progress("looking at states"))
        return {
            "shift": shift[0] if shift else None,
            "next": next_of(ledger, picture, Next(actor, as_of=first, top=1))["expected"] if actor else [],
            "onset": onset(ledger, picture, Onset(first, signals=("hostile_reports",), budget=3))["listed"],
            "questions": board(ledger, picture),
            "score": score(ledger, picture, Score(horizon=3))["groups"],
        }
    finally:
        ledger.close()


def _at(moment: datetime) -> Clock:
    """A clock that stands."""
    return lambda: moment


def _begun(folder: Path) -> _Play:
    try:
        told = json.loads((folder / PLAYED).read_text(encoding="utf-8"))
        return _Play(folder, int(told["days"]), tuple(told["places"]), tuple(told["issued"]), told["brief"])
    except (OSError, ValueError, KeyError, TypeError):
        return _Play(folder)


def _work(day: Day, play: _Play) -> None:
    if day.moment == FIRST:
        text = (play.folder / "requirements.yaml").read_text(encoding="utf-8")
        day.run("require", {"entries": requirements_of(text)})
    day.run("collect", {})  # it resolves questions as well
    if day.moment == END:
        return
    issued = day.run("forecast", {"ahead": AHEAD})["places"]
    play.issued = tuple({name: one[name] for name in ("place", "within")} for one in issued[:NAMED])
    if day.moment == ASKING:
        play.places = tuple(one["place"] for one in issued[:ASKED])
        day.run("require", {"entries": [_requirement(play.places)]})
        day.run("question", {"do": "publish", "entries": [_question(place) for place in play.places]})
    if play.places:
        day.run("question", {"do": "models"})
        _answer(day, play.places, issued)
    if day.moment == AGAIN:
        play.brief = str(day.run("brief", {})["html"])


def _requirement(places: Sequence[str]) -> dict[str, Any]:
    """The desk now knows where to look, and states what a miss costs against a false alarm."""
    question = f"Where may a war begin, spread or escalate? ({LABEL})"
    costs = {"cost_of_miss": 4, "cost_of_false_alarm": 1}
    return {"name": "wars", "question": question, "regions": list(places), "topics": ["ASSAULT", "deaths"], **costs}


def _question(place: str) -> dict[str, Any]:
    rule = {
        "table": "measurements",
        "where": {"series": "state_based_deaths", "place": place},
        "aggregate": "sum",
        "of": "value",
        "compare": f">= {DEATHS}",
        "from": f"{DECEMBER}-01",
        "to": "2024-01-01",
    }
    title = f"Will {DEATHS} or more die in {place} in December 2023?"
    return {"name": _name(place), "title": title, "rule": rule, "requirement": "wars"}


def _name(place: str) -> str:
    return f"{place.lower()}-december"


def _answer(day: Day, places: Sequence[str], issued: Sequence[Mapping[str, Any]]) -> None:
    listed = {one["place"]: one["months"] for one in issued}
    for place in places:
        chance = next(each["at_least"][str(DEATHS)] for each in listed[place] if each["month"] == DECEMBER)
        for analyst, (factor, why) in _ANALYSTS.items():
            own = round(factor * chance / (1 - chance + factor * chance), 2)
            answer = {"question": _name(place), "by": analyst, "why": why, "probability": own}
            day.run("question", {"do": "answer", **answer})
