"""What models answer: the chance that a rule will be met, from its own past or from a forecast's samples.

`own_history` takes the numbers of the RECENT last periods of equal length (`outcome.base_rate`): the mean of the chance
of clumped counts (`exceedance`) and of how often these met the rule, (met + 1/2) / (RECENT + 1). It speaks of counts
and sums alone, with a bound, and after RECENT periods. The mean of the two, and 12 rather than 24 or 60 periods, were
chosen on UCDP deaths of 1996–2014; docs/questions.md has the figures of 2015–2021. `of_samples` is the share of
a forecast's samples that meet the rule; the forecast must be of the very month, series and place that the rule asks of.
Each says nothing (None) rather than stretch what it knows.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from statistics import variance
from uuid import UUID

from simurg.foresight.questions.exceedance import chance_above
from simurg.foresight.questions.outcome import MOST_BASIS, BaseRate, basis_view
from simurg.foresight.questions.rule import Rule
from simurg.ontology.countries import country_name
from simurg.ontology.times import Period

OWN_HISTORY = "own-history"
RECENT = 12
SUREST = 0.99
"""No model here is surer than this, either way."""


def own_history(rule: Rule, past: BaseRate) -> float | None:
    """P(the rule is met in its period), from the same rule's numbers in earlier periods."""
    numbers = past.numbers[-RECENT:]
    if len(numbers) < RECENT or min(numbers) < 0:
        return None
    if rule.aggregate == "exists":
        sign, bound = ">", 0.0
    elif rule.compare is None or rule.aggregate not in ("count", "sum"):
        return None
    else:
        sign, bound = rule.compare
    total, spread = math.fsum(numbers), variance(numbers)
    above = chance_above(total, RECENT, bound, spread)
    reached = chance_above(total, RECENT, math.ceil(bound) - 1, spread)
    chance = {">": above, ">=": reached, "<": 1 - reached, "<=": 1 - above, "==": reached - above}[sign]
    often = (sum(map(rule.meets, numbers)) + 0.5) / (RECENT + 1)
    return min(max((chance + often) / 2, 1 - SUREST), SUREST)


def history_basis(rule: Rule, past: BaseRate, known_at: datetime) -> tuple[tuple[UUID, ...], str | None]:
    """What `own_history` rests on: the MOST_BASIS newest rows of those periods, newest period first, and as JSON the
    views that hold all of them."""
    recent = past.rested_on[-RECENT:]
    if not recent:
        return (), None
    newest = (one for _, rows in reversed(recent) for one in reversed(rows))
    span = Period(recent[0][0].start, recent[-1][0].end)
    return tuple(islice(newest, MOST_BASIS)), basis_view(replace(rule, period=span), known_at)


def of_samples(rule: Rule, samples: Sequence[float]) -> float | None:
    """The share of equally likely values that meet the rule, with one more on either side."""
    if not samples or rule.numeric or rule.aggregate not in ("sum", "max", "last"):
        return None
    met = sum(rule.meets(float(one)) for one in samples)
    return (met + 1) / (len(samples) + 2)


def forecast_of(rule: Rule) -> dict[str, object] | None:
    """The forecast that speaks of a rule, as a condition on `forecasts`: its series, place and very month. None where
    no forecast does: several places, several months, other columns than the value."""
    asked = dict(rule.where)
    places = asked.get("country") or asked.get("place") or ()
    only = rule.table == "measurements" and rule.of == "value" and set(asked) <= {"series", "country", "place"}
    if not only or len(places) != 1 or len(asked["series"]) != 1 or len(asked) != 2:
        return None
    target = {"target_from": rule.period.start, "target_to": rule.period.end}
    return {"series": asked["series"][0], "place": country_name(places[0]), **target}
