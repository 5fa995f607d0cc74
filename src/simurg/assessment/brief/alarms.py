"""Warnings of forecasts by stated costs, and the map of all places.

A requirement may say what a miss and a false alarm cost. Each forecast of the nearest period that concerns it and whose
chance of the threshold is worth an alarm is marked, and what to expect of the whole list is told: how many alarms,
how many of them false, how many misses (foresight.warning). That holds as far as the forecasts are calibrated.
"""

from collections.abc import Sequence
from dataclasses import replace

from simurg.assessment.brief.matching import Requirement
from simurg.assessment.brief.outlooks import Series, series_name
from simurg.assessment.brief.request import BriefRequest
from simurg.assessment.brief.values import RequirementSection
from simurg.assessment.charts.tiles import Chances
from simurg.foresight.warning.thresholds import Count, Expected, expected

MOST_NAMED, MOST_LETTERS = 40, 60
"""Places beside the outlooks that are named, and how much of a name."""


def marked(
    section: RequirementSection, requirement: Requirement, series: Sequence[Series], request: BriefRequest
) -> RequirementSection:
    """The section with its outlooks marked; as it is where the requirement states no costs or has no forecast."""
    if requirement.costs is None or not series:
        return section
    told = expected([_chance(one, request.threshold) for one in series], requirement.costs)
    outlooks = tuple(replace(one, alarm=one.ranges[0].at_least >= told.threshold) for one in section.outlooks)
    words = in_words(told, requirement.costs.ratio, request.threshold)
    shown = {(one.series, one.place) for one in outlooks}
    others = [
        f"{one.place[:MOST_LETTERS]} {_chance(one, request.threshold):.0%}".replace("%", " %")
        for one in sorted(series, key=lambda one: (-_chance(one, request.threshold), one.place, one.series))
        if _chance(one, request.threshold) >= told.threshold and (one.series, one.place) not in shown
    ]
    if others:
        words += f" Also at or above it, without room for more: {_listed(others)}."
    return replace(section, outlooks=outlooks, alarms=words)


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more


def in_words(told: Expected, ratio: float, threshold: float) -> str:
    """What the costs lead to, in two sentences."""
    miss = f"a miss is taken to cost as much as {ratio:,.3g} false alarms"
    head = f"WARNING from a chance of {told.threshold:.1%} for ≥ {threshold:,.0f}, as {miss}.".replace("%", " %")
    alarms = f"{told.alarms:,} of {told.cases:,} forecasts reach it"
    if not told.alarms:
        return f"{head} None of {told.cases:,} forecasts reaches it; {_count(told.misses)} expected to be missed."
    return (
        f"{head} {alarms}; of these alarms {_count(told.false_alarms)} expected to be false, and "
        f"{_count(told.misses)} expected to be missed, if the chances are calibrated."
    )


def map_of(series: Sequence[Series], threshold: float) -> Chances | None:
    """Chances of the threshold in the nearest period at every place, for the series with most places."""
    names = sorted({one.series for one in series}, key=lambda name: (-sum(one.series == name for one in series), name))
    if not names:
        return None
    some = [one for one in series if one.series == names[0]]
    periods = sorted({one.nearest[0].target_from for one in some})
    when = f"{periods[0]:%b %Y}" + (f" to {periods[-1]:%b %Y}" if len(periods) > 1 else "")
    what = f"Chance of {threshold:,.0f} or more {series_name(names[0])} in {when}"
    chances: dict[str, float] = {}
    for one in some:
        chances[one.place] = max(_chance(one, threshold), chances.get(one.place, 0.0))
    return Chances("Where it may happen", what, chances)


def _chance(series: Series, threshold: float) -> float:
    return float((series.nearest[0].samples >= threshold).mean())


def _count(count: Count) -> str:
    return f"{count.mean:.1f} (80 %: {count.low} to {count.high})"
