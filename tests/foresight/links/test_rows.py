"""Events of a view become links: what the view does not show, or has not come, is not among them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from simurg.foresight.links.rows import MOST_RELATIONS, links_in
from simurg.ledger import Ledger, Offer, View
from simurg.ledger.columns import table_of
from simurg.ontology.ids import digest_of
from simurg.ontology.markings import Marking, Scope

START = datetime(2026, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 3, 1, 15, tzinfo=UTC)


def event(number: int, days: float, **more: Any) -> dict[str, Any]:
    name = digest_of("event", number)
    given = {"actor": "A", "recipient": "B", "event_type": "CONSULT", "code": "040"} | more
    happened = START + timedelta(days=days)
    return {"id": name, "key": name, "occurred_from": happened, "known_at": happened + timedelta(days=2)} | given


def view(rows: list[dict[str, Any]], as_of: datetime = NOW) -> View:
    ledger = Ledger.in_memory(lambda: NOW)
    made = Offer("one", {"events": table_of("events", rows)}, "wire", Marking(0, 1), "test", "1")
    ledger.append(made)
    return ledger.as_of(as_of, scope=Scope(2, 3))


def told(view: View, relation: str = "event_type") -> list[tuple[str, str, str, str]]:
    found = links_in(view, relation)
    links = found.links
    columns = zip(links.actor, links.relation, links.recipient, links.day, strict=True)
    return [
        (
            links.actors[a],
            links.relations[r],
            links.actors[b],
            str((datetime(1970, 1, 1) + timedelta(days=int(d))).date()),
        )
        for a, r, b, d in columns
    ]


def test_events_become_links_with_their_ids() -> None:
    seen = view([event(1, 3), event(2, 1.5, actor="C", event_type="AID")])
    assert told(seen) == [("C", "AID", "B", "2026-01-02"), ("A", "CONSULT", "B", "2026-01-04")]
    found = links_in(seen)
    assert found.event_of(1).bytes == digest_of("event", 1)


def test_what_is_not_known_yet_or_of_the_very_day_is_not_read() -> None:
    rows = [event(1, 3), event(2, 4), event(3, 5, known_at=START)]
    assert [row[3] for row in told(view(rows, START + timedelta(days=5, hours=3)))] == ["2026-01-04"]


def test_a_code_stands_for_a_missing_name_and_a_code_for_the_type() -> None:
    rows = [event(1, 1, actor=None, actor_code="RUS"), event(2, 2, recipient="", recipient_code=None)]
    assert told(view(rows)) == [("RUS", "CONSULT", "B", "2026-01-02")]
    assert told(view([event(1, 1, event_type=None)]), "code") == [("A", "040", "B", "2026-01-02")]
    assert told(view([event(1, 1, event_type=None)])) == []


def test_rare_relations_are_left_out_and_counted() -> None:
    rows = [event(n, 1 + n % 40, code=f"{n % (MOST_RELATIONS + 7)}") for n in range(2 * MOST_RELATIONS + 10)]
    found = links_in(view(rows), "code")
    assert len(found.links.relations) == MOST_RELATIONS
    assert found.left_out + len(pa.array(found.links.row)) == len(rows)


def test_an_empty_ledger_has_no_links() -> None:
    found = links_in(Ledger.in_memory(lambda: NOW).as_of(scope=Scope(2, 3)))
    assert len(found.links) == 0
    assert found.left_out == 0
