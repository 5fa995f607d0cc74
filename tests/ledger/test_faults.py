"""Kills, full disks, damage, readers beside a writer: never half a batch or a wrong answer, always a clear error."""

import json
import random
import resource
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from tests.ledger.conftest import Desk, Ticking, day

from simurg.ledger import Ledger
from simurg.ledger.catalogue import Catalogue
from simurg.ledger.lineage import dependents
from simurg.ledger.schema import CONTENT
from simurg.ledger.upkeep import maintain, verify
from simurg.ontology.errors import LedgerDamaged, OperatorError
from simurg.ontology.markings import EVERYTHING, Marking, Scope

KILLS = 10


def content(folder: Path) -> dict[str, list[str]]:
    """All that is visible, without when it was recorded."""
    with Ledger.open_to_read(folder, Ticking()) as ledger:
        view = ledger.as_of(scope=EVERYTHING)
        return {t: sorted(repr(r) for r in view.stored(t).drop_columns(["recorded_at"]).to_pylist()) for t in CONTENT}


def fill(ledger: Ledger, count: int, word: str = "n", first: int = 0) -> None:
    for number in range(first, first + count):
        Desk(ledger, told=number).tell(f"{word}{number}", known=day(number % 7))


@pytest.mark.slow
def test_kills_while_appending_and_merging_lose_and_double_nothing(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.ledger.keeper"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None

        def work(folder: Path, kill_after: int) -> dict[str, int]:
            print(json.dumps({"folder": str(folder), "kill_after": kill_after}), file=process.stdin, flush=True)
            answer: dict[str, int] = json.loads(process.stdout.readline())  # type: ignore[union-attr]
            return answer

        events = work(tmp_path / "calm", 0)["events"]
        expected = content(tmp_path / "calm")
        dice = random.Random(9)
        for turn in range(KILLS):
            folder = tmp_path / f"killed-{turn}"
            assert work(folder, dice.randrange(events // 50, events))["signal"] == 9
            seen = content(folder)
            assert len(seen["reports"]) == len(seen["events"]) == len(seen["claims"]), "half a batch is visible"
            assert all(set(rows) <= set(expected[table]) for table, rows in seen.items())
            assert work(folder, 0)["signal"] == 0
            assert content(folder) == expected
            assert verify(folder) == []
        process.stdin.close()


@contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def stray(folder: Path, ledger: Ledger) -> set[str]:
    standing = {path.relative_to(folder).as_posix() for path in folder.glob("*/*")}
    return standing - ledger.catalogue.every_path()


def test_a_full_disk_under_the_catalogue_is_told_and_nothing_of_it_is_visible(tmp_path: Path) -> None:
    with Ledger.open(tmp_path, Ticking()) as ledger:
        fill(ledger, 12)
        before = content(tmp_path)
        with no_file_beyond((tmp_path / "catalogue.db-wal").stat().st_size):
            with pytest.raises(OperatorError, match="catalogue could not be written"):
                fill(ledger, 1, "full")
            with pytest.raises(OperatorError, match="catalogue could not be written"):
                maintain(ledger)
            assert not stray(tmp_path, ledger), "what cannot be named must not fill the disk further"
        assert content(tmp_path) == before
        fill(ledger, 1, "full")
        assert maintain(ledger).merged == 39
        assert ledger.as_of(scope=EVERYTHING).count("claims") == 13
    assert verify(tmp_path) == []


def test_a_full_disk_under_the_files_is_told_too(tmp_path: Path) -> None:
    with Ledger.open(tmp_path, Ticking()) as ledger:
        fill(ledger, 3)
        with no_file_beyond(3_000):
            with pytest.raises(OperatorError, match="nothing of this"):
                fill(ledger, 1, "full")
            with pytest.raises(OperatorError, match="could not write"):
                maintain(ledger)
        assert not stray(tmp_path, ledger)
        fill(ledger, 1, "full")
        assert ledger.as_of(scope=EVERYTHING).count("events") == 4


def _spoil_end(content: bytes) -> bytes:
    return content[:-40] + b"\x99" * 36 + content[-4:]


@pytest.mark.parametrize("spoil", [lambda b: b[:100], _spoil_end, lambda b: b"\x00" * len(b), lambda b: b"x" + b[1:-4]])
def test_every_way_to_read_says_that_a_file_is_damaged(tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    with Ledger.open(tmp_path, Ticking()) as ledger:
        fill(ledger, 2)
    for path in tmp_path.glob("*/*.parquet"):
        path.write_bytes(spoil(path.read_bytes()))
    uses: list[Callable[[Ledger], object]] = [
        lambda one: one.as_of(scope=EVERYTHING).read("events"),
        lambda one: one.as_of(scope=EVERYTHING).about("Arkania", one.resident),
        lambda one: dependents(one.as_of(scope=EVERYTHING), one.edges, [uuid4()]),
        lambda one: fill(one, 1, "more"),
        maintain,
    ]
    for use in uses:
        with Ledger.open(tmp_path, Ticking()) as ledger, pytest.raises(LedgerDamaged, match=r"damaged|read|altered"):
            use(ledger)


def test_altered_rows_that_can_still_be_read_are_not_merged_into_a_file_that_verifies(tmp_path: Path) -> None:
    with Ledger.open(tmp_path, Ticking()) as ledger:
        fill(ledger, 3)
        path = next((tmp_path / "events").iterdir())
        altered = bytearray(path.read_bytes())
        altered[len(altered) // 3] ^= 1
        path.write_bytes(altered)
        with pytest.raises(LedgerDamaged, match="altered"):
            maintain(ledger)
    assert verify(tmp_path)


def test_a_catalogue_that_is_no_database_is_told(tmp_path: Path) -> None:
    with Ledger.open(tmp_path, Ticking()) as ledger:
        fill(ledger, 1)
    for name in ("catalogue.db-wal", "catalogue.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    (tmp_path / "catalogue.db").write_bytes(b"not a database at all" * 300)
    for opening in (Ledger.open, Ledger.open_to_read):
        with pytest.raises(LedgerDamaged, match="catalogue is damaged"):
            opening(tmp_path, Ticking())
    assert verify(tmp_path)
    with pytest.raises(OperatorError, match="could not be opened"):
        Catalogue(tmp_path / "nowhere" / "catalogue.db")


def test_a_view_whose_files_were_deleted_says_so_and_a_new_one_reads(tmp_path: Path) -> None:
    with Ledger.open(tmp_path, Ticking()) as writer, Ledger.open_to_read(tmp_path, Ticking()) as reader:
        fill(writer, 3)
        old = reader.as_of(scope=EVERYTHING)
        maintain(writer)
        assert old.count("reports") == 3
        maintain(writer, grace=timedelta(days=-1))
        with pytest.raises(LedgerDamaged):
            old.read("reports")
        assert reader.as_of(scope=EVERYTHING).count("reports") == 3


def test_a_reader_that_was_open_before_a_label_existed_reads_on(tmp_path: Path) -> None:
    with Ledger.open(tmp_path, Ticking()) as writer, Ledger.open_to_read(tmp_path, Ticking()) as reader:
        Desk(writer).tell("public", known=day(1))
        assert reader.as_of(scope=Scope()).count("reports") == 1
        fresh = Marking(0, 0, frozenset({"FRESH"}), frozenset({"NORTH"}))
        Desk(writer, told=5).tell("compartmented", known=day(1), marking=fresh)
        assert reader.as_of(scope=Scope()).count("reports") == 1
        marked = reader.as_of(scope=EVERYTHING).read("reports", ("marking",))["marking"].to_pylist()
        assert sorted(marked) == sorted([str(Marking()), str(fresh)])


def test_two_readers_beside_a_writer_never_see_half_a_batch(tmp_path: Path) -> None:
    seen: list[list[tuple[int, int, int]]] = [[], []]
    done = threading.Event()

    def look(place: int) -> None:
        with Ledger.open_to_read(tmp_path, Ticking()) as reader:
            while not done.is_set() or len(seen[place]) < 3:
                view = reader.as_of(scope=EVERYTHING)
                seen[place].append((view.count("reports"), view.count("events"), view.count("claims")))

    with Ledger.open(tmp_path, Ticking()) as writer:
        readers = [threading.Thread(target=look, args=(place,)) for place in range(2)]
        for one in readers:
            one.start()
        for part in range(4):
            fill(writer, 6, f"part {part} ", first=6 * part)
            maintain(writer)
        done.set()
        for one in readers:
            one.join()
    for counts in seen:
        assert all(a == b == c for a, b, c in counts)
        assert counts == sorted(counts)
        assert counts[-1] == (24, 24, 24)
