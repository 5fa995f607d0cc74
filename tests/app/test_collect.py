"""Collecting: whole documents, quarantine with causes, refused bytes nowhere, and going on where it was."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from simurg.app.collect import collect
from simurg.app.documents import digests, unsettled
from simurg.app.worker import Desk
from simurg.app.workspace import Workspace, create
from simurg.collection import registry
from simurg.collection.connector import Connector, Raw, Reject, Rows
from simurg.collection.rows import RowBuilder
from simurg.collection.source import Source
from simurg.ledger import Ledger
from simurg.ontology.errors import CallerError, OperatorError, SourceError
from simurg.ontology.markings import EVERYTHING, Scope, marking_of
from simurg.ontology.times import LATEST

NOW = datetime(2026, 11, 1, 6, tzinfo=UTC)
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour Post</title>
<item><guid>{n}</guid><title>Ferry {n} leaves Port Amsel</title><description>Calm sea.</description>
<link>https://harbour.example/{n}</link><pubDate>Mon, 19 Oct 2026 08:00:00 GMT</pubDate></item></channel></rss>"""
REPORT = """---
pseudonym: HERON
report: "{n}"
date: 2026-10-20
reliability: B
credibility: 2
marking: {{level: confidential, tlp: amber, compartments: [LAKE]}}
title: Movement at the northern depot
---
Three lorries left the depot at night.
"""


class Ticking:
    """A clock that moves a second with each look."""

    def __init__(self) -> None:
        self.moment = NOW

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return create(tmp_path / "ws")


def run(workspace: Workspace, *sources: Source, names: tuple[str, ...] = ()) -> dict[str, Any]:
    clock = Ticking()
    with Ledger.open(workspace.ledger, clock) as ledger:
        return collect(Desk(workspace, ledger, clock, lambda _: None), sources, names)


def rows(workspace: Workspace, table: str = "reports", scope: Scope = EVERYTHING) -> list[dict[str, Any]]:
    with Ledger.open(workspace.ledger, Ticking()) as ledger:
        found = ledger.as_of(LATEST, LATEST, scope=scope).read(table)
    return sorted(found.to_pylist(), key=lambda row: row["id"])


def written(workspace: Workspace, name: str, text: str | bytes) -> None:
    path = workspace.folder / "inbox" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)


def feed(**settings: Any) -> Source:
    return Source(**{"name": "post", "connector": "rss", "address": "inbox/*.xml", **settings})


def human(**settings: Any) -> Source:
    told = {"name": "heron", "connector": "human", "discipline": "HUMINT", "address": "inbox/*.md"}
    return Source(**{**told, **settings})


def test_documents_become_rows_with_their_payload(workspace: Workspace) -> None:
    for n in range(3):
        written(workspace, f"{n}.xml", FEED.format(n=n))
    result = run(workspace, feed(least_rows=3))
    assert result["errors"] == []
    assert result["sources"][0]["new_documents"] == 3
    found = rows(workspace)
    assert [row["source_id"] for row in found] == ["post"] * 3
    for row in found:
        kept = workspace.payloads / row["payload"][:2] / row["payload"]
        assert kept.read_text() in {FEED.format(n=n) for n in range(3)}


def test_a_second_collection_reads_nothing_again(workspace: Workspace) -> None:
    written(workspace, "1.xml", FEED.format(n=1))
    first = run(workspace, feed())
    before = rows(workspace)
    again = run(workspace, feed())
    assert (again["sources"][0]["new_documents"], again["new_rows"]) == (0, 0)
    assert again["rows"] == first["rows"]
    assert rows(workspace) == before


def test_the_same_bytes_under_two_names_are_one_document(workspace: Workspace) -> None:
    written(workspace, "1.xml", FEED.format(n=1))
    written(workspace, "2.xml", FEED.format(n=1))
    assert run(workspace, feed())["sources"][0]["documents"] == 1


def test_volumes_outside_the_stated_range_are_warned_of(workspace: Workspace) -> None:
    written(workspace, "1.xml", FEED.format(n=1))
    few = run(workspace, feed(least_rows=100))
    many = run(workspace, feed(most_rows=0))
    assert "fewer than the 100" in few["warnings"][0]
    assert "more than the 0" in many["warnings"][0]


