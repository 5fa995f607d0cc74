"""The rule by which the ledger answers a question: a small declarative value, never code.

    rule:
      table: measurements            # measurements, events, claims
      where: {series: state_based_deaths, country: Norvik}
      aggregate: sum                 # count, exists, sum, max, last
      of: value                      # the column that is summed (measurements: value; events: deaths_best)
      compare: ">= 25"               # left out: the question asks for the number itself
      from: 2026-12-01               # rows of this period count, half open
      to: 2027-01-01
      needs: {source: ucdp}          # who must have told of the period, besides the rule's own series, place and source
      gap_days: 7                    # events, claims: a silence of those who must tell that is longer tells nothing
      wait_days: 30                  # how long after `to` the telling is waited for; then the question is void

A rule promises to be bounded: at most 8 conditions, 50 words in one, 20 years. What it cannot be is said as
CallerError. It reads no view; `outcome` does.
"""

import json
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from simurg.ontology.country_names import iso3_of_name
from simurg.ontology.errors import CallerError
from simurg.ontology.times import Period, parse_moment, start_of, text_of, utc

FILTERS = {
    "measurements": ("series", "country", "place", "unit", "source"),
    "events": (
        "actor", "actor_code", "recipient", "recipient_code", "event_type", "mode", "domain", "code", "country",
        "place", "source",
    ),
    "claims": ("subject", "predicate", "object", "source"),
}  # fmt: skip
"""What a rule may ask of each table; `source` is the name of a source."""
NUMBERS = {
    "measurements": ("value", "low", "high"),
    "events": ("deaths_best", "deaths_low", "deaths_high", "mentions", "intensity"),
    "claims": (),
}
AGGREGATES = ("count", "exists", "sum", "max", "last")
COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "==": operator.eq,
}
MOST_CONDITIONS, MOST_WORDS, MOST_LETTERS = 8, 50, 200
MOST_PARTS = 20_000
"""Values in one file; what refers to itself has no end of them."""
LONGEST = timedelta(days=366 * 20)
YEARS = 1900, 2200
GAP_DAYS, WAIT_DAYS, MOST_DAYS = 7, 30, 3660
_KEYS = ("table", "where", "aggregate", "of", "compare", "from", "to", "needs", "gap_days", "wait_days")
_COMPARE = re.compile(r"\s*(>=|<=|==|>|<)\s*(-?\d{1,15}(?:\.\d{1,9})?)\s*")

Condition = tuple[str, tuple[str, ...]]
"""A column of FILTERS, and the words one of which it must be."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Made by `rule_of`. `compare` is a sign of COMPARISONS and its bound, or None where a number is asked for."""

    table: str
    where: tuple[Condition, ...]
    aggregate: str
    of: str | None
    compare: tuple[str, float] | None
    period: Period
    needs: tuple[Condition, ...]
    gap_days: int = GAP_DAYS
    wait_days: int = WAIT_DAYS

    @property
    def numeric(self) -> bool:
        """Whether the question asks for a number."""
        return self.compare is None and self.aggregate != "exists"

    def meets(self, value: float) -> bool:
        """Whether a value answers yes; of a rule that asks for a number never."""
        if self.aggregate == "exists":
            return value > 0
        return self.compare is not None and COMPARISONS[self.compare[0]](value, self.compare[1])

    @property
    def rises(self) -> bool:
        """Whether more rows can only raise the value, so that what is reached is reached."""
        return self.aggregate in ("count", "exists", "max")

    def text(self) -> str:
        """The rule as JSON, always the same for the same rule."""
        return json.dumps(
            {
                "table": self.table,
                "where": {name: list(words) for name, words in self.where},
                "aggregate": self.aggregate,
                "of": self.of,
                "compare": None if self.compare is None else f"{self.compare[0]} {self.compare[1]:.12g}",
                "from": text_of(self.period.start),
                "to": text_of(self.period.end),
                "needs": {name: list(words) for name, words in self.needs},
                "gap_days": self.gap_days,
                "wait_days": self.wait_days,
            },
            sort_keys=True,
            ensure_ascii=False,
        )

    def in_words(self) -> str:
        """One line for a reader."""
        asked = {"exists": "there is a row of", "count": "number of"}.get(self.aggregate, f"{self.aggregate} of")
        what = " ".join(filter(None, (asked, self.of and f"{self.of} in", self.table)))
        where = ", ".join(f"{name} {' or '.join(words)}" for name, words in self.where)
        bound = "" if self.compare is None else f" {self.compare[0]} {self.compare[1]:.12g}"
        days = f"{_day(self.period.start)} to before {_day(self.period.end)}"
        return f"{what}{f' with {where}' if where else ''}, {days}:{bound or (' yes' if not self.numeric else ' ?')}"


