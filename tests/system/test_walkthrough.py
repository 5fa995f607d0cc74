"""docs/walkthrough.md on real data: every command is run in one shell, and what is printed is what the page says.

`…` on the page matches anything. The facts that the page states in words are checked below, on the same workspace.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from simurg.app.bootstrap import now
from simurg.app.show import show
from simurg.app.workspace import Workspace, open_workspace
from simurg.ledger import Ledger, View

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "walkthrough.md"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_MARK = "-- end of command, exit code "


@dataclass(frozen=True, slots=True)
class Step:
    """A command of the page, or the making of a file (no expectation), and what it should print."""

    command: str
    expected: str


def steps_of(page: str) -> list[Step]:
    """In the page's order. A yaml block becomes the file that its first line names."""
    steps = []
    for language, text in _BLOCK.findall(page):
        if language == "yaml":
            name = text.splitlines()[0].removeprefix("# ")
            steps.append(Step(f"cat > {shlex.quote(name)} <<'END'\n{text}END", ""))
        elif language == "console":
            for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
                lines = part.splitlines()
                more = next((n for n, line in enumerate(lines[1:], 1) if not line.startswith("> ")), len(lines))
                command = "\n".join([lines[0], *(line[2:] for line in lines[1:more])])
                steps.append(Step(command, "\n".join(lines[more:])))
    return steps


def fits(expected: str, printed: str) -> bool:
    """The width of columns does not count; `…` is anything in a line, and a line of it alone any lines or none."""
    pattern = "".join(
        "(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*?") + "\n" for line in _lines(expected)
    )
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in _lines(printed))) is not None


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.strip("\n").splitlines()]


@dataclass(frozen=True, slots=True)
class Walked:
    folder: Path
    steps: list[Step]
    printed: list[tuple[str, int]]  # what each step printed, and its exit code

    @property
    def workspace(self) -> Workspace:
        return open_workspace(self.folder)

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        ledger = Ledger.open_to_read(self.workspace.ledger, now)
        try:
            yield ledger
        finally:
            ledger.close()

    def brief(self, beginning: str) -> str:
        """The HTML of the first brief whose file name begins so."""
        return min((self.folder / "products").glob(f"brief-{beginning}*.html")).read_text()


