"""Searching a workspace: readers, pictures, products, what a person may write, and when an index is made."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from tests.ledger.search.conftest import Newsroom, Ticking, day, source

from simurg.app.jobs import HANDLERS
from simurg.app.keeping import Kept
from simurg.app.search import Search, by_story, index_of, keep_up, search, words_of_page
from simurg.app.worker import Office
from simurg.app.workspace import Workspace, create, open_workspace
from simurg.ledger import Ledger, Offer, View
from simurg.ledger.columns import table_of
from simurg.ledger.lock import WriterLock
from simurg.ledger.search.hits import GroupOf
from simurg.ontology.errors import CallerError, OperatorError
from simurg.ontology.ids import id_of
from simurg.ontology.markings import Marking


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return create(tmp_path / "ws")


@pytest.fixture
def ledger(workspace: Workspace) -> Iterator[Ledger]:
    with Ledger.open(workspace.ledger, Ticking()) as opened:
        yield opened


@pytest.fixture
def room(ledger: Ledger) -> Newsroom:
    return Newsroom(ledger=ledger)


def titles(found: dict[str, Any], kind: str = "report") -> list[str]:
    (one,) = [one for one in found["found"] if one["kind"] == kind]
    return [hit["title"]["text"] for group in one["groups"] for hit in group["hits"]]


def test_each_reader_gets_their_picture(workspace: Workspace, ledger: Ledger, room: Newsroom) -> None:
    room.tell("Open fire")
    room.tell("Restricted fire", marking=Marking(1))
    room.tell("Secret fire", marking=Marking(3))
    asked = Search("fire")
    assert titles(search(workspace, ledger, workspace.picture("public"), asked)) == ["Open fire"]
    assert set(titles(search(workspace, ledger, workspace.picture("staff"), asked))) == {"Open fire", "Restricted fire"}
    assert {path.name for path in (workspace.folder / "index").iterdir()} == {"open", "staff"}


def test_an_answer_in_full(workspace: Workspace, ledger: Ledger, room: Newsroom) -> None:
    number = room.tell("Fire in Vessa", "The port burns.", known=day(3), source=source("wire", "B2"), language="en")
    found = search(workspace, ledger, workspace.picture("staff"), Search(" vessa   PORT ", as_of="2025-01-01"))
    assert json.loads(json.dumps(found)) == found
    assert (found["question"], found["picture"], found["as_of"]) == ("vessa PORT", "staff", "2025-01-01T00:00:00Z")
    (reports,) = [one for one in found["found"] if one["kind"] == "report"]
    assert (reports["stand"], reports["at_most"], reports["complete"]) == (1, 1, True)
    (hit,) = reports["groups"][0]["hits"]
    assert hit == {
        "id": number.hex,
        "report": number.hex,
        "title": {"text": "Fire in Vessa", "marks": [[8, 13]], "cut": [False, False]},
        "words": {"text": "The port burns.", "marks": [[4, 8]], "cut": [False, False]},
        "source": "wire",
        "grade": "B2",
        "language": "en",
        "published_at": "2020-01-04T00:00:00Z",
        "known_at": "2020-01-04T00:00:00Z",
        "subject": None,
    }


def test_what_a_person_writes(workspace: Workspace, ledger: Ledger, room: Newsroom) -> None:
    room.tell("Fire one", source=source("wire", "A1"), countries=("UKR",), known=day(1))
    room.tell("Fire two", source=source("blog", "D4"), countries=("EXA",), known=day(40))
    picture = workspace.picture("staff")

    def asked(**limits: Any) -> list[str]:
        return titles(search(workspace, ledger, picture, Search("fire", **limits)))

    assert asked(places=("Ukraine",)) == asked(places=("ukr",)) == ["Fire one"]
    assert asked(places=("EXA",)) == ["Fire two"]
    assert asked(reliability="a-b", credibility="1") == ["Fire one"]
    assert asked(sources=("blog",)) == ["Fire two"]
    assert asked(since="2020-02-01") == ["Fire two"]
    assert asked(until="2020-02-01") == ["Fire one"]
    assert asked(top=1) == ["Fire two"]
    for wrong in ({"top": 0}, {"since": "soon"}, {"kinds": ("rumour",)}, {"as_of": "2100-01-01"}):
        with pytest.raises(CallerError):
            asked(**wrong)


def test_products_are_found_by_the_words_of_their_page(workspace: Workspace, ledger: Ledger) -> None:
    page = (
        "<html><head><title>x</title></head><body><style>fire{}</style><p>Halcyon &amp; others sail</p></body></html>"
    )
    digest = Kept(workspace.products).keep_bytes(page.encode())
    row = {"id": id_of("p"), "key": id_of("p"), "known_at": day(1), "title": "Morning brief", "kind": "brief"}
    gone = {"id": id_of("q"), "key": id_of("q"), "known_at": day(1), "title": "Evening brief", "html": "ab" * 32}
    ledger.append(Offer("p", {"products": table_of("products", [{**row, "html": digest}, gone])}, method="t"))
    picture = workspace.picture("staff")
    assert titles(search(workspace, ledger, picture, Search("halcyon sail")), "product") == ["Morning brief"]
    assert titles(search(workspace, ledger, picture, Search("evening")), "product") == ["Evening brief"]
    assert titles(search(workspace, ledger, picture, Search("fire")), "product") == []
    assert words_of_page(page) == "Halcyon & others sail"


def test_names_of_subjects_are_found(workspace: Workspace, ledger: Ledger, room: Newsroom) -> None:
    report = room.tell("One", claims=(("reg-1", "name", "Марина Волкова"),))
    row = {
        "id": id_of("n"), "key": id_of("n"), "known_at": day(1), "report_id": report, "subject": "reg-1",
        "name": "Марина Волкова", "kind": "person",
    }  # fmt: skip
    ledger.append(Offer("n", {"name_keys": table_of("name_keys", [row])}, method="t"))
    found = search(workspace, ledger, workspace.picture("staff"), Search("volkova"))
    assert titles(found, "entity") == ["Марина Волкова"]
    assert titles(found, "claim") == ["reg-1"]


def test_stories_are_asked_of_the_view_that_is_searched(workspace: Workspace, ledger: Ledger, room: Newsroom) -> None:
    first = room.tell("Fire in Vessa", known=day(1))
    room.tell("Vessa on fire", known=day(2))
    seen: list[View] = []

    def stories_of(view: View) -> GroupOf:
        seen.append(view)
        return lambda ids: dict.fromkeys(ids, first)

    asked = Search("fire", as_of="2020-06-01", kinds=("report",))
    found = search(workspace, ledger, workspace.picture("staff"), asked, stories_of=stories_of)
    (group,) = found["found"][0]["groups"]
    assert UUID(group["id"]) == first
    assert len(group["hits"]) == 2
    assert [view.known_at.year for view in seen] == [2020]


def test_keeping_up_touches_only_what_somebody_has_used(workspace: Workspace, ledger: Ledger, room: Newsroom) -> None:
    keep_up(workspace, ledger)
    assert not (workspace.folder / "index").exists()
    assert titles(search(workspace, ledger, workspace.picture("staff"), Search("fire"))) == []
    room.tell("Open fire")
    keep_up(workspace, ledger)
    assert [path.name for path in (workspace.folder / "index").iterdir()] == ["staff"]
    lock = WriterLock(workspace.folder / "index" / "staff" / "writer.lock")
    assert lock.try_take()  # nothing is left to write
    assert titles(search(workspace, ledger, workspace.picture("staff"), Search("fire"))) == ["Open fire"]
    lock.release()


def test_no_index_and_no_way_to_one(workspace: Workspace, ledger: Ledger) -> None:
    (workspace.folder / "index").write_text("a file stands where the folder should be")
    with pytest.raises(OperatorError, match="no search index yet"):
        index_of(workspace, ledger, workspace.picture("staff"))


def test_a_picture_that_was_made_narrower_never_uses_the_old_index(tmp_path: Path) -> None:
    wide = create(tmp_path / "ws")
    with Ledger.open(wide.ledger, Ticking()) as ledger:
        Newsroom(ledger=ledger).tell("Restricted fire", marking=Marking(1))
        assert titles(search(wide, ledger, wide.picture("staff"), Search("fire"))) == ["Restricted fire"]
        settings = wide.folder / "simurg.yaml"
        settings.write_text(settings.read_text().replace("staff: {level: restricted", "staff: {level: open"))
        narrow = open_workspace(wide.folder)
        found = search(narrow, ledger, narrow.picture("staff"), Search("fire"))
        assert [one["at_most"] for one in found["found"]] == [0, 0, 0, 0]


def test_copies_of_one_story_stand_together_once_they_are_fused(tmp_path: Path) -> None:
    made = create(tmp_path / "ws")
    words = "Troops entered the port of Vessa at dawn and closed the bridge to the north, officials in the city said"
    items = "".join(
        f"<item><guid>{number}</guid><title>{title}</title><description>{words} {tail}.</description>"
        f"<pubDate>Mon, 19 Oct 2020 0{number}:00:00 GMT</pubDate></item>"
        for number, (title, tail) in enumerate(
            [("Port taken", "on Monday"), ("Vessa: bridge closed", "on Monday again")]
        )
    )
    (made.folder / "inbox").mkdir()
    (made.folder / "inbox" / "1.xml").write_text(f'<rss version="2.0"><channel>{items}</channel></rss>')
    (made.folder / "sources.yaml").write_text("- {name: post, connector: rss, address: inbox/*.xml, least_rows: 1}")
    Office(made, HANDLERS, Ticking()).run("collect", {})
    with Ledger.open_to_read(made.ledger, Ticking()) as ledger:
        asked = Search("vessa bridge", kinds=("report",))
        plain = search(made, ledger, made.picture("staff"), asked)["found"][0]["groups"]
        told = search(made, ledger, made.picture("staff"), asked, stories_of=by_story)["found"][0]["groups"]
        assert [len(group["hits"]) for group in plain] == [1, 1]
        assert [len(group["hits"]) for group in told] == [2]


def test_a_collection_brings_the_indexes_up_to_date(tmp_path: Path) -> None:
    made = create(tmp_path / "ws")
    office = Office(made, HANDLERS, Ticking())
    office.run("collect", {})
    assert not (made.folder / "index").exists()
    (made.folder / "index" / "staff").mkdir(parents=True)
    assert office.run("collect", {})["warnings"] == []
    assert (made.folder / "index" / "staff" / "note.json").is_file()


def test_a_collection_stands_where_its_index_cannot_be_written(tmp_path: Path) -> None:
    made = create(tmp_path / "ws")
    (made.folder / "index" / "staff" / ".note.json.partial").mkdir(parents=True)
    (warning,) = Office(made, HANDLERS, Ticking()).run("collect", {})["warnings"]
    assert "search index could not be written" in warning
