"""Retention: what is over goes, with its bytes and its words; what is not stays; the trace stays for good."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.app.human.desk import FORM, Clock, Noted

from simurg.app.human import handling
from simurg.app.human.intake import Taker, take
from simurg.app.human.report import of_form
from simurg.app.human.rooms import room_of
from simurg.app.jobs import HANDLERS
from simurg.app.retention.periods import periods_of, rules_of
from simurg.app.search import Search, search
from simurg.app.show import show
from simurg.app.upkeep import problems
from simurg.app.worker import Office
from simurg.app.workspace import Workspace, create
from simurg.collection.settings import sources_of
from simurg.ledger import Ledger
from simurg.ontology.errors import CallerError, OperatorError, SourceError
from simurg.ontology.markings import EVERYTHING

NOW = datetime(2026, 11, 1, 6, tzinfo=UTC)
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour Post</title>
<item><guid>{n}</guid><title>Vellichor {n} leaves Port Amsel</title><description>Calm {n} sea.</description>
<pubDate>Mon, 19 Oct 2026 08:00:00 GMT</pubDate></item></channel></rss>"""
SOURCES = """
- {name: wire, connector: rss, address: inbox/wire/*.xml, retention: {payload: 30d, rows: 90d, quarantine: 10d}}
- {name: copy, connector: rss, address: inbox/copy/*.xml}
- {name: lake, connector: human, address: inbox/lake/*.md,
   marking: {level: confidential, tlp: amber, compartments: [LAKE]}}
"""


