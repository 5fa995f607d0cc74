"""Any change shows: one bit anywhere, an entry more or less, a log cut short, one that was written anew."""

import random
import shutil
import time
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.access.audit.logs import checked, keys_in, log_in, pages_in

from simurg.access.audit.checking import check, note_in
from simurg.access.audit.entries import Told
from simurg.access.audit.log import AuditLog
from simurg.ontology.errors import CallerError


def small(folder: Path) -> AuditLog:
    """60 entries in some commits of one and some of many, three segments, closed."""
    log = log_in(folder, segment=25)
    for n in range(20):
        log.record(f"p{n % 3}", "read /api/rows/{table}/{id}", [f"{n:032x}"], token="t" if n % 7 == 0 else None)
    many(log, 30)
    for n in range(10):
        log.record("bora", "PUT /api/notes/{id}", [str(n)], outcome="begun")
    log.close()
    return log


def many(log: AuditLog, count: int) -> None:
    """In one commit."""
    with log._locked():
        log._catch_up()
        log._append([Told("ayse", "read", (f"{n:032x}",), None, "done") for n in range(count)])


@cache
def kept() -> Path:
    folder = Path(mkdtemp(prefix="audit-"))
    small(folder)
    return folder


def guarded(folder: Path) -> list[Path]:
    """Every file whose bytes the check vouches for."""
    return [*sorted((folder / "audit").glob("entries-*")), folder / "keys" / "audit.checkpoint"]


def flipped(path: Path, bit: int) -> None:
    data = bytearray(path.read_bytes())
    data[bit // 8] ^= 1 << bit % 8
    path.write_bytes(data)


@settings(max_examples=400)
@given(st.floats(0, 1, exclude_max=True))
def test_any_changed_bit_is_found(where: float) -> None:
    folder = kept()
    files = guarded(folder)
    place = int(where * sum(path.stat().st_size * 8 for path in files))
    for path in files:
        bits = path.stat().st_size * 8
        if place < bits:
            break
        place -= bits
    before = path.read_bytes()
    flipped(path, place)
    try:
        assert checked(folder).problems, f"bit {place} of {path.name}"
    finally:
        path.write_bytes(before)
    assert checked(folder).problems == []


def test_bits_all_over_the_last_segment_and_the_checkpoint_are_found(tmp_path: Path) -> None:
    log = log_in(tmp_path, segment=2)
    for n in range(3):
        log.record("ayse", "read", [str(n)])
    log.close()
    for path in guarded(tmp_path)[1:]:
        before = path.read_bytes()
        for bit in range(0, len(before) * 8, 3):
            flipped(path, bit)
            assert checked(tmp_path).problems, f"bit {bit} of {path.name}"
            path.write_bytes(before)


def test_the_first_bad_entry_is_named(tmp_path: Path) -> None:
    small(tmp_path)
    for n, path in (
        (7, "entries-000000000000.log"),
        (33, "entries-000000000000.log"),
        (55, "entries-000000000050.log"),
    ):
        file = tmp_path / "audit" / path
        before = file.read_bytes()
        lines = before.split(b"\n")
        place = next(at for at, line in enumerate(lines) if b'"n":%d,' % n in line)
        lines[place] = lines[place].replace(b'"outcome":"', b'"outcome":"x')
        file.write_bytes(b"\n".join(lines))
        assert checked(tmp_path).problems[0].startswith(f"Entry {n}: ")
        file.write_bytes(before)


def test_entries_that_are_missing_or_doubled_are_found(tmp_path: Path) -> None:
    small(tmp_path)
    path = tmp_path / "audit" / "entries-000000000000.log"
    before = path.read_bytes()
    lines = before.split(b"\n")
    for changed in (lines[:40] + lines[41:], lines[:41] + lines[40:], lines[:1] + lines[3:], lines[:3] + lines[1:]):
        path.write_bytes(b"\n".join(changed))
        assert checked(tmp_path).problems
        path.write_bytes(before)
    for segment in sorted((tmp_path / "audit").glob("entries-*")):
        aside = segment.rename(tmp_path / "aside")
        assert checked(tmp_path).problems
        aside.rename(segment)
    (tmp_path / "audit" / "notes.txt").write_text("a stranger")
    assert "no file of an audit log" in checked(tmp_path).problems[0]


def test_a_log_cut_at_a_commit_contradicts_the_checkpoints(tmp_path: Path) -> None:
    log = small(tmp_path)
    elsewhere = {"kept": log.checkpoint()}
    last = tmp_path / "audit" / "entries-000000000050.log"
    lines = last.read_bytes().split(b"\n")
    last.write_bytes(b"\n".join([*lines[:-3], b""]))
    assert "entries from 59 on were taken away" in checked(tmp_path).problems[0]
    (tmp_path / "keys" / "audit.checkpoint").unlink()
    assert "is missing" in checked(tmp_path).problems[0]
    shutil.copy(tmp_path / "keys" / "audit.key", tmp_path / "key")
    (tmp_path / "keys" / "audit.key").unlink()
    assert checked(tmp_path).problems == []  # nothing here remembers more
    assert "taken away" in checked(tmp_path, elsewhere).problems[0]


def test_a_log_written_anew_with_the_key_contradicts_a_checkpoint_kept_elsewhere(tmp_path: Path) -> None:
    elsewhere = {"kept": small(tmp_path).checkpoint()}
    assert checked(tmp_path, elsewhere).problems == []
    for path in guarded(tmp_path):
        path.unlink()
    log = log_in(tmp_path)
    for _ in range(70):
        log.record("nobody", "read")
    log.close()
    assert checked(tmp_path).problems == []
    assert "its first 60 entries were others" in checked(tmp_path, elsewhere).problems[0]


def test_a_checkpoint_of_another_log_or_no_file_is_told(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    small(tmp_path / "a")
    other = small(tmp_path / "b").checkpoint()
    assert "no checkpoint of this log" in checked(tmp_path / "a", {"kept": other}).problems[0]
    swapped = check(keys_in(tmp_path / "a"), keys_in(tmp_path / "b").verifier())
    assert swapped.problems
    with pytest.raises(CallerError, match="cannot be read"):
        note_in(tmp_path / "none")


def test_checkpoints_of_every_moment_agree_with_the_log(tmp_path: Path) -> None:
    log, notes = log_in(tmp_path, segment=10), {}
    for n in range(45):
        log.record("ayse", "read", [str(n)])
        notes[str(n)] = log.checkpoint()
    assert checked(tmp_path, notes).problems == []
    pages = pages_in(tmp_path)
    leaf, path, root = pages.inclusion(13, 45)
    assert (len(leaf), len(path), root) == (32, 6, checked(tmp_path).root)


def test_a_hundred_thousand_entries_are_checked_in_seconds(tmp_path: Path) -> None:
    log = log_in(tmp_path)
    for _ in range(100):
        many(log, 1_000)
    log.close()
    began = time.process_time()
    found = checked(tmp_path)
    seconds = time.process_time() - began
    assert (found.entries, found.problems) == (100_000, [])
    assert seconds < 20
    began = time.process_time()
    assert pages_in(tmp_path).page(limit=1).total == 100_000
    assert time.process_time() - began < 20
    chance = random.Random(11)
    files = guarded(tmp_path)
    for _ in range(3):
        path = chance.choice(files)
        before = path.read_bytes()
        flipped(path, chance.randrange(len(before) * 8))
        assert checked(tmp_path).problems
        path.write_bytes(before)