def rule_of(told: object) -> Rule:
    """A rule from what YAML or JSON says; CallerError names the entry that is wrong."""
    if isinstance(told, str):
        try:
            told = json.loads(told)
        except (json.JSONDecodeError, RecursionError) as error:
            raise CallerError("The rule is no JSON object.", hint="Write the question into a YAML file.") from error
    if not isinstance(told, Mapping):
        raise CallerError("A question needs a rule.", hint="For example rule: {table: events, aggregate: count, …}.")
    bounded(told)
    unknown = sorted(set(map(str, told)) - set(_KEYS))
    if unknown:
        raise CallerError(f"A rule has no entry {unknown[0][:40]!r}.", hint=f"Use: {', '.join(_KEYS)}.")
    table = _one_of(told.get("table"), FILTERS, "table")
    aggregate = _one_of(told.get("aggregate", "count"), AGGREGATES, "aggregate")
    where = _conditions(told.get("where") or {}, table, "where")
    named = _conditions(told.get("needs") or {}, table, "needs")
    needs = tuple(sorted({**dict(_needed(where, table)), **dict(named)}.items()))
    if table == "measurements" and not any(name == "series" for name, _ in where):
        raise CallerError("A rule over measurements names its series.", hint="Write where: {series: …}.")
    if not needs:
        raise CallerError(
            "The rule does not say who must have told of the period, so silence would read as no.",
            hint="Write needs: {source: NAME}.",
        )
    return Rule(
        table,
        where,
        aggregate,
        _number_column(told.get("of"), table, aggregate),
        _compare(told.get("compare"), aggregate),
        _period(told.get("from"), told.get("to")),
        needs,
        _days(told.get("gap_days", GAP_DAYS), "gap_days", 1),
        _days(told.get("wait_days", WAIT_DAYS), "wait_days", 0),
    )


def bounded(told: object, what: str = "questions") -> None:
    """CallerError for what holds more than MOST_PARTS values, counted as often as they are referred to."""
    waiting, seen = [told], 0
    while waiting:
        one = waiting.pop()
        seen += 1
        if seen > MOST_PARTS:
            raise CallerError(f"That is too much for {what}.", hint="Give fewer at a time, without references.")
        if isinstance(one, Mapping):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, list | tuple | set):
            waiting += one


def moment_of(told: object, what: str) -> datetime:
    """A moment as YAML gives it: text, a date or a datetime; without a zone it is UTC."""
    if isinstance(told, datetime):
        return utc(told if told.tzinfo else parse_moment(told.isoformat()))
    if isinstance(told, date):
        return start_of(told)
    if isinstance(told, str):
        return parse_moment(told)
    raise CallerError(f"`{what}` is missing or no date.", hint=f"Write {what}: 2026-12-01.")


def _day(moment: datetime) -> str:
    """Its day; with the time where it is not midnight."""
    return text_of(moment).removesuffix("T00:00:00Z")


def _needed(where: tuple[Condition, ...], table: str) -> list[Condition]:
    """The conditions that say whose telling it is, not those on what is told: a quiet country is news of events, and a
    gap in a series. What is named under `needs` comes on top, or instead."""
    names = ("series", "country", "place", "source") if table == "measurements" else ("source",)
    return [(name, words) for name, words in where if name in names]


def _conditions(told: object, table: str, what: str) -> tuple[Condition, ...]:
    if not isinstance(told, Mapping) or len(told) > MOST_CONDITIONS:
        raise CallerError(f"`{what}` holds at most {MOST_CONDITIONS} columns and their words.")
    return tuple(sorted((_one_of(name, FILTERS[table], what), _words(name, value)) for name, value in told.items()))


def _words(name: object, told: object) -> tuple[str, ...]:
    listed = told if isinstance(told, list | tuple) else [told]
    words = [str(one).strip() for one in listed if isinstance(one, str | int) and not isinstance(one, bool)]
    if not words or len(words) != len(listed) or len(words) > MOST_WORDS:
        raise CallerError(f"`{str(name)[:40]}` is a word or a list of at most {MOST_WORDS} words.")
    if any(not word or len(word) > MOST_LETTERS for word in words):
        raise CallerError(f"`{str(name)[:40]}` has a word that is empty or longer than {MOST_LETTERS} letters.")
    if name == "country":
        words = [iso3_of_name(word) or word for word in words]
    return tuple(sorted(set(words)))


def _one_of(told: object, known: Any, what: str) -> str:
    if not isinstance(told, str) or told not in known:
        raise CallerError(f"`{what}` cannot be {str(told)[:40]!r}.", hint=f"Use one of: {', '.join(known)}.")
    return told


def _number_column(told: object, table: str, aggregate: str) -> str | None:
    if aggregate in ("count", "exists"):
        if told is not None:
            raise CallerError(f"A {aggregate} is of rows: it has no `of`.")
        return None
    if not NUMBERS[table]:
        raise CallerError(f"{table} have no numbers to take the {aggregate} of.", hint="Use count or exists.")
    return _one_of(NUMBERS[table][0] if told is None else told, NUMBERS[table], "of")


def _compare(told: object, aggregate: str) -> tuple[str, float] | None:
    if told is None:
        return None
    if aggregate == "exists":
        raise CallerError("`exists` is yes or no by itself: it has no `compare`.")
    found = _COMPARE.fullmatch(str(told))
    if not found:
        raise CallerError(f"`compare` is not understood: {str(told)[:40]!r}.", hint='Write compare: ">= 25".')
    return found[1], float(found[2])


def _period(start: object, end: object) -> Period:
    period = Period(moment_of(start, "from"), moment_of(end, "to"))
    if period.length > LONGEST:
        raise CallerError("A question looks at no more than 20 years.")
    if not YEARS[0] <= period.start.year <= period.end.year <= YEARS[1]:
        raise CallerError(f"A question looks at years from {YEARS[0]} to {YEARS[1]}.", hint="Mend `from` or `to`.")
    return period


def _days(told: object, what: str, least: int) -> int:
    if not isinstance(told, int) or isinstance(told, bool) or not least <= told <= MOST_DAYS:
        raise CallerError(f"`{what}` is a number of days from {least} to {MOST_DAYS}.")
    return told
