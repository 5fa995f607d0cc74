"""Non-interference: worlds that differ only above a reader's scope give that reader the same bytes.

Two worlds are made from the same low tellings; between them stand different high ones, which revise the same keys,
use the same words, sources and labels, recall sources and reports, add requirements, products and quarantine.
Whatever the low reader can ask must answer alike: counts, ranks, reads of every table, lineage, recall effects, status.
Briefs as bytes (HTML and PDF) over a thousand pairs: test_pages_tell_nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simurg.app.effects import recall_effects
from simurg.app.status import status
from simurg.collection.connector import raw_of
from simurg.collection.rows import RowBuilder
from simurg.collection.source import Source
from simurg.ledger import Ledger, Offer
from simurg.ledger.columns import table_of
from simurg.ledger.entries import Document, Quarantined
from simurg.ledger.lineage import computed_over, dependents, foundations, locate
from simurg.ledger.recall import Recall, recall_offer
from simurg.ledger.schema import CONTENT
from simurg.ledger.upkeep import maintain
from simurg.ontology.errors import SimurgError
from simurg.ontology.ids import id_of
from simurg.ontology.markings import EVERYTHING, Marking, Scope

START = datetime(2026, 1, 1, tzinfo=UTC)
READER = Scope(1, 2, frozenset({"ALPHA"}), frozenset({"NORTH"}))
LOW = (
    Marking(),
    Marking(1, 2),
    Marking(0, 1, frozenset({"ALPHA"})),
    Marking(1, 0, releasable_to=frozenset({"NORTH", "SOUTH"})),
)
HIGH = (
    Marking(2),
    Marking(0, 3),
    Marking(0, 0, frozenset({"AARDVARK"})),
    Marking(1, 2, frozenset({"ALPHA", "ZULU"})),
    Marking(0, 0, releasable_to=frozenset({"SOUTH"})),
    Marking(0, 0, releasable_to=frozenset()),
)
SOURCES = ("gazette", "wire", "heron")
NAMES = ("Arkania", "Belmark", "Ports Authority", "Ostrava")


@dataclass(frozen=True)
class Telling:
    """One thing that is added to the ledger at its own moment. Small numbers choose everything."""

    at: int  # hours after START, also in what order
    what: str
    pick: int
    marking: Marking


def tellings(markings: tuple[Marking, ...], most: int) -> st.SearchStrategy[list[Telling]]:
    kinds = st.sampled_from(["report", "report", "report", "deaths", "require", "recall", "conclude", "spoil"])
    one = st.builds(Telling, st.integers(0, 400), kinds, st.integers(0, 5_000), st.sampled_from(markings))
    return st.lists(one, max_size=most)


class Clock:
    """Shows what it is set to: two worlds tell the same thing at the same moment."""

    now = START

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class World:
    ledger: Ledger
    clock: Clock


def build(*lists: Sequence[Telling]) -> World:
    """Each telling is named by its place in its own list; those of one hour come in the order of the lists."""
    clock = Clock()
    ledger = Ledger.in_memory(clock)
    named = [(telling, f"{number} {telling}") for told in lists for number, telling in enumerate(told)]
    for telling, name in sorted(named, key=lambda one: one[0].at):
        clock.now = START + timedelta(hours=telling.at)
        _TELL[telling.what](ledger, telling, name)
    clock.now = START + timedelta(hours=500)
    return World(ledger, clock)


def report(ledger: Ledger, telling: Telling, batch: str) -> None:
    """A report with an event and a claim; five keys in each source, so that revisions are frequent."""
    source = Source(SOURCES[telling.pick % 3], "rss", marking=telling.marking)
    at = START + timedelta(hours=telling.at) - timedelta(days=telling.pick % 90)
    builder = RowBuilder(raw_of(batch.encode(), source, "x.xml", START + timedelta(hours=telling.at)))
    title = f"{NAMES[telling.pick % 4]} accuses {NAMES[telling.pick % 3]} ({telling.pick % 7})"
    key = str(telling.pick % 5)
    one = builder.report(key=key, title=title, published_at=at)
    builder.add(
        "events", key=key, known_at=at, report_id=one, actor=NAMES[telling.pick % 4], recipient=NAMES[telling.pick % 3],
        event_type="ACCUSE", country="XAR", occurred_from=at, occurred_to=at + timedelta(days=1), mentions=3,
    )  # fmt: skip
    builder.add("claims", key=key, known_at=at, report_id=one, subject=NAMES[telling.pick % 4], predicate="said")
    mask = ledger.labels.mask_of(telling.marking)
    document = Document(source.name, id_of(batch).hex, "rss-1", "x.xml", 10, START + timedelta(hours=telling.at), mask)
    ledger.catalogue.begin_document(document)
    offer = Offer(id_of(batch).hex, builder.take().tables, source.name, telling.marking, "rss", "1")
    ledger.append(offer, documents=[replace(document, rows=3, finished=True)])


def deaths(ledger: Ledger, telling: Telling, batch: str) -> None:
    """Two years of monthly deaths of one state, as one vintage."""
    rows = []
    known = START - timedelta(days=telling.pick % 60)
    for month in range(24):
        begin = datetime(2023 + month // 12, 1 + month % 12, 1, tzinfo=UTC)
        end = datetime(2023 + (month + 1) // 12, 1 + (month + 1) % 12, 1, tzinfo=UTC)
        key = id_of("deaths", month)
        value = float((telling.pick * (month + 3)) % 40)
        rows.append(
            {
                "id": id_of(key.bytes, value, str(telling.marking), batch), "key": key, "known_at": known,
                "series": "state_based_deaths", "country": "XAR", "place": "Arkania", "period_from": begin,
                "period_to": end, "value": value, "unit": "deaths",
            }
        )  # fmt: skip
    ledger.append(Offer(batch, {"measurements": table_of("measurements", rows)}, "ged", telling.marking, "t", "1"))


def require(ledger: Ledger, telling: Telling, batch: str) -> None:
    name = ("borders", "ports")[telling.pick % 2]
    row = {
        "id": id_of(batch), "key": id_of("requirements", name), "known_at": START, "name": name,
        "question": f"What of {name}? {telling.pick % 3}", "regions": [NAMES[telling.pick % 4]], "topics": ["ACCUSE"],
        "priority": 1 + telling.pick % 3, "owner": "desk", "active": True,
    }  # fmt: skip
    ledger.append(Offer(batch, {"requirements": table_of("requirements", [row])}, None, telling.marking, "t", "1"))


def recall(ledger: Ledger, telling: Telling, batch: str) -> None:
    """By somebody who sees as much as the marking says: a source or a report in their view."""
    view = ledger.as_of(scope=READER if telling.marking in LOW else EVERYTHING)
    if telling.marking in LOW:
        target: UUID | str = SOURCES[telling.pick % 3]
    else:
        hidden = [m for m in view.markings("reports") if not READER.reading().permits(m)]
        rows = view.read("reports", ("id", "marking")).to_pylist()
        some = sorted(row["id"] for row in rows if row["marking"] in {str(m) for m in hidden})
        if not some:
            return
        target = some[telling.pick % len(some)]
    with_withdrawal = Recall(target, f"why {telling.pick % 3}", "desk", withdrawn=telling.pick % 4 == 0)
    try:
        ledger.append(recall_offer(view, with_withdrawal, ledger.now()))
    except SimurgError:
        return  # nothing of it stands in their view: the same in both worlds for a low reader


def conclude(ledger: Ledger, telling: Telling, batch: str) -> None:
    """A product that cites what its maker sees."""
    scope = READER if telling.marking in LOW else EVERYTHING
    view = ledger.as_of(scope=scope)
    cited = sorted(view.read("reports", ("id",))["id"].to_pylist())[:3]
    row = {
        "id": id_of(batch), "key": id_of(batch), "known_at": ledger.now(), "basis": cited, "title": "a product",
        "as_known_at": ledger.now(), "kind": "brief", "picture": "p", "issued": True,
    }  # fmt: skip
    ledger.append(Offer(batch, {"products": table_of("products", [row])}, None, scope.marking(), "t", "1"))


def spoil(ledger: Ledger, telling: Telling, batch: str) -> None:
    mask = ledger.labels.mask_of(telling.marking)
    name, source = id_of(batch).hex, SOURCES[telling.pick % 3]
    item = Quarantined(name, source, "d", "x.xml", "line 1", "not XML", None, ledger.now(), mask)
    ledger.append(Offer(batch, {}, None, telling.marking, "t", "1"), quarantined=[item])


_TELL = {
    "report": report, "deaths": deaths, "require": require, "recall": recall, "conclude": conclude, "spoil": spoil,
}  # fmt: skip


def answers(world: World) -> dict[str, object]:
    """Everything else that the reader can ask."""
    ledger = world.ledger
    found: dict[str, object] = {}
    moments = [(None, None), (START, None), (None, START + timedelta(hours=200))]
    for number, (known, recorded) in enumerate(moments):
        view = ledger.as_of(known, recorded, scope=READER)
        for table in CONTENT:
            rows = view.read(table).to_pylist()
            found[f"{number} {table}"] = sorted(map(repr, rows))
            found[f"{number} {table} count"] = view.count(table)
            found[f"{number} {table} stored"] = sorted(map(repr, view.stored(table).to_pylist()))
            found[f"{number} {table} markings"] = list(map(str, view.markings(table)))
        found[f"{number} about"] = sorted(map(repr, view.about(NAMES[0], ledger.resident).to_pylist()))
    view = ledger.as_of(scope=READER)
    reports = sorted(view.stored("reports", ("id",))["id"].to_pylist())
    found["up"] = sorted(map(repr, dependents(view, ledger.edges, reports)))
    found["over"] = sorted(map(repr, computed_over(view, {"source_id": SOURCES[0]})))
    products = sorted(view.read("products", ("id",))["id"].to_pylist())
    found["down"] = [sorted(map(repr, foundations(view, "products", one))) for one in products]
    found["prefixes"] = [locate(view, one.hex[:6]) for one in reports]
    sources = [Source(name, "rss") for name in SOURCES] + [Source("secret", "rss", marking=Marking(3))]
    found["status"] = status(ledger, sources, READER)
    found["effects"] = recall_effects(ledger, view, START)
    return found


def worlds(low: list[Telling], one: list[Telling], other: list[Telling]) -> tuple[World, World]:
    """High tellings stand before low ones of the same hour, and registering their labels first moves every bit."""
    return build(one, low), build(other, low)


lows, highs = tellings(LOW, 6), tellings(HIGH, 4)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(lows, highs, highs, st.booleans())
def test_every_other_answer_is_the_same(
    low: list[Telling], one: list[Telling], other: list[Telling], compact: bool
) -> None:
    left, right = worlds(low, one, other)
    if compact:
        maintain(left.ledger)
    assert answers(left) == answers(right)


def test_the_law_can_fail() -> None:
    """A reader with more sees the difference, so the worlds do differ."""
    secret = [Telling(5, "report", 7, HIGH[0])]
    left, right = worlds([Telling(1, "report", 8, LOW[0])], secret, [])
    assert left.ledger.as_of(scope=EVERYTHING).count("reports") == 2
    assert right.ledger.as_of(scope=EVERYTHING).count("reports") == 1
    assert answers(left) == answers(right)
