"""An edit without a date of its own does not rewrite the past."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
import yaml
from typer.testing import CliRunner

import simurg.cli.commands  # noqa: F401
from simurg.app.bootstrap import reading
from simurg.app.workspace import open_workspace
from simurg.cli.run import app
from simurg.collection.connector import raw_of
from simurg.collection.rows import RowBuilder
from simurg.collection.source import Source
from simurg.ledger import Ledger, Offer
from simurg.ledger.ledger import operator_view

ITEM = "<item><guid>{}</guid><description>{}</description><pubDate>Mon, 19 Oct 2020 08:00:00 GMT</pubDate></item>"
THEN = datetime(2020, 11, 1, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "ws"
    monkeypatch.setenv("SIMURG_WORKSPACE", str(made))
    assert CliRunner().invoke(app, ["init"]).exit_code == 0
    (made / "inbox").mkdir()
    (made / "sources.yaml").write_text(yaml.safe_dump([{"name": "post", "connector": "rss", "address": "inbox/*.xml"}]))
    return made


def take(folder: Path, name: str, *items: tuple[int, str]) -> None:
    body = "".join(ITEM.format(number, words) for number, words in items)
    (folder / "inbox" / name).write_text(f"<rss><channel>{body}</channel></rss>")


def collect() -> None:
    assert CliRunner().invoke(app, ["collect"]).exit_code == 0


def known(folder: Path, at: datetime | None) -> set[str]:
    workspace = open_workspace(folder)
    with reading(workspace) as ledger:
        view = ledger.as_of(at, scope=workspace.scope(None))
        return set(view.read("reports", ("body",))["body"].to_pylist())


@pytest.mark.parametrize("at_once", [True, False])
def test_the_past_keeps_the_words_that_it_had(folder: Path, at_once: bool) -> None:
    for number, items in enumerate(
        [[(1, "first")], [(1, "edited")], [(1, "edited"), (2, "other")], [(1, "edited again"), (2, "other")]]
    ):
        take(folder, f"{number}.xml", *items)
        if not at_once:
            collect()
    collect()
    assert known(folder, THEN) == {"first", "other"}
    assert known(folder, None) == {"edited again", "other"}


def test_keys_that_are_certainly_new_are_not_looked_for_in_files() -> None:
    with Ledger.in_memory(lambda: datetime(2026, 3, 1, 12, tzinfo=UTC)) as ledger:
        assert ledger.may_hold("reports", []) == ledger.may_hold("reports", [uuid4()]) == set()
        source = Source("wire", "rss")
        builder = RowBuilder(raw_of(b"x", source, "x.xml", datetime(2026, 3, 1, 11, tzinfo=UTC)))
        builder.report(key="1", title="T", body="B")
        ledger.append(Offer("one", builder.take().tables, "wire", source.marking, "test", "1"))
        (key,) = operator_view(ledger).read("reports", ("key",))["key"].to_pylist()
        assert ledger.may_hold("reports", [uuid4(), key, uuid4()]) == {key}
