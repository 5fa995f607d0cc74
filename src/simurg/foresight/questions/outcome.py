"""Running a question's rule: yes, no, a number, void, or still open, with the rows that it rests on.

`outcome` is a function of the rule and a view alone, so it can be run again on any view: as the data were known at a
moment, after a revision, after a recall. A question whose source fell silent is void, with the reason, never "no".
What more rows cannot undo (a count that has reached its bound) is decided before the period ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from simurg.foresight.questions.evidence import STARTS, Counted, Evidence, Readable, condition_of, evidence_of, heard_in
from simurg.foresight.questions.rule import Rule
from simurg.ledger.basis import basis_view_of
from simurg.ontology.ids import id_of
from simurg.ontology.times import Period, text_of

OUTCOMES = ("yes", "no", "number", "void", "open")
MOST_BASIS = 1_000
MOST_PERIODS = 60
"""Earlier periods that a base rate looks at."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`outcome` is one of OUTCOMES. `basis` are the first MOST_BASIS rows that counted; `vintage` names all of them."""

    outcome: str
    reason: str
    value: float | None = None
    basis: tuple[UUID, ...] = ()
    row_count: int = 0
    vintage: str = ""
    decided_at: datetime | None = None

    @property
    def decided(self) -> bool:
        """Whether answers can be scored on it."""
        return self.outcome in ("yes", "no", "number")


@dataclass(frozen=True, slots=True)
class BaseRate:
    """How often the rule was met in `periods` earlier periods of equal length that are told of; `rate` is
    (met + 1/2) / (periods + 1), None without any. `numbers` are their values, oldest first; `rested_on` has of each its
    period and the first MOST_BASIS rows that counted."""

    rate: float | None
    met: int
    periods: int
    untold: int
    numbers: tuple[float, ...] = ()
    rested_on: tuple[tuple[Period, tuple[UUID, ...]], ...] = ()


def outcome(rule: Rule, view: Readable) -> Outcome:
    """What the view says; `view.known_at` is the moment at which it is asked."""
    return decided(rule, evidence_of(view, rule, rule.period), view.known_at)


def decided(rule: Rule, evidence: Evidence, now: datetime) -> Outcome:
    """The same for evidence that was read before."""
    rows = evidence.within(rule.period)
    vintage = id_of("vintage", rule.text(), *(f"{one.id.hex}{one.value}" for one in rows)).hex
    found = Outcome("open", "", _value(rule, rows), tuple(one.id for one in rows[:MOST_BASIS]), len(rows), vintage)
    early = _reached(rule, rows)
    if early is not None:
        met = rule.meets(found.value or 0.0)
        return replace(found, outcome="yes" if met else "no", reason="it is reached", decided_at=early)
    end = rule.period.end
    if now < end:
        return replace(found, reason=f"the period ends on {text_of(end)[:10]}")
    silent = evidence.silent(rule.period)
    if silent is None and found.value is None:
        silent = f"{rule.table} with a number"
    if silent is not None:
        patience = end + timedelta(days=rule.wait_days)
        if now < patience:
            return replace(
                found, reason=f"{silent} has not told of the whole period; waiting to {text_of(patience)[:10]}"
            )
        return replace(found, outcome="void", reason=f"{silent} did not tell of the whole period: unknown, not no")
    if rule.numeric:
        return replace(found, outcome="number", reason="the period is told of", decided_at=end)
    met = rule.meets(found.value or 0.0)
    return replace(found, outcome="yes" if met else "no", reason="the period is told of", decided_at=end)


