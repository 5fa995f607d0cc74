"""The language part as a workspace: collected, read with its own names, and scored from the ledger's events."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from simurg.app.bootstrap import office_of, reading
from simurg.app.workspace import open_workspace
from simurg.exercise.atlas import atlas
from simurg.exercise.parts.language.feeds import END
from simurg.exercise.parts.language.files import write_language
from simurg.exercise.parts.language.settings import LanguagePart
from simurg.exercise.parts.language.truth import truth
from simurg.exercise.parts.language.vocabulary import actors
from simurg.exercise.tasks.language import collected, read_rows, scored, total
from simurg.extraction.added import added_of
from simurg.extraction.coder.reader import Coder
from simurg.ledger import Ledger
from simurg.ledger.ledger import operator_view

pytestmark = pytest.mark.xdist_group("language")  # they share what is dear to make

PART = LanguagePart(2, "easy", 0.1)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    folder: Path = tmp_path_factory.mktemp("language")
    write_language(folder, PART)
    office = office_of(folder, lambda: END)
    for job in ("collect", "read"):
        office.run(job, {})
    with reading(open_workspace(folder)) as ledger:
        yield ledger


def test_all_reports_are_collected_and_all_are_read(ledger: Ledger) -> None:
    view = operator_view(ledger)
    told = truth(PART)
    assert view.read("reports", ("id",)).num_rows == len(set(told.sentences["report"].to_pylist()))
    assert view.read("readings", ("id",)).num_rows == view.read("reports", ("id",)).num_rows


def test_the_ledgers_events_score_against_the_truth(ledger: Ledger) -> None:
    view = operator_view(ledger)
    reports = {row["id"]: row for row in view.read("reports", ("id", "url", "published_at")).to_pylist()}
    rows = [
        row | {"url": reports[row["report_id"]]["url"], "published": reports[row["report_id"]]["published_at"]}
        for row in view.read("events").to_pylist()
    ]
    assert rows
    assert {row["method"] for row in rows} == {"coder"}
    known = {state.code for state in atlas().states}
    assert {row["country"] for row in rows} - {None} <= known
    found = scored(truth(PART), rows)
    assert total(found.before).precision > 0.2
    assert total(found.after).hits > 0


def test_the_ledgers_events_are_those_that_the_task_scores(ledger: Ledger) -> None:
    reader = Coder(added=added_of(actors()))
    names = ("event_type", "actor_code", "recipient_code", "place", "occurred_from")
    expected = Counter(tuple(row[name] for name in names) for row in read_rows(collected(PART), reader))
    rows = operator_view(ledger).read("events").to_pylist()
    assert Counter(tuple(row[name] for name in names) for row in rows) == expected
