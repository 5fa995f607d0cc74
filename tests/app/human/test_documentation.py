"""What docs/human-sources.md and docs/retention.md show is read as it stands there."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml

from simurg.access.sealing.sealing_key import passphrase_of
from simurg.app.human.report import markdown, of_file
from simurg.app.retention.periods import rules_of
from simurg.app.workspace import create
from simurg.collection import registry
from simurg.collection.settings import sources_of

DOCS = Path(__file__).parents[3] / "docs"


def blocks(page: str, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", (DOCS / page).read_text("utf-8"), re.DOTALL)


def test_the_desk_that_is_shown_takes_the_file_that_is_shown():
    desk, sealing = blocks("human-sources.md", "yaml")
    [source] = sources_of(desk, registry.names())
    assert source.marking.compartments == {"LAKE"}
    [shown] = blocks("human-sources.md", "markdown")
    at = datetime(2026, 11, 1, tzinfo=UTC)
    intake = of_file(shown.replace("name: …", "name: Ilya Varga").encode(), source, at)
    assert intake.origin["name"] == "Ilya Varga"
    assert b"Varga" not in markdown(intake, source, at)
    assert passphrase_of(yaml.safe_load(sealing)["sealing"], {}) is not None


def test_the_periods_that_are_shown_are_read(tmp_path):
    [shown] = blocks("retention.md", "yaml")
    workspace = create(tmp_path)
    path = workspace.folder / "simurg.yaml"
    path.write_text(path.read_text("utf-8") + shown, "utf-8")
    assert rules_of(create(tmp_path)).of("HUMINT", {}).contacts == timedelta(days=730)
