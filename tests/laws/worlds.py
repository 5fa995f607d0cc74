"""Random worlds of reports, events, claims, months, requirements and recalls, some of it above a reader's scope.

Worlds that are built beside each other tell the reader the same and differ in what lies above: for laws of the form
"the reader gets the same bytes".
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from simurg.app.fuse import link_new
from simurg.app.require import _offer, requirement_of
from simurg.app.worker import Desk
from simurg.app.workspace import Workspace, settings_of
from simurg.collection.connector import raw_of
from simurg.collection.rows import RowBuilder
from simurg.collection.source import Source
from simurg.ledger import Ledger, Offer
from simurg.ledger.entries import Document, Quarantined
from simurg.ledger.recall import Recall, recall_offer
from simurg.ontology.markings import EVERYTHING, Marking, Scope

NOW = datetime(2026, 11, 1, 6, tzinfo=UTC)
READER = Scope(1, 3, affiliations=frozenset({"SOUTH"}))
SEEN = (Marking(), Marking(1, 2), Marking(0, 3, releasable_to=frozenset({"SOUTH", "EAST"})))
HIDDEN = (
    Marking(2),
    Marking(0, 4),
    Marking(0, 0, frozenset({"LAKE"})),
    Marking(1, 1, releasable_to=frozenset({"NORTH"})),
    Marking(1, 1, releasable_to=frozenset()),
)
ABOVE = {str(marking) for marking in HIDDEN}
ACTORS = ("Tavisk", "Ilmara", "Durane", "Reed League")
TYPES = ("ASSAULT", "CONSULT", "AID", None)
BODY = (
    "Guards of {actor} held lorries from {other} at the crossing for nine hours, and papers were taken. {count} people "
    "were led away, {who} reported. The mayor asked both sides to open the road before the market on the next day."
)
SETTINGS = settings_of({"pictures": {"staff": {}}, "readers": {"staff": {}}})
KINDS = ("event", "event", "event", "report", "claim", "month", "require", "recall", "spoiled")


@dataclass(frozen=True)
class Item:
    """Something that is told. `key` is shared between both sides of the line, so that hidden rows revise seen ones."""

    kind: str
    key: int
    day: int
    who: int
    what: int
    marking: int
    times: int


ITEMS = st.builds(
    Item,
    st.sampled_from(KINDS),
    st.integers(0, 5),
    st.integers(0, 50),
    st.integers(0, 11),
    st.integers(0, 3),
    st.integers(0, 4),
    st.integers(1, 6),
)
ABOVES = 4
"""Worlds beside each other; each two of them are a pair."""


def steps_of(count: int, least: int = 0) -> st.SearchStrategy[list[Any]]:
    """Steps of so many worlds beside each other: what is seen in all, and what lies above in each."""
    step = st.tuples(st.lists(ITEMS, min_size=least, max_size=6), *[st.lists(ITEMS, max_size=4)] * count)
    return st.lists(step, min_size=1, max_size=4)


STEPS = steps_of(ABOVES)


class Clock:
    def __init__(self) -> None:
        self.moment = NOW - timedelta(days=1)

    def __call__(self) -> datetime:
        return self.moment


@dataclass
class World:
    ledger: Ledger
    clock: Clock
    sources: list[Source]


def built(
    steps: Sequence[tuple[Sequence[Item], Sequence[Item]]], opened: Callable[[Clock], Ledger] = Ledger.in_memory
) -> World:
    """What is seen and what is hidden land in the same batches, at the same moments."""
    clock = Clock()
    sources = [Source("wire", "rss", "Wire"), Source("post", "rss", "Post", marking=Marking(0, 1))]
    if any(hidden for _, hidden in steps):
        sources.append(Source("deep", "rss", "Deep", marking=Marking(3), group="Reed Media"))
    world = World(opened(clock), clock, sources)
    for number, (seen, hidden) in enumerate(steps):
        clock.moment += timedelta(minutes=1)
        told = [*((one, SEEN[one.marking % 3]) for one in seen), *((one, HIDDEN[one.marking]) for one in hidden)]
        for name in ("wire", "post", "deep"):
            mine = [(one, marking) for one, marking in told if source_of(one, marking) == name]
            land(world, name, number, mine)
    clock.moment = NOW
    link_new(Desk(Workspace(Path(), SETTINGS), world.ledger, clock, lambda _: None))
    return world


def source_of(one: Item, marking: Marking) -> str:
    if marking in HIDDEN and one.who % 2:
        return "deep"
    return "wire" if one.key % 2 else "post"


def land(world: World, name: str, number: int, told: list[tuple[Item, Marking]]) -> None:
    source = next((one for one in world.sources if one.name == name), None)
    if source is None:
        return
    labels = world.ledger.labels
    builder = RowBuilder(raw_of(b"", source, f"{name}-{number}", world.clock()))
    documents, spoiled = [], []
    for one, marking in told:
        build(world, builder, one, marking)
        document = f"{one.kind}{one.key}{one.day}{one.who}{marking}"
        mask = labels.mask_of(marking)
        documents.append(Document(name, document, "r", "d", 1, world.clock(), mask, 1, 0, True))
        if one.kind == "spoiled":
            spoiled.append(Quarantined(document, name, document, "d", "line 1", "broken", None, world.clock(), mask))
    for document in documents:
        world.ledger.catalogue.begin_document(document)
    offer = Offer(f"{name}-{number}", builder.take().tables, name, source.marking, "rss", "1")
    world.ledger.append(offer, documents=documents, quarantined=spoiled)


def build(world: World, builder: RowBuilder, one: Item, marking: Marking) -> None:
    at = NOW - timedelta(days=one.day, hours=one.who)
    actor, other = ACTORS[one.who % 4], ACTORS[(one.who // 4 + 1 + one.who) % 4]
    if one.kind == "require":
        asked = requirement_of({"name": f"ask{one.key}", "question": f"What of {actor}?", "regions": [other]})
        world.ledger.append(_offer([asked], marking, world.clock()))
        return
    if one.kind == "recall":
        view = world.ledger.as_of(scope=READER if marking in SEEN else EVERYTHING)
        rows = view.read("reports", ("id", "marking")).to_pylist()
        mine = sorted(row["id"] for row in rows if (row["marking"] in ABOVE) == (marking in HIDDEN))
        if mine:
            world.ledger.append(recall_offer(view, Recall(mine[one.key % len(mine)], "wrong", "desk"), world.clock()))
        return
    for turn in range(one.times if one.kind == "event" else 1):
        key = f"{one.key}-{turn}"
        report = builder.report(
            key=key, published_at=at, marking=marking, title=f"{actor} and {other}",
            body=BODY.format(actor=actor, other=other, who=("the Deep", "Post")[one.what % 2], count=10 + one.what),
        )  # fmt: skip
        common = {"known_at": at, "report_id": report, "marking": marking}
        if one.kind == "event":
            builder.add(
                "events", key=key, actor=actor, recipient=other, event_type=TYPES[one.what],
                country=ACTORS[one.who % 3], occurred_from=at, occurred_to=at + timedelta(days=1), **common,
            )  # fmt: skip
        elif one.kind == "claim":
            builder.add("claims", key=key, subject=actor, predicate="at odds with", object=other, **common)
        elif one.kind == "month":
            start = datetime(2024 + one.day // 30, one.day % 12 + 1, 1, tzinfo=UTC)
            end = datetime(start.year + start.month // 12, start.month % 12 + 1, 1, tzinfo=UTC)
            builder.add(
                "measurements", key=key, series="state_based_deaths", country=actor, value=float(one.what * one.times),
                period_from=start, period_to=end, unit="deaths", **common,
            )  # fmt: skip


def worlds(steps: Any, count: int = ABOVES) -> list[World]:
    """Worlds that tell the reader the same, and differ in what lies above the scope."""
    return [built([(seen, above[number]) for seen, *above in steps]) for number in range(count)]
