"""The morning of a picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from simurg.app.workbench.told import Page
from simurg.collection.source import Source
from simurg.ledger import Ledger, View


@dataclass(frozen=True, slots=True)
class MorningAsk:
    since: datetime
    since_is: str
    hour: datetime
    exercise: bool

    @classmethod
    def of(cls, asked: datetime | None, looked: datetime | None, now: datetime, exercise: bool) -> "MorningAsk":
        chosen = asked or looked
        return cls(chosen or now - timedelta(days=7), "asked", now, exercise)


def morning(ledger: Ledger, view: View, ask: MorningAsk, sources: Sequence[Source]) -> Page:
    raise NotImplementedError
