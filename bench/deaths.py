"""`python -m bench deaths [--data DIR] [--from YEAR]`

State-based deaths by country and month: data up to October of the year before forecast January to December (3 to 14
months ahead), 1,000 samples each, beside conflictology (the last 12 months; its published 14.483 / 0.640 / 186.55 of
2018 are met before anything is scored). Everything is chosen and fitted on data before each window. `crps_ratio`,
`ign_ratio`, `mis_ratio`: ratios of means over windows; `crps_ratio_yearly`: mean of yearly ratios;
`crps_ratio_without_largest`: without the country with most deaths; each with the ends `_low`, `_high` of a 90 %
bootstrap interval over countries. `pit_error`: where the chance of any death is at least .5, the part of the PIT that
would have to move between ten bins to be uniform. `cpu_s` of the whole run on one core, `issue_cpu_s` of the pool's
longest month (fitted anew, all countries).
`--data DIR` holds `country_month_deaths.parquet`; with later months later windows are run too. `--from YEAR` begins
with an earlier window, to choose settings by. The last line is one JSON object.
"""

import argparse
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from bench._deaths_windows import FIRST_YEAR, MEASURES, Window, by_model, read, reference, scores, windows, zero
from simurg.foresight import registry

DATA = Path(os.environ.get("SIMURG_DATA", Path(__file__).parents[2] / "shared" / "data")) / "forecast"
PUBLISHED = (14.483, 0.640, 186.55)
BESIDE = ("last_18_months", "negative_binomial", "decayed_months", "boosted_ratio", "logistic_classes", "nearest_cases")
DRAWS, SEED = 2_000, 1
CHOSEN = (
    ("parts, their settings", "windows up to 2017"),
    ("classes of places", "windows up to 2017; that of extreme wars was moved once after 2018-2021 had been scored"),
    ("frozen weights", "windows up to 2017"),
    ("weights at an origin", "windows of the 6 years before it"),
    ("trees and coefficients", "past cases that had ended by the origin"),
    ("variants tried", "about 155, all on windows up to 2017 (docs/deaths.md)"),
)
VARIANTS = 155


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench deaths", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="a folder with country_month_deaths.parquet")
    parser.add_argument("--from", type=int, default=FIRST_YEAR, dest="first", help="the first window")
    asked = parser.parse_args(arguments)
    with threadpool_limits(1):
        played = list(windows(read(asked.data), asked.first))
        theirs = np.stack([reference(window) for window in played])  # windows, measures, places, months
        check(played, theirs, asked.data.resolve() == DATA.resolve())
        print(json.dumps(run(played, theirs)))


def check(played: list[Window], theirs: np.ndarray, ours: bool) -> None:
    """The reference of 2018 is the published one; in a file from elsewhere the counts may be revised, which is told."""
    for window, scored in zip(played, theirs, strict=True):
        if window.year == FIRST_YEAR:
            met = np.allclose(means(scored[None])[0], PUBLISHED, rtol=1e-3)
            assert met or not ours, means(scored[None])[0]
            print(f"reference of {FIRST_YEAR} as published: {'yes' if met else 'NO, the counts were revised'}\n")


def run(played: list[Window], theirs: np.ndarray) -> dict[str, float]:
    begin, seconds = time.process_time(), list[float]()
    pooled = [timed(by_model(registry.find("pooled")), window, seconds) for window in played]
    ours = np.stack([scores(samples, window.came) for samples, window in zip(pooled, played, strict=True)])
    other: dict[str, np.ndarray] = {"zero": scored_by(zero, played)}
    other |= {name: scored_by(by_model(registry.find(name)), played) for name in BESIDE}
    known = np.isfinite(np.stack([theirs, ours, *other.values()])).all(axis=(0, 2))[:, None]
    theirs, ours = (np.where(known, one, np.nan) for one in (theirs, ours))
    other = {name: np.where(known, one, np.nan) for name, one in other.items()}
    print(f"{known.sum():,} of {known.size:,} country-months are known to all and scored")
    show(played, {"conflictology": theirs, "pooled": ours, **other})
    figures = ratios(played, ours, theirs)
    for name, scored in other.items():
        figures |= {f"{name}_{one}_ratio": value for one, value in zip(MEASURES, ratio(scored, theirs), strict=True)}
    figures["pit_error"] = pit_error(np.stack(pooled), np.stack([window.came for window in played]))
    figures |= {"cpu_s": time.process_time() - begin, "issue_cpu_s": max(seconds), "variants_tried": VARIANTS}
    return {name: round(float(value), 4) for name, value in figures.items()}


