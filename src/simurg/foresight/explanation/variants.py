"""Histories that were not: one place's past with some months altered, beside the true one.

A counterfactual of a window is the opposite of what it was: a window above the place's usual level (by the mean of
log(1 + value)) is set to zero, one below it to the place's usual months (the quantiles of its other months, in the
order in which the window's own months rank, so that only the level changes). Unknown months stay unknown. Nothing is
random.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import numpy as np

from simurg.foresight.history import Floats, History

WINDOWS = (("last_3", 0, 3), ("months_4_to_12", 3, 12), ("months_13_to_36", 12, 36))
"""Name, and how many months before the origin's end it ends and begins."""
REACH = 36
COVARIATE_MONTHS = 12


@dataclass(frozen=True, slots=True, eq=False)
class Variant:
    """One place (its number) with other values of the series, or of the covariate of that name (shape: months).

    `part` names what was altered; `told` is the sum of what truly stood there, `month` the worst month's number;
    `against` says what was put in its place: "zero" or "usual". `rows` are the measurements that told of these months,
    newest first; none of a covariate, whose rows a history does not keep.
    """

    place: int
    part: str
    values: Floats
    told: float
    against: str
    covariate: str | None = None
    month: int | None = None
    span: tuple[int, int] = (0, 0)  # columns of the history: the first, and the one after the last
    rows: tuple[UUID, ...] = ()


def variants_of(history: History, place: int) -> list[Variant]:
    """Every counterfactual past of a place; windows of which nothing is known are left out."""
    row = history.values[place]
    made = [variant for name, end, start in WINDOWS if (variant := _window(row, place, name, (end, start)))]
    worst = _worst(history, place)
    made += [worst] if worst else []
    made = [replace(one, rows=rows_of(history, place, *one.span)) for one in made]
    for covariate, values in history.covariates.items():
        changed = _window(values[place], place, covariate, (0, COVARIATE_MONTHS))
        made += [replace(changed, covariate=covariate)] if changed else []
    return made


def rows_of(history: History, place: int, start: int, end: int) -> tuple[UUID, ...]:
    """Ids of the measurements that told of the months from `start` to before `end`, newest first; none where the
    history has no ids."""
    if history.rows is None:
        return ()
    told = np.isfinite(history.values[place, start:end])
    ids = [bytes(one) for one in history.rows[place, start:end][told][::-1]]
    return tuple(UUID(bytes=one) for one in ids if any(one))


def forked(history: History, variants: Sequence[Variant]) -> History:
    """The true places, then one place for each variant: `values[len(places) + v]` is the variant v's."""
    at = np.array([one.place for one in variants], dtype=np.int64)
    values = np.vstack([history.values, history.values[at]])
    covariates = {name: np.vstack([told, told[at]]) for name, told in history.covariates.items()}
    for number, one in enumerate(variants, len(history.places)):
        (values if one.covariate is None else covariates[one.covariate])[number] = one.values
    names = (*history.places, *(f"{history.places[one.place]} ({number})" for number, one in enumerate(variants, 1)))
    return _with(history, names, values, covariates)


def only(history: History, places: Sequence[int]) -> History:
    """Some of the places, without the ids of rows."""
    at = np.array(places, dtype=np.int64)
    covariates = {name: told[at] for name, told in history.covariates.items()}
    return _with(history, tuple(history.places[place] for place in places), history.values[at], covariates)


def longer(history: History) -> History:
    """One more month, of which nothing is known yet."""
    unknown = np.full((len(history.places), 1), np.nan)
    covariates = {name: np.hstack([told, unknown]) for name, told in history.covariates.items()}
    return _with(history, history.places, np.hstack([history.values, unknown]), covariates)


def _with(history: History, places: tuple[str, ...], values: Floats, covariates: Mapping[str, Floats]) -> History:
    return replace(history, places=places, values=values, rows=None, reports=None, covariates=covariates)


def _window(row: Floats, place: int, name: str, ago: tuple[int, int]) -> Variant | None:
    """`ago` is how many months before the end it ends and begins."""
    start, end = max(len(row) - ago[1], 0), len(row) - ago[0]
    inside = np.zeros(len(row), dtype=np.bool_)
    inside[start : max(end, 0)] = True
    inside &= np.isfinite(row)
    outside = row[~inside & np.isfinite(row)]
    if not inside.any():
        return None
    told, changed = row[inside], row.copy()
    high = not outside.size or np.log1p(np.maximum(told, 0)).mean() >= np.log1p(np.maximum(outside, 0)).mean()
    changed[inside] = 0.0 if high else _usual(told, outside)
    return Variant(place, name, changed, float(told.sum()), "zero" if high else "usual", span=(start, end))


def _usual(told: Floats, others: Floats) -> Floats:
    """As many quantiles of the other months, ranked as the told ones are; among equals great and small ones are spread
    evenly over the window (by the golden ratio), lest the newest of them get the greatest."""
    levels = np.quantile(others, (np.arange(len(told)) + 0.5) / len(told))
    spread = (np.arange(1, len(told) + 1) * 0.6180339887498949) % 1.0
    made = np.empty(len(told))
    made[np.lexsort((spread, told))] = levels
    return made


def _worst(history: History, place: int) -> Variant | None:
    """The month of the last 36 with the most, at the median of the others."""
    row = history.values[place]
    recent = row[max(len(row) - REACH, 0) :]
    known = np.isfinite(recent)
    if known.sum() < 2 or np.nanmax(recent) <= 0:
        return None
    top = int(np.nanargmax(recent)) + len(row) - len(recent)
    others = np.delete(row, top)[max(len(row) - len(recent) - 1, 0) :]
    changed = row.copy()
    changed[top] = float(np.nanmedian(others))
    return Variant(
        place, "worst_month", changed, float(row[top]), "usual", month=history.first_month + top, span=(top, top + 1)
    )
