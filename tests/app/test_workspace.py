"""The workspace's folder and its settings."""

from pathlib import Path

import pytest
import yaml

from simurg.app.workspace import create, open_workspace, settings_of
from simurg.ontology.errors import CallerError, OperatorError
from simurg.ontology.markings import Scope


def test_a_new_workspace_opens_with_two_pictures(tmp_path: Path) -> None:
    made = create(tmp_path / "a", title="Lakes: north & south")
    assert made.settings.title == "Lakes: north & south"
    assert made.settings.exercise is False
    assert set(made.settings.pictures) == {"open", "staff"}
    assert made.picture().name == "staff"
    assert made.picture("public").scope == Scope(0, 1)
    assert yaml.safe_load(made.sources_file.read_text()) == {"sources": []}


def test_making_it_again_changes_nothing(tmp_path: Path) -> None:
    create(tmp_path, title="First")
    assert create(tmp_path, title="Second").settings.title == "First"


def test_an_unknown_reader_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CallerError, match="no reader 'minister'"):
        create(tmp_path).picture("minister")


def test_a_folder_without_settings_is_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(CallerError, match="no workspace"):
        open_workspace(tmp_path)


def test_settings_that_are_no_yaml_name_the_line(tmp_path: Path) -> None:
    (tmp_path / "simurg.yaml").write_text("title: a\nreaders: [\n")
    with pytest.raises(OperatorError, match="line 3"):
        open_workspace(tmp_path)


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OperatorError, match="cannot be made"):
        create(tmp_path / "file")


GOOD = {"pictures": {"staff": {"level": "open"}}, "readers": {"staff": {"level": "open"}}}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"picture": {}}, "unknown entry 'picture'"),
        ({"exercise": "perhaps"}, "`exercise` must be true or false"),
        ({"pictures": {}}, "`pictures` must name at least one"),
        ({"readers": None}, "`readers` must name at least one"),
        ({"readers": {"a b": {}}}, "is not a name"),
        ({"pictures": {"staff": ["open"]}}, "must be a scope"),
        ({"pictures": {"staff": {"level": "cosmic"}}}, "Level 'cosmic' is not known"),
        ({"default_reader": "minister"}, "not among the readers"),
    ],
)
def test_settings_that_are_not_understood_are_refused(change: dict, said: str) -> None:
    with pytest.raises(OperatorError, match=said):
        settings_of({**GOOD, **change})


def test_settings_must_be_a_mapping() -> None:
    with pytest.raises(OperatorError, match="must hold entries"):
        settings_of(["title"])


def test_folders_of_fonts_are_taken_as_they_are_named() -> None:
    told = {"pictures": {"p": {}}, "readers": {"r": {}}, "fonts": ["/usr/share/fonts/truetype/noto"]}
    assert settings_of(told).fonts == ("/usr/share/fonts/truetype/noto",)
    with pytest.raises(OperatorError, match="a list of folders"):
        settings_of({**told, "fonts": "/usr/share/fonts"})
