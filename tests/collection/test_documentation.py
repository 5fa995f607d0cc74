"""What docs/connectors.md shows is read as it stands there."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from simurg.collection import registry
from simurg.collection.connector import raw_of
from simurg.collection.mapping import NEEDED
from simurg.collection.settings import sources_of
from simurg.collection.transforms import TRANSFORMS
from simurg.ledger.schema import CONTENT, MOMENT, WORD
from simurg.testing.connectors import read

TEXT = (Path(__file__).parents[2] / "docs" / "connectors.md").read_text("utf-8")


@pytest.mark.parametrize(
    "name",
    ["rss", "reliefweb", "stix", "human", "gdelt", "gdelt_mentions", "gdelt_gkg", "ucdp_candidate", "acled", "cap",
     "travel_advisories", "kev", "sanctions"],
)  # fmt: skip
def test_a_connector_has_its_section(name):
    assert f"## `{name}`" in TEXT


def test_the_sources_that_are_shown_are_read():
    [shown] = [block for block in re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL) if block.startswith("sources:")]
    assert [source.name for source in sources_of(shown, registry.names())] == ["gazette", "heron"]


def test_the_human_source_report_that_is_shown_is_read():
    [shown] = re.findall(r"```markdown\n(.*?)```", TEXT, re.DOTALL)
    [source] = sources_of("- {name: heron, connector: human}")
    found = read(registry.find("human"), raw_of(shown.encode(), source, "a.md", datetime(2026, 11, 1, tzinfo=UTC)))
    assert (found.count("reports"), found.count("events"), found.rejects) == (1, 1, ())


def test_the_columns_of_mappings_are_those_of_the_ledger():
    shown = re.findall(r"^\| (\w+) \| `(\w+)` \| (\w[\w ]*) \| .+ \| (yes|) *\|$", TEXT, re.MULTILINE)
    types = {WORD: "text", MOMENT: "moment", pa.float64(): "number", pa.int32(): "whole number"}
    expected = [
        (target, field.name, types[field.type], "yes" if field.name in needed else "")
        for target, needed in NEEDED.items()
        for field in CONTENT[target]
        if not field.name.startswith("span_")
    ]
    assert sorted(shown) == sorted(expected)


def test_every_transform_is_named():
    [said] = re.findall(r"^`as` takes: (.*?)\. ", TEXT, re.MULTILINE | re.DOTALL)
    assert set(re.sub(r" \(.*?\)", "", said).replace("\n", " ").split(", ")) == set(TRANSFORMS)
