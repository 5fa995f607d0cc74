"""Upkeep changes no answer; damage is found; a copy is a ledger."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ledger.conftest import Desk, Ticking, day

from simurg.ledger import Ledger
from simurg.ledger.catalogue import Catalogue
from simurg.ledger.migrations import SCHEMA_VERSION
from simurg.ledger.recall import Recall, recall_offer
from simurg.ledger.schema import CONTENT
from simurg.ledger.upkeep import MOST_FILES, TIER, copy, maintain, tidy, verify
from simurg.ledger.view import View
from simurg.ontology.errors import CallerError, LedgerDamaged, OperatorError
from simurg.ontology.markings import EVERYTHING, Marking, Scope

LATER = Ticking(datetime(2027, 1, 1, tzinfo=UTC))


def everything(view: View) -> dict[str, list[str]]:
    """All that a view shows, sorted."""
    return {table: sorted(map(repr, view.read(table).to_pylist())) for table in CONTENT}


telling = st.tuples(
    st.sampled_from(["a", "b", "c"]), st.sampled_from(["k1", "k2", ""]), st.integers(0, 5), st.integers(0, 2)
)


@settings(max_examples=25)
@given(st.lists(telling, max_size=8), st.lists(st.integers(0, 7), max_size=2), st.integers(0, 5))
def test_compaction_changes_no_answer(told: list[tuple[str, str, int, int]], recalled: list[int], at: int) -> None:
    ledger = Ledger.in_memory(Ticking())
    desk = Desk(ledger)
    reports = [desk.tell(t, key=k, known=day(d), marking=Marking(level)) for t, k, d, level in told]
    for place in recalled:
        view = ledger.as_of(day(at), scope=EVERYTHING)
        if place < len(reports) and view.count("reports", {"id": reports[place]}):
            ledger.append(recall_offer(view, Recall(reports[place], "doubt", "me"), ledger.now()))
    moments = [(None, None), (day(at), None), (day(at), ledger.now())]
    scopes = [EVERYTHING, Scope(), Scope(level=1)]
    before = [everything(ledger.as_of(k, r or ledger.now(), scope=s)) for k, r in moments for s in scopes]
    maintain(ledger, grace=timedelta(0))
    maintain(ledger, grace=timedelta(0))
    after = [everything(ledger.as_of(k, r or ledger.now(), scope=s)) for k, r in moments for s in scopes]
    assert after == before


def test_many_small_commits_leave_few_files_and_rewrite_each_row_a_few_times(tmp_path: Path) -> None:
    """With views of every age open all the while, each of which goes on saying what it said."""
    commits, merged_rows, open_views = 400, 0, {}
    with Ledger.open(tmp_path, Ticking()) as ledger:
        desk = Desk(ledger)
        for number in range(commits):
            desk.tell(f"n{number}", known=day(number % 5))
            before = {one.path: one.rows for one in ledger.catalogue.live_files("reports")}
            tidy(ledger)
            after = {one.path for one in ledger.catalogue.live_files("reports")}
            merged_rows += sum(rows for path, rows in before.items() if path not in after)
            assert len(after) <= MOST_FILES
            if number % 40 == 0:
                open_views[number + 1] = ledger.as_of(scope=EVERYTHING)
        assert {count: view.count("reports") for count, view in open_views.items()} == {n: n for n in open_views}
        assert ledger.as_of(scope=EVERYTHING).count("reports") == commits
        assert merged_rows <= 2 * TIER * commits  # merging all of them each time would rewrite about 16,000
        assert verify(tmp_path) == []


def test_a_tidied_table_is_left_alone_until_it_grows(tmp_path: Path) -> None:
    with filled(tmp_path) as ledger:
        assert tidy(ledger).merged == 0
        maintain(ledger)
        assert tidy(ledger).merged == 0


def filled(folder: Path) -> Ledger:
    ledger = Ledger.open(folder, Ticking())
    desk = Desk(ledger)
    for number in range(5):
        desk.tell(f"n{number}", known=day(number))
    return ledger


def test_a_view_made_before_compaction_still_reads(tmp_path: Path) -> None:
    with filled(tmp_path) as ledger:
        view = ledger.as_of(scope=EVERYTHING)
        done = maintain(ledger)
        assert (done.merged, done.made, done.deleted) == (15, 3, 0)
        assert view.count("reports") == 5
        assert maintain(ledger, grace=timedelta(seconds=-100)).deleted == 15
        assert verify(tmp_path) == []


def test_a_killed_writers_files_are_cleared_by_the_next(tmp_path: Path) -> None:
    filled(tmp_path).close()
    stray = tmp_path / "events" / "0123.parquet"
    partial = tmp_path / "events" / ".0456.parquet.partial"
    for path in (stray, partial):
        path.write_bytes(b"half a file")
    with Ledger.open(tmp_path, LATER) as ledger:
        assert not stray.exists()
        assert not partial.exists()
        assert ledger.as_of(scope=EVERYTHING).count("events") == 5


def test_two_writers_at_once_are_refused_and_readers_are_not(tmp_path: Path) -> None:
    with filled(tmp_path):
        with pytest.raises(OperatorError, match="Another process"):
            Ledger.open(tmp_path, Ticking())
        with Ledger.open_to_read(tmp_path, LATER) as reader:
            assert reader.as_of(scope=EVERYTHING).count("reports") == 5
    Ledger.open(tmp_path, Ticking()).close()


def test_damage_is_found_and_told(tmp_path: Path) -> None:
    filled(tmp_path).close()
    files = sorted((tmp_path / "reports").iterdir())
    files[0].write_bytes(b"altered")
    files[1].unlink()
    assert sorted(text.rsplit(" ", 1)[1] for text in verify(tmp_path)) == ["altered", "missing"]
    with (
        Ledger.open_to_read(tmp_path, LATER) as reader,
        pytest.raises(LedgerDamaged, match="missing or cannot be read"),
    ):
        reader.as_of(scope=EVERYTHING).read("reports")
    assert verify(tmp_path / "nowhere") == [f"{tmp_path / 'nowhere' / 'catalogue.db'} is missing"]


def test_a_copy_answers_like_the_original_and_refuses_a_full_folder(tmp_path: Path) -> None:
    with filled(tmp_path / "one") as ledger:
        assert copy(tmp_path / "one", tmp_path / "two") == 15
        with Ledger.open(tmp_path / "two", LATER) as other:
            assert everything(other.as_of(scope=EVERYTHING)) == everything(ledger.as_of(scope=EVERYTHING))
        with pytest.raises(CallerError, match="not empty"):
            copy(tmp_path / "one", tmp_path / "two")


def test_a_copy_of_a_damaged_ledger_says_so(tmp_path: Path) -> None:
    filled(tmp_path / "one").close()
    next((tmp_path / "one" / "reports").iterdir()).write_bytes(b"x")
    with pytest.raises(LedgerDamaged, match="does not verify"):
        copy(tmp_path / "one", tmp_path / "two")


def test_a_newer_ledger_is_refused(tmp_path: Path) -> None:
    filled(tmp_path).close()
    database = sqlite3.connect(tmp_path / "catalogue.db")
    database.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    database.close()
    with pytest.raises(OperatorError, match="is what we know"):
        Catalogue(tmp_path / "catalogue.db")


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from simurg.ledger import migrations

    filled(tmp_path).close()
    monkeypatch.setattr(migrations, "SCHEMA_VERSION", 2)
    monkeypatch.setitem(migrations.MIGRATIONS, 1, "CREATE TABLE fresh (x); CREATE TABLE batches (x)")
    with pytest.raises(OperatorError, match="could not be written"):
        Catalogue(tmp_path / "catalogue.db")
    monkeypatch.setitem(migrations.MIGRATIONS, 1, "ALTER TABLE batches ADD COLUMN note TEXT")
    migrated = Catalogue(tmp_path / "catalogue.db")
    assert migrated.version == 2
    assert len(migrated.batches()) == 5
    migrated.close()
