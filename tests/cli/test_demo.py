"""The demo, on a small world: from nothing to a page, and a second run that skips what stands.

That of foresight has a quick model in the place of the pool; it is stopped on its second day, and goes on.
"""

from collections import Counter
from pathlib import Path

import pytest

from simurg.app.bootstrap import office_of, reading
from simurg.app.demo import MARK, demo
from simurg.app.demo_foresight import AGAIN, ASKED, ASKING, DAYS, FIRST, foresight_demo
from simurg.app.issued import issue
from simurg.app.jobs import HANDLERS
from simurg.app.queue import Progress
from simurg.app.worker import Office
from simurg.app.workspace import create, open_workspace
from simurg.cli.demo_pages import show_foresight_demo
from simurg.exercise.parts.foresight import ForesightPart
from simurg.exercise.world import World
from simurg.ontology.errors import CallerError, OperatorError
from simurg.ontology.times import Clock

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


PART = ForesightPart(seed=3, pairs=4)
STATES, AHEAD, ANALYSTS = 48, 6, 2


def quick(folder: Path, clock: Clock) -> Office:
    """The office, which forecasts with a model that takes no time."""
    handlers = {**HANDLERS, "forecast": lambda desk, asked: issue(desk, {**asked, "model": "last_18_months"})}
    return Office(open_workspace(folder), handlers, clock)


def stopped(progress: Progress) -> None:
    """In the midst of the second day."""
    if progress.doing == f"{ASKING:%d %b %Y}: forecast":
        raise KeyboardInterrupt


@pytest.mark.slow
def test_a_demo_of_foresight_that_was_stopped_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyboardInterrupt):
        foresight_demo(tmp_path, PART, quick, stopped)
    assert not (tmp_path / MARK).exists()
    said: list[str] = []
    result = foresight_demo(tmp_path, PART, quick, lambda progress: said.append(progress.doing))
    assert not [one for one in said if one.startswith(f"{FIRST:%d %b %Y}")]
    assert len(result["played"]) == len(DAYS)
    assert Path(result["brief"]).is_file()
    workspace = open_workspace(tmp_path)
    with reading(workspace) as ledger:
        view = ledger.as_of(scope=workspace.scope())
        issued = view.read("forecasts", columns=["known_at"], where={"issued": True})["known_at"].to_pylist()
        answers = view.versions("answers", ["by", "author", "known_at"], {"author": "analyst"})
        asked, resolved = (
            view.count("questions"),
            view.read("resolutions", columns=["known_at"])["known_at"].to_pylist(),
        )
    assert Counter(issued) == dict.fromkeys((FIRST, ASKING, AGAIN), STATES * (AHEAD - 1))  # the first is over
    assert answers.num_rows == ASKED * ANALYSTS * 2
    assert set(answers["known_at"].to_pylist()) == {ASKING, AGAIN}
    assert asked == len(resolved) == ASKED
    assert set(resolved) == {DAYS[-1]}
    show_foresight_demo(result)
    shown = capsys.readouterr().out
    assert "issued on that clock" in shown
    assert all(f" {one} " in shown for one in ("score", "shifts", "onset", "next", "forecast"))


def test_the_demo_of_foresight_touches_no_workspace_that_stands(tmp_path: Path) -> None:
    create(tmp_path)
    with pytest.raises(CallerError, match="a workspace already"):
        foresight_demo(tmp_path, PART, quick, lambda _: None)
