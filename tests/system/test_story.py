"""The story of a brief: issued, drawn again, traced, recalled, backfilled, compacted, backed up; each to its reader."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from simurg.app.bootstrap import now, reading
from simurg.app.jobs import HANDLERS
from simurg.app.show import show
from simurg.app.sources import sources_in
from simurg.app.status import status
from simurg.app.upkeep import problems, restore
from simurg.app.worker import Office
from simurg.app.workspace import create, open_workspace
from simurg.exercise.world import World
from simurg.exercise.write import write
from simurg.ledger import Ledger
from simurg.ontology.errors import CallerError, LedgerDamaged, NotFound

WORLD = World(seed=11, weeks=40, volume=0.3)
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Late Post (fictional)</title><item><guid>1</guid>
<title>Exercise: {title}</title><description>A late report of an old matter.</description>
<pubDate>Mon, 04 Jul 2022 08:00:00 GMT</pubDate></item></channel></rss>"""


class Clock:
    """Stands where it is put, and moves a second with each look."""

    def __init__(self) -> None:
        self.moment = WORLD.end

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> "Story":
    folder = tmp_path_factory.mktemp("story")
    write(WORLD, folder)
    story = Story(folder)
    story.run("collect")
    story.run("require", entries=yaml.safe_load((folder / "requirements.yaml").read_text()))
    return story


class Story:
    def __init__(self, folder: Path) -> None:
        self.clock = Clock()
        self.office = Office(create(folder, title="Exercise", exercise=True), HANDLERS, self.clock)
        self.workspace = self.office.workspace

    def run(self, command: str, **arguments: Any) -> Any:
        return self.office.run(command, arguments)

    def ledger(self) -> Ledger:
        return Ledger.open_to_read(self.workspace.ledger, self.clock)

    def show(self, number: str, reader: str = "staff") -> dict[str, Any]:
        with self.ledger() as ledger:
            return show(self.workspace, ledger, self.workspace.settings.readers[reader], number)

    def page(self, brief: dict[str, Any]) -> str:
        return Path(brief["html"]).read_text()


@pytest.mark.slow
def test_an_issued_brief_outlives_everything_that_comes_later(told: Story) -> None:
    issued = told.run("brief")
    assert issued["issued"]
    assert "EXERCISE" in told.page(issued)
    assert told.run("brief", again=issued["id"])["identical"]

    # A trace: from the page to a report it cites, and back.
    product = told.show(issued["id"])
    assert product["stands"]
    cited = [one for one in product["rests_on"] if one["table"] == "reports"]
    report = told.show(cited[0]["id"][:16])
    assert report["row"]["source_id"]
    assert issued["id"] in {one["id"] for one in report["rested_on_by"]}

    # A backfill and a compaction change nothing that was issued.
    sources = yaml.safe_load((told.workspace.folder / "sources.yaml").read_text())
    late = {"name": "late", "connector": "rss", "address": "late/*.xml"}
    owned = [{**source, "group": "Ridge Media"} for source in sources]  # a product keeps the press it was drawn with
    (told.workspace.folder / "sources.yaml").write_text(yaml.safe_dump([*owned, late]))
    (told.workspace.folder / "late").mkdir()
    (told.workspace.folder / "late" / "1.xml").write_text(FEED.format(title="old matter"))
    assert told.run("collect", sources=["late"])["new_rows"] > 0
    told.run("require", entries=[{"name": "borders", "question": "Asked in other words", "priority": 1}])
    assert told.run("maintain")["made"] > 0
    assert told.run("brief", again=issued["id"])["identical"]

    # A recall names the page, marks it stale, and takes its effect out of the next one; the old one stays itself.
    recalled = told.run("recall", target=cited[0]["id"], why="The author withdrew it")
    assert issued["id"] in {one["id"] for one in recalled["products"]}
    after = told.show(issued["id"])
    assert not after["stands"]
    assert "The author withdrew it" in after["reasons"][0]
    assert not told.show(cited[0]["id"])["stands"]
    following = told.run("brief", since=issued["since"])
    assert cited[0]["id"] not in {one["id"] for one in told.show(following["id"])["rests_on"]}
    assert "The author withdrew it" in told.page(following)
    assert told.show(following["id"])["stands"]
    assert told.run("brief", again=issued["id"])["identical"]

    # Taking it back.
    told.run("recall", target=cited[0]["id"], why="It was confirmed", undo=True)
    assert told.show(cited[0]["id"])["stands"]
    assert told.show(issued["id"])["stands"]


@pytest.mark.slow
def test_a_recalled_source_is_gone_from_the_next_brief_and_is_not_collected(told: Story) -> None:
    before = told.run("brief", as_of="2022-08-01")
    assert not before["issued"]
    recalled = told.run("recall", target="sentinel", why="It makes things up")
    assert recalled["kind"] == "source"
    assert before["id"] in {one["id"] for one in recalled["products"]}
    assert "recalled" in told.run("collect", sources=["sentinel"])["errors"][0]
    told.run("recall", target="sentinel", why="A mistake of ours", undo=True)
    assert told.run("collect", sources=["sentinel"])["errors"] == []