def test_an_address_without_documents_is_warned_of(workspace: Workspace) -> None:
    (warning,) = run(workspace, feed())["warnings"]
    assert warning.endswith(f"names no document (looked for {workspace.folder.absolute() / 'inbox' / '*.xml'})")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_cannot_be_opened_is_told_once_with_its_path(workspace: Workspace) -> None:
    written(workspace, "1.xml", FEED.format(n=1))
    path = workspace.folder / "inbox" / "1.xml"
    path.chmod(0)
    (warning,) = run(workspace, feed())["warnings"]
    assert warning.startswith(f"post: {path.absolute()} could not be read (Permission denied).")
    assert not warning.endswith(".")


def test_a_file_that_is_gone_is_told_with_its_path(tmp_path: Path) -> None:
    (told_,) = digests([tmp_path / "gone.xml"])
    assert isinstance(told_, SourceError)
    assert told_.what == f"{tmp_path / 'gone.xml'} could not be read (No such file or directory)."


def test_an_unknown_connector_is_an_error_and_the_others_go_on(workspace: Workspace) -> None:
    written(workspace, "1.xml", FEED.format(n=1))
    net = feed(name="net", address="https://harbour.example/feed")
    odd = feed(name="odd", connector="semaphore")
    result = run(workspace, net, odd, feed())
    assert ["semaphore" in error for error in result["errors"]] == [True]
    assert result["new_rows"] > 0


def test_a_source_that_is_switched_off_is_left_out_and_told_if_it_is_named(workspace: Workspace) -> None:
    written(workspace, "1.xml", FEED.format(n=1))
    off = feed(name="off", enabled=False)
    assert [one["source"] for one in run(workspace, off, feed())["sources"]] == [feed().name]
    [error] = run(workspace, off, feed(), names=("off",))["errors"]
    assert "switched off" in error


def test_an_unknown_name_is_refused(workspace: Workspace) -> None:
    with pytest.raises(CallerError, match="no source 'nobody'"):
        run(workspace, feed(), names=("nobody",))


def test_what_cannot_be_read_is_quarantined_whole(workspace: Workspace) -> None:
    broken = b"\xff\xfe\x00 this is no feed" * 40
    written(workspace, "1.xml", FEED.format(n=1))
    written(workspace, "broken.xml", broken)
    result = run(workspace, feed())
    assert result["sources"][0]["rejects"] == 1
    with Ledger.open(workspace.ledger, Ticking()) as ledger:
        (entry,) = ledger.catalogue.quarantine()
    assert (entry.source, entry.name) == ("post", "broken.xml")
    assert entry.cause
    assert entry.payload is not None
    assert (workspace.quarantine / entry.payload[:2] / entry.payload).read_bytes() == broken
    assert len(rows(workspace)) == 1


def test_a_refused_human_report_leaves_its_bytes_nowhere(workspace: Workspace) -> None:
    written(workspace, "1.md", REPORT.format(n=1))
    written(workspace, "2.md", REPORT.format(n=2).replace("title:", "origin: Oskar Brandvold, night clerk\ntitle:"))
    result = run(workspace, human())
    assert result["sources"][0]["rejects"] == 1
    (workspace.folder / "inbox" / "2.md").unlink()
    for path in workspace.folder.rglob("*"):
        assert not path.is_file() or b"Brandvold" not in path.read_bytes(), path
    with Ledger.open(workspace.ledger, Ticking()) as ledger:
        (entry,) = ledger.catalogue.quarantine()
        assert entry.payload is None
        assert entry.cause
        strict = ledger.labels.marking_of(entry.mask)
    assert not Scope(4, 4, frozenset({"LAKE"})).permits(strict)
    assert EVERYTHING.permits(strict)


def test_a_human_document_bears_the_marking_of_its_report(workspace: Workspace) -> None:
    written(workspace, "1.md", REPORT.format(n=1))
    run(workspace, human(marking=marking_of({"level": "restricted"})))
    with Ledger.open(workspace.ledger, Ticking()) as ledger:
        (document,) = ledger.catalogue.documents()
        marking = ledger.labels.marking_of(document.mask)
    assert marking == marking_of({"level": "confidential", "tlp": "amber", "compartments": ["LAKE"]})
    assert rows(workspace, scope=Scope(1, 4)) == []


