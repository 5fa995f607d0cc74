"""`python -m bench onset [--data DIR] [--seeds 10-13] [--difficulty normal]`

Onset: at least 25 state-based deaths in any month of January to December, after 24 months of fewer than 25 each, from
data to October of the year before; the model is fitted anew each October to windows that had ended by then. Features,
penalty and spacing of the cases were chosen on onsets of one-sided and of non-state violence (docs/onset.md), scored
here too as `chosen on`. `auc`, `brier_skill` (against the observed share itself, which nobody knew beforehand),
`brier_skill_low` (lower end of the 90 % interval, countries resampled), `recall_at_budget` and `lead` (the ten greatest
chances a year; median months from the data's end to the onset's month), a reliability table, the strict case (24 months
without a death), and the Early Warning Project's risks of mass killing, recalibrated by earlier years alone.
`--data DIR` holds `country_month_deaths.parquet` (with later months, later years are scored apart),
`country_month_violence_types.parquet` and `early_warning_project_1994_2024.parquet`. In the exercise world's wars the
same method stands beside an oracle (`--seeds -` for none). The last line is one JSON object.
"""

import argparse
import json
import os
import time
from pathlib import Path
from statistics import median

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench._exercise_onset import in_exercise
from simurg.foresight.history import History
from simurg.foresight.onset.model import Settings
from simurg.foresight.onset.panel import OTHERS, Definition, Panel, panel_of, quiet
from simurg.foresight.onset.recalibration import recalibrated
from simurg.foresight.onset.record import Record, record
from simurg.foresight.onset.ridge import Cases, fitted
from simurg.foresight.onset.skill import Score, auc, brier_skill, caught, interval, reliability

