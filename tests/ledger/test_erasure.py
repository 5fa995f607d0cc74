"""Erasing: words leave every file; ids, times and counts stay; no kill and no second telling brings them back."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simurg.ledger import Ledger, Offer
from simurg.ledger.columns import table_of
from simurg.ledger.erased import erased_bytes, erased_reports
from simurg.ledger.erasure import BLANKED, Erasure, blank, note
from simurg.ledger.schema import CONTENT, TOLD
from simurg.ledger.upkeep import maintain, verify
from simurg.ontology.errors import LedgerDamaged, OperatorError
from simurg.ontology.ids import digest_of
from simurg.ontology.markings import EVERYTHING, Marking, Scope

NOW = datetime(2026, 11, 1, tzinfo=UTC)
WORD = "vellichor"
SECRET = Marking(3, 3, frozenset({"LAKE"}))


def offer(name: str, marking: Marking = Marking(), version: str = "", known: datetime = NOW) -> Offer:  # noqa: B008
    """A report with one row of each kind that it tells, each full of its word."""
    report = digest_of("report", name, version)
    rows = {"reports": [{"id": report, "key": digest_of("report", name), "title": f"{WORD} {name}", "body": WORD}]}
    told = {
        "claims": {"subject": f"{WORD} {name}", "predicate": "said", "object": WORD},
        "events": {"actor": WORD, "recipient": WORD, "event_type": "ASSAULT", "country": "NRV", "deaths_best": 3},
        "observations": {"observable": WORD, "observable_type": "domain-name"},
        "measurements": {"series": "deaths", "value": 3.0},
        "readings": {"reader": "coder", "events": 1, "detail": WORD},
        "sketches": {"text": report, "bands": [1, 2], "origins": [WORD]},
        "name_keys": {"subject": f"{WORD} {name}", "name": WORD, "keys": [4, 5], "kind": "person"},
    }
    for table, content in told.items():
        number = digest_of(table, name, version)
        rows[table] = [{"id": number, "key": digest_of(table, name), "report_id": report, **content}]
    tables = {table: table_of(table, [{**row, "known_at": known} for row in some]) for table, some in rows.items()}
    return Offer(digest_of("batch", name, version).hex(), tables, source_name="wire", marking=marking)


def report_of(name: str, version: str = "") -> UUID:
    return UUID(bytes=digest_of("report", name, version))


def erase(ledger: Ledger, *names: str, marking: Marking = Marking()) -> int:  # noqa: B008
    erasures = [Erasure("report", report_of(name).hex, "wire", marking) for name in names]
    note(ledger, erasures, "ann", "its time is over", ledger.now())
    return blank(ledger)


def rows(found) -> list[dict[str, object]]:
    """By id."""
    return sorted(found.to_pylist(), key=lambda row: row["id"].bytes)


def words_in(folder: Path) -> list[str]:
    """Files of the ledger, live or replaced, that hold the word."""
    return [path.name for path in folder.rglob("*.parquet") if WORD in str(pq.read_table(path).to_pydict())]


@pytest.fixture
def ledger(tmp_path):
    with Ledger.open(tmp_path, lambda: NOW) as made:
        yield made


def test_words_leave_every_file_and_what_they_belonged_to_stays(ledger, tmp_path):
    ledger.append(offer("one"))
    before = ledger.as_of(scope=EVERYTHING)
    told = {table: before.stored(table).to_pylist() for table in TOLD}
    assert erase(ledger, "one") == 7
    assert words_in(tmp_path) == []
    after = ledger.as_of(scope=EVERYTHING)
    for table in TOLD:
        kept = [name for name in told[table][0] if name not in BLANKED.get(table, {})]
        assert [{name: row[name] for name in kept} for row in after.stored(table).to_pylist()] == [
            {name: row[name] for name in kept} for row in told[table]
        ]
    assert after.count("events", {"country": "NRV", "deaths_best": 3}) == 1
    assert after.read("measurements", ("value",)).to_pylist() == [{"value": 3.0}]
    assert after.read("reports", ("title", "body")).to_pylist() == [{"title": None, "body": None}]
    assert [after.count(table) for table in ("claims", "readings", "name_keys")] == [0, 0, 0]
    assert after.read("sketches", ("text", "bands")).to_pylist() == [{"text": report_of("one"), "bands": []}]
    [trace] = after.read("erasures").to_pylist()
    assert (trace["target"], trace["reason"], trace["by"], trace["source_id"]) == (
        report_of("one").hex, "its time is over", "ann", "wire",
    )  # fmt: skip
    assert verify(tmp_path) == []


def test_every_blanked_column_is_one_of_the_table():
    assert {(t, c) for t, columns in BLANKED.items() for c in columns} <= {
        (table, field.name) for table, fields in CONTENT.items() for field in fields
    }
    words = {"title", "body", "url", "subject", "object", "actor", "recipient", "description", "observable", "name"}
    assert words <= {column for columns in BLANKED.values() for column in columns}


def test_others_keep_their_words(ledger):
    for name in ("one", "two", "three"):
        ledger.append(offer(name))
    maintain(ledger)
    erase(ledger, "two")
    view = ledger.as_of(scope=EVERYTHING)
    assert sorted(row["title"] or "" for row in view.read("reports").to_pylist()) == [
        "", "vellichor one", "vellichor three",
    ]  # fmt: skip
    assert sorted(view.read("claims")["subject"].to_pylist()) == ["vellichor one", "vellichor three"]
    assert view.about("vellichor one", ledger.resident).num_rows == 1
    assert view.about("vellichor two", ledger.resident).num_rows == 0


def test_words_leave_the_files_that_compaction_replaced_too(ledger, tmp_path):
    ledger.append(offer("one"))
    ledger.append(offer("two"))
    maintain(ledger)
    assert len(words_in(tmp_path)) > 6
    erase(ledger, "one", "two")
    assert words_in(tmp_path) == []


def test_earlier_views_lose_the_words_and_nothing_else(tmp_path):
    moment = NOW
    with Ledger.open(tmp_path, lambda: moment) as ledger:
        ledger.append(offer("one"))
        moment = NOW + timedelta(days=400)
        ledger.append(offer("one", version="2", known=moment))
        erase(ledger, "one")
        then = ledger.as_of(NOW, NOW, scope=EVERYTHING)
        assert then.read("reports", ("id", "body")).to_pylist() == [{"id": report_of("one"), "body": None}]
        assert (then.count("events"), then.count("claims")) == (1, 0)
        now = ledger.as_of(scope=EVERYTHING)
        assert now.read("reports", ("id", "body")).to_pylist() == [{"id": report_of("one", "2"), "body": WORD}]
        assert now.read("claims", ("subject",)).num_rows == 1
        assert now.versions("claims", ("id",)).num_rows == 1


def test_told_again_it_stays_erased(ledger, tmp_path):
    ledger.append(offer("one"))
    erase(ledger, "one")
    again = offer("one")
    assert ledger.append(Offer("again", again.tables, source_name="wire")) == 0
    assert words_in(tmp_path) == []


def test_only_who_may_see_the_report_sees_that_it_was_erased(ledger):
    ledger.append(offer("one", SECRET))
    ledger.append(offer("two"))
    low = Scope(1, 1)
    before = ledger.as_of(scope=low)
    told = {table: rows(before.stored(table)) for table in CONTENT}
    erase(ledger, "one", marking=SECRET)
    after = ledger.as_of(scope=low)
    assert {table: rows(after.stored(table)) for table in CONTENT} == told
    assert ledger.as_of(scope=EVERYTHING).count("erasures") == 1


@pytest.mark.parametrize("where", ["write", "replace", "delete"])
def test_killed_at_any_step_the_next_run_ends_it(ledger, tmp_path, monkeypatch, where):
    ledger.append(offer("one"))
    ledger.append(offer("two"))
    of = {"write": ledger.store, "replace": ledger.catalogue, "delete": ledger.store}[where]
    erasures = [Erasure("report", report_of(name).hex, "wire", Marking()) for name in ("one", "two")]
    note(ledger, erasures, "ann", "its time is over", NOW)
    with monkeypatch.context() as patched:
        patched.setattr(of, where, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            blank(ledger)
    assert ledger.as_of(scope=EVERYTHING).count("claims") == 0  # noted, so hidden already
    ledger.close()
    with Ledger.open(tmp_path, lambda: NOW) as again:
        blank(again)
        assert words_in(tmp_path) == []
        assert blank(again) == 0
    assert verify(tmp_path) == []


def test_a_full_disk_leaves_all_as_it_was(ledger, monkeypatch):
    ledger.append(offer("one"))
    note(ledger, [Erasure("report", report_of("one").hex, "wire", Marking())], "ann", "over", NOW)
    with monkeypatch.context() as patched:
        patched.setattr(ledger.catalogue, "replace", lambda *_: (_ for _ in ()).throw(OperatorError("full")))
        with pytest.raises(OperatorError, match="full"):
            blank(ledger)
    assert verify(ledger.store.folder) == []
    assert blank(ledger) == 7


def test_a_damaged_file_is_not_written_anew(ledger, tmp_path):
    ledger.append(offer("one"))
    [path] = (tmp_path / "claims").glob("*.parquet")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    note(ledger, [Erasure("report", report_of("one").hex, "wire", Marking())], "ann", "over", NOW)
    path.write_bytes(content)
    with pytest.raises(LedgerDamaged):
        blank(ledger)


def test_bytes_are_noted_by_kind_and_source(ledger):
    erasures = [Erasure(kind, "ab" * 32, source, Marking()) for kind in ("payload", "quarantine") for source in "xy"]
    assert note(ledger, erasures, "ann", "over", NOW) == 4
    assert note(ledger, erasures, "ann", "over", NOW) == 0
    assert note(ledger, [], "ann", "over", NOW) == 0
    files = ledger.catalogue.live_files("erasures")
    assert len(erased_bytes(ledger.connection, ledger.store, files)) == 4
    assert erased_reports(ledger.connection, ledger.store, files).to_pylist() == []


@settings(max_examples=25)
@given(st.sets(st.sampled_from("abcdef")), st.sets(st.sampled_from("abcdef")), st.booleans())
def test_whatever_is_erased_in_whatever_order_the_rest_is_as_it_was(first, second, compacted):
    with Ledger.in_memory(lambda: NOW) as ledger, Ledger.in_memory(lambda: NOW) as plain:
        for name in "abcdef":
            ledger.append(offer(name))
            plain.append(offer(name))
        if compacted:
            maintain(ledger)
        erase(ledger, *sorted(first))
        erase(ledger, *sorted(second))
        gone = {report_of(name) for name in first | second}
        for table in TOLD:
            column = "id" if table == "reports" else "report_id"
            left = rows(ledger.as_of(scope=EVERYTHING).read(table))
            right = rows(plain.as_of(scope=EVERYTHING).read(table))
            assert [row for row in left if row[column] not in gone] == [row for row in right if row[column] not in gone]
            assert WORD not in str([row for row in left if row[column] in gone])
