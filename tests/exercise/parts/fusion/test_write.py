"""The fusion part as a workspace: everything lands, each source with its grade and group, and no truth with it."""

from collections import Counter
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

from simurg.app.bootstrap import office_of, reading
from simurg.app.workspace import Workspace, open_workspace
from simurg.collection.settings import sources_of
from simurg.exercise import World, write
from simurg.exercise.atlas import LABEL
from simurg.exercise.parts.fusion import (
    FusionPart,
    claims,
    in_memory,
    names,
    reports,
    sources,
    workspace_files,
    write_fusion,
)
from simurg.exercise.write import Written
from simurg.ledger.ledger import operator_view
from simurg.ontology.errors import CallerError, OperatorError

PART = FusionPart(8, "hard", 0.1)
_NOON = datetime(2024, 12, 1, 12, tzinfo=UTC)
SETTINGS = {"simurg.yaml", "sources.yaml", "requirements.yaml"}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return write_fusion(tmp_path_factory.mktemp("fusion"), PART)


@pytest.fixture(scope="module")
def collected(written: Written) -> tuple[Workspace, dict]:
    answer = office_of(written.folder).run("collect", {}, lambda _: None)
    return open_workspace(written.folder), answer


def _rows(workspace: Workspace, written: Written, table: str, columns: list[str]) -> list[dict]:
    with reading(workspace) as ledger:
        view = ledger.as_of(written.morning, operator_view(ledger).recorded_until, scope=workspace.scope("public"))
        return view.read(table, columns=columns).to_pylist()


def test_all_of_it_is_collected_without_a_warning_or_a_quarantine(collected) -> None:
    workspace, answer = collected
    assert answer["errors"] == answer["warnings"] == []
    assert [one["source"] for one in answer["sources"] if one["rejects"] or not one["new_rows"]] == []
    assert not workspace.quarantine.exists()
    assert workspace.settings.exercise
    assert LABEL in workspace.settings.title


def test_on_the_morning_the_public_picture_has_every_report(collected, written: Written) -> None:
    told = reports(PART).documents.to_pylist()
    rows = _rows(collected[0], written, "reports", ["url", "title", "published_at", "discipline"])
    assert Counter((row["url"], row["title"], row["published_at"]) for row in rows if row["url"]) == Counter(
        (row["url"], row["title"], row["published"]) for row in told
    )
    assert max(row["published"] for row in told) < written.morning


def test_every_claim_stands_under_the_source_that_made_it(collected, written: Written) -> None:
    rows = _rows(collected[0], written, "claims", ["source_id", "subject", "predicate", "object"])
    said = Counter(tuple(row.values()) for row in rows if row["source_id"].startswith("source-"))
    expected = claims(PART).claims.select(["source", "object", "attribute", "value"]).to_pylist()
    assert said == Counter(tuple(row.values()) for row in expected)


def test_names_are_claims_with_what_they_name(collected, written: Written) -> None:
    rows = _rows(collected[0], written, "claims", ["source_id", "subject", "predicate", "object"])
    listed = {(row["subject"], row["predicate"]): row["object"] for row in rows if row["source_id"] == "name-list"}
    mentions = names(PART).mentions.to_pylist()
    assert len(listed) == 2 * len(mentions)
    schemata = {"person": "Person", "organisation": "Organization", "place": "Address"}
    for mention in mentions:
        assert listed[mention["id"], "name"] == mention["text"]
        assert listed[mention["id"], "schema"] == schemata[mention["kind"]]


def test_imprints_are_claims_too(collected, written: Written) -> None:
    rows = _rows(collected[0], written, "claims", ["source_id", "subject", "predicate", "object"])
    owned = {row["subject"]: row["object"] for row in rows if row["predicate"] == "owned_by"}
    assert owned == {row["title"]: row["owner"] for row in reports(PART).outlets.to_pylist() if row["owner"]}
    assert all(row["object"] for row in rows)


def test_sources_carry_groups_and_grades(written: Written) -> None:
    found = {source.name: source for source in sources_of(written.sources.read_text("utf-8"))}
    outlets = reports(PART).outlets.to_pylist()
    groups = {row["host"].removesuffix(".example"): row["owner"] for row in outlets}
    published = {row["outlet"] for row in reports(PART).documents.to_pylist()}
    feeds = {name: source.group for name, source in found.items() if source.connector == "rss"}
    assert len(feeds) == len(published) > 10
    assert feeds == {name: groups[name] for name in feeds}
    assert len({group for group in feeds.values() if group}) > 1
    grades = {row["source"]: row["grade"] for row in claims(PART).sources.to_pylist()}
    graded = {name: source.grade.reliability for name, source in found.items() if name in grades}
    assert graded == {name: grades[name] for name in graded}
    assert len(graded) > 25


def test_the_parts_own_files_are_the_same_and_only_settings_stand_beside(written: Written) -> None:
    own = in_memory(PART)
    assert set(written.files) == {*own, *SETTINGS}
    assert {name: (written.folder / name).read_bytes() for name in own} == dict(own)
    assert dict(workspace_files(PART)[0]) == dict(workspace_files(PART)[0])
    for name in SETTINGS:
        assert LABEL in (written.folder / name).read_text("utf-8").splitlines()[0]


def test_sources_take_every_file_but_the_grades_the_task_and_the_paths(written: Written) -> None:
    found = sources_of(written.sources.read_text("utf-8"))
    left = {
        name
        for name in written.files
        if name.startswith("collected/") and not any(fnmatch(name, source.address) for source in found)
    }
    assert left == {"collected/claimants.csv", "collected/pairs.csv", "collected/places.csv"}
    assert not any(fnmatch(name, source.address) for name in written.files if "TRUTH" in name for source in found)


def test_the_settings_tell_no_truth(written: Written) -> None:
    text = "".join((written.folder / name).read_text("utf-8") for name in SETTINGS)
    assert [word for word in ("controlled", "careless", "copier", "honest", "steered", "leader") if word in text] == []


def test_a_source_that_says_nothing_is_left_out() -> None:
    """A table of claims without a row for it would be an error of that source."""
    part = FusionPart(8, "hard", 0.05)
    said = claims(part)
    one = said.claims["source"].to_pylist()[0]
    quiet = said.claims.filter([source != one for source in said.claims["source"].to_pylist()])
    entries = sources(reports(part), type(said)(quiet, *(getattr(said, name) for name in said.__slots__[1:])), _NOON)
    assert one not in {entry["name"] for entry in entries}
    assert one in {entry["name"] for entry in sources(reports(part), said, _NOON)}


def test_a_part_whose_feeds_are_too_long_to_be_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    longest = max(len(content) for name, content in in_memory(PART).items() if name.endswith(".xml"))
    monkeypatch.setattr("simurg.exercise.parts.fusion.write.MOST_BYTES", longest)
    assert workspace_files(PART)
    monkeypatch.setattr("simurg.exercise.parts.fusion.write.MOST_BYTES", longest - 1)
    with pytest.raises(CallerError, match=r"size 0\.1"):
        workspace_files(PART)


def test_addresses_can_lie_under_another_folder() -> None:
    entries = sources(reports(PART), claims(PART), _NOON, base="fusion/")
    assert all(entry["address"].startswith("fusion/collected/") for entry in entries)
    assert sources_of(yaml.safe_dump(entries))


def test_writing_twice_changes_nothing_and_strangers_are_refused(tmp_path: Path) -> None:
    part = FusionPart(9, size=0.05)
    write_fusion(tmp_path, part)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    write_fusion(tmp_path, part)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()} == before
    with pytest.raises(OperatorError, match="not of this world"):
        write(World.small(1), tmp_path)
