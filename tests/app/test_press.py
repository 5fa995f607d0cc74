"""What a reader may know of the press, and what a product keeps of it."""

import json
from datetime import UTC, datetime
from typing import Any

from simurg.app.briefing import Order, order_of
from simurg.app.press import press_of
from simurg.collection.source import Source
from simurg.fusion.story.seen import Press
from simurg.ontology.markings import EVERYTHING, Marking, Scope

SINCE = datetime(2031, 3, 1, tzinfo=UTC)
SOURCES = (
    Source("gazette", "rss", "The Gazette", group="Ridge Media"),
    Source("harbour", "rss"),
    Source("heron", "human", "Heron", marking=Marking(2), group="Lake desk"),
)


def test_only_sources_that_the_scope_permits_are_named() -> None:
    low = press_of(SOURCES, Scope(1, 4))
    assert low == Press({"gazette": "Ridge Media"}, ("The Gazette", "gazette", "harbour"))
    assert press_of(SOURCES, EVERYTHING).owners == {"gazette": "Ridge Media", "heron": "Lake desk"}


def test_an_order_keeps_the_press() -> None:
    order = Order(SINCE, press=press_of(SOURCES, EVERYTHING))
    assert order_of(order.to_json()) == order
    assert order_of(order_of(order.to_json()).to_json()) == order


def test_an_order_from_before_the_press_was_kept_can_still_be_read() -> None:
    told: dict[str, Any] = json.loads(Order(SINCE).to_json())
    del told["press"]
    assert order_of(json.dumps(told)) == Order(SINCE)
