"""An explanation in plain words. Names of places are the caller's to quote; numbers are rounded as a reader wants them.

Where the chance of the threshold says nothing (it stays under 1 % or above 99 %, or moves against the mean of
log(1 + value)), the median does, and where that does not either, the typical size: the factor on 1 + value.
"""

import math

from simurg.foresight.explanation.cases import Case, Cases
from simurg.foresight.explanation.drivers import Driver
from simurg.foresight.explanation.explain import Explanation
from simurg.foresight.explanation.moves import News, Steps
from simurg.foresight.explanation.reading import Reading
from simurg.foresight.history import month_start
from simurg.ontology.likelihood import percent

PARTS = {
    "last_3": "the last three months",
    "months_4_to_12": "months 4 to 12 ago",
    "months_13_to_36": "months 13 to 36 ago",
}


def unit_of(series: str) -> str:
    """`state_based_deaths` counts deaths; a series that does not end in a plural has no unit here."""
    last = series.rsplit("_", 1)[-1]
    return last if last.endswith("s") and last.isalpha() else ""


def amount(value: float, unit: str = "") -> str:
    """`1,234 deaths`, `1 death`, `0.4`."""
    shown = f"{value:,.0f}" if value >= 10 or value == round(value) else f"{value:.1f}"
    word = unit[:-1] if shown == "1" and unit.endswith("s") else unit
    return f"{shown} {word}".strip()


def month_name(number: int) -> str:
    return f"{month_start(number):%b %Y}"


def driver_in_words(driver: Driver, explanation: Explanation) -> str:
    """`the last three months (412 deaths) raise the chance of ≥ 25 from 31 % to 88 %`."""
    unit = unit_of(explanation.series)
    told = amount(driver.told, unit)
    if driver.month is not None:
        part, verb = f"the worst month, {month_name(driver.month)} ({told}),", "raises" if driver.raises else "lowers"
    elif driver.covariate is not None:
        name = driver.covariate.replace("_", " ")
        part, verb = f"{name} of the last 12 months ({amount(driver.told)})", "raise" if driver.raises else "lower"
    else:
        usual = ", fewer than is usual here" if driver.against == "usual" else ""
        part, verb = f"{PARTS[driver.part]} ({told}{usual})", "raise" if driver.raises else "lower"
    return f"{part} {verb} {moved(driver.without, driver.now, explanation.ask.threshold)}"


def moved(before: Reading, after: Reading, threshold: float) -> str:
    """`the chance of ≥ 25 from 31 % to 88 %`: the first measure that moves as the typical size does."""
    up = after.mean_log >= before.mean_log
    was, is_ = percent(before.at_least), percent(after.at_least)
    if was != is_ and (after.at_least > before.at_least) == up:
        return f"the chance of ≥ {amount(threshold)} from {was} to {is_}"
    low, high = amount(before.median), amount(after.median)
    if low != high and (after.median > before.median) == up:
        return f"the median from {low} to {high}"
    factor = math.exp(after.mean_log - before.mean_log)
    return f"the typical size by a factor of {factor:.2f}"


def news_in_words(news: News | None, explanation: Explanation) -> str:
    """What the last month told, and what that did to the forecast of the same month."""
    if news is None:
        return "A month ago this model said nothing here."
    unit, target = unit_of(explanation.series), month_name(explanation.target)
    told = "nothing was told" if news.value is None else amount(news.value, unit)
    head = f"New since last month: {month_name(news.month)}, {told}"
    if abs(news.now.mean_log - news.before.mean_log) < 0.005 and percent(news.now.at_least) == percent(
        news.before.at_least
    ):
        return f"{head}; the forecast for {target} did not move."
    return f"{head}; for {target} it moved {moved(news.before, news.now, explanation.ask.threshold)}."


def steps_in_words(steps: Steps, explanation: Explanation) -> str:
    """The value of the next month that would move the forecast most."""
    strongest, unit = steps.strongest, unit_of(explanation.series)
    target = month_name(explanation.target + 1)
    if abs(strongest.then.mean_log - steps.now.mean_log) < 0.005:
        return f"No value of the next month, from 0 to 1,000, would move the forecast for {target}."
    told = amount(strongest.value, unit)
    next_month = month_name(explanation.origin + 1)
    change = moved(steps.now, strongest.then, explanation.ask.threshold)
    return f"What would change it most: {told} in {next_month} would move, for {target}, {change}."


def case_in_words(case: Case, explanation: Explanation) -> str:
    """`Mali, Jan 2012 (24 months: 31 deaths): 1,204 deaths in the next 12 months`."""
    unit = unit_of(explanation.series)
    return (
        f"{case.place}, {month_name(case.month)} (24 months: {amount(case.before, unit)}): "
        f"{amount(case.after, unit)} in the next 12 months"
    )


def cases_in_words(cases: Cases, explanation: Explanation) -> str:
    """What became of all that are as near as those listed."""
    if not cases.as_near:
        return "No past case: under 12 of the last 24 months are known, or the series is too short."
    reached = "none" if not cases.reached else "all" if cases.reached == cases.as_near else f"{cases.reached:,}"
    share = f" ({percent(cases.reached / cases.as_near)})" if 0 < cases.reached < cases.as_near else ""
    return (
        f"Of the {cases.as_near:,} past cases as near as these, {reached}{share} saw "
        f"≥ {amount(explanation.ask.threshold)} in one of the next 12 months."
    )
