"""A made world: places that are quiet, that smoulder, and that break out; nothing of it is real."""

import numpy as np

from simurg.foresight.onset.panel import Panel

FIRST = 1990 * 12


def made(seed: int = 1, places: int = 60, months: int = 240, smoulder: float = 0.5) -> Panel:
    """Half of the places can break out; most outbreaks are preceded by a few deaths a month."""
    random = np.random.default_rng(seed)
    deaths = np.zeros((places, months))
    for place in range(places):
        month, able = 0, place % 2 == 0
        while month < months:
            calm = int(random.integers(30, 90))
            month += calm
            if not able:
                continue
            if random.random() < smoulder:
                deaths[place, month : month + 12] = random.integers(0, 8, size=max(0, min(12, months - month)))
                month += 12
            if random.random() < 0.6:
                deaths[place, month : month + 6] = random.integers(20, 90, size=max(0, min(6, months - month)))
                month += 6
    return panel(deaths)


def panel(deaths: np.ndarray, one_sided: np.ndarray | None = None, borders: np.ndarray | None = None) -> Panel:
    count = len(deaths)
    unknown = np.full(deaths.shape, np.nan)
    return Panel(
        tuple(f"Place {number:03}" for number in range(count)),
        FIRST,
        deaths.astype(float),
        (unknown if one_sided is None else one_sided, unknown),
        np.zeros((count, count), dtype=np.bool_) if borders is None else borders,
        tuple("North" if number % 3 else "South" for number in range(count)),
    )