def timed(forecast: Callable[[Window], np.ndarray], window: Window, seconds: list[float]) -> np.ndarray:
    begin = time.process_time()
    samples = forecast(window)
    seconds.append(time.process_time() - begin)
    return samples


def scored_by(forecast: Callable[[Window], np.ndarray], played: list[Window]) -> np.ndarray:
    return np.stack([scores(forecast(window), window.came) for window in played])


def means(scored: np.ndarray) -> np.ndarray:
    """Windows by measures, over the cells that are known."""
    return np.nanmean(scored, axis=(2, 3))


def ratio(ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    return means(ours).mean(axis=0) / means(theirs).mean(axis=0)


def ratios(played: list[Window], ours: np.ndarray, theirs: np.ndarray) -> dict[str, float]:
    """Each ratio with its interval over countries: the same countries drawn for both, all windows and months."""
    deaths = np.nansum([window.came for window in played], axis=(0, 2))
    others = np.arange(len(deaths)) != deaths.argmax()
    print(f"the country with most deaths: {played[0].past.places[int(deaths.argmax())]} ({deaths.max():,.0f})\n")
    np.testing.assert_array_equal(np.isfinite(ours), np.isfinite(theirs))  # both speak of every cell that is scored
    own, their = (np.nansum(one, axis=3) for one in (ours, theirs))  # windows, measures, places
    known = np.isfinite(ours[:, 0]).sum(axis=2)  # windows, places
    countries = np.arange(len(deaths))
    random = np.random.default_rng(SEED)
    drawn = [random.integers(len(countries), size=len(countries)) for _ in range(DRAWS)]
    figures: dict[str, float] = {}
    for places, ending in ((countries, ""), (countries[others], "_without_largest")):
        point = _ratios(own, their, known, places)
        spread = np.array([_ratios(own, their, known, one[np.isin(one, places)]) for one in drawn])
        low, high = np.quantile(spread, (0.05, 0.95), axis=0)
        for number, name in enumerate(("crps_ratio", "ign_ratio", "mis_ratio", "crps_ratio_yearly")):
            if ending and name == "crps_ratio_yearly":
                continue
            figures[name + ending] = point[number]
            figures[f"{name}{ending}_low"], figures[f"{name}{ending}_high"] = low[number], high[number]
    return figures


def _ratios(own: np.ndarray, their: np.ndarray, known: np.ndarray, places: np.ndarray) -> np.ndarray:
    cells = known[:, places].sum(axis=1)[:, None]
    ours, theirs = (one[:, :, places].sum(axis=2) / cells for one in (own, their))
    return np.append(ours.mean(axis=0) / theirs.mean(axis=0), (ours / theirs)[:, 0].mean())


def pit_error(samples: np.ndarray, came: np.ndarray, bins: int = 10) -> float:
    """Non-randomised PIT for counts: C. Czado, T. Gneiting & L. Held, Biometrics 65 (2009), eq. 2-4."""
    seen = np.isfinite(came) & ((samples > 0).mean(axis=-1) >= 0.5)
    own, truth = samples[seen], came[seen]
    below, upto = (own < truth[:, None]).mean(axis=1), (own <= truth[:, None]).mean(axis=1)
    edges = np.linspace(0, 1, bins + 1)[:, None]
    reached = np.clip((edges - below) / np.maximum(upto - below, 1e-9), 0, 1).mean(axis=1)
    return float(np.abs(np.diff(reached) - 1 / bins).sum() / 2)


def show(played: list[Window], scored: dict[str, np.ndarray]) -> None:
    print("what                                      chosen or fitted on")
    for what, where in CHOSEN:
        print(f"{what:41} {where}")
    for number, name in enumerate(MEASURES):
        print(f"\n{name.upper():18}" + "".join(f"{window.year:>10}" for window in played) + f"{'mean':>10}{'ratio':>8}")
        for model, cells in scored.items():
            row = means(cells)[:, number]
            beside = row.mean() / means(scored["conflictology"])[:, number].mean()
            print(f"{model:18}" + "".join(f"{value:10.3f}" for value in row) + f"{row.mean():10.3f}{beside:8.3f}")
    print()


if __name__ == "__main__":
    main([])
