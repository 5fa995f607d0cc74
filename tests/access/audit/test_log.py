"""What is recorded is on the disk, in order, once; what cannot be recorded is refused."""

import errno
import os
import threading
from pathlib import Path

import pytest
from tests.access.audit.logs import checked, keys_in, log_in, pages_in

from simurg.access.audit.entries import MOST_ABOUT, MOST_LETTERS
from simurg.access.audit.log import AuditLog
from simurg.ontology.errors import OperatorError


def test_entries_are_read_back_newest_first(tmp_path: Path) -> None:
    log = log_in(tmp_path)
    log.record("ayse", "read /api/rows", ["ab", "cd"])
    log.record("bora", "PUT /api/notes/{id}", ["n1"], token="t1", outcome="200")
    newest, first = pages_in(tmp_path).page(limit=10).entries
    assert (first.n, first.who, first.about, first.token, first.outcome) == (0, "ayse", ("ab", "cd"), None, "done")
    assert (newest.n, newest.what, newest.token, newest.outcome) == (1, "PUT /api/notes/{id}", "t1", "200")
    assert newest.at > first.at
    assert checked(tmp_path).problems == []


def test_many_ids_become_several_entries_and_long_words_are_cut(tmp_path: Path) -> None:
    log_in(tmp_path).record("w" * 999, "read\nforged line", [str(n) for n in range(MOST_ABOUT + 1)] + ["\ud800"])
    second, first = pages_in(tmp_path).page(limit=10).entries
    assert (len(first.about), len(second.about), len(first.who)) == (MOST_ABOUT, 2, MOST_LETTERS)
    assert first.what == "read\nforged line"
    assert len((tmp_path / "audit" / "entries-000000000000.log").read_bytes().splitlines()) == 4
    assert checked(tmp_path).problems == []


def test_a_log_goes_on_in_new_segments_and_in_another_process(tmp_path: Path) -> None:
    for turn in range(4):
        log = log_in(tmp_path, segment=5)
        for n in range(6):
            log.record("ayse", f"turn {turn}", [str(n)])
    found = checked(tmp_path)
    assert (found.entries, found.problems, found.notices) == (24, [], [])
    assert len(list((tmp_path / "audit").glob("entries-*"))) == 5
    pages = pages_in(tmp_path)
    assert [one.n for one in pages.page(limit=30).entries] == list(range(23, -1, -1))
    assert pages.entry(11).about == ("5",)


def test_two_logs_of_one_folder_take_turns(tmp_path: Path) -> None:
    one, other, pages = log_in(tmp_path, segment=7), log_in(tmp_path, segment=7), pages_in(tmp_path)
    for n in range(40):
        (one if n % 3 else other).record("ayse", "read", [str(n)])
        assert pages.page(limit=1).entries[0].about == (str(n),)
    assert checked(tmp_path).entries == 40


