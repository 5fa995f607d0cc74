"""Every row that a ledger can hold becomes an object that `stix2` takes: its text as it is, and none when revoked."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest
import stix2
from hypothesis import given
from hypothesis import strategies as st

from simurg.exchange.stix import things
from simurg.exchange.stix.marks import mark_objects, mark_refs
from simurg.exchange.stix.objects import KINDS, Frame, object_of
from simurg.ontology.markings import Marking

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
MAYBE = st.none() | TEXT
MOMENT = st.datetimes(datetime(1900, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC))
NUMBER = st.none() | st.floats()
MARKINGS = st.builds(
    Marking, st.integers(0, 4), st.integers(0, 4), st.sets(st.sampled_from(["ALPHA", "BETA"])).map(frozenset),
    st.none() | st.sets(st.sampled_from(["ALLY", "UN"])).map(frozenset),
)  # fmt: skip
ROW = st.fixed_dictionaries({
    "id": st.uuids(), "key": st.uuids(), "report_id": st.none() | st.uuids(), "source_id": MAYBE, "known_at": MOMENT,
    "marking": MARKINGS.map(str), "title": MAYBE, "body": MAYBE, "url": MAYBE,
    "language": st.sampled_from([None, "tr"]),
    "published_at": st.none() | MOMENT, "credibility": st.none() | st.integers(1, 6), "actor": MAYBE,
    "recipient": MAYBE, "event_type": MAYBE, "code": MAYBE, "description": MAYBE, "place": MAYBE, "country": MAYBE,
    "mode": MAYBE, "domain": MAYBE, "latitude": NUMBER, "longitude": NUMBER, "place_precision": MAYBE,
    "deaths_low": st.none() | st.integers(0, 9), "deaths_best": st.none(), "deaths_high": st.none(),
    "occurred_from": st.none() | MOMENT, "occurred_to": st.none() | MOMENT, "subject": MAYBE, "predicate": MAYBE,
    "object": MAYBE, "confidence": NUMBER, "observable_type": st.sampled_from(["domain-name", "url"]),
    "observable": st.none() | TEXT, "at": st.none() | MOMENT, "detector": TEXT, "observed": NUMBER,
    "expected": NUMBER, "q_value": NUMBER, "about_table": st.sampled_from(["countries", "entities", "reports"]),
    "about": st.uuids().map(lambda one: one.hex), "text": TEXT.filter(bool), "by": TEXT.filter(bool),
})  # fmt: skip
AT = datetime(2031, 4, 2, 8, tzinfo=UTC)


def frame(*, revoked: bool = False, turn: int = 0) -> Frame:
    return Frame("Cell", AT, AT + timedelta(minutes=1) if revoked else AT, turn, revoked, {})


@given(st.sampled_from(sorted(KINDS)), ROW, st.booleans())
def test_law_every_row_is_an_object_that_parses(table: str, row: dict[str, Any], revoked: bool) -> None:
    told = orjson.loads(orjson.dumps(object_of(table, row, frame(revoked=revoked))))
    parsed = stix2.parse(told, version="2.1")
    assert parsed["id"] == told["id"]
    assert told.get("revoked", False) is revoked


@given(st.sampled_from(sorted(KINDS)), ROW)
def test_law_a_revoked_object_has_no_words(table: str, row: dict[str, Any]) -> None:
    words = {"title", "body", "description", "object", "subject", "text", "by", "actor", "place", "detector"}
    marked = {**row, **dict.fromkeys(words, "Zyzzyva"), "source_id": "wire", "url": "https://zyzzyva.example"}
    assert "yzzyva" not in str(object_of(table, marked, frame(revoked=True)))


@given(ROW)
def test_law_a_row_is_the_same_object_each_time_and_another_in_another_life(row: dict[str, Any]) -> None:
    one, two = object_of("reports", row, frame()), object_of("reports", row, frame())
    assert orjson.dumps(one) == orjson.dumps(two)
    assert object_of("reports", row, frame(turn=1))["id"] != one["id"]


@given(MARKINGS)
def test_law_markings_keep_their_tlp_and_say_the_rest(marking: Marking) -> None:
    made = mark_objects(str(marking))
    parsed = [stix2.parse(orjson.loads(orjson.dumps(one)), version="2.1", allow_custom=True) for one in made]
    assert [one["id"] for one in parsed] == mark_refs(str(marking))
    assert str(marking).split("//")[1 + bool(marking.compartments)] == made[0]["name"]
    plain = marking.level == 0 and not marking.compartments and marking.releasable_to is None
    assert (len(made) == 1) is plain
    assert plain or made[1]["definition"] == {"statement": str(marking)}


def test_what_is_not_understood_has_the_strictest_colour() -> None:
    assert mark_objects("SOMETHING NEW")[0]["name"] == "TLP:RED"


@pytest.mark.parametrize(
    "thing",
    [things.project(), things.workspace("Cell"), things.source("wire"), things.country("TUR"), things.country("XX?"),
     things.extension(), things.observable("ipv4-addr", "198.51.100.3")],
)  # fmt: skip
def test_things_parse(thing: dict[str, Any]) -> None:
    assert stix2.parse(thing, version="2.1")["id"] == thing["id"]


def test_an_observable_has_the_id_that_everybody_gives_it() -> None:
    made = stix2.v21.DomainName(value="evil.example")
    assert things.observable_ref("domain-name", "evil.example") == made.id


def test_references_are_used_where_they_are_known() -> None:
    number = UUID(int=7)
    row = dict.fromkeys(("source_id", "subject", "predicate", "object", "confidence"))
    row |= {"key": UUID(int=9), "report_id": number, "marking": "OPEN//TLP:CLEAR"}  # type: ignore[dict-item]
    told = object_of("claims", row, Frame("Cell", AT, AT, 0, False, {("reports", number): "report--x"}))
    assert told["object_refs"] == ["report--x"]
