"""The desk's pages and non-interference: what lies above a reader's picture changes nothing that the desk tells them.

Two worlds are told the same low things; between them stand different high ones: reports, gradings, filings, recalls,
requirements. Every page of the desk must be the same to the low reader, words, counts, order and what is audited.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, is_dataclass
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.laws.fused import HIGH, LOW, Told, World, told

from simurg.app.file_report import file_report
from simurg.app.grade import grade
from simurg.app.recall import recall
from simurg.app.require import require
from simurg.app.watch import warnings_of, watch
from simurg.app.workbench.forecasts import ForecastAsk, listing
from simurg.app.workbench.inbox import InboxAsk, inbox
from simurg.app.workbench.morning import MorningAsk, base_of, morning
from simurg.app.workbench.products import products
from simurg.app.workbench.questions import listing as questions
from simurg.app.workbench.recalls import recalls
from simurg.app.workbench.requirements import requirements
from simurg.app.workbench.scores import scores
from simurg.app.workbench.sources import sources
from simurg.ledger import View

HIGHS = st.lists(told([HIGH]), max_size=5)


def view_of(world: World, reader: str) -> View:
    picture = world.picture(reader)
    return world.desk.ledger.as_of(scope=picture.scope, picture=picture.name)


def acts(world: World, reader: str, name: str) -> None:
    """Somebody works: the first report that they see is graded, filed, and the last recalled."""
    world.moment += timedelta(seconds=1)
    require(world.desk, {"entries": [{"name": name, "regions": ["Sandby", "Osterby"]}], "reader": reader})
    found = sorted(one.hex for one in view_of(world, reader).read("reports", ("id",))["id"].to_pylist())
    if not found:
        return
    said = {"report": found[0], "why": f"as {reader} says", "reader": reader}
    grade(world.desk, {**said, "reliability": "B", "credibility": 2})
    file_report(world.desk, {**said, "kind": "requirement", "target": name})
    own = [one for one in found[1:] if _is_of(world, one, reader)]
    if own:
        recall(world.desk, {"target": own[-1], "why": "forged", "reader": reader})


def _is_of(world: World, report: str, reader: str) -> bool:
    """Only what is marked as the reader's own picture is: a recall of lower things would rightly be seen below."""
    wanted = HIGH if reader == "chief" else LOW
    rows = view_of(world, reader).read("reports", ("id", "marking")).to_pylist()
    return any(row["id"].hex == report and row["marking"] == str(wanted) for row in rows)


def pages(world: World, reader: str = "public") -> str:
    """Everything that the desk tells, as text."""
    ledger, picture, view = world.desk.ledger, world.picture(reader), view_of(world, reader)
    ask = MorningAsk.of(None, None, view.known_at.replace(microsecond=0, second=0), exercise=False)
    answers: list[Any] = [
        morning(view, ask, base_of(ledger, view, ())),
        *(inbox(view, InboxAsk(days=366, human=human), ()) for human in (False, True)),
        recalls(ledger, view),
        products(ledger, view),
        requirements(view, ()),
        listing(ledger, view, ForecastAsk()),
        questions(ledger, view, picture, "@public"),
        scores(ledger, view, picture),
        sources(ledger, view, ()),
        warnings_of(view, view.known_at - timedelta(days=40)),
    ]
    plain = [asdict(one) if is_dataclass(one) and not isinstance(one, type) else one for one in answers]
    return json.dumps(plain, sort_keys=True, default=str)


def drawn(low: Sequence[Told], high: Sequence[Told]) -> tuple[str, str]:
    with World() as world:
        world.tell(low)
        world.tell(high)
        world.fuse()
        acts(world, "public", "low")
        world.moment = world.moment.replace(second=30)
        if high:
            acts(world, "chief", "high")
        watch(world.desk, {})
        world.moment = world.moment.replace(minute=5, second=0)
        return pages(world), pages(world, "chief")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(told([LOW]), min_size=1, max_size=6), HIGHS, HIGHS)
def test_what_lies_above_changes_no_page(low: list[Told], one: list[Told], other: list[Told]) -> None:
    assert drawn(low, one)[0] == drawn(low, other)[0]


def test_the_pages_do_show_it_to_whoever_may_see_it() -> None:
    low = [Told(1, "wire", 0, 12, 0, LOW), Told(3, "gazette", 1, 40, 1, LOW)]
    high = [Told(2, "radio", 1, 120, 2, HIGH)]
    below, above = drawn(low, high)
    assert "as chief says" in above
    assert "as chief says" not in below
    assert "as public says" in below
    assert drawn(low, [])[1] != above