def test_threads_share_a_flush_and_lose_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushes, flush = [], os.fsync

    def slow(handle: int) -> None:
        flushes.append(handle)
        threading.Event().wait(0.005)
        flush(handle)

    log = log_in(tmp_path)
    log.record("-", "begin")
    monkeypatch.setattr(os, "fsync", slow)

    def tell(who: str) -> None:
        for n in range(10):
            log.record(who, "read", [str(n)])

    threads = [threading.Thread(target=tell, args=(f"p{n}",)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(flushes) < 80  # of 160
    entries = pages_in(tmp_path).page(limit=200).entries
    for who in {f"p{n}" for n in range(16)}:
        assert [one.about for one in reversed(entries) if one.who == who] == [(str(n),) for n in range(10)]
    assert checked(tmp_path).problems == []


def test_a_full_disk_is_refused_and_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = log_in(tmp_path)
    log.record("ayse", "before")
    whole = os.pwrite

    def half(handle: int, data: bytes, place: int) -> int:
        if len(data) < 50:
            raise OSError(errno.ENOSPC, "No space left on device")
        return whole(handle, data[: len(data) // 2], place)

    monkeypatch.setattr(os, "pwrite", half)
    with pytest.raises(OperatorError, match="cannot be written") as caught:
        log.record("ayse", "meanwhile")
    assert "nothing was done" in caught.value.hint
    assert checked(tmp_path).notices == []
    monkeypatch.setattr(os, "pwrite", whole)
    log.record("ayse", "after")
    assert [one.what for one in pages_in(tmp_path).page(limit=9).entries] == ["after", "before"]


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "audit").write_text("in the way")
    with pytest.raises(OperatorError, match="cannot be written"):
        log_in(tmp_path).record("ayse", "read")


def test_a_fault_of_ours_is_no_acknowledgement(tmp_path: Path) -> None:
    def broken() -> None:
        raise ZeroDivisionError

    log = AuditLog(tmp_path / "audit", tmp_path / "keys", broken)  # type: ignore[arg-type]
    with pytest.raises(ZeroDivisionError):
        log.record("ayse", "read")


@pytest.mark.parametrize("cut", [1, 40, 300, 340])
def test_a_torn_tail_is_set_aside_and_said(tmp_path: Path, cut: int) -> None:
    log = log_in(tmp_path)
    for n in range(3):
        log.record("ayse", "read", [str(n)])
    path = tmp_path / "audit" / "entries-000000000000.log"
    whole = path.read_bytes()
    log.record("bora", "never acknowledged", ["x"])
    last = path.read_bytes()[len(whole) :]
    path.write_bytes(whole + last[: len(last) - cut])
    found = checked(tmp_path)
    assert found.entries == 3
    assert bool(found.problems) == (cut == 1)  # one byte short of whole: it is completed, not dropped
    log_in(tmp_path).record("cem", "read")
    entries = pages_in(tmp_path).page(limit=9).entries
    if cut == 1:
        assert [one.who for one in entries] == ["cem", "bora", "ayse", "ayse", "ayse"]
        return
    assert [one.who for one in entries] == ["cem", "-", "ayse", "ayse", "ayse"]
    assert entries[1].what == "audit.torn"
    assert entries[1].about[0] == f"{len(last) - cut} bytes"
    (torn,) = (tmp_path / "audit").glob("torn-*")
    assert torn.read_bytes() == last[: len(last) - cut]
    after = checked(tmp_path)
    assert after.problems == []
    assert len(after.notices) == 2


def test_a_torn_first_line_of_a_segment_is_set_aside(tmp_path: Path) -> None:
    log = log_in(tmp_path, segment=2)
    log.record("ayse", "read", ["0"])
    log.record("ayse", "read", ["1"])
    (tmp_path / "audit" / "entries-000000000002.log").write_bytes(b'{"begins":2,"fron')
    assert len(checked(tmp_path).notices) == 1
    log_in(tmp_path, segment=2).record("bora", "read")
    assert checked(tmp_path).entries == 3
    assert checked(tmp_path).problems == []
    log.record("ayse", "read", ["2"])
    assert checked(tmp_path).entries == 4


def test_damage_stops_the_log(tmp_path: Path) -> None:
    log = log_in(tmp_path)
    for n in range(3):
        log.record("ayse", "read", [str(n)])
    path = tmp_path / "audit" / "entries-000000000000.log"
    path.write_bytes(path.read_bytes().replace(b'"about":["1"]', b'"about":["7"]'))
    with pytest.raises(OperatorError, match="entry 1: it was changed"):
        log_in(tmp_path).record("bora", "read")
    with pytest.raises(OperatorError, match="not as it was written"):
        pages_in(tmp_path).page(limit=3)
    path.write_bytes(b"")
    with pytest.raises(OperatorError, match="shorter"):
        log.record("bora", "read")


def test_a_log_that_is_gone_does_not_begin_anew(tmp_path: Path) -> None:
    log = log_in(tmp_path)
    log.record("ayse", "read")
    path = tmp_path / "audit" / "entries-000000000000.log"
    path.unlink()
    for one in (log, log_in(tmp_path)):
        with pytest.raises(OperatorError, match="is gone"):
            one.record("bora", "read")
    assert "taken away" in checked(tmp_path).problems[0]


def test_the_private_key_is_ours_alone(tmp_path: Path) -> None:
    log_in(tmp_path).record("ayse", "read")
    private = keys_in(tmp_path).private
    assert private.stat().st_mode & 0o777 == 0o600
    private.chmod(0o644)
    with pytest.raises(OperatorError, match="Others may read"):
        log_in(tmp_path).record("ayse", "read")
    private.chmod(0o600)
    private.write_text(private.read_text().replace("A", "B"))
    with pytest.raises(OperatorError, match="is no key"):
        log_in(tmp_path).record("ayse", "read")


def test_closing_renews_the_checkpoint_beside_the_key(tmp_path: Path) -> None:
    log = log_in(tmp_path)
    log.record("ayse", "read")
    log.record("ayse", "read")
    checkpoint, verifier = keys_in(tmp_path).checkpoint, keys_in(tmp_path).verifier()
    assert verifier.opened(checkpoint.read_text()).size == 1
    log.close()
    assert verifier.opened(checkpoint.read_text()).size == 2
    assert verifier.opened(log.checkpoint()).size == 2
