"""`python -m bench shifts [--data DIR] [--seeds 400-411] [--difficulty hard]`

Shifts: planted shifts of the exercise world's foresight part found within 14 days at one false alarm a pair-year
(`recall`, `false_a_pair_year`, `total`), beside fixed thresholds and scores, an offline peer, and an oracle that knows
the generator's parameters. `icews_*`: the largest shifts of a year of real events, with dates and the events behind
them. Spillover: the factor of a war next door, recovered where it was planted and measured on UCDP country-months,
beside the forecasts without it.

Settings and thresholds were chosen on seeds 0 to 6 (docs/shifts.md); `--seeds` are scored once. The offline peer
(ruptures, PELT) sees the whole series: its dates are compared, not its delay. `--data DIR` holds `icews14.parquet`
and `country_month_deaths.parquet`. The last line is one JSON object.
"""

import argparse
import json
import os
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench._shift_peer import PENALTIES, peer_alarms
from bench._shift_spillover import in_exercise, in_world
from simurg.collection.transforms import icews_cameo
from simurg.detection.detectors import shift as detector
from simurg.detection.shifts import Followed, Reading, Shift, alarms_of, daily_of, follow, shifts_of
from simurg.detection.shifts.daily import Daily
from simurg.exercise.parts.foresight import ForesightPart, Relations, relations
from simurg.exercise.parts.foresight.settings import midnight
from simurg.exercise.tasks import shift_oracle
from simurg.exercise.tasks.detectors import Known, as_events
from simurg.exercise.tasks.shift_methods import BASELINES, threshold_of
from simurg.exercise.tasks.shift_methods import alarms_of as watched
from simurg.exercise.tasks.shifts import Alarm, Score, score_of, scored_pass
from simurg.ontology.plover import plover_of

DATA = Path(os.environ.get("SIMURG_DATA", Path(__file__).parents[2] / "shared" / "data")) / "forecast"
DEVELOPMENT = range(4)
"""Seeds on which thresholds of baselines, oracle and peer are chosen; ours: settings on 0 to 2, threshold on 3 to 6."""
FIXED = "hostile rows"
LISTED, CITED = 20, 3
SURE, LASTS_DAYS = 0.8, 28


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench shifts", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="a folder with the tables")
    parser.add_argument("--seeds", default="400-411", help="seeds that are scored, as FIRST-LAST")
    parser.add_argument("--difficulty", default="hard")
    parser.add_argument("--plain", action="store_true", help="without baselines, oracle and peer")
    asked = parser.parse_args(arguments)
    first, _, last = asked.seeds.partition("-")
    seeds = range(int(first), int(last or first) + 1)
    begin = time.process_time()
    figures: dict[str, Any] = {"difficulty": asked.difficulty, "seeds": [seeds[0], seeds[-1]]}
    figures |= planted(seeds, asked.difficulty, plain=asked.plain)
    if (asked.data / "icews14.parquet").is_file():
        figures |= icews(asked.data / "icews14.parquet")
    figures |= in_exercise(seeds, asked.difficulty)
    if (asked.data / "country_month_deaths.parquet").is_file():
        figures |= in_world(asked.data / "country_month_deaths.parquet")
    figures["cpu_s"] = round(time.process_time() - begin, 1)
    print(json.dumps(figures))


# --- planted shifts --------------------------------------------------------------------------------------------------


def planted(seeds: Sequence[int], difficulty: str, *, plain: bool) -> dict[str, Any]:
    methods = {**BASELINES, "oracle": shift_oracle.oracle} if not plain else {}
    development = [relations(ForesightPart(seed, difficulty)) for seed in DEVELOPMENT] if methods else []
    level = {name: threshold_of(watch, development) for name, watch in methods.items()}
    penalty = best_penalty(development) if methods else 0.0
    rows: dict[str, list[Score]] = {}
    for place, seed in enumerate(seeds):
        told = relations(ForesightPart(seed, difficulty))
        score = scored_pass(told, own_alarms) if place == 0 else score_of(told, own_alarms(told.events, 0))
        rows.setdefault("simurg shift", []).append(score)
        for name, watch in methods.items():
            rows.setdefault(name, []).append(score_of(told, watched(told, watch(told), level[name])))
        if methods:
            rows.setdefault("ruptures, in hindsight", []).append(score_of(told, peer_alarms(told, penalty)))
    print(f"planted shifts, {difficulty}, seeds {seeds[0]} to {seeds[-1]}: total = share found in time within budget")
    print("method                          total         found   false a pair-year   days after half of it")
    for name, scores in rows.items():
        print(f"{name:30}  {line(scores)}")
    keys = {"simurg shift": "", FIXED: "fixed_threshold_", "oracle": "oracle_", "ruptures, in hindsight": "peer_"}
    figures: dict[str, Any] = {}
    for name, key in keys.items():
        if name in rows:
            figures |= {f"{key}{what}": value for what, value in means(rows[name]).items()}
    best = max(BASELINES, key=lambda name: fmean(one.total for one in rows[name])) if methods else None
    return {**figures, "best_baseline": best, "best_baseline_total": means(rows[best])["total"] if best else None}


def own_alarms(events: pa.Table, _: int) -> list[Alarm]:
    """The detector's alarms in one pass over all rows; each rests on the days until then."""
    last = events["known_at"][-1].as_py()
    daily = daily_of(Known(last, as_events(events))).daily
    return [Alarm(daily.parties[pair], day + 1 + offset(daily)) for pair, day in alarms_of(follow(daily))]