def test_a_new_way_of_reading_keeps_the_moment_of_the_first_fetch(workspace: Workspace) -> None:
    written(workspace, "1.xml", FEED.format(n=1))
    run(workspace, feed())
    run(workspace, feed(marking=marking_of({"tlp": "green"})))
    with Ledger.open(workspace.ledger, Ticking()) as ledger:
        first, second = ledger.catalogue.documents()
    assert first.fetched_at == second.fetched_at
    assert first.reading != second.reading


# Settings of tables. A mistake in them is no fault of a document.

DEATHS = "day,land,dead\n2026-10-01,Kenya,3\n"


def table(**changed: Any) -> Source:
    columns = {"occurred_from": {"from": "day", "as": "date"}, "deaths_best": {"from": "dead"}}
    part = {"target": "events", "key": ["day"], "columns": columns, **changed}
    return Source("counts", "table", address="inbox/*.csv", options={"mapping": {"parts": [part]}})


def recorded(workspace: Workspace) -> tuple[int, int]:
    """Documents and quarantine entries."""
    with Ledger.open(workspace.ledger, Ticking()) as ledger:
        return len(ledger.catalogue.documents()), len(ledger.catalogue.quarantine())


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (Source("counts", "table", address="inbox/*.csv"), "needs `options: {mapping: …}`"),
        (table(columns={"deaths": "1"}), "'deaths' is not known. Use one of: actor, "),
        (
            table(columns={"occurred_from": {"from": "day", "as": "number"}}),
            "'number' is not known. Use one of: strip, ",
        ),
        (table(columns={"occurred_from": {"from": "date", "as": "date"}}), "lacks the column 'date'"),
        (table(key=["nobody"]), "lacks the column 'nobody'"),
        (
            Source("counts", "ucdp_country_month", address="inbox/*.csv", options={"colour": "red"}),
            "'colour' is unknown or no text. Use one of: country, ",
        ),
    ],
)
def test_a_mistake_in_the_settings_fails_the_source_and_records_nothing(
    workspace: Workspace, source: Source, told: str
) -> None:
    written(workspace, "1.csv", DEATHS)
    written(workspace, "2.csv", DEATHS.replace("Kenya", "Chad"))
    written(workspace, "1.xml", FEED.format(n=1))
    result = run(workspace, source, feed())
    (error,) = result["errors"]
    assert error.startswith("Source counts: ")
    assert told in error
    assert recorded(workspace) == (1, 0)
    assert [row["source_id"] for row in rows(workspace)] == ["post"]


def test_a_stray_table_among_good_ones_is_quarantined_alone(workspace: Workspace) -> None:
    written(workspace, "1.csv", "name,age\nx,1\n")
    written(workspace, "2.csv", DEATHS)
    result = run(workspace, table())
    assert (result["errors"], result["sources"][0]["rejects"]) == ([], 1)
    assert len(rows(workspace, "events")) == 1
    with Ledger.open(workspace.ledger, Ticking()) as ledger:
        (entry,) = ledger.catalogue.quarantine()
    assert (entry.name, "lacks the column" in entry.cause) == ("1.csv", True)


def test_a_wrong_format_of_dates_is_quarantined_and_settled_by_a_better_reading(workspace: Workspace) -> None:
    written(workspace, "1.csv", DEATHS + "2026-10-02,Chad,some\n")
    wrong = table(columns={"occurred_from": {"from": "day", "as": "date", "format": "%d.%m.%Y"}})
    right = table()

    def standing(source: Source) -> list[str]:
        with Ledger.open(workspace.ledger, Ticking()) as ledger:
            catalogue = ledger.catalogue
            found = unsettled(catalogue.quarantine(), catalogue.documents(), [source])
        return [entry.cause for entry in found]

    form = "occurred_from (from day): no date of the form %d.%m.%Y, or one out of range"
    assert run(workspace, wrong)["errors"] == []
    assert standing(wrong) == standing(right) == [form, form]
    run(workspace, right)
    assert standing(right) == ["deaths_best (from dead): no whole number, 0 or more"]
    assert recorded(workspace) == (2, 3)


# Connectors of our own, to make things happen that good connectors do not.


