"""Invented pairs that deal with each other every day, in a mix and at a volume that a test may change from a day on."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache

import numpy as np
import pyarrow as pa
import pytest
from tests.detection.conftest import events_table

from simurg.testing.table_view import TableView

START = datetime(2031, 1, 1, tzinfo=UTC)
NAMES = ("Arda", "Belen", "Corvia", "Dunmark", "Estovar", "Fenland")
DAYS, TURN = 300, 255
Made = Callable[..., TableView]


@cache
def made(
    seed: int = 1,
    *,
    hostile: float | None = None,
    louder: float = 1.0,
    world: float = 1.0,
    newcomer: bool = False,
    cut: int = DAYS,
) -> TableView:
    """Fifteen pairs with one event a day, three in ten hostile. From day TURN on Arda and Belen are `hostile` in that
    share and told of `louder` times as often, all are told of `world` times as often, and a second source begins."""
    dice = np.random.default_rng(seed)
    rows: list[tuple[str, str, str, datetime, str]] = []
    pairs = [(one, other) for at, one in enumerate(NAMES) for other in NAMES[at + 1 :]]
    for day in range(DAYS):
        for pair in pairs:
            ours, later = pair == ("Arda", "Belen"), day >= TURN
            rate = (louder if ours and later else 1.0) * (world if later else 1.0)
            share = hostile if hostile is not None and ours and later else 0.3
            for source in ("wire", "post") if newcomer and later else ("wire",):
                for _ in range(dice.poisson(rate)):
                    kind = "ASSAULT" if dice.random() < share else "CONSULT"
                    if day < cut:
                        rows.append((*pair, kind, START + timedelta(days=day, hours=3), source))
    actor, recipient, kind, moment, source = (list(column) for column in zip(*rows, strict=True))
    events = events_table({"actor": actor, "recipient": recipient, "event_type": kind, "occurred_from": moment})
    events = events.set_column(events.column_names.index("source_id"), "source_id", pa.array(source))
    return TableView(START + timedelta(days=cut), {"events": events})


@pytest.fixture
def telling() -> Made:
    return made