def base_rate(rule: Rule, view: Readable, until: datetime) -> BaseRate:
    """The same rule over earlier periods of equal length that ended by `until`; those not told of do not count."""
    last = min(until, view.known_at)
    periods = [one for one in earlier(rule.period, MOST_PERIODS * 2) if one.end <= last][:MOST_PERIODS]
    if not periods:
        return BaseRate(None, 0, 0, 0)
    evidence = evidence_of(view, rule, Period(periods[-1].start, periods[0].end))
    found = [decided(replace(rule, period=one, wait_days=0), evidence, view.known_at) for one in reversed(periods)]
    pairs = [(period, one) for period, one in zip(reversed(periods), found, strict=True) if one.decided]
    told = [one for _, one in pairs]
    met = sum(one.outcome == "yes" for one in told)
    rate = (met + 0.5) / (len(told) + 1) if told and not rule.numeric else None
    numbers = tuple(float(one.value) for one in told if one.value is not None)
    rested_on = tuple((period, one.basis) for period, one in pairs if one.value is not None)
    return BaseRate(rate, met, len(told), len(found) - len(told), numbers, rested_on)


def earlier(period: Period, count: int) -> list[Period]:
    """Periods of equal length before this one, latest first: whole months before whole months, else as many days."""
    found = []
    months = _months(period)
    for number in range(1, count + 1):
        if months:
            start, end = (_moved(one, -months * number) for one in (period.start, period.end))
        else:
            start, end = (
                None if one - period.length * number < _EARLIEST else one - period.length * number
                for one in (period.start, period.end)
            )
        if start is None or end is None:
            break
        found.append(Period(start, end))
    return found


def basis_view(rule: Rule, known_at: datetime) -> str:
    """The parts of the view that an outcome is computed on: what counts, and who must have told of it."""
    start = {"measurements": "period_from", "events": "occurred_from"}.get(rule.table)
    span = {start: (rule.period.start, rule.period.end)} if start else {}
    last = known_at + timedelta(microseconds=1)
    known = {"known_at": (None, last)}
    views = [(rule.table, {**condition_of(rule.where), **span, **known})]
    needed = condition_of(rule.needs)
    if rule.table == "measurements":
        return basis_view_of(*views, (rule.table, {**needed, **span, **known}))
    heard = heard_in(rule, rule.period)
    then = {"known_at": (heard[0], min(heard[1], last))}
    views += [(rule.table, {**needed, **then}), (rule.table, {**needed, STARTS[rule.table]: heard, **known})]
    if set(needed) == {"source_id"}:
        views.append(("reports", {**needed, **then}))
    return basis_view_of(*views)


_EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)


def _value(rule: Rule, rows: Sequence[Counted]) -> float | None:
    if rule.aggregate in ("count", "exists"):
        return float(len(rows))
    numbers = [one.value for one in rows if one.value is not None]
    if not numbers:
        return 0.0 if rule.table == "events" and rule.aggregate != "last" else None
    if rule.aggregate == "last":
        return numbers[-1]
    return float(sum(numbers)) if rule.aggregate == "sum" else max(numbers)


def _reached(rule: Rule, rows: Sequence[Counted]) -> datetime | None:
    """When it became known that no further row can change the answer; None while any could."""
    if not rule.rises or rule.numeric or (rule.compare and rule.compare[0] == "=="):
        return None
    sign, bound = rule.compare or (">", 0.0)
    passed = float("-inf") if rule.aggregate == "max" else 0.0
    for one in sorted(rows, key=lambda row: row.known_at):
        if rule.aggregate != "max":
            passed += 1
        elif one.value is not None:
            passed = max(passed, one.value)
        if passed >= bound if sign in (">=", "<") else passed > bound:
            return one.known_at
    return None


def _months(period: Period) -> int:
    """How many whole calendar months a period is; 0 if it is none."""
    ends = (period.start, period.end)
    if any((one.day, one.hour, one.minute, one.second, one.microsecond) != (1, 0, 0, 0, 0) for one in ends):
        return 0
    return (period.end.year - period.start.year) * 12 + period.end.month - period.start.month


def _moved(moment: datetime, months: int) -> datetime | None:
    number = moment.year * 12 + moment.month - 1 + months
    return datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC) if number // 12 >= _EARLIEST.year else None
