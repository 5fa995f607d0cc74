"""Cedar, the ledger's filter, the markings' algebra and the plain model decide alike, on 100,000 random questions; and
whatever lacks an attribute is allowed nothing."""

import random

import duckdb
import pyarrow as pa
import pytest
from tests.access.policy.reference import MAY, Object, Person, may, may_see

from simurg.access.pictures import Picture
from simurg.access.policy.rules import Rules
from simurg.access.policy.things import Thing, told_reader, told_thing
from simurg.access.reader import ACTIONS, ROLES, Reader
from simurg.ledger.labels import Labels
from simurg.ontology.markings import LEVELS, TLP, Marking, Scope

NAMES = ("ALPHA", "BRAVO", "HUMINT")
SIDES = ("EU", "OSCE", "UN")
RULES = Rules()


class Draw:
    """Random readers and objects, `*` and REL- compartments among them; each extreme is common."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)

    def some(self, names: tuple[str, ...], every: float = 0.1) -> frozenset[str]:
        chosen = frozenset(name for name in names if self._chance.random() < 0.4)
        return chosen | frozenset({"*"}) if self._chance.random() < every else chosen

    def person(self) -> Person:
        roles = frozenset(role for role in (*MAY, "unknown") if self._chance.random() < 0.35)
        levels = self._chance.randrange(len(LEVELS)), self._chance.randrange(len(TLP))
        return Person(*levels, self.some(NAMES, 0.2), self.some(SIDES, 0.2), roles)

    def thing(self) -> Object:
        tied = (
            frozenset(f"REL-{name}" for name in self.some(SIDES, 0.1)) if self._chance.random() < 0.3 else frozenset()
        )
        releasable = self.some(SIDES, 0.05) if self._chance.random() < 0.5 else None
        levels = self._chance.randrange(3), self._chance.randrange(3)
        return Object(*levels, self.some(NAMES, 0.05) | tied, releasable)

    def action(self) -> str:
        return self._chance.choice((*ACTIONS, "read", "read", "export"))

    def token(self) -> str | None:
        return self._chance.choice((None, "t1"))


def scope_of(person: Person) -> Scope:
    return Scope(person.level, person.tlp, person.compartments, person.affiliations)


def marking_of(thing: Object) -> Marking:
    return Marking(thing.level, thing.tlp, thing.compartments, thing.releasable_to)


def reader_of(person: Person, token: str | None = None) -> Reader:
    return Reader("ayse", scope_of(person), Picture("p", Scope()), person.roles, token)


def thing_of(thing: Object) -> Thing:
    return Thing("Report", "r1", marking_of(thing), "reports", "reuters", "osint")


def test_cedar_and_the_plain_model_agree() -> None:
    draw, allowed = Draw(1), 0
    for _ in range(20_000):
        person, action, thing = draw.person(), draw.action(), draw.thing()
        decision = RULES.allows(reader_of(person, draw.token()), action, thing_of(thing))  # type: ignore[arg-type]
        assert decision.allowed == may(person, action, thing), (person, action, thing, decision)
        allowed += decision.allowed
    assert allowed > 1_000


def test_the_filter_the_algebra_and_the_plain_model_agree() -> None:
    """All pairs of 300 people and 400 objects: the condition that every view of the ledger is cut by."""
    draw, bits = Draw(2), iter(range(62))
    labels = Labels({}, lambda kind, name: next(bits))
    things = [draw.thing() for _ in range(400)]
    masks = [labels.mask_of(marking_of(thing)) for thing in things]
    columns = {name: [getattr(mask, name) for mask in masks] for name in ("level", "tlp", "compartments", "releasable")}
    rows = pa.table({"place": list(range(len(things))), **columns})
    connection = duckdb.connect()
    connection.register("rows", rows)
    seen = 0
    for _ in range(300):
        person = draw.person()
        condition = labels.condition(scope_of(person))
        found = {place for (place,) in connection.execute(f"SELECT place FROM rows WHERE {condition}").fetchall()}
        wanted = {place for place, thing in enumerate(things) if may_see(person, thing)}
        algebra = scope_of(person).reading()
        assert found == wanted, person
        assert wanted == {place for place, thing in enumerate(things) if algebra.permits(marking_of(thing))}
        seen += len(found)
    assert 10_000 < seen < 110_000


@pytest.mark.slow
def test_all_four_agree_on_a_hundred_thousand_decisions() -> None:
    draw, bits = Draw(3), iter(range(62))
    labels = Labels({}, lambda kind, name: next(bits))
    connection = duckdb.connect()
    things = [draw.thing() for _ in range(250)]
    masks = [labels.mask_of(marking_of(thing)) for thing in things]
    columns = {name: [getattr(mask, name) for mask in masks] for name in ("level", "tlp", "compartments", "releasable")}
    connection.register("rows", pa.table({"place": list(range(len(things))), **columns}))
    told, count = [told_thing(thing_of(thing)) for thing in things], 0
    for _ in range(400):
        person, action = draw.person(), draw.action()
        condition = labels.condition(scope_of(person))
        found = {place for (place,) in connection.execute(f"SELECT place FROM rows WHERE {condition}").fetchall()}
        may_act = reader_of(person).may(action)  # type: ignore[arg-type]
        who = told_reader(reader_of(person, draw.token()))
        for place, thing in enumerate(things):
            cedar = RULES.decide(who, action, told[place]).allowed
            assert cedar == may(person, action, thing) == (may_act and place in found), (person, action, thing)
            count += 1
    assert count == 100_000


def test_roles_are_those_of_the_plain_model() -> None:
    assert {role: set(actions) for role, actions in ROLES.items()} == MAY
    everything = Person(4, 4, frozenset({"*"}), frozenset({"*"}))
    for role in (*ROLES, "unknown"):
        for action in ACTIONS:
            person = Person(4, 4, everything.compartments, everything.affiliations, frozenset({role}))
            decision = RULES.allows(reader_of(person), action, thing_of(Object(0, 0, frozenset(), None)))
            assert decision.allowed == (action in MAY.get(role, set()))


def test_with_any_attribute_removed_nothing_is_allowed() -> None:
    draw, refused = Draw(4), 0
    while refused < 400:
        person, action, thing = draw.person(), draw.action(), draw.thing()
        who, what = told_reader(reader_of(person)), told_thing(thing_of(thing))
        if not RULES.decide(who, action, what).allowed:
            continue
        refused += 1
        for told, name in [(who, name) for name in who["attrs"]] + [(what, name) for name in what["attrs"]]:
            kept = told["attrs"].pop(name)
            decision = RULES.decide(who, action, what)
            assert not decision.allowed, name
            assert decision.why
            told["attrs"][name] = kept
        parents = who.pop("parents")
        assert not RULES.decide({**who, "parents": []}, action, what).allowed
        who["parents"] = parents


def test_what_is_of_another_kind_or_unknown_is_denied() -> None:
    person = Person(4, 4, frozenset({"*"}), frozenset({"*"}), frozenset(MAY))
    who, what = told_reader(reader_of(person)), told_thing(thing_of(Object(0, 0, frozenset(), None)))
    assert RULES.decide(who, "read", what).allowed
    for told, name, wrong in (
        (who, "level", "4"),
        (who, "level", 10**30),
        (what, "level", None),
        (what, "tlp", 0.5),
        (what, "compartments", "ALPHA"),
        (what, "releasable", None),
        (what, "limited", 0),
        (what, "stranger", 1),
    ):
        changed = {**told, "attrs": {**told["attrs"], name: wrong}}
        pair = (changed, what) if told is who else (who, changed)
        assert not RULES.decide(pair[0], "read", pair[1]).allowed, name
    assert not RULES.decide(who, "fly", what).allowed
    assert not RULES.decide({**who, "uid": {"type": "Ghost", "id": "g"}}, "read", what).allowed
    assert not RULES.decide(who, "read", {**what, "uid": {"type": "Person", "id": "p"}}).allowed
