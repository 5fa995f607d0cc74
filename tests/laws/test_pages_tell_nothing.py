"""Worlds that differ only above a reader's scope give that reader the same bytes: page, rows, counts, ids, errors."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from tests.laws.worlds import NOW, READER, STEPS, Item, World, built, worlds

from simurg.app.briefing import Drawn, Order, draw
from simurg.app.effects import recall_effects
from simurg.app.health import health_of
from simurg.app.press import press_of
from simurg.app.status import status
from simurg.ledger import View
from simurg.ledger.lineage import locate
from simurg.ledger.schema import CONTENT
from simurg.ontology.markings import EVERYTHING

QUICK = (Phase.explicit, Phase.generate)


def page(world: World) -> tuple[View, Drawn]:
    view = world.ledger.as_of(NOW, NOW, scope=READER, picture="staff")
    since = NOW - timedelta(days=7)
    order = Order(
        since=since,
        sources=health_of(view, world.sources, world.ledger.catalogue.documents(), world.ledger.labels),
        recall_effects=recall_effects(world.ledger, view, since),
        press=press_of(world.sources, READER),
    )
    return view, draw(view, order)


def told_to_reader(world: World) -> dict[str, Any]:
    """Everything that the reader can be told, in an order of content."""
    view, drawn = page(world)
    rows = {table: sorted(map(repr, view.read(table).to_pylist())) for table in CONTENT}
    derived = {
        name: sorted(map(repr, getattr(drawn, name).to_pylist())) for name in ("findings", "forecasts", "scores")
    }
    return {
        **rows,
        **{f"new {name}": said for name, said in derived.items()},
        "counts": {table: view.count(table) for table in CONTENT},
        "stored": {table: sorted(map(repr, view.stored(table, ("id",)).to_pylist())) for table in CONTENT},
        "page": drawn.html,
        "cites": drawn.cites,
        "basis": drawn.basis_view,
        "headlines": drawn.brief.headlines(),
        "status": status(world.ledger, world.sources, READER),
        "nothing": locate(view, "abcdef"),
    }


@pytest.mark.slow
@settings(max_examples=170, phases=QUICK)  # of six pairs each
@given(STEPS)
def test_a_readers_page_tells_nothing_of_what_lies_above_their_scope(steps: Any) -> None:
    first, *others = (page(world)[1] for world in worlds(steps))
    for other in others:
        assert first.html == other.html
        assert first.cites == other.cites
        assert first.findings.equals(other.findings)
        assert first.forecasts.equals(other.forecasts)
        assert first.scores.equals(other.scores)


@pytest.mark.slow
@settings(max_examples=40, phases=QUICK)
@given(STEPS)
def test_nor_does_anything_else_that_a_reader_can_ask(steps: Any) -> None:
    left, right = (told_to_reader(world) for world in worlds(steps, 2))
    for name, said in left.items():
        assert said == right[name], name


@pytest.mark.slow
@settings(max_examples=50, phases=QUICK)
@given(STEPS)
def test_nor_does_the_pdf_tell(steps: Any) -> None:
    one, other = worlds(steps, 2)
    assert page(one)[1].pdf == page(other)[1].pdf


def test_the_worlds_do_tell_stories_and_altered_copies() -> None:
    seen = [Item("event", key, 3 - key, 0, what, 0, 1) for key, what in ((1, 0), (2, 2))]
    told = " ".join(line.text for line in page(built([(seen, [])]))[1].brief.lines())
    assert "reports, at most" in told
    assert "changes the number" in told


def test_the_worlds_do_differ_above_the_scope() -> None:
    hidden = [Item("event", 1, 3, 1, 0, 0, 3)]
    one, other = built([([], hidden)]), built([([], [])])
    assert one.ledger.as_of(scope=EVERYTHING).count("events") == 3
    assert other.ledger.as_of(scope=EVERYTHING).count("events") == 0
