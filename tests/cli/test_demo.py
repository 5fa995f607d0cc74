"""The demo, on a small world: from nothing to a page, and a second run that skips what stands."""

from pathlib import Path

import pytest

from simurg.app.bootstrap import office_of
from simurg.app.demo import demo
from simurg.app.workspace import create
from simurg.exercise.world import World
from simurg.ontology.errors import CallerError, OperatorError

SMALL = World(seed=2, weeks=30, volume=0.2)


@pytest.mark.slow
def test_the_demo_ends_with_a_page_and_runs_again(tmp_path: Path) -> None:
    first = demo(tmp_path / "d", SMALL, office_of, lambda _: None)
    page = Path(first["brief"]["html"]).read_text()
    assert "EXERCISE" in page
    assert 1 <= len(first["brief"]["headlines"]) <= 5
    assert first["collected"]["errors"] == []
    assert first["collected"]["new_rows"] > 0
    second = demo(tmp_path / "d", SMALL, office_of, lambda _: None)
    assert second["collected"]["new_rows"] == 0
    assert second["collected"]["rows"] == first["collected"]["rows"]
    with pytest.raises(CallerError, match="Another exercise world"):
        demo(tmp_path / "d", World.small(5), office_of, lambda _: None)
    (tmp_path / "d" / "exercise.json").write_text("{")
    with pytest.raises(OperatorError, match="cannot be read"):
        demo(tmp_path / "d", SMALL, office_of, lambda _: None)


def test_the_demo_does_not_touch_a_workspace_that_stands(tmp_path: Path) -> None:
    create(tmp_path)
    with pytest.raises(CallerError, match="a workspace already"):
        demo(tmp_path, SMALL, office_of, lambda _: None)
