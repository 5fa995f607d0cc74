"""When feeds of the language part fail: late by hours or days, silent for a day, items twice, items out of order."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from simurg.exercise.parts.language.outlets import outlets
from simurg.exercise.parts.language.settings import BEGIN, DAYS, LanguagePart

KINDS = ("late", "silent", "twice", "disordered")


@dataclass(frozen=True, slots=True)
class Spell:
    """`what` is one of `KINDS`; `lag_hours`: how old what a late feed hands out is."""

    outlet: str
    what: str
    begin: datetime
    until: datetime
    lag_hours: float

    def holds(self, outlet: str, moment: datetime) -> bool:
        return self.outlet == outlet and self.begin <= moment < self.until


def spells(part: LanguagePart) -> tuple[Spell, ...]:
    """All faulty spells, by outlet and beginning. They end before the part does, so that nothing is lost for good."""
    found = []
    for outlet in outlets():
        dice = part.dice(f"faults {outlet.name}")
        for _ in range(int(dice.poisson(part.dial.faults))):
            what = KINDS[int(dice.integers(len(KINDS)))]
            begin = BEGIN + timedelta(hours=int(dice.integers(48, (DAYS - 5) * 24)))
            hours = 24 if what == "silent" else int(dice.integers(12, 73))
            lag = float(dice.integers(3, 49)) if what == "late" else 0.0
            found.append(Spell(outlet.name, what, begin, begin + timedelta(hours=hours), lag))
    return tuple(sorted(found, key=lambda one: (one.outlet, one.begin, one.what)))