def offset(daily: Daily) -> int:
    """Days of the part before the first row's day."""
    return daily.first_day - (midnight(0) - datetime(1970, 1, 1, tzinfo=UTC)).days


def best_penalty(parts: Sequence[Relations]) -> float:
    return max(PENALTIES, key=lambda one: fmean(score_of(told, peer_alarms(told, one)).total for told in parts))


def means(scores: Sequence[Score]) -> dict[str, float]:
    return {
        "recall": round(fmean(one.recall for one in scores), 4),
        "false_a_pair_year": round(fmean(one.false_a_pair_year for one in scores), 4),
        "total": round(fmean(one.total for one in scores), 4),
    }


def line(scores: Sequence[Score]) -> str:
    totals = [one.total for one in scores]
    wide = stdev(totals) / len(totals) ** 0.5 if len(totals) > 1 else 0.0
    told = means(scores)
    late = fmean(one.delay for one in scores if one.found) if any(one.found for one in scores) else float("nan")
    return f"{fmean(totals):.3f} ± {wide:.3f}   {told['recall']:.3f}   {told['false_a_pair_year']:8.2f}   {late:15.1f}"


# --- real events -----------------------------------------------------------------------------------------------------


def icews(path: Path) -> dict[str, Any]:
    """The largest shifts in the file, each at the day when the evidence for it was greatest."""
    events = icews_events(path)
    last = events["occurred_from"].to_numpy().max().astype("datetime64[s]").astype(datetime).replace(tzinfo=UTC)
    reading = daily_of(Known(last + timedelta(days=1), events))
    daily = reading.daily
    followed = follow(daily)
    count = len(alarms_of(followed, SURE))
    a_year = count / (len(daily.parties) * (daily.days - followed.settings.young) / 365.25)
    print(f"\nICEWS: {len(daily.parties)} pairs with 20 events or more; {a_year:.2f} shifts a pair-year at {SURE}")
    found = []
    for pair, day in largest(daily, followed)[:LISTED]:
        then = daily.until(day + 1)
        [one] = [each for each in shifts_of(then, follow(then)) if each.pair == pair]
        told = np.flatnonzero(reading.day <= day)
        known = Reading(reading.events.take(told), then, reading.pair[told], reading.day[told])
        found.append({"pair": daily.names[pair], "since": one.since.isoformat(), "verdict": one.verdict})
        tell(one, daily, day)
        for number in detector.cited(known, one, CITED)[0]:
            row = events.slice(number.int, 1).to_pylist()[0]
            print(f"    {row['occurred_from']:%Y-%m-%d}  {row['actor']} · {row['description']} · {row['recipient']}")
    names = [one["pair"] for one in found]
    rank = names.index("Russia – Ukraine") + 1 if "Russia – Ukraine" in names else None
    return {"icews_pairs": len(daily.parties), "icews_largest": found, "icews_russia_ukraine_rank": rank}


def tell(one: Shift, daily: Daily, day: int) -> None:
    share = f"{one.share_before[1]:.0%} → {one.share_since[1]:.0%}"
    ratios = f"conflict ×{one.conflict_ratio[1]:.2g}, cooperation ×{one.cooperation_ratio[1]:.2g}"
    dates = f"since {one.since} ({one.since_low} to {one.since_high}), chance {one.relation + one.volume:.0%}"
    print(f"{daily.names[one.pair][:40]:40} {one.verdict:19} {share:11} {ratios}, {dates} on {daily.date_of(day)}")


def largest(daily: Daily, followed: Followed) -> list[tuple[int, int]]:
    """(pair, day) of the strongest evidence for a shift that was SURE and had lasted LASTS_DAYS, strongest first."""
    lasts = np.arange(daily.days) - followed.start >= LASTS_DAYS - 1
    evidence = np.where(lasts & (followed.start >= LASTS_DAYS), followed.evidence, -np.inf)
    peaks = [(pair, int(np.argmax(one))) for pair, one in enumerate(evidence) if one.max() >= np.log(SURE / (1 - SURE))]
    return sorted(peaks, key=lambda one: (-followed.evidence[one], one))


def icews_events(path: Path) -> pa.Table:
    """The file's rows as the mapping `icews14` reads them; ids are row numbers."""
    rows = pq.read_table(path, columns=["subject", "relation", "object", "date"])
    relations_told = rows["relation"].combine_chunks().cast(pa.string()).to_pylist()
    kinds = {text: plover_of(icews_cameo().get(text.replace("_", " ").casefold(), "")) for text in set(relations_told)}
    table = pa.table(
        {
            "source_id": pa.array(["icews14"] * len(rows)),
            "actor": rows["subject"].combine_chunks().cast(pa.string()),
            "recipient": rows["object"].combine_chunks().cast(pa.string()),
            "event_type": pa.array([kinds[text] for text in relations_told], pa.string()),
            "description": pa.array([text.replace("_", " ") for text in relations_told]),
            "occurred_from": pa.array(rows["date"].to_numpy().astype("datetime64[us]")).cast(pa.timestamp("us", "UTC")),
            "mentions": pa.nulls(len(rows), pa.int32()),
        }
    )
    return as_events(table)
