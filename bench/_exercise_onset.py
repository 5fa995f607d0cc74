"""Onset in the exercise world's wars: vintages as they were known, hostile reports as a signal, and an oracle.

For each year of 2012 to 2023 what is shown is what was known on 25 November before (deaths to October by the figures of
that day); the truth are the final figures. The oracle knows the world's chances and where each state stands, plays
300 futures, and knows nothing of what was drawn: no method can be expected to do better.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from simurg.exercise.parts.foresight.chart import chart
from simurg.exercise.parts.foresight.regimes import next_month
from simurg.exercise.parts.foresight.settings import FIRST_YEAR, YEARS, ForesightPart
from simurg.exercise.parts.foresight.wars import Wars, wars
from simurg.exercise.tasks.wars import Shown, shown
from simurg.foresight.onset.features import features
from simurg.foresight.onset.model import Settings, chances, fit, quiet_now
from simurg.foresight.onset.panel import OTHERS, Definition, Panel
from simurg.foresight.onset.skill import auc, brier_skill
from simurg.ontology.errors import CallerError

SCORED = range(2012, FIRST_YEAR + YEARS)
COPIES = 300
DEFINITION = Definition()


def in_exercise(seeds: Sequence[int], difficulty: str) -> dict[str, float]:
    """AUC and Brier skill of each way, over all seeds and years together."""
    told: dict[str, list[np.ndarray]] = {"onset": [], "onset with hostile reports": [], "oracle": []}
    came = []
    for seed in seeds:
        world = wars(ForesightPart(seed, difficulty))
        for year in SCORED:
            seen = panel_of(shown(world, year))
            quiet = quiet_now(seen, DEFINITION)
            try:
                said = [_said(one, quiet) for one in (replace(seen, signals={}), seen)]
            except CallerError:  # too few wars so far
                continue
            begin = (year - FIRST_YEAR) * 12
            came.append((world.deaths[quiet, begin : begin + DEFINITION.window] >= DEFINITION.deaths).any(axis=1))
            for name, chance in zip(told, [*said, oracle(world, seen.months - 1)[quiet]], strict=True):
                told[name].append(chance)
    truth = np.concatenate(came)
    count = f"{len(truth)} state-years, {truth.sum()} onsets"
    print(f"\nexercise world, {difficulty}, seeds {seeds[0]} to {seeds[-1]}: {count}")
    figures = {}
    for name, parts in told.items():
        chance = np.concatenate(parts)
        area, skill = auc(chance, truth), brier_skill(chance, truth)
        print(f"  {name:28} AUC {area:.3f}, Brier skill {skill:+.3f}")
        figures |= {f"exercise_{name.replace(' ', '_')}_brier_skill": round(skill, 4)}
    return figures


def panel_of(seen: Shown) -> Panel:
    """With the chart's own borders and regions; hostile reports are cut to the months of the deaths."""
    values = seen.deaths.values
    unknown = np.full(values.shape, np.nan)
    regions = tuple(chart().regions[one] for one in chart().region)
    hostile = {"hostile_reports": seen.hostile.values[:, : values.shape[1]]}
    others = (unknown,) * len(OTHERS)
    return Panel(seen.deaths.places, seen.deaths.first_month, values, others, seen.borders, regions, hostile)


def _said(seen: Panel, quiet: np.ndarray) -> np.ndarray:
    return chances(fit(seen, Settings(DEFINITION, draws=0)), features(seen)[quiet, -1])


def oracle(world: Wars, month: int) -> np.ndarray:
    """Each state's chance of an onset, standing at the end of a month."""
    state, dice = world.states[month].copies(COPIES), world.part.dice(f"onset {month}")
    reached = np.zeros((COPIES, len(world.deaths)), dtype=bool)
    for ahead in range(DEFINITION.gap + DEFINITION.window):
        step = next_month(world.chances, state, dice)
        state = step.state
        if ahead >= DEFINITION.gap:
            reached |= step.deaths >= DEFINITION.deaths
    return reached.mean(axis=0)
