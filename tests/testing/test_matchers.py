"""The matchers' suite passes a sound matcher and fails each that breaks one promise, with the promise's name."""

import math
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from simurg.fusion.identity.model import Part
from simurg.fusion.matcher import Match, Matcher, Record, match_of
from simurg.ontology.errors import CallerError
from simurg.testing.hostile_names import NAMES, hostile_records
from simurg.testing.matchers import ConformanceError, check_matcher


def _person(name: str, born: str = "") -> Record:
    return {"schema": "Person", "properties": {"name": [name], "birthDate": [born] if born else []}}


SAME = [(_person("Orla Brenn", "1970"), _person("Brenn Orla", "1971")), (_person("Tomas Vik"), _person("tomas vik"))]
OTHER = [(_person("Orla Brenn"), _person("Tomas Vik")), (_person("Ida Holm", "1970"), _person("Ida Strand", "1970"))]


def _names(record: Record) -> Iterator[frozenset[str]]:
    properties = record.get("properties", record)
    if not isinstance(record.get("schema"), str) or not isinstance(properties, dict):
        raise CallerError("no record")
    found = properties.get("name") or ()
    yield from (frozenset(name.casefold().split()) for name in found if isinstance(name, str))


def _sound(left: Record, right: Record) -> Match:
    """Whether any name has the same words on both sides."""
    shared = set(_names(left)) & set(_names(right))
    return match_of([Part("the same words" if shared else "no name in common", 1.0, 3.0 if shared else -3.0)])


def _module(match: Callable[[Record, Record], Any], *compares: str) -> Any:
    return SimpleNamespace(MATCHER=Matcher("toy", "?", compares or ("name",), "", "1"), match=match)


def test_a_sound_matcher_passes_and_its_matches_are_handed_back() -> None:
    found = check_matcher(_module(_sound), SAME, OTHER)
    assert [match.probability > 0.5 for match in found] == [True, True, False, False]


def _left_decides(left: Record, right: Record) -> Match:
    words = [len(name) for name in _names(left)]
    return match_of([*_sound(left, right).parts, Part("words on the left", 1.0, 0.01 * sum(words))])


class _Alternates:
    calls = 0

    def __call__(self, left: Record, right: Record) -> Match:
        self.calls += 1
        return match_of([*_sound(left, right).parts, Part("turn", 1.0, 0.1 * (self.calls % 2))])


class _Learns:
    """The more names it has seen, the less it believes that two are one by chance."""

    def __init__(self) -> None:
        self.seen: set[frozenset[str]] = set()

    def __call__(self, left: Record, right: Record) -> Match:
        self.seen |= {*_names(left), *_names(right)}
        return match_of([*_sound(left, right).parts, Part("rarity", 1.0, 0.001 * len(self.seen))])


def _first_letter(left: Record, right: Record) -> Match:
    first = [name[0] for record in (left, right) for name in record["properties"].get("name", [])[:1]]
    return _sound(left, right) if first else match_of([Part("none", 1.0, -3.0)])


def _burns(left: Record, right: Record) -> Match:
    start, longest = time.process_time(), max((len(word) for name in _names(left) for word in name), default=0)
    while longest >= 10_000 and time.process_time() - start < 0.3:
        pass
    return _sound(left, right)


def _surprised(left: Record, right: Record) -> Match:
    """Sharing words that are not all of them is worth more than sharing all."""
    near = any(one & two and one != two for one in _names(left) for two in _names(right))
    return match_of([*_sound(left, right).parts, Part("nearly", 1.0, 9.0 if near else 0.0)])


def _leaves_a_trace(left: Record, right: Record) -> Match:
    found = _sound(left, right)
    names = left["properties"].get("name")
    if isinstance(names, list):
        names.append("seen")
    return found


def _reads_births(left: Record, right: Record) -> Match:
    born = [str(record["properties"].get("birthDate")) for record in (left, right)]
    return match_of([*_sound(left, right).parts, Part("born alike", 1.0, 0.5 if born[0] == born[1] else 0.0)])


def _trusts_any(left: Record, right: Record) -> Match:
    shared = {str(left["properties"].get("name")), str(right["properties"].get("name"))}
    return match_of([Part("names", 1.0, 3.0 if len(shared) == 1 else -3.0)])


@pytest.mark.parametrize(
    ("complaint", "match"),
    [
        ("stands left matters", _left_decides),
        ("two runs differ", _Alternates()),
        ("what was compared before matters", _Learns()),
        ("an empty name and itself: raises IndexError", _first_letter),
        ("10,000 letters: takes .* of processor time", _burns),
        ("with itself", _surprised),
        ("changes the records", _leaves_a_trace),
        ("does not name matters", _reads_births),
        ("no record raises", _trusts_any),
        ("do not make it up", lambda left, right: Match(0.9, _sound(left, right).parts)),
        ("not finite", lambda left, right: Match(0.0, (Part("never", 1.0, -math.inf),))),
        ("without a name", lambda left, right: match_of([Part("", 1.0, 3.0)])),
        ("gives a float", lambda left, right: 0.5),
        ("is not one thing", lambda left, right: match_of([Part("always", 1.0, 2.0)])),
        ("what is one thing", lambda left, right: match_of([Part("never", 1.0, -2.0)])),
    ],
)
def test_a_matcher_that_breaks_a_promise_is_told_which(complaint: str, match: Callable[..., Any]) -> None:
    with pytest.raises(ConformanceError, match=complaint):
        check_matcher(_module(match), SAME, OTHER, most_cpu_s=0.2)


def test_what_it_names_it_may_read() -> None:
    with pytest.raises(ConformanceError, match="what is no record"):  # not for the dates of birth
        check_matcher(_module(_reads_births, "name", "birthDate"), SAME, OTHER)


@pytest.mark.parametrize(("same", "other"), [([], OTHER), (SAME, [])])
def test_it_needs_pairs_of_both_sorts(same: list[Any], other: list[Any]) -> None:
    with pytest.raises(ConformanceError, match="at least one"):
        check_matcher(_module(_sound), same, other)


def test_the_hostile_names_are_what_they_are_called() -> None:
    assert NAMES["an empty name"] == ""
    assert sum(len(name) >= 10_000 for name in NAMES.values()) >= 5
    assert {letter for name in NAMES.values() for letter in name} >= {"\u202e", "\u200d", "\x00", "\ud800", "\u0430"}
    assert all(record["schema"] == "Vessel" for record in hostile_records("Vessel").values())
