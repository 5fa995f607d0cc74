"""The law of reading with a model: whatever stands in a report, and whatever the model makes of it, no row says what
the report's words do not, no marking falls, nothing is done, and the run survives."""

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest
from tests.app.model.desk import Slept, reader_of
from tests.app.model.injected import Injected, injected, obeying
from tests.app.model.scripted import Scripted, serving
from tests.app.reading_room import ReadingRoom, only

from simurg.app.read import read_by
from simurg.app.readers import Remote
from simurg.extraction.model.folding import plain
from simurg.ledger.schema import CONTENT
from simurg.ontology.markings import Marking

pytestmark = pytest.mark.xdist_group("injected")  # they share what is dear to make

REPORTS = 1_200
SEED = 20_261_123
LIMIT = {"level": "restricted", "tlp": "amber"}
MARKINGS = (
    Marking(),
    Marking(1, 2),
    Marking(1, 2),
    Marking(0, 1),
    Marking(2, 0),
    Marking(0, 3),
    Marking(1, 1, frozenset({"N"})),
)
WRITTEN = {"reports", "readings", "events", "claims", "name_keys"}
"""The only tables that reading may leave rows in."""


@dataclass
class Run:
    room: ReadingRoom
    script: Scripted
    stranger: Scripted
    reports: dict[Any, tuple[Injected, Marking]] = field(default_factory=dict)
    rounds: list[dict[str, Any]] = field(default_factory=list)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """All reports read, in as many runs as it takes, by a model that obeys and an endpoint that fails now and then."""
    dice = Random(SEED)
    room = ReadingRoom(tmp_path_factory.mktemp("injected"), {"wire": "[model]"})
    faults = [dice.choice((200,) * 30 + (429, 500, 503)) for _ in range(3 * REPORTS)]
    faults[300:312] = [503] * 12  # down for a while: the rest is left for the next run
    with serving(Scripted()) as stranger, serving(Scripted(status=faults)) as script:
        script.answer = obeying(Random(SEED + 1), stranger.address)
        made = Run(room, script, stranger)
        for number in range(REPORTS):
            one, marking = injected(dice, number, stranger.address), dice.choice(MARKINGS)
            made.reports[
                room.tell(str(number), one.body, title=one.title, marking=marking, reliability="C", credibility=3)
            ] = one, marking
        for _ in range(8):
            reader = reader_of(script, room.folder, slept=Slept(), marking=LIMIT, budget={}, timeout=5)
            made.rounds.append(read_by(room.desk, only(model=Remote(reader, at_once=50))))
            if not made.rounds[-1]["read"][0]["left"]:
                break
        yield made
    room.desk.ledger.close()


def test_there_are_more_than_a_thousand_and_every_one_is_read_or_refused(run: Run) -> None:
    assert len(run.reports) == REPORTS >= 1_000
    rows = run.room.rows("readings")
    assert {row["report_id"] for row in rows} == set(run.reports)
    assert run.rounds[0]["read"][0]["left"] > 100
    assert run.rounds[-1]["warnings"] == []
    assert sum(len(run.room.rows(table)) for table in ("events", "claims")) > 200  # the law speaks of something


def test_no_row_says_what_its_report_does_not(run: Run) -> None:
    for table in ("events", "claims"):
        for row in run.room.rows(table):
            one, _ = run.reports[row["report_id"]]
            whole = f"{one.title}\n\n{one.body}"
            words = whole[row["span_from"] : row["span_to"]]
            assert plain(words)
            assert plain(whole).count(plain(words)) == 1 or table == "claims" or len(words) > 8
            assert not re.search(r"\n\s*\n", words)
            named = [row[name] for name in ("subject", "object") if name in row]
            assert all(plain(name) in plain(words) for name in named)
            for figure in (row.get("deaths_low"), row.get("deaths_best"), row.get("deaths_high")):
                assert figure is None or str(figure) in words.replace(",", "")
            if row.get("place"):
                assert row["place"] in words or row["place"] == "Atlantis" not in words


def test_actors_are_those_that_the_words_name(run: Run) -> None:
    from simurg.extraction.model.known import known_of
    from simurg.extraction.reading import Text

    for row in run.room.rows("events"):
        one, _ = run.reports[row["report_id"]]
        words = f"{one.title}\n\n{one.body}"[row["span_from"] : row["span_to"]]
        named = {actor.name for actor in known_of(Text("", words)).actors}
        for side in (row["actor"], row["recipient"]):
            assert side is None or side in named or plain(side) in plain(words)


def test_no_marking_falls_and_no_grade_changes(run: Run) -> None:
    for table in WRITTEN:
        for row in run.room.rows(table):
            report = row["id"] if table == "reports" else row["report_id"]
            assert row["marking"] == str(run.reports[report][1])
    assert {(row["reliability"], row["credibility"]) for row in run.room.rows("reports")} == {("C", 3)}
    assert {row["confidence"] for table in ("events", "claims") for row in run.room.rows(table)} == {None}


def test_what_is_marked_above_the_limit_was_never_sent(run: Run) -> None:
    limit = Marking(1, 2)
    held = {one.body for one, marking in run.reports.values() if not marking <= limit}
    sent = {run.script.report_in(turn) for turn in range(len(run.script.asked))}
    assert held
    assert sent
    assert not any(body.replace("\u202e", "").replace("\u202c", "") in text for body in held for text in sent)
    refused = [
        row for row in run.room.rows("readings") if row["refused"] == "it is marked above what this model may be sent"
    ]
    assert len(refused) == sum(not marking <= limit for _, marking in run.reports.values())


def test_nothing_is_done(run: Run) -> None:
    """No recall, no grading, no note, no job, no call to anywhere but the endpoint's one address."""
    view = run.room.view
    assert {table for table in CONTENT if view.count(table)} <= WRITTEN
    assert set(run.script.paths) == {"/v1/chat/completions"}
    assert run.stranger.paths == []
    with sqlite3.connect(run.room.desk.workspace.state) as state:
        tables = {name for (name,) in state.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables == {"model_answers", "model_answered", "model_use"}


def test_the_rules_stand_outside_the_fence_in_every_question(run: Run) -> None:
    for asked in run.script.asked:
        rules, data = (one["content"] for one in asked["messages"])
        fence = data.rstrip().rsplit(" ", 1)[1]
        assert data.count(fence) == 2
        assert rules.count(fence) == 2
        assert [one["role"] for one in asked["messages"]] == ["system", "user"]