DATA = Path(os.environ.get("SIMURG_DATA", Path(__file__).parents[2] / "shared" / "data")) / "forecast"
YEARS = range(1996, 2022)
COUNTED = (4_151, 86, 37)
"""Quiet country-years and onsets whose data end in October 1995 to 2020; onsets after two years without a death."""
BUDGET = 10
DRAWS, SEED = 1_000, 1
DEATHS = "country_month_deaths.parquet"
TYPES = "country_month_violence_types.parquet"
EWP = "early_warning_project_1994_2024.parquet"
COLUMNS = {"state-based": "ged_best_sb", "one-sided": "ged_best_os", "non-state": "ged_best_ns"}


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench onset", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="a folder with the tables")
    parser.add_argument("--seeds", default="10-13", help="seeds of the exercise world; - for none")
    parser.add_argument("--difficulty", default="normal")
    asked = parser.parse_args(arguments)
    folder = asked.data
    begin = time.process_time()
    series = series_in(folder)
    panel = panel_for("state-based", series)
    settings = Settings(draws=0)
    ours = record(panel, settings, map(october, YEARS))
    silent = strict(panel, ours)
    if folder.resolve() == DATA.resolve():  # elsewhere the counts may be revised
        counted = len(ours), int(ours.onset.sum()), int(silent.onset.sum())
        assert counted == COUNTED, counted
    figures = beside(ours) | beside_strict(silent)
    others(series, settings)
    later = record(panel, settings, map(october, range(YEARS.stop, panel.last_month // 12 + 1)))
    if len(later):
        print(f"\nlater years: {told(later)}")
        figures |= {"later_auc": rounded(auc(later.chance, later.onset))}
        figures |= {"later_brier_skill": rounded(brier_skill(later.chance, later.onset))}
    figures |= mass_killing(_beside(folder, EWP))
    if asked.seeds != "-":
        first, _, last = asked.seeds.partition("-")
        figures |= in_exercise(range(int(first), int(last or first) + 1), asked.difficulty)
    figures["cpu_s"] = round(time.process_time() - begin, 1)
    for name, value in figures.items():
        print(f"{name} {value}")
    print(json.dumps(figures))


def october(year: int) -> int:
    """Number of the last month known when a year is foretold."""
    return (year - 1) * 12 + 9


# --- the data --------------------------------------------------------------------------------------------------------


def series_in(folder: Path) -> dict[str, History]:
    """Deaths by kind. Other violence comes from an older release and may end earlier than state-based deaths."""
    deaths = pq.read_table(folder / DEATHS)
    names = dict(zip(deaths["country_id"].to_pylist(), deaths["name"].to_pylist(), strict=True))
    found = {"state-based": _history(deaths, "ged_sb", names)}
    types = pq.read_table(_beside(folder, TYPES))
    return found | {kind: _history(types, COLUMNS[kind], names) for kind in ("one-sided", "non-state")}


def _beside(folder: Path, name: str) -> Path:
    """A folder with later deaths need not hold the other tables."""
    if not (folder / name).is_file():
        print(f"no {name} in {folder}; taken from {DATA}")
        return DATA / name
    return folder / name


def _history(table: pa.Table, column: str, names: dict[int, str]) -> History:
    ids, months = (table[name].to_numpy() for name in ("country_id", "month_id"))
    known = np.isin(ids, list(names))
    ids, months, values = ids[known], months[known], table[column].to_numpy()[known]
    present = np.unique(ids)
    grid = np.full((len(present), months.max() - months.min() + 1), np.nan)
    grid[np.searchsorted(present, ids), months - months.min()] = values
    return History(column, tuple(names[one] for one in present), 1980 * 12 + int(months.min()) - 1, grid)


def panel_for(kind: str, series: dict[str, History]) -> Panel:
    """One kind, with the other two beside it."""
    rest = [series[one] for one in ("state-based", "one-sided", "non-state") if one != kind]
    return panel_of(series[kind], dict(zip(OTHERS, rest, strict=True)))


# --- what is shown ---------------------------------------------------------------------------------------------------


def beside(ours: Record) -> dict[str, float | None]:
    """The main case and what stands beside it."""
    print(f"{len(ours)} quiet country-years, {int(ours.onset.sum())} onsets, {YEARS[0]} to {YEARS[-1]}")
    rows = {
        "onset": ours.chance,
        "time since the last death, calibrated": alone(ours, np.log1p(ours.since_death)),
        "deaths so far, calibrated": alone(ours, np.log1p(ours.deaths_so_far)),
        "base rate of the years before": ours.base_rate,
    }
    print(f"{'':40} {'AUC':>6} {'90 %':>13} {'Brier':>8} {'skill':>7} {'90 %':>15} {'log':>6} in {BUDGET} a year")
    shown = {name: _line(name, ours, chance) for name, chance in rows.items()}
    print(f"time since the last death as it is: AUC {auc(-ours.since_death, ours.onset):.3f}")
    print(f"deaths so far as they are: AUC {auc(ours.deaths_so_far, ours.onset):.3f}")
    calibrated = brier_skill(ours.chance, ours.onset, ours.base_rate)
    print(f"Brier skill against the base rate of the years before: {calibrated:+.4f}")
    found = caught(ours.chance, ours.onset, ours.origin, ours.lead, BUDGET)
    leads = ", ".join(f"{months:g}: {found.leads.count(months)}" for months in sorted(set(found.leads)))
    half = october(2009)
    for name, rows in (("1996 to 2008", ours.origin < half), ("2009 to 2021", ours.origin >= half)):
        print(f"{name}: {told(ours.only(rows))}")
    print(f"\nthe {BUDGET} greatest chances a year hold {found.recall:.1%} of onsets; {found.precision:.1%} come true")
    print(f"lead in months: onsets: {leads}\n\nchance        cases  mean chance  came  share")
    for one in reliability(ours.chance, ours.onset):
        label = f"{one.low:.0%} to {one.high:.0%}"
        print(f"{label:12} {one.cases:6} {one.mean_chance:12.3f} {one.came:5} {one.share:6.3f}")
    return {
        **shown["onset"],
        "recall_at_budget": rounded(found.recall),
        "lead": median(found.leads),
        "auc_since_death": rounded(auc(-ours.since_death, ours.onset)),
        "auc_deaths_so_far": rounded(auc(ours.deaths_so_far, ours.onset)),
    }


def _line(name: str, of: Record, chance: np.ndarray) -> dict[str, float | None]:
    came = of.onset
    area, skill = auc(chance, came), brier_skill(chance, came)
    ranked = interval(lambda rows: auc(chance[rows], came[rows]), of.place, DRAWS, SEED)
    gained = interval(lambda rows: brier_skill(chance[rows], came[rows]), of.place, DRAWS, SEED)
    share = came.mean()
    bits = 1 - log_loss(chance, came) / log_loss(np.full(len(came), share), came)
    found = caught(chance, came, of.origin, of.lead, BUDGET)
    brier = ((chance - came) ** 2).mean()
    print(
        f"{name:40} {area:6.3f} [{ranked[0]:.3f}, {ranked[1]:.3f}] {brier:.5f} {skill:+.4f} "
        f"[{gained[0]:+.3f}, {gained[1]:+.3f}] {bits:+.3f} {found.recall:.3f}"
    )
    return {
        "auc": rounded(area),
        "auc_low": rounded(ranked[0]),
        "brier_skill": rounded(skill),
        "brier_skill_low": rounded(gained[0]),
    }


def log_loss(chance: np.ndarray, came: np.ndarray) -> float:
    return float(-np.log(np.where(came, chance, 1 - chance)).mean())


def alone(of: Record, hint: np.ndarray) -> np.ndarray:
    """A logistic of one hint, fitted at each origin to the record's own earlier years; before, the base rate."""
    chance = of.base_rate.copy()
    for origin in np.unique(of.origin):
        past, here = of.origin <= origin - 14, of.origin == origin
        if of.onset[past].any():
            centre = hint[past].mean()
            level, slope = fitted(Cases.equal((hint[past] - centre)[:, None], of.onset[past].astype(float)), 0.1)
            chance[here] = 1 / (1 + np.exp(-level - slope * (hint[here] - centre)))
    return chance


def told(of: Record) -> str:
    def _area(rows: np.ndarray) -> float:
        return auc(of.chance[rows], of.onset[rows])

    def _skill(rows: np.ndarray) -> float:
        return brier_skill(of.chance[rows], of.onset[rows])

    parts = [f"{len(of)} country-years, {int(of.onset.sum())} onsets"]
    scores: dict[str, Score] = {"AUC": _area, "Brier skill": _skill}
    for name, score in scores.items():
        low, high = interval(score, of.place, DRAWS, SEED)
        parts.append(f"{name} {score(np.arange(len(of))):.3f} [{low:.3f}, {high:.3f}]")
    return ", ".join(parts)


def strict(panel: Panel, ours: Record) -> Record:
    """The same chances, where no death at all was seen in the 24 months."""
    silent = quiet(panel.deaths, Definition(quiet_below=1))
    return ours.only(silent[ours.place, ours.origin - panel.first_month])


def beside_strict(part: Record) -> dict[str, float | None]:
    print(f"\nstrict (24 months without a death): {told(part)}")
    print(f"  time since the last death as it is: AUC {auc(-part.since_death, part.onset):.3f}")
    return {
        "strict_auc": rounded(auc(part.chance, part.onset)),
        "strict_brier_skill": rounded(brier_skill(part.chance, part.onset)),
    }


def others(series: dict[str, History], settings: Settings) -> None:
    """What the choices were made on, and what each part of the input brings."""
    for kind in ("one-sided", "non-state"):
        print(f"chosen on {kind} onsets: {told(record(panel_for(kind, series), settings, map(october, YEARS)))}")
    alone_standing = panel_of(series["state-based"], {})
    print(f"without other violence: {told(record(alone_standing, settings, map(october, YEARS)))}")


def mass_killing(path: Path) -> dict[str, float | None]:
    """Risks as published for the next year, raw and recalibrated; both on the years that can be recalibrated."""
    table = pq.read_table(path, columns=["year", "ccode", "mk_onset", "risk_prev"])
    table = table.filter(table["risk_prev"].is_valid())
    year, place, came, risk = (table[name].to_numpy() for name in table.column_names)
    came = came > 0
    print(f"\nmass killing (Early Warning Project), {len(came)} country-years, {int(came.sum())} onsets: ", end="")
    share = came.mean()
    print(f"AUC {auc(risk, came):.3f}, Brier {((risk - came) ** 2).mean():.5f}, base {share * (1 - share):.5f}")
    chance = recalibrated(risk, came, year, lag_years=2)
    rows = np.isfinite(chance)
    chance, given, came, place = chance[rows], risk[rows], came[rows], place[rows]
    share = came.mean()
    brier, raw = ((chance - came) ** 2).mean(), ((given - came) ** 2).mean()
    low, high = interval(lambda one: brier_skill(chance[one], came[one]), place, DRAWS, SEED)
    print(
        f"  recalibrated by earlier years, {year[rows].min()} on ({int(came.sum())} onsets): Brier {brier:.5f}", end=""
    )
    print(
        f" (raw {raw:.5f}, base {share * (1 - share):.5f}), AUC {auc(chance, came):.3f} (raw {auc(given, came):.3f}),"
    )
    print(f"  Brier skill {brier_skill(chance, came):+.4f} [{low:+.4f}, {high:+.4f}]")
    return {
        "mass_killing_auc": rounded(auc(chance, came)),
        "mass_killing_brier_skill": rounded(brier_skill(chance, came), 4),
    }


def rounded(value: float, digits: int = 4) -> float | None:
    """None where a score is undefined, as without a single onset."""
    return round(float(value), digits) if np.isfinite(value) else None
