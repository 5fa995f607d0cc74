"""Shifts in the relations of pairs: since when, how surely, and whether more hostile or only more reported."""

from simurg.detection.shifts.daily import Daily, Reading, daily_of
from simurg.detection.shifts.follow import Followed, Settings, follow
from simurg.detection.shifts.regimes import REGIMES, Regime, regime_of
from simurg.detection.shifts.shift import Shift, alarms_of, shifts_of

__all__ = [
    "REGIMES",
    "Daily",
    "Followed",
    "Reading",
    "Regime",
    "Settings",
    "Shift",
    "alarms_of",
    "daily_of",
    "follow",
    "regime_of",
    "shifts_of",
]