class Here:
    """A workspace whose clock a test moves."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock()
        self.workspace: Workspace = create(folder / "ws")
        self.workspace.sources_file.write_text(SOURCES, "utf-8")
        self.office = Office(self.workspace, HANDLERS, self.clock, Noted())

    def configure(self, more: str) -> None:
        path = self.workspace.folder / "simurg.yaml"
        path.write_text(path.read_text("utf-8") + "\n" + more, "utf-8")

    def tell(self, source: str, number: int) -> Path:
        path = self.workspace.folder / "inbox" / source / f"{number}.xml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(FEED.format(n=number), "utf-8")
        return path

    def run(self, command: str, **arguments: Any) -> Any:
        return self.office.run(command, arguments)

    def view(self, ledger: Ledger) -> Any:
        return ledger.as_of(scope=EVERYTHING)

    def read(self, table: str, *columns: str) -> list[dict[str, Any]]:
        with Ledger.open_to_read(self.workspace.ledger, self.clock) as ledger:
            return self.view(ledger).stored(table, columns or None).to_pylist()

    def holds(self, word: str) -> list[str]:
        """Files with the word, but for the rows of the ledger (see tests/ledger/test_erasure.py)."""
        found = (path for path in self.workspace.folder.rglob("*") if path.is_file())
        return sorted(
            str(path.relative_to(self.workspace.folder)) for path in found if word.encode() in path.read_bytes()
        )


@pytest.fixture
def here(tmp_path):
    return Here(tmp_path)


def due(result: Any) -> dict[tuple[str, str], int]:
    return {(one["source"], one["kind"]): one["count"] for one in result["due"]}


def test_nothing_is_due_before_its_time_or_without_a_period(here):
    here.tell("wire", 1), here.tell("copy", 2)
    here.run("collect")
    here.clock.pass_(days=29)
    assert due(here.run("retain")) == {}
    here.clock.pass_(days=5000)
    assert set(due(here.run("retain", dry_run=True))) == {("wire", "payload"), ("wire", "rows")}
    assert here.holds("Vellichor 1")


def test_bytes_go_first_then_words_and_the_trace_stays(here):
    path = here.tell("wire", 1)
    here.run("collect")
    here.clock.pass_(days=30)
    assert due(here.run("retain")) == {("wire", "payload"): 1}
    assert not path.exists()
    assert list(here.workspace.payloads.rglob("?" * 64)) == []
    assert here.read("reports", "title")[0]["title"] == "Vellichor 1 leaves Port Amsel"
    here.clock.pass_(days=60)
    result = here.run("retain")
    assert (due(result), result["erased"], result["warnings"]) == ({("wire", "rows"): 1}, 1, [])
    [report] = here.read("reports")
    assert (report["title"], report["body"], report["source_id"], report["known_at"].date().isoformat()) == (
        None, None, "wire", "2026-10-19",
    )  # fmt: skip
    assert here.holds("Vellichor 1") == []
    assert sorted(row["kind"] for row in here.read("erasures")) == ["payload", "report"]
    assert due(here.run("retain")) == {}
    assert problems(here.workspace, lambda _: None) == []


def test_a_run_tells_by_a_trace_why_the_words_are_gone(here):
    here.tell("wire", 1)
    here.run("collect")
    here.clock.pass_(days=90)
    number = here.read("reports", "id")[0]["id"]
    here.run("retain", reader="operator")
    with Ledger.open_to_read(here.workspace.ledger, here.clock) as ledger:
        told = show(here.workspace, ledger, EVERYTHING, number.hex)
    assert (told["stands"], told["words"]) == (True, None)
    assert told["erased"] == [
        {"report": number.hex, "at": "2027-01-30T06:00:00Z", "why": "its retention period is over"}
    ]
    assert here.read("erasures", "by")[0]["by"] == "operator"


def test_the_index_forgets_too(here):
    here.tell("wire", 1)
    here.run("collect")
    with Ledger.open_to_read(here.workspace.ledger, here.clock) as ledger:
        assert search(here.workspace, ledger, here.workspace.picture(), Search("vellichor"))["found"][0]["groups"]
    here.clock.pass_(days=90)
    here.run("retain")
    assert list((here.workspace.folder / "index").rglob("note.json")) == []
    with Ledger.open_to_read(here.workspace.ledger, here.clock) as ledger:
        assert not search(here.workspace, ledger, here.workspace.picture(), Search("vellichor"))["found"][0]["groups"]


def test_what_was_erased_is_not_taken_again(here):
    path = here.tell("wire", 1)
    content = path.read_bytes()
    here.run("collect")
    here.clock.pass_(days=90)
    here.run("retain")
    path.write_bytes(content)
    here.workspace.sources_file.write_text(SOURCES.replace("name: wire,", "name: wire, grade: A1,"), "utf-8")
    [wire] = here.run("collect", sources=["wire"])["sources"]
    assert (wire["erased"], wire["new_documents"], wire["new_rows"]) == (1, 0, 0)
    assert "not read again" in " ".join(wire["warnings"])
    assert here.read("reports", "title") == [{"title": None}]


def test_bytes_that_another_source_keeps_stay(here):
    here.tell("wire", 1), here.tell("copy", 1)
    here.run("collect")
    here.clock.pass_(days=30)
    assert due(here.run("retain")) == {}
    here.configure("retention: {payload: 60d}")
    here.office = Office(create(here.workspace.folder), HANDLERS, here.clock, Noted())
    here.clock.pass_(days=30)
    assert due(here.run("retain")) == {("wire", "payload"): 1, ("copy", "payload"): 1}
    assert list(here.workspace.payloads.rglob("?" * 64)) == []


def test_what_could_not_be_read_has_its_own_period(here):
    path = here.tell("wire", 1)
    path.write_text("this is no feed: Vellichor", "utf-8")
    here.run("collect")
    assert here.holds("Vellichor")
    here.clock.pass_(days=10)
    assert due(here.run("retain")) == {("wire", "quarantine"): 1}
    assert here.holds("Vellichor") == []
    assert problems(here.workspace, lambda _: None) == []


def test_copies_outside_the_workspace_are_told_and_left(here, tmp_path):
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    (outside / "1.xml").write_text(FEED.format(n=1), "utf-8")
    here.workspace.sources_file.write_text(SOURCES.replace("inbox/wire/*.xml", f"{outside}/*.xml"), "utf-8")
    here.run("collect")
    here.clock.pass_(days=30)
    result = here.run("retain")
    assert result["warnings"] == ["wire: 1 documents that were erased still stand at its address"]
    assert (outside / "1.xml").exists()


def test_human_reports_and_contacts_have_their_periods(here):
    here.configure("retention: {HUMINT: {payload: 20d, rows: 40d, contacts: 30d}}")
    with room_of(here.workspace).vault() as vault:
        taker = Taker(here.workspace, vault, Noted(), here.clock, "ann", EVERYTHING)
        take(taker, "lake", of_form(FORM))
        found = handling.source_of(taker, "HERON", None)
        handling.write_contact(taker, found, {"at": "2026-10-01", "how": "x", "note": "old"})
        here.run("collect")
        here.clock.pass_(days=20)
        handling.write_contact(taker, found, {"at": "2026-11-02", "how": "x", "note": "new"})
        assert due(here.run("retain")) == {("lake", "payload"): 1}
        assert list((here.workspace.folder / "inbox" / "lake").iterdir()) == []
        here.clock.pass_(days=10)
        assert due(here.run("retain")) == {("lake", "contacts"): 1}
        assert [one["note"] for one in handling.source(taker, "HERON", None, {})["history"]] == ["new"]
        here.clock.pass_(days=10)
        assert due(here.run("retain")) == {("lake", "rows"): 1}
        assert vault.count(found, "identity") == 1
    assert here.holds("lorries") == []
    assert here.read("claims", "object")[0]["object"] is None


def test_a_reader_is_told_of_their_own_scope_only(here):
    here.configure("retention: {HUMINT: {payload: 20d}}")
    with room_of(here.workspace).vault() as vault:
        take(Taker(here.workspace, vault, Noted(), here.clock, "ann", EVERYTHING), "lake", of_form(FORM))
    here.tell("wire", 1)
    here.run("collect")
    here.clock.pass_(days=30)
    assert due(here.run("retain", dry_run=True, reader="public")) == {("wire", "payload"): 1}
    assert due(here.run("retain", reader="public")) == {("wire", "payload"): 1}
    assert due(here.run("retain")) == {}


def test_stopped_before_the_index_was_dropped_the_next_run_drops_it(here, monkeypatch):
    here.tell("wire", 1)
    here.run("collect")
    with Ledger.open_to_read(here.workspace.ledger, here.clock) as ledger:
        search(here.workspace, ledger, here.workspace.picture(), Search("vellichor"))
    here.clock.pass_(days=90)
    with monkeypatch.context() as patched:
        patched.setattr(
            "simurg.app.retention.carried._drop_indexes", lambda _: (_ for _ in ()).throw(OperatorError("x"))
        )
        with pytest.raises(OperatorError):
            here.run("retain")
    assert list((here.workspace.folder / "index").rglob("note.json"))
    here.run("retain")
    assert list((here.workspace.folder / "index").rglob("note.json")) == []


def test_a_sources_own_period_comes_first_then_its_disciplines(here):
    here.configure("retention:\n  payload: 100d\n  rows: keep\n  HUMINT: {rows: 50d}")
    rules = rules_of(here.workspace)
    wire, copy, lake = (periods_of(rules, source) for source in sources_of(SOURCES))
    days = timedelta(days=1)
    assert (wire.payload, wire.rows, wire.quarantine, wire.contacts) == (30 * days, 90 * days, 10 * days, None)
    assert (copy.payload, copy.rows, copy.quarantine) == (100 * days, None, None)
    assert (lake.payload, lake.rows) == (50 * days, 50 * days)  # bytes are never kept longer than words


@pytest.mark.parametrize("told", [
    "retention: 30d", "retention: {words: 30d}", "retention: {payload: soon}", "retention: {payload: 5h}",
    "retention: {HUMINT: 30d}", "retention: {HUMINT: {HUMINT: 3d}}", "retention: [payload]",
])  # fmt: skip
def test_periods_that_are_not_understood_erase_nothing(here, told):
    here.tell("wire", 1)
    here.run("collect")
    here.clock.pass_(days=5000)
    here.configure(told)
    with pytest.raises(OperatorError):
        here.run("retain")
    assert here.holds("Vellichor 1")
    with pytest.raises((SourceError, CallerError)):
        sources_of("- {name: wire, connector: rss, " + told.replace("retention: [payload]", "retention: [1]") + "}")
