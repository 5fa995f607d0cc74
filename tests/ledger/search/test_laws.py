"""Laws of search: nothing from above a reader's scope shows, a recall and its withdrawal leave no trace, and nothing is
found before it was known."""

from dataclasses import dataclass
from itertools import zip_longest
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ledger.search.conftest import Newsroom, day, source

from simurg.ledger.search.hits import Found
from simurg.ledger.spines import Spines
from simurg.ontology.markings import EVERYTHING, Marking

WORDS = ("fire", "port", "Vessa", "пожар", "порт", "火灾", "حريق")
ASKED = ("fire", "vessa port", "pozhar", "火", "fire -port")


@dataclass(frozen=True)
class Telling:
    """One report: words by number, when it was known, which key it is a version of."""

    words: tuple[int, ...]
    known: int
    key: int
    source: int


tellings = st.builds(
    Telling,
    words=st.lists(st.integers(0, len(WORDS) - 1), min_size=1, max_size=4).map(tuple),
    known=st.integers(0, 9),
    key=st.integers(0, 4),
    source=st.integers(0, 2),
)
lists = st.lists(tellings, max_size=5)


def tell(room: Newsroom, telling: Telling, marking: Marking | None = None) -> UUID:
    words = " ".join(WORDS[word] for word in telling.words)
    return room.tell(
        words,
        f"{words} {telling.key}",
        key=f"k{telling.key}",
        known=day(telling.known),
        source=source(f"s{telling.source}"),
        marking=marking,
        claims=((words, "said", "so"),),
        countries=("UKR",),
    )


def answers(room: Newsroom) -> list[list[Found]]:
    spines = Spines(room.ledger.connection, room.ledger.store)
    return [room.ask(words, known=known, spines=spines) for words in ASKED for known in (None, day(4))]


@settings(max_examples=15)
@given(lists, lists, st.booleans())
def test_rows_above_the_scope_change_no_answer(low: list[Telling], high: list[Telling], asked_between: bool) -> None:
    plain, mixed = Newsroom(), Newsroom()
    for one, other in zip_longest(low, high):
        if other is not None:
            tell(mixed, other, Marking(3))
        for room in (plain, mixed):
            if one is not None:
                tell(room, one)
            if asked_between:
                answers(room)
    assert answers(plain) == answers(mixed)


def test_the_law_can_fail() -> None:
    room = Newsroom()
    tell(room, Telling((0,), 1, 1, 1), Marking(3))
    assert all(not one.groups for found in answers(room) for one in found)
    assert any(one.groups for one in room.ask("fire", scope=EVERYTHING))


@settings(max_examples=8)
@given(st.lists(tellings, min_size=1, max_size=4), st.data())
def test_a_recall_hides_and_its_withdrawal_leaves_no_trace(low: list[Telling], data: st.DataObject) -> None:
    room = Newsroom()
    numbers = [tell(room, one) for one in low]
    standing = room.ledger.as_of(scope=EVERYTHING).standing("reports", numbers)
    before = answers(room)
    target = data.draw(st.sampled_from(sorted(standing)))
    room.recall(target)
    hidden = [room.ask(words) for words in ASKED]
    now = [hit for found in hidden for one in found for group in one.groups for hit in group.hits]
    assert target not in {hit.report for hit in now}
    room.recall(target, withdrawn=True)
    assert answers(room) == before


@settings(max_examples=8)
@given(lists)
def test_nothing_is_found_before_it_was_known(low: list[Telling]) -> None:
    room = Newsroom()
    for one in low:
        tell(room, one)
    for known in range(0, 10, 3):
        found = [room.ask(words, known=day(known)) for words in ASKED]
        hits = [hit for some in found for one in some for group in one.groups for hit in group.hits]
        assert all(hit.known_at <= day(known) for hit in hits)


@settings(max_examples=8)
@given(lists)
def test_every_hit_stands_in_the_view_and_every_row_that_matches_is_met(low: list[Telling]) -> None:
    """Against reading the whole view and looking for the word."""
    room = Newsroom()
    for one in low:
        tell(room, one)
    rows = room.ledger.as_of(scope=EVERYTHING).read("reports", ("id", "title")).to_pylist()
    wanted = {row["id"] for row in rows if "fire" in row["title"].split()}
    (found,) = [one for one in room.ask("fire", groups=100) if one.kind == "report"]
    assert found.complete
    assert found.confirmed == len(wanted)
    assert {hit.id for group in found.groups for hit in group.hits} <= wanted
