"""The spool: visible whole or not at all, each document once, swept after a kill."""

import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.app.following.wires import START, source

from simurg.access.state import State
from simurg.app.following.spool import MOST_VALIDATORS, Spool
from simurg.collection.fetching.validators import Validators
from simurg.ontology.errors import OperatorError


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path, tmp_path / "state.db")


def files(spool: Spool) -> list[Path]:
    return sorted(path for path in spool.folder.glob("*/*/*") if path.is_file())


def test_what_landed_is_invisible_until_it_is_committed(spool: Spool) -> None:
    one = spool.land("wire", "a.xml", b"words", START)
    assert one.path.read_bytes() == b"words"
    assert spool.waiting() == ()
    assert spool.commit("wire", [one], START, cursor={"last": 1}, validators={"u": Validators('"e"')}) == (one,)
    assert spool.waiting("wire") == (one,)
    assert spool.waiting("other") == ()
    assert spool.cursor("wire") == {"last": 1}
    assert spool.validators("wire", "u") == Validators('"e"')


def test_what_is_kept_twice_is_one_document_since_it_first_came(spool: Spool) -> None:
    first = spool.land("wire", "a.xml", b"words", START)
    spool.commit("wire", [first], START)
    again = spool.land("wire", "b.xml", b"words", START + timedelta(hours=1))
    assert spool.commit("wire", [again], START) == ()
    assert spool.waiting("wire") == (first,)
    other = spool.land("other", "a.xml", b"words", START)
    assert spool.commit("other", [other], START) == (other,)


def test_documents_come_in_the_order_of_their_coming(spool: Spool) -> None:
    for number in (3, 1, 2):
        spool.commit("wire", [spool.land("wire", f"{number}", b"%d" % number, START)], START)
    assert [one.name for one in spool.waiting()] == ["3", "1", "2"]


def test_a_cursor_stays_until_another_replaces_it(spool: Spool) -> None:
    assert spool.cursor("wire") == {}
    spool.commit("wire", [], START, cursor={"page": 2})
    spool.commit("wire", [], START)
    assert spool.cursor("wire") == {"page": 2}
    spool.commit("wire", [], START, cursor={})
    assert spool.cursor("wire") == {}


def test_an_answer_without_validators_takes_the_old_ones_away(spool: Spool) -> None:
    spool.commit("wire", [], START, validators={"u": Validators('"e"'), "v": Validators(modified="then")})
    spool.commit("wire", [], START, validators={"u": Validators()})
    assert spool.validators("wire", "u") == Validators()
    assert spool.validators("wire", "v") == Validators(modified="then")
    assert spool.validators("other", "v") == Validators()


def test_validators_do_not_grow_without_end(spool: Spool) -> None:
    many = {f"u{number}": Validators('"e"') for number in range(MOST_VALIDATORS + 50)}
    spool.commit("wire", [], START, validators=many)
    spool.commit("wire", [], START + timedelta(hours=1), validators={"new": Validators('"n"')})
    kept = [url for url in (*many, "new") if spool.validators("wire", url)]
    assert len(kept) == MOST_VALIDATORS
    assert "new" in kept


def test_dropped_documents_are_gone_and_others_stay(spool: Spool) -> None:
    gone, stays = (spool.land("wire", name, name.encode(), START) for name in ("a", "b"))
    spool.commit("wire", [gone, stays], START)
    spool.drop([gone])
    spool.drop([gone])
    assert spool.waiting() == (stays,)
    assert files(spool) == [stays.path]


def test_bytes_that_land_again_while_they_are_dropped_are_not_lost(spool: Spool) -> None:
    """A run has the source's turn; the documents of the run before are taken into the ledger meanwhile."""
    spool.commit("wire", [one := spool.land("wire", "a", b"same", START)], START)
    with spool.turn("wire") as mine:
        assert mine
        again = spool.land("wire", "a", b"same", START)
        spool.drop([one])
        assert spool.commit("wire", [again], START) == (again,)
    assert spool.waiting()[0].path.read_bytes() == b"same"