class Odd:
    """A connector whose parser is given by the test."""

    CONNECTOR = Connector("odd", "Odd", ("txt",), "1")

    def __init__(self, parse: Callable[[Raw], Any]) -> None:
        self.parse = parse


def odd(monkeypatch: pytest.MonkeyPatch, parse: Callable[[Raw], Any]) -> Source:
    monkeypatch.setattr(registry, "find", lambda name: Odd(parse))
    return Source("odd", "odd", address="inbox/*.txt")


def told(raw: Raw, start: int, count: int) -> Rows:
    builder = RowBuilder(raw)
    for n in range(start, start + count):
        builder.report(key=str(n), title=f"Report {n}")
    return builder.take()


def test_a_parser_that_fails_costs_its_document_and_nothing_else(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def parse(raw: Raw) -> Any:
        yield told(raw, 0, 5)
        if raw.name == "bad.txt":
            raise ValueError("secret words of the document")

    source = odd(monkeypatch, parse)
    written(workspace, "bad.txt", "bad")
    written(workspace, "good.txt", "good")
    run(workspace, source)
    with Ledger.open(workspace.ledger, Ticking()) as ledger:
        (entry,) = ledger.catalogue.quarantine()
    assert "ValueError" in entry.cause
    assert "secret" not in entry.cause
    assert entry.payload is not None
    assert (workspace.quarantine / entry.payload[:2] / entry.payload).read_bytes() == b"bad"
    assert len(rows(workspace)) == 5


def test_a_human_document_that_fails_its_parser_is_not_kept(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def parse(raw: Raw) -> Any:
        raise ValueError
        yield

    source = odd(monkeypatch, parse)
    written(workspace, "bad.txt", "origin unknown")
    run(workspace, Source("odd", "odd", discipline="HUMINT", address=source.address))
    assert list(workspace.quarantine.rglob("*")) == []
    assert list(workspace.payloads.rglob("*")) == []


def test_a_large_document_is_cut_and_goes_on_after_a_stop(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simurg.app.reading.MOST_ROWS", 10)
    stopping = [True]

    def parse(raw: Raw) -> Any:
        for start in range(0, 50, 10):
            if start == 30 and stopping[0]:
                raise KeyboardInterrupt
            yield told(raw, start, 10)

    source = odd(monkeypatch, parse)
    written(workspace, "large.txt", "large")
    with pytest.raises(KeyboardInterrupt):
        run(workspace, source)
    assert len(rows(workspace)) == 30
    stopping[0] = False
    result = run(workspace, source)
    assert (result["rows"], result["new_rows"]) == (50, 20)
    assert len(rows(workspace)) == 50
    assert len({row["known_at"] for row in rows(workspace)}) == 1


def test_many_rejects_keep_the_document_whole(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simurg.app.reading.MOST_REJECTS", 3)

    def parse(raw: Raw) -> Any:
        for n in range(10):
            yield Reject("wrong width", b"%d" % n, f"line {n}")

    source = odd(monkeypatch, parse)
    written(workspace, "a.txt", "the whole text")
    run(workspace, source)
    with Ledger.open(workspace.ledger, Ticking()) as ledger:
        entries = ledger.catalogue.quarantine()
    assert len(entries) == 4
    assert any("7 more" in entry.cause for entry in entries)
    kept = {path.read_bytes() for path in workspace.quarantine.rglob("*") if path.is_file()}
    assert b"the whole text" in kept


def test_a_document_that_changes_while_it_is_read_is_left_for_later(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def parse(raw: Raw) -> Any:
        yield told(raw, 0, 1)
        (workspace.folder / "inbox" / "a.txt").write_text("changed")

    source = odd(monkeypatch, parse)
    written(workspace, "a.txt", "first")
    result = run(workspace, source)
    assert any("changed while it was read" in text for text in result["warnings"])
    assert rows(workspace) == []


def test_a_folder_that_cannot_be_written_is_the_operators_matter(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = odd(monkeypatch, lambda raw: iter([told(raw, 0, 1)]))
    written(workspace, "a.txt", "first")
    workspace.payloads.rmdir()
    workspace.payloads.write_text("in the way")
    with pytest.raises(OperatorError, match="could not be stored"):
        run(workspace, source)
    assert rows(workspace) == []