@pytest.mark.slow
def test_each_reader_sees_their_own_picture_and_nothing_of_others(told: Story) -> None:
    staff, public = told.run("brief"), told.run("brief", reader="public")
    assert (staff["picture"], public["picture"]) == ("staff", "open")
    assert staff["marking"] in told.page(staff)
    assert told.show(public["id"], "public")["stands"]
    with pytest.raises(NotFound):
        told.show(staff["id"], "public")
    with pytest.raises(NotFound):
        told.run("brief", again=staff["id"], reader="public")
    readers = told.workspace.settings.readers
    with told.ledger() as ledger:
        sources = sources_in(told.workspace)
        seen = {name: {one["name"] for one in status(ledger, sources, readers[name])["sources"]} for name in readers}
    assert {"human-heron", "human-lark"} == seen["staff"] - seen["public"]
    assert "human-heron" not in told.page(public)
    with pytest.raises(CallerError, match="no reader 'minister'"):
        told.run("brief", reader="minister")


@pytest.mark.slow
def test_events_are_traced_to_their_words(told: Story) -> None:
    scope = told.workspace.settings.readers["staff"]
    with told.ledger() as ledger:
        view = ledger.as_of(scope=scope)
        rows = view.read("events", where={"source_id": "gdelt"}).to_pylist()
        row = min(rows, key=lambda one: one["id"])
        traced = show(told.workspace, ledger, scope, row["id"].hex)
    assert len(traced["words"].split("\t")) == 61
    assert traced["report"]["source_id"] == "gdelt"
    assert traced["grade"]["grade"] == "C3"


@pytest.mark.slow
def test_requirements_are_replaced_dropped_and_belong_to_their_reader(told: Story) -> None:
    told.run("require", entries=[{"name": "grain", "question": "Is grain short?", "priority": 4}])
    told.run("require", entries=[{"name": "grain", "question": "Is bread dear?", "priority": 4}])
    asked = {one["name"]: one["question"] for one in told.run("require")["requirements"]}
    assert asked["grain"] == "Is bread dear?"
    assert told.run("require", reader="public")["requirements"] == []
    only = told.run("brief", requirement="grain")
    assert "Is bread dear?" in told.page(only)
    with pytest.raises(NotFound, match="no requirement 'oil'"):
        told.run("brief", requirement="oil")
    left = told.run("require", drop=["grain"])["requirements"]
    assert "grain" not in {one["name"] for one in left}
    told.run("require", entries=[{"name": "grain", "question": "Is grain short?", "priority": 4}])
    assert "grain" in {one["name"] for one in told.run("require")["requirements"]}
    told.run("require", drop=["grain"])
    with pytest.raises(NotFound):
        told.run("require", drop=["grain"])


@pytest.mark.slow
def test_a_backup_restored_elsewhere_verifies_and_draws_the_same_page(told: Story, tmp_path: Path) -> None:
    issued = told.run("brief")
    told.run("backup", folder=str(tmp_path / "backup"))
    restore(tmp_path / "backup", tmp_path / "again", lambda _: None)
    elsewhere = open_workspace(tmp_path / "again")
    assert problems(elsewhere, lambda _: None) == []
    again = Office(elsewhere, HANDLERS, told.clock).run("brief", {"again": issued["id"]})
    assert again["identical"]
    with pytest.raises(CallerError, match="not empty"):
        restore(tmp_path / "backup", tmp_path / "again", lambda _: None)
    with pytest.raises(CallerError, match="no backup"):
        restore(tmp_path, tmp_path / "third", lambda _: None)
    with pytest.raises(CallerError, match="inside its workspace"):
        told.run("backup", folder=str(told.workspace.folder / "copy"))
    kept = next(path for path in sorted((tmp_path / "backup" / "payloads").glob("??/*")))
    kept.write_bytes(b"altered")
    with pytest.raises(LedgerDamaged, match="does not verify"):
        restore(tmp_path / "backup", tmp_path / "third", lambda _: None)


@pytest.mark.slow
def test_a_brief_is_not_drawn_for_the_future_nor_from_nothing(told: Story) -> None:
    with pytest.raises(CallerError, match="future"):
        told.run("brief", as_of="2190-01-01")
    with pytest.raises(CallerError, match="--since"):
        told.run("brief", as_of="2022-08-01", since="2022-08-02")
    with pytest.raises(CallerError, match="is not an id"):
        told.run("brief", again="abc")
    with pytest.raises(NotFound, match="No product"):
        told.run("brief", again="abcdef")
    with pytest.raises(NotFound, match="no source or report"):
        told.run("recall", target="nobody", why="x")
    with pytest.raises(NotFound, match="No report"):
        told.run("recall", target="abcdef012345", why="x")
    with pytest.raises(CallerError, match="needs a reason"):
        told.run("recall", target="wire", why=" ")


def test_the_clock_and_the_reader_are_the_machines(tmp_path: Path) -> None:
    workspace = create(tmp_path)
    assert now().tzinfo is UTC
    with reading(workspace) as ledger:
        assert ledger.as_of(scope=workspace.picture().scope).count("reports") == 0
