"""Small worlds for the laws of fusion: reports and claims of a few sources, told in any order, fused, asked."""

import atexit
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

from hypothesis import strategies as st

from simurg.access.pictures import Picture
from simurg.app.believe import Question, believe
from simurg.app.entity import entity
from simurg.app.fuse import fuse, link_new
from simurg.app.judge import judge
from simurg.app.recall import recall
from simurg.app.story import Listing, stories, story_of
from simurg.app.worker import Desk
from simurg.app.workspace import Workspace, settings_of
from simurg.collection.connector import raw_of
from simurg.collection.rows import RowBuilder
from simurg.collection.source import Source
from simurg.ledger import Ledger, Offer
from simurg.ontology.errors import CallerError
from simurg.ontology.ids import digest_of
from simurg.ontology.markings import Marking

START = datetime(2026, 3, 1, tzinfo=UTC)
LOW, HIGH = Marking(0, 1), Marking(2, 3)
MARKINGS = (LOW, Marking(1, 2), HIGH)
SETTINGS = settings_of(
    {
        "pictures": {"open": {"level": "open", "tlp": "green"}, "all": {"level": "secret", "tlp": "red"}},
        "readers": {"public": {"level": "open", "tlp": "green"}, "chief": {"level": "secret", "tlp": "red"}},
        "default_reader": "chief",
    }
)
SOURCES = ("wire", "gazette", "radio")
SUBJECTS = ("Norvik Shipping", "Norvik Shipping Ltd", "Ada Verhoeven", "Verhoeven, Ada", "harbour-authority")
_LEADS = (
    "Border guards at Sandby stopped {n} lorries of Norvik Shipping on Monday after a quarrel with Osterby officials.",
    "The council of Osterby said that {n} people had left the lower town when the dam at Melk began to leak on Friday.",
)
_TAILS = (
    "A spokeswoman for the harbour said that papers were missing and that talks would go on through the week.",
    "Nobody was hurt, according to the Gazette, and the road was opened again in the evening.",
    "Residents spoke of long queues, and of soldiers near the old mill who asked for names.",
)


@cache
def _folder() -> Path:
    """A workspace without sources; nothing is written there."""
    folder = Path(mkdtemp(prefix="simurg-laws-"))
    atexit.register(rmtree, folder)
    (folder / "sources.yaml").write_text("sources: []\n")
    return folder


@dataclass(frozen=True)
class Told:
    """A report of a source, or with `answer` a claim in a report of its own. Small numbers choose the words."""

    hour: int
    source: str
    lead: int
    number: int
    tail: int
    marking: Marking
    subject: str = ""
    answer: str = ""


def told(markings: Sequence[Marking] = MARKINGS) -> st.SearchStrategy[Told]:
    numbers = st.sampled_from([12, 40, 120])
    shared = (st.integers(0, 60), st.sampled_from(SOURCES), st.integers(0, 1), numbers, st.integers(0, 2))
    report = st.builds(Told, *shared, st.sampled_from(list(markings)))
    answers = st.sampled_from(["Sandby", "Osterby", "1200"])
    claim = st.builds(Told, *shared, st.sampled_from(list(markings)), st.sampled_from(SUBJECTS), answers)
    return st.one_of(report, claim)


@dataclass
class World:
    """A ledger in memory with a desk at it. Its clock stands well after everything that is told."""

    moment: datetime = START + timedelta(days=30)
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        ledger = Ledger.in_memory(lambda: self.moment)
        self.desk = Desk(Workspace(_folder(), SETTINGS), ledger, lambda: self.moment, lambda _: None)

    def tell(self, some: Sequence[Told]) -> None:
        """As one batch."""
        for one in some:
            self._append(one)

    def __enter__(self) -> "World":
        return self

    def __exit__(self, *_: object) -> None:
        self.desk.ledger.close()

    def fuse(self) -> None:
        link_new(self.desk)

    def fit(self) -> None:
        fuse(self.desk, {"refit": True})

    def ask(self, reader: str) -> str:
        """Everything that fusion can be asked, as text, but for the moment of asking."""
        ledger, picture = self.desk.ledger, self.picture(reader)
        listed = stories(ledger, picture, (), Listing(days=60, top=1_000))
        answers: list[Any] = [listed]
        answers += [story_of(ledger, picture, (), one["report"]) for one in listed["listed"]]
        for subject in SUBJECTS:
            for asked in (entity, lambda a, b, c: believe(a, b, Question(c)))[: 1 + (subject in SUBJECTS[1:3])]:
                try:
                    answers.append(asked(ledger, picture, subject))
                except CallerError as error:
                    answers.append(str(error))
        told = [{**one, "as_of": ""} if isinstance(one, dict) else one for one in answers]
        return json.dumps(told, sort_keys=True, default=str)

    def recall(self, source: str, *, undo: bool = False) -> dict[str, Any]:
        return recall(self.desk, {"target": source, "why": "a law", "undo": undo, "reader": "chief"})

    def judge(
        self, left: str, right: str, verdict: str, *, undo: bool = False, reader: str = "chief"
    ) -> dict[str, Any]:
        asked = {"left": left, "right": right, "verdict": verdict, "why": "a law", "undo": undo, "reader": reader}
        self.moment += timedelta(seconds=1)
        return judge(self.desk, asked)

    def picture(self, reader: str) -> Picture:
        return self.desk.workspace.picture(reader)

    def _append(self, one: Told) -> None:
        name = f"{one.source}/{one.hour}/{one.lead}/{one.number}/{one.tail}/{one.subject}/{one.answer}/{one.marking}"
        moment = START + timedelta(hours=one.hour)
        source = Source(one.source, "rss", marking=one.marking)
        builder = RowBuilder(raw_of(name.encode(), source, "x.xml", moment))
        words = f"{_LEADS[one.lead].format(n=one.number)} {_TAILS[one.tail]} {_TAILS[(one.tail + 1) % 3]}"
        address = f"https://{one.source}.example/{one.hour}"
        report = builder.report(key=name, title=words[:50], body=words, published_at=moment, url=address)
        if one.answer:
            builder.add(
                "claims", key=name, known_at=moment, report_id=report, subject=one.subject, predicate="seat",
                object=one.answer,
            )  # fmt: skip
        tables = builder.take().tables
        batch = digest_of("law", name).hex()
        self.desk.ledger.append(Offer(batch, tables, one.source, one.marking, "law", "1"))
