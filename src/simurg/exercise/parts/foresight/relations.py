"""What is told of the pairs day by day: event rows with the columns of the ledger's `events`, and their truth apart.

Rows of a pair and group on a day are Poisson with the mean

    rate[pair, group] · exp(levels) · volume · G · D / π,   G ~ Gamma(shape r, mean 1),   D ~ Dirichlet(e · π)

with one G and one D for each pair and week; π are the week's shares of the groups. So a week's total is negative
binomial and its mix Dirichlet-multinomial, exactly, in a week without a change inside: what the oracle computes with.
A row is known from the midnight after its day.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from simurg.exercise.parts.foresight.chart import chart
from simurg.exercise.parts.foresight.pairs import GROUP_OF, GROUPS, Floats, Ints, Pairs, draw_pairs
from simurg.exercise.parts.foresight.press import SOURCES, Press, draw_press
from simurg.exercise.parts.foresight.settings import FIRST_DAY, WEEKS, ForesightPart, day_of
from simurg.exercise.parts.foresight.shifts import Shift, draw_shifts, levels
from simurg.ontology.plover import PLOVER_TYPES

MOMENT = pa.timestamp("us", tz="UTC")
_DAY = 86_400_000_000


@dataclass(frozen=True)
class Relations:
    """`events` is all that a reader sees, in order of `known_at`; the rest is truth."""

    part: ForesightPart
    events: pa.Table
    pairs: Pairs
    shifts: tuple[Shift, ...]
    press: Press

    def known(self, days: int) -> pa.Table:
        """The rows known at the midnight that ends the first `days` days."""
        known = self.events["known_at"].cast(pa.int64()).to_numpy()
        return self.events.slice(0, int(np.searchsorted(known, _first() + days * _DAY, "right")))


def relations(part: ForesightPart) -> Relations:
    """A part's relations: a second or two for 48 pairs."""
    pairs = draw_pairs(part)
    shifts = draw_shifts(part, pairs)
    press = draw_press(part, pairs, shifts)
    counts = _counts(part, pairs, shifts, press)
    return Relations(part, _rows(part, pairs, press, counts), pairs, shifts, press)


def shift_table(told: Relations) -> pa.Table:
    """Truth: one row a shift. `date` is when half of it has come; factors multiply the rates before it."""
    names = told.pairs.names()
    rows = [
        {
            "one": names[shift.pair][0],
            "other": names[shift.pair][1],
            "kind": shift.kind,
            "begins": day_of(shift.begins),
            "date": day_of(shift.day),
            "complete": day_of(shift.complete),
            "cooperation_factor": round(float(np.exp(shift.cooperation)), 6),
            "conflict_factor": round(float(np.exp(shift.conflict)), 6),
        }
        for shift in told.shifts
    ]
    return pa.Table.from_pylist(rows, schema=_SHIFTS)


def volume_table(told: Relations) -> pa.Table:
    """Truth: one row a change of reporting volume, none of which is a shift.

    From `begins` to `ends` (exclusive) what is told is multiplied by `factor`, of the source, pair or region that is
    named, else everywhere; `date` is the day when it changes. `growth` reaches its factor on the last day.
    """
    names = told.pairs.names()
    rows = [
        {
            "kind": change.kind,
            "date": day_of(change.ends if change.kind == "source_starts" else change.begins),
            "begins": day_of(change.begins),
            "ends": day_of(change.ends),
            "factor": round(change.factor, 6),
            "source": SOURCES[change.source][0] if change.source >= 0 else None,
            "one": names[change.pair][0] if change.pair >= 0 else None,
            "other": names[change.pair][1] if change.pair >= 0 else None,
            "region": chart().regions[change.region] if change.region >= 0 else None,
        }
        for change in told.press.changes
    ]
    return pa.Table.from_pylist(rows, schema=_VOLUME)


