"""Forecasts of a picture."""

from dataclasses import dataclass
from typing import Any

from simurg.ledger import Ledger, View


@dataclass(frozen=True, slots=True)
class ForecastAsk:
    series: str | None = None
    place: str | None = None
    threshold: float = 25.0


def listing(ledger: Ledger, view: View, ask: ForecastAsk) -> dict[str, Any]:
    raise NotImplementedError


def detail(ledger: Ledger, view: View, ask: ForecastAsk) -> dict[str, Any]:
    raise NotImplementedError
