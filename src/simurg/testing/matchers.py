"""The conformance suite of matchers: call `check_matcher` from a matcher's test.

Give pairs of records that are one thing and pairs that are not. The suite holds the matcher to its contract
(fusion.matcher): either way round and in any order of calls the same pair gives the same probability, between 0 and 1,
made up of its parts; nothing scores higher against a record than the record itself; properties that it does not name
change nothing; hostile names cost less than `MOST_CPU_S` and raise nothing; the records stay as they were. It raises
ConformanceError and never repairs anything.
"""

import copy
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from simurg.fusion.identity.model import Part
from simurg.fusion.matcher import Match, MatcherModule, Record
from simurg.ontology.errors import CallerError
from simurg.testing.hostile_names import BROKEN, hostile_records

MOST_CPU_S = 2.0
"""Of processor time for one pair, whatever it holds."""
CLOSE = 1e-9
Pair = tuple[Record, Record]


class ConformanceError(AssertionError):
    """The matcher breaks its contract; the text says where."""


def check_matcher(
    module: MatcherModule, same: Sequence[Pair], other: Sequence[Pair], *, most_cpu_s: float = MOST_CPU_S
) -> tuple[Match, ...]:
    """Hold a matcher to its contract; returns the matches of `same`, then of `other`."""
    _hold(bool(same) and bool(other), "give at least one pair of each sort")
    suite = _Suite(module, most_cpu_s)
    for case, pair in _cases(same, other):
        suite.check(case, pair)
    suite.check_state()
    suite.check_highest()
    for pair in (*same, *other):
        suite.check_properties(pair)
    for broken in BROKEN:
        suite.check_broken(broken, same[0][0])
    found = [suite.found(pair) for pair in (*same, *other)]
    _hold(all(match.probability >= 0.5 for match in found[: len(same)]), "it does not match what is one thing")
    _hold(all(match.probability < 0.5 for match in found[len(same) :]), "it matches what is not one thing")
    return tuple(found)


def _cases(same: Sequence[Pair], other: Sequence[Pair]) -> Iterator[tuple[str, Pair]]:
    """Every pair to try, each record with itself among them."""
    plain = [record for pair in (*same, *other) for record in pair]
    hostile = hostile_records(str(plain[0].get("schema")))
    for number, record in enumerate(plain):
        yield f"sample {number} and itself", (record, record)
        yield f"sample {number} and the first", (record, plain[0])
    yield from (("a given pair", pair) for pair in (*same, *other))
    names = list(hostile)
    for name, following in zip(names, names[1:] + names[:1], strict=True):
        yield f"{name} and itself", (hostile[name], hostile[name])
        yield f"{name} and a plain record", (hostile[name], plain[0])
        yield f"{name} and {following}", (hostile[name], hostile[following])


@dataclass(slots=True)
class _Suite:
    """What was asked so far, with the answers, so that nothing need be asked twice without a reason."""

    module: MatcherModule
    most_cpu_s: float
    asked: list[tuple[str, Pair, Match]] = field(default_factory=list)

    def check(self, case: str, pair: Pair) -> None:
        """One pair, both ways round."""
        before = copy.deepcopy(pair)
        found, again, turned = self._match(case, pair), self._match(case, pair), self._match(case, pair[::-1])
        _hold(pair == before, f"{case}: it changes the records")
        _hold(found == again, f"{case}: two runs differ")
        _hold(_close(found.probability, turned.probability), f"{case}: which record stands left matters")
        _check_match(case, found)
        _check_match(case, turned)
        self.asked.append((case, pair, found))

    def check_highest(self) -> None:
        """Nothing is more like a record than the record itself."""
        own = [(pair[0], match.probability) for _, pair, match in self.asked if pair[0] is pair[1]]
        for case, pair, match in self.asked:
            for record, most in own:
                if any(one is record for one in pair):
                    _hold(match.probability <= most + CLOSE, f"{case}: scores higher than one record with itself")

    def check_state(self) -> None:
        """The same questions in the opposite order have the same answers."""
        for case, pair, match in reversed(self.asked):
            _hold(self._match(case, pair) == match, f"{case}: what was compared before matters")

    def check_properties(self, pair: Pair) -> None:
        """Properties that it does not name may be missing, or anything."""
        named, found = self.module.MATCHER.compares, self.found(pair)
        bare = self._match("undeclared properties left out", (_only(pair[0], named), _only(pair[1], named)))
        _hold(found == bare, "a property that it does not name matters")

    def check_broken(self, broken: Record, whole: Record) -> None:
        """What is no record is refused as the caller's, or compared; nothing else is raised."""
        for pair in ((broken, whole), (whole, broken)):
            try:
                _check_match("no record", self.module.match(*pair))
            except CallerError:
                continue
            except ConformanceError:
                raise
            except Exception as error:  # a suite tells of any error, with its case
                raise ConformanceError(f"what is no record raises {type(error).__name__}") from error

    def found(self, pair: Pair) -> Match:
        """The answer to a pair that was asked."""
        return next(match for _, (left, right), match in self.asked if left is pair[0] and right is pair[1])

    def _match(self, case: str, pair: Pair) -> Match:
        start = time.process_time()
        try:
            found = self.module.match(*pair)
        except Exception as error:  # a suite tells of any error, with its case
            raise ConformanceError(f"{case}: raises {type(error).__name__}: {str(error)[:200]}") from error
        spent = time.process_time() - start
        _hold(spent <= self.most_cpu_s, f"{case}: takes {spent:.1f} s of processor time")
        _hold(isinstance(found, Match), f"{case}: gives a {type(found).__name__}")
        return found


def _check_match(case: str, match: Match) -> None:
    _hold(0 <= match.probability <= 1, f"{case}: the probability is not between 0 and 1")
    _hold(all(isinstance(part, Part) and part.feature for part in match.parts), f"{case}: a part without a name")
    _hold(all(math.isfinite(part.effect) for part in match.parts), f"{case}: a part is not finite")
    odds = math.fsum(part.effect for part in match.parts)
    _hold(_close(match.probability, 1 / (1 + math.exp(-max(-700.0, odds)))), f"{case}: the parts do not make it up")


def _only(record: Record, named: Sequence[str]) -> Record:
    """The record with the named properties, and one that no schema has."""
    properties = record.get("properties", record)
    kept = {name: properties[name] for name in named if name in properties}
    return {"schema": record.get("schema"), "properties": {**kept, "conformance:noSuchProperty": ["1", "2"]}}


def _close(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=0, abs_tol=CLOSE)


def _hold(true: bool, otherwise: str) -> None:
    if not true:
        raise ConformanceError(otherwise)