def _counts(part: ForesightPart, pairs: Pairs, shifts: tuple[Shift, ...], press: Press) -> Ints:
    """(P, DAYS, G) rows."""
    dice, dial = part.dice("counts"), part.dial
    mean = pairs.rate[:, None, :] * np.exp(levels(shifts, len(pairs))) * press.volume()
    weekly = mean.reshape(len(pairs), WEEKS, 7, len(GROUPS)).sum(axis=2)
    share = weekly / weekly.sum(axis=2, keepdims=True)
    burst = dice.gamma(dial.steadiness, 1 / dial.steadiness, (len(pairs), WEEKS))
    parts = dice.standard_gamma(dial.evenness * share)
    uneven = parts / parts.sum(axis=2, keepdims=True) / share
    lift = np.repeat(burst[:, :, None] * uneven, 7, axis=1)
    return np.asarray(dice.poisson(mean * lift), dtype=np.int64)


def _rows(part: ForesightPart, pairs: Pairs, press: Press, counts: Ints) -> pa.Table:
    dice = part.dice("rows")
    cells = np.repeat(np.arange(counts.size), counts.ravel())
    pair, day, group = (np.asarray(each, dtype=np.int64) for each in np.unravel_index(cells, counts.shape))
    source = _chosen(dice, press.told.T[day] * press.covers.T[pair] * press.tone.T[group])
    attention = press.common[pair, day] / np.median(press.common, axis=1)[pair]
    kind = _kinds(dice, pairs, pair, group, attention)
    mentions = 1 + dice.poisson(2.0 * np.sqrt(attention))
    forward = dice.random(len(cells)) < 0.55
    order = np.lexsort((kind, pair, source, day))
    pair, day, source, kind = (column[order] for column in (pair, day, source, kind))
    actor = np.where(forward[order], pairs.one[pair], pairs.other[pair])
    recipient = np.where(forward[order], pairs.other[pair], pairs.one[pair])
    moments = _first() + day * _DAY
    return pa.table(
        {
            "known_at": pa.array(moments + _DAY, MOMENT),
            "source_id": _worded(source, [name for name, *_ in SOURCES]),
            "actor": _worded(actor, chart().names),
            "actor_code": _worded(actor, chart().codes),
            "recipient": _worded(recipient, chart().names),
            "recipient_code": _worded(recipient, chart().codes),
            "event_type": _worded(kind, PLOVER_TYPES),
            "occurred_from": pa.array(moments, MOMENT),
            "occurred_to": pa.array(moments + _DAY, MOMENT),
            "mentions": pa.array(mentions[order], pa.int32()),
        }
    )


def _kinds(dice: np.random.Generator, pairs: Pairs, pair: Ints, group: Ints, attention: Floats) -> Ints:
    """Types within the group; where a disaster draws the press, aid is a larger part of cooperation."""
    weight = pairs.mix[pair] * (group[:, None] == GROUP_OF)
    aid = PLOVER_TYPES.index("AID")
    weight[:, aid] *= np.where(attention > 2.5, 3.0, 1.0)
    return _chosen(dice, weight)


def _chosen(dice: np.random.Generator, weight: Floats) -> Ints:
    """One column for each row, with chances in proportion to the weights."""
    summed = weight.cumsum(axis=1)
    return np.asarray((summed < dice.random(len(weight))[:, None] * summed[:, -1:]).sum(axis=1), dtype=np.int64)


def _first() -> int:
    return (FIRST_DAY.toordinal() - 719_163) * _DAY


def _worded(numbers: npt.NDArray[np.int64], words: list[str] | tuple[str, ...]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(numbers, pa.int32()), pa.array(words, pa.string())).cast(pa.string())


_SHIFTS = pa.schema(
    [
        *((name, pa.string()) for name in ("one", "other", "kind")),
        *((name, pa.date32()) for name in ("begins", "date", "complete")),
        *((name, pa.float64()) for name in ("cooperation_factor", "conflict_factor")),
    ]
)
_VOLUME = pa.schema(
    [
        ("kind", pa.string()),
        *((name, pa.date32()) for name in ("date", "begins", "ends")),
        ("factor", pa.float64()),
        *((name, pa.string()) for name in ("source", "one", "other", "region")),
    ]
)
