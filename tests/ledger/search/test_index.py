"""An index is a cache: brought up to date, shared, and built anew when it cannot be trusted."""

import json
import shutil
from pathlib import Path

import pytest
from tests.ledger.search.conftest import READER, Newsroom, Ticking, day

from simurg.ledger import Ledger
from simurg.ledger.lock import WriterLock
from simurg.ledger.search import filling
from simurg.ledger.search.filling import brought_up, freshness
from simurg.ledger.search.index import FolderIndex, Opened
from simurg.ontology.errors import OperatorError
from simurg.ontology.markings import Marking, Scope


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    return Newsroom(place=FolderIndex(tmp_path / "index"))


def generation(room: Newsroom) -> str:
    opened = room.place.opened()
    assert opened is not None
    return opened.note.generation


def folder(room: Newsroom) -> Path:
    assert isinstance(room.place, FolderIndex)
    return room.place.folder


def documents(opened: Opened | None) -> int:
    assert opened is not None
    return int(opened.index.searcher().num_docs)


def up(room: Newsroom, scope: Scope = READER) -> Opened | None:
    return brought_up(room.ledger, scope, room.place, lambda _: "")


def test_new_batches_join_what_stands(room: Newsroom) -> None:
    assert room.titles("fire") == []
    room.tell("Fire one", known=day(1))
    assert room.titles("fire") == ["Fire one"]
    first = generation(room)
    room.tell("Fire two", known=day(2))
    assert room.titles("fire") == ["Fire two", "Fire one"]
    assert generation(room) == first
    assert documents(up(room)) == 2


def test_joined_bit_by_bit_it_answers_as_built_at_once(tmp_path: Path) -> None:
    slow, quick = Newsroom(place=FolderIndex(tmp_path / "a")), Newsroom(place=FolderIndex(tmp_path / "b"))
    for number in range(12):
        for room in (slow, quick):
            room.tell(f"Fire {number % 3}", f"In port {number}", known=day(number % 4))
        slow.titles("fire")
    assert slow.ask("fire port") == quick.ask("fire port")


def test_batches_above_the_scope_add_no_document_and_no_commit(room: Newsroom) -> None:
    room.tell("Fire one")
    before = up(room)
    room.tell("Secret fire", marking=Marking(3))
    after = up(room)
    assert before is not None
    assert after is not None
    assert documents(after) == 1
    assert (after.note.commit, after.note.batches) == (before.note.commit, before.note.batches + 1)


def test_a_writer_killed_between_files_and_note(room: Newsroom) -> None:
    room.tell("Fire one", known=day(1))
    up(room)
    note = (folder(room) / "note.json").read_text()
    room.tell("Fire two", known=day(2))
    up(room)
    (folder(room) / "note.json").write_text(note)  # files are ahead of the note
    first = generation(room)
    assert room.titles("fire") == ["Fire two", "Fire one"]
    assert generation(room) != first
    assert documents(up(room)) == 2


def test_a_writer_killed_while_it_built(room: Newsroom) -> None:
    room.tell("Fire one")
    left = room.place.begin()
    assert room.place.opened() is None
    assert room.titles("fire") == ["Fire one"]
    assert not (folder(room) / left.note.generation).exists()


@pytest.mark.parametrize("harm", ["note", "meta", "segment", "all", "format", "history"])
@pytest.mark.parametrize("later", [False, True])
def test_what_is_damaged_is_built_anew(room: Newsroom, harm: str, later: bool) -> None:
    room.tell("Fire one")
    up(room)
    inside, note = folder(room) / generation(room), folder(room) / "note.json"
    told = json.loads(note.read_text())
    if harm == "note":
        note.write_text("{")
    elif harm == "meta":
        (inside / "meta.json").write_text("{}")
    elif harm == "segment":
        for path in inside.glob("*.term"):
            path.unlink()
    elif harm == "all":
        shutil.rmtree(inside)
    else:
        note.write_text(json.dumps(told | ({"format": 0} if harm == "format" else {"last_batch": "of another"})))
    if later:
        room.tell("Fire two", known=day(9))
    assert room.titles("fire") == (["Fire two", "Fire one"] if later else ["Fire one"])
    other = Newsroom(ledger=room.ledger, place=FolderIndex(folder(room)))
    assert other.titles("fire") == room.titles("fire")


def test_who_finds_it_being_written_uses_what_stands(room: Newsroom) -> None:
    room.tell("Fire one")
    up(room)
    room.tell("Fire two")
    lock = WriterLock(folder(room) / "writer.lock")
    assert lock.try_take()
    other = Newsroom(ledger=room.ledger, place=FolderIndex(folder(room)))
    assert other.titles("fire") == ["Fire one"]
    lock.release()
    assert len(other.titles("fire")) == 2


def test_where_there_is_none_and_none_may_be_made(room: Newsroom) -> None:
    folder(room).mkdir()
    lock = WriterLock(folder(room) / "writer.lock")
    assert lock.try_take()
    assert up(room) is None


def test_a_disk_that_takes_nothing_is_told(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("a file stands where the folder should be")
    place = FolderIndex(tmp_path / "index")
    assert brought_up(Newsroom().ledger, READER, place, lambda _: "") is None
    with pytest.raises(OperatorError, match="could not be written"):
        place.begin()


def test_many_batches_are_built_anew(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    room.tell("Fire one")
    up(room)
    first = generation(room)
    monkeypatch.setattr(filling, "MOST_AT_ONCE", 1)
    room.tell("Fire two")
    room.tell("Fire three")
    assert len(room.titles("fire")) == 3
    assert generation(room) != first


def test_a_ledger_in_a_folder_is_searched_beside_its_writer(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger", Ticking()) as writer:
        room = Newsroom(ledger=writer, place=FolderIndex(tmp_path / "index"))
        room.tell("Fire one", claims=(("Vessa", "burns", "yes"),))
        with Ledger.open_to_read(tmp_path / "ledger", Ticking()) as reader:
            other = Newsroom(ledger=reader, place=FolderIndex(tmp_path / "index"))
            assert other.titles("fire") == ["Fire one"]
        room.tell("Fire two", known=day(2))
        assert room.titles("fire") == ["Fire two", "Fire one"]


def test_the_later_is_fresher() -> None:
    moments = [0, 631_152_000_000_000, 1_600_000_000_000_000, 1_600_010_000_000_000, 1 << 60]
    values = [freshness(us) for us in moments]
    assert values == sorted(values)
    assert values[2] < values[3]
    assert (values[0], values[-1]) == (0.0, filling.MOST_FRESH)
