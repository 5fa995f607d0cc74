"""Versions: which row of a key is shown when moments are equal, words return, or another report says the same."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pyarrow as pa
from tests.ledger.conftest import day

from simurg.collection.connector import raw_of
from simurg.collection.rows import RowBuilder
from simurg.collection.source import Source
from simurg.ledger import Ledger, Offer, View
from simurg.ledger.columns import table_of
from simurg.ledger.recall import Recall, recall_offer
from simurg.ontology.ids import id_of
from simurg.ontology.markings import EVERYTHING

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


class Hand:
    """A clock that is moved by hand."""

    at = NOON

    def __call__(self) -> datetime:
        return self.at


def told(*documents: tuple[str, str], known: int = 1) -> dict[str, pa.Table]:
    """Documents of one source in one batch: (key, title) each, with an event."""
    made = []
    for key, title in documents:
        builder = RowBuilder(raw_of(title.encode(), Source("wire", "rss"), "x", day(3000)))
        report = builder.report(key=key, title=title, known_at=day(known))
        builder.add("events", key=key, known_at=day(known), report_id=report, description=title)
        made.append(builder.take().tables)
    return {name: pa.concat_tables([one[name] for one in made]) for name in made[0]}


def table(release: str, values: Sequence[float], known: int = 1) -> tuple[dict[str, pa.Table], UUID]:
    """A report on a table whose rows' ids do not name it."""
    builder = RowBuilder(raw_of(b"x", Source("ged", "table"), "x", day(3000)))
    report = builder.report(key="table", title=release, known_at=day(known))
    rows = [
        {"id": id_of(n, v), "key": id_of(n), "known_at": day(known), "report_id": report, "value": v}
        for n, v in enumerate(values)
    ]
    return {**builder.take().tables, "measurements": table_of("measurements", rows)}, report


def shown(view: View, name: str, column: str) -> list[object]:
    return sorted(view.read(name, (column,))[column].to_pylist())


def test_of_two_documents_in_one_batch_the_later_one_is_the_revision() -> None:
    ledger = Ledger.in_memory(Hand())
    items = [f"item {number}" for number in range(20)]
    ledger.append(Offer("b", told(*((key, f"{key} {w}") for w in ("draft", "final") for key in items)), "wire"))
    assert shown(ledger.as_of(scope=EVERYTHING), "reports", "title") == sorted(f"{key} final" for key in items)
    assert shown(ledger.as_of(scope=EVERYTHING), "events", "description") == sorted(f"{key} final" for key in items)


def test_a_clock_that_stands_still_does_not_hide_a_revision() -> None:
    ledger = Ledger.in_memory(Hand())
    for word in ("draft", "final"):
        ledger.append(Offer(word, told(*((str(n), f"{n} {word}") for n in range(20))), "wire"))
    assert shown(ledger.as_of(scope=EVERYTHING), "reports", "title") == sorted(f"{n} final" for n in range(20))


def test_a_clock_that_was_set_back_hides_nothing() -> None:
    clock = Hand()
    ledger = Ledger.in_memory(clock)
    ledger.append(Offer("1", told(("a", "first")), "wire"))
    clock.at = NOON - timedelta(hours=1)
    ledger.append(Offer("2", told(("b", "second")), "wire"))
    view = ledger.as_of(scope=EVERYTHING)
    assert shown(view, "reports", "title") == ["first", "second"]
    again = ledger.as_of(view.known_at, view.recorded_until, scope=EVERYTHING)
    assert again.read("reports").num_rows == 2


def returned(ledger: Ledger, *words: str) -> None:
    for number, word in enumerate(words):
        ledger.append(Offer(f"{number} {word}", told(("border", word), known=number), "wire"))


def test_a_return_to_earlier_words_stands_and_telling_them_again_is_nothing_new(ledger: Ledger) -> None:
    returned(ledger, "open", "shut", "open", "open", "open")
    view = ledger.as_of(scope=EVERYTHING)
    assert shown(view, "reports", "title") == shown(view, "events", "description") == ["open"]
    assert view.stored("reports").num_rows == view.stored("events").num_rows == 3


def test_what_is_newly_read_from_a_returned_report_stands_with_it(ledger: Ledger) -> None:
    returned(ledger, "open", "shut", "open")
    tables = told(("border", "open"), known=2)
    claim = {"id": id_of("c"), "key": id_of("k"), "known_at": day(2), "object": "read later"}
    claim["report_id"] = tables["reports"]["id"].to_pylist()[0]
    ledger.append(Offer("again", {**tables, "claims": table_of("claims", [claim])}, "wire"))
    view = ledger.as_of(scope=EVERYTHING)
    assert view.read("claims", ("report_id",))["report_id"].to_pylist() == view.read("reports")["id"].to_pylist()


def test_a_row_that_a_newer_report_repeats_outlives_the_older_one(ledger: Ledger) -> None:
    ledger.append(Offer("1", table("release 1", [7.0, 8.0])[0], "ged"))
    newer, second = table("release 2", [7.0, 9.0], known=2)
    ledger.append(Offer("2", newer, "ged"))
    view = ledger.as_of(scope=EVERYTHING)
    assert shown(view, "measurements", "value") == [7.0, 9.0]
    assert set(view.read("measurements", ("report_id",))["report_id"].to_pylist()) == {second}
    ledger.append(recall_offer(view, Recall(second, "wrong", "me"), ledger.now()))
    assert shown(ledger.as_of(scope=EVERYTHING), "measurements", "value") == [7.0, 8.0]


def test_the_same_table_read_again_is_nothing_new(ledger: Ledger) -> None:
    for number in range(3):
        for release in ("release 1", "release 2"):
            ledger.append(Offer(f"{release} {number}", table(release, [7.0])[0], "ged"))
    assert shown(ledger.as_of(scope=EVERYTHING), "measurements", "value") == [7.0]


def test_what_turns_out_to_be_known_earlier_is_shown_earlier(ledger: Ledger) -> None:
    """An operator who states the assumption after the first collection gets the past that it gives."""
    ledger.append(Offer("1", told(("a", "treaty signed"), known=9), "wire"))
    ledger.append(Offer("2", told(("a", "treaty signed"), known=2), "wire"))
    for moment in (day(2), day(9)):
        view = ledger.as_of(moment, scope=EVERYTHING)
        assert shown(view, "reports", "title") == ["treaty signed"]
        assert shown(view, "events", "description") == ["treaty signed"]
        assert view.stored("reports").num_rows == 1
    assert not ledger.as_of(day(1), scope=EVERYTHING).count("reports")
    report = ledger.as_of(scope=EVERYTHING).read("reports", ("id",))["id"].to_pylist()[0]
    ledger.append(recall_offer(ledger.as_of(scope=EVERYTHING), Recall(report, "false", "me"), ledger.now()))
    view = ledger.as_of(scope=EVERYTHING)
    assert view.count("reports") == view.count("events") == 0