def test_leftovers_are_swept_when_the_source_has_its_turn(spool: Spool) -> None:
    spool.commit("wire", [kept := spool.land("wire", "a", b"kept", START)], START)
    spool.land("wire", "b", b"of a run that was killed", START)
    (kept.path.parent / ".partial").write_bytes(b"half")
    theirs = spool.land("other", "c", b"of a run of another source", START)
    with spool.turn("wire") as mine:
        assert mine
    assert files(spool) == sorted([kept.path, theirs.path])


def test_a_document_whose_file_is_gone_is_fetched_again(spool: Spool) -> None:
    gone, stays = (spool.land("wire", name, name.encode(), START) for name in ("a", "b"))
    spool.commit("wire", [gone, stays], START, cursor={"last": 1}, validators={"u": Validators('"e"')})
    gone.path.unlink()
    with spool.turn("wire") as mine:
        assert mine
    assert spool.waiting("wire") == (stays,)
    assert (spool.cursor("wire"), spool.validators("wire", "u")) == ({}, Validators())


def test_a_source_has_one_turn_at_a_time(spool: Spool, tmp_path: Path) -> None:
    other = Spool(tmp_path, tmp_path / "state.db")
    with spool.turn("wire") as mine, other.turn("wire") as theirs, other.turn("next") as another:
        assert (mine, theirs, another) == (True, False, True)
    with other.turn("wire") as theirs:
        assert theirs


def test_what_is_forgotten_is_fetched_as_at_first(spool: Spool) -> None:
    one = spool.land("wire", "a", b"x", START)
    spool.commit("wire", [one], START, cursor={"last": 1}, validators={"u": Validators('"e"')})
    spool.forget("wire")
    assert (spool.cursor("wire"), spool.validators("wire", "u"), spool.waiting()) == ({}, Validators(), (one,))


def test_all_of_it_outlives_the_process(spool: Spool, tmp_path: Path) -> None:
    one = spool.land("wire", "a", b"x", START)
    spool.commit("wire", [one], START, cursor={"last": "ö"})
    spool.close()
    again = Spool(tmp_path, tmp_path / "state.db")
    assert again.waiting() == (one,)
    assert again.cursor("wire") == {"last": "ö"}


def test_a_shared_state_stays_open(tmp_path: Path) -> None:
    state = State(tmp_path / "state.db", ())
    Spool(tmp_path, state).close()
    assert state.row("SELECT count(*) AS n FROM spooled")["n"] == 0  # type: ignore[index]


def test_a_commit_is_whole_or_not_at_all(spool: Spool) -> None:
    one = spool.land("wire", "a", b"x", START)
    with pytest.raises(TypeError):
        spool.commit("wire", [one], START, cursor={"last": object()})
    assert spool.waiting() == ()
    assert spool.cursor("wire") == {}


def test_a_folder_that_cannot_be_written_is_the_operators(tmp_path: Path) -> None:
    (tmp_path / "spool").write_text("in the way")
    spool = Spool(tmp_path, tmp_path / "state.db")
    with pytest.raises(OperatorError), spool.turn("wire"):
        pass
    with pytest.raises(OperatorError):
        spool.land("wire", "a", b"x", START)


def test_a_spooled_document_is_as_a_connector_takes_it(spool: Spool) -> None:
    raw = spool.land("wire", "a.xml", b"words", START).raw(source("https://a.example/a.xml"))
    assert (raw.name, raw.size, raw.read(), raw.fetched_at) == ("a.xml", 5, b"words", START)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["land", "commit", "drop"])), max_size=20))
def test_law_what_is_visible_is_on_the_disk(steps: list[tuple[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        spool = Spool(Path(folder), Path(folder) / "state.db")
        for text, step in steps:
            if step == "drop":
                spool.drop([one for one in spool.waiting("wire") if one.name == text])
                continue
            one = spool.land("wire", text, text.encode(), START)
            if step == "commit":
                spool.commit("wire", [one], START)
        assert all(one.path.read_bytes() == one.name.encode() for one in spool.waiting())
        spool.close()