def walk(data: Path, folder: Path, steps: list[Step]) -> list[tuple[str, int]]:
    """All steps in one shell, each on whatever the one before left."""
    script = "\n".join(f"{step.command}\necho; echo {shlex.quote(_MARK)}$?" for step in steps)
    bin_folder = Path(sys.executable).parent
    env = {**os.environ, "SIMURG_DATA": str(data), "SIMURG": str(ROOT), "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}
    env |= {"PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}"}
    env.pop("SIMURG_WORKSPACE", None)
    done = subprocess.run(
        ["bash", "-c", script], cwd=folder, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        timeout=900, check=True,
    )  # fmt: skip
    found = re.split(rf"^{re.escape(_MARK)}(\d+)\n", done.stdout, flags=re.MULTILINE)
    return [(text, int(code)) for text, code in zip(found[0::2], found[1::2], strict=False)]


def prints_what_it_says(steps: list[Step], printed: list[tuple[str, int]]) -> None:
    """Each command of a page, in one go, so that a failure tells all that differs."""
    wrong = [
        f"$ {step.command}\n--- the page\n{step.expected}\n--- printed, exit code {code}\n{found}"
        for step, (found, code) in zip(steps, printed, strict=True)
        if code or not fits(step.expected, found)
    ]
    assert not wrong, "\n\n".join(wrong)


def test_the_ellipsis_stands_for_anything_and_nothing_else_does() -> None:
    assert fits("a  …  c", "a b c")
    assert fits("a\n…\nd", "a\nb\nc\nd")
    assert fits("a\n…\nd", "a\nd")
    assert not fits("a\n…\nd", "a\nb")
    assert not fits("a … c", "a\nb c")
    assert not fits("1,989 rows", "1,989 rows and more")
    assert [step.command for step in steps_of("```console\n$ cat <<E\n> x\n> E\nx\n$ ls\n```\n")] == [
        "cat <<E\nx\nE",
        "ls",
    ]


@pytest.mark.slow
def test_the_walk_and_what_it_leaves_are_as_the_page_says(data: Path, tmp_path: Path) -> None:
    """One test, so that the walk is taken once, however tests are spread over processes."""
    folder = tmp_path / "early-warning"
    folder.mkdir()
    steps = steps_of(PAGE.read_text())
    walked = Walked(folder, steps, walk(data, folder, steps))
    _every_command_prints_what_the_page_says(walked)
    _each_feed_document_is_accounted_for(walked, data)
    _the_replays_know_nothing_of_what_came_later(walked)
    _an_event_of_ucdp_leads_to_its_row_in_the_zip(walked, data)
    _the_recalls_are_told_and_their_effect_is_gone(walked)


def _every_command_prints_what_the_page_says(walked: Walked) -> None:
    assert len(walked.steps) == len(walked.printed) > 25
    prints_what_it_says(walked.steps, walked.printed)


def _each_feed_document_is_accounted_for(walked: Walked, data: Path) -> None:
    with walked.ledger() as ledger:
        documents = ledger.catalogue.documents("feeds")
    assert len(documents) == len(list((data / "osint/feeds/tests").rglob("*.xml"))) == 738
    assert all(one.finished for one in documents)
    told = [sum(one.rows > 0 for one in documents), sum(one.rejects > 0 for one in documents)]
    empty = sum(one.rows == 0 and one.rejects == 0 for one in documents)
    assert f"{told[0]} give rows" in PAGE.read_text()
    assert f"{empty} hold no entry; {told[1]} are in quarantine" in PAGE.read_text()


def _the_replays_know_nothing_of_what_came_later(walked: Walked) -> None:
    pages = {day: walked.brief(day) for day in ("2014-02-01", "2014-03-05", "2014-06-15", "2019-07-01")}
    assert all("Replayed" in page for page in pages.values())
    assert [("<bdi>Russia – Ukraine</bdi>: <b>14</b>" in pages[day]) for day in sorted(pages)] == [0, 1, 0, 0]
    assert ["Islamic State of Iraq and the Levant</bdi>: <b>13</b>" in pages[day] for day in sorted(pages)] == [
        0, 0, 1, 0,
    ]  # fmt: skip


def _an_event_of_ucdp_leads_to_its_row_in_the_zip(walked: Walked, data: Path) -> None:
    with ZipFile(data / "osint/ucdp_hdx/tests/fixtures/download.zip") as zipped:
        rows = zipped.read(zipped.namelist()[0]).decode()
    with walked.ledger() as ledger:
        event = min(_view(walked, ledger).read("events", ("id",), {"source_id": "ucdp"})["id"].to_pylist())
        traced = _show(walked, ledger, event.hex)
    assert traced["stands"]
    assert traced["grade"]["grade"] == "A2"
    assert len(traced["words"]) > 100
    assert traced["words"].strip() in rows


def _the_recalls_are_told_and_their_effect_is_gone(walked: Walked) -> None:
    first, second = (
        Path(next(line for line in (walked.folder / name).read_text().splitlines() if line.endswith(".html")))
        for name in ("first.txt", "second.txt")
    )
    assert "Free Teve Riders" in first.read_text()
    assert "Free Teve Riders" not in second.read_text()
    for why in ("The same story was sold to two desks", "The same convoy was counted twice"):
        assert why not in first.read_text()
        assert why in second.read_text()
    with walked.ledger() as ledger:
        product = first.stem.split("-")[-1]
        recalled = _show(walked, ledger, "b52d9600a799")
        assert product in {link["id"][:8] for link in recalled["rested_on_by"] if link["table"] == "products"}
        assert not _show(walked, ledger, product)["stands"]
        assert _show(walked, ledger, second.stem.split("-")[-1])["stands"]


def _view(walked: Walked, ledger: Ledger) -> View:
    return ledger.as_of(scope=walked.workspace.scope())


def _show(walked: Walked, ledger: Ledger, number: str) -> dict[str, Any]:
    return show(walked.workspace, ledger, walked.workspace.scope(), number)
