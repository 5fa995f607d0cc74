"""Reporting volume: who reports when and where, and how much of it has nothing to do with relations.

Sources start, stop, double and halve; all reporting grows; weekends and holidays are quiet; a disaster turns the press
to one pair for a month. All of it multiplies what is told of a pair, whatever the pair does; each source prefers one
tone. A source tells of other happenings than the next: rows are no copies of each other.
"""

from dataclasses import dataclass

import numpy as np

from simurg.exercise.parts.foresight.chart import chart
from simurg.exercise.parts.foresight.pairs import GROUPS, Floats, Pairs
from simurg.exercise.parts.foresight.settings import DAYS, LEARNING_DAYS, WEEKS, ForesightPart
from simurg.exercise.parts.foresight.shifts import Shift

SOURCES = (
    ("farther-wire", "Farther Wire", -1, 0.30),
    ("open-dispatch", "Open Dispatch", -1, 0.20),
    ("long-strait-monitor", "Long Strait Monitor", -1, 0.15),
    ("shelf-courier", "Shelf Courier", 0, 0.25),
    ("aldermere-post", "Aldermere Post", 0, 0.20),
    ("reach-herald", "Reach Herald", 1, 0.25),
    ("ostrelin-radio", "Ostrelin Radio", 1, 0.20),
    ("banks-gazette", "Banks Gazette", 2, 0.25),
    ("corvane-today", "Corvane Today", 2, 0.20),
    ("isles-observer", "Isles Observer", 3, 0.25),
    ("thessimar-line", "Thessimar Line", 3, 0.20),
)
"""Name, title, region (-1: everywhere) and share. The first one changes little: somebody always reports."""
_RHYTHM = np.array([1.12, 1.12, 1.12, 1.10, 1.04, 0.80, 0.70])
_HOLIDAYS = 0.5
CHANGES = ("source_starts", "source_stops", "source_doubles", "source_halves")


@dataclass(frozen=True, slots=True)
class VolumeChange:
    """What changes how much is told, and is no shift. `source` or `pair` or `region` where it is of one, else -1."""

    kind: str
    begins: int
    ends: int  # exclusive; DAYS if it lasts
    factor: float
    source: int = -1
    pair: int = -1
    region: int = -1


@dataclass(frozen=True, slots=True)
class Press:
    """`told[s, day]`: volume of each source; `covers[s, P]`; `tone[s, G]`; `common[P, day]`: what all sources share."""

    told: Floats
    covers: Floats
    tone: Floats
    common: Floats
    changes: tuple[VolumeChange, ...]

    def volume(self) -> Floats:
        """(P, DAYS, G): how much of a pair's dealings of a group is told on a day, in units of its usual rate."""
        by_source = np.einsum("sd,sp,sg->pdg", self.told, self.covers, self.tone)
        return np.asarray(by_source * self.common[:, :, None])


def draw_press(part: ForesightPart, pairs: Pairs, shifts: tuple[Shift, ...]) -> Press:
    """The press of a part. Disasters keep away from the shifts of their pair, so that the truth is plain."""
    dice = part.dice("press")
    share = np.array([source[3] for source in SOURCES])
    told = np.repeat(share[:, None], DAYS, axis=1)
    of_sources = _source_changes(part, dice)
    for change in of_sources:
        told[change.source, change.begins : change.ends] *= change.factor
    tone = np.exp(dice.normal(0.0, part.dial.tone, (len(SOURCES), len(GROUPS))))
    world, holidays = _world(part, dice)
    disasters = _disasters(part, dice, shifts)
    common = world[None, :] * _quiet_days(pairs, holidays)
    for change in disasters:
        common[change.pair] *= _attention(change)
    growth = VolumeChange("growth", 0, DAYS, part.dial.growth)
    return Press(told, _covers(pairs), tone, common, (growth, *holidays, *of_sources, *disasters))


def _covers(pairs: Pairs) -> Floats:
    region = chart().region
    covers = [
        np.ones(len(pairs)) if where < 0 else (region[pairs.one] == where) | (region[pairs.other] == where)
        for _, _, where, _ in SOURCES
    ]
    return np.asarray(covers, dtype=np.float64)


def _source_changes(part: ForesightPart, dice: np.random.Generator) -> tuple[VolumeChange, ...]:
    """Each source changes at most once, the first never."""
    made = []
    for number, source in enumerate(dice.permutation(np.arange(1, len(SOURCES)))[: part.dial.changes]):
        kind = CHANGES[number % len(CHANGES)]
        day = int(dice.integers(LEARNING_DAYS + 30, DAYS - 120))
        begins, ends = (0, day) if kind == "source_starts" else (day, DAYS)
        factor = {"source_doubles": 2.0, "source_halves": 0.5}.get(kind, 0.0)
        made.append(VolumeChange(kind, begins, ends, factor, source=int(source)))
    return tuple(made)


def _world(part: ForesightPart, dice: np.random.Generator) -> tuple[Floats, tuple[VolumeChange, ...]]:
    """(DAYS,) what all reporting has in common, and the holidays."""
    slow = np.zeros(WEEKS)
    for week in range(1, WEEKS):
        slow[week] = 0.9 * slow[week - 1] + dice.normal(0.0, 0.03)
    grown = np.exp(np.log(part.dial.growth) * np.arange(DAYS) / DAYS + np.repeat(slow, 7))
    begins = [(-1, 355)] + [(region, int(dice.integers(20, 340))) for region in range(len(chart().regions))]
    holidays = [
        VolumeChange("holiday", day + year * 365, min(DAYS, day + year * 365 + 9), _HOLIDAYS, region=region)
        for region, day in begins
        for year in range(6)
    ]
    return grown * np.tile(_RHYTHM, WEEKS), tuple(holidays)


def _quiet_days(pairs: Pairs, holidays: tuple[VolumeChange, ...]) -> Floats:
    """(P, DAYS): half as much on a holiday of either state's region."""
    quiet = np.ones((len(pairs), DAYS))
    one, other = chart().region[pairs.one], chart().region[pairs.other]
    for holiday in holidays:
        here = (one == holiday.region) | (other == holiday.region) | (holiday.region < 0)
        quiet[here, holiday.begins : holiday.ends] = holiday.factor
    return quiet


def _disasters(part: ForesightPart, dice: np.random.Generator, shifts: tuple[Shift, ...]) -> tuple[VolumeChange, ...]:
    made: list[VolumeChange] = []
    while len(made) < round(part.dial.disasters * part.pairs / 48):
        pair, begins = int(dice.integers(part.pairs)), int(dice.integers(LEARNING_DAYS, DAYS - 60))
        factor = float(dice.uniform(3.0, 6.0))
        busy = [(shift.begins - 75, shift.complete + 75) for shift in shifts if shift.pair == pair]
        busy += [(other.begins - 60, other.ends + 60) for other in made if other.pair == pair]
        if not any(low <= begins <= high for low, high in busy):
            made.append(VolumeChange("disaster", begins, begins + 30, factor, pair=pair))
    return tuple(made)


def _attention(change: VolumeChange) -> Floats:
    """(DAYS,): full for twenty days, then fading for ten."""
    day = np.arange(DAYS) - change.begins
    fading = np.clip((30 - day) / 10, 0.0, 1.0) * (day >= 0)
    return np.asarray(1 + (change.factor - 1) * fading)
