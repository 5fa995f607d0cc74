"""`python -m bench links [--data DIR] [--held-out DAYS]`

Who does what to whom next, on ICEWS14: (actor, relation, ?) and (?, relation, recipient) of every event of the scored
days. Time-aware filter, mean rank on ties, each query with its own scores (`ranks.py`).

All is fitted on the split `train` alone. Scored is `valid`; if DIR holds an icews14.parquet with a split `test`, that,
with `valid` as history but not fitted on. `--held-out 16` scores the last 16 days of train instead, with all fitted on
the days before: settings were chosen there.
`mrr`, `hits1`, `hits3`, `hits10`: events up to the day before are known. `mrr_multi_step`: none after the first scored
day is. `mrr_explainable`: the combination without the ranker. `mrr_recurrency`: the baseline. `calibration_error`: of
the probability that the first answer comes true, over ten bins. `cited`: part of the first answers that cite a past
event. `cpu_s`: one thread's CPU seconds of the whole run.
"""

import argparse
import os
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from threadpoolctl import threadpool_limits

from bench._links import Tally, tally
from simurg.foresight.links.calibration import bins, error
from simurg.foresight.links.fit import Parameters, fit
from simurg.foresight.links.links import Links, links_of
from simurg.foresight.links.ranks import KINDS, figures

DATA = Path(os.environ.get("SIMURG_DATA", Path(__file__).parents[2] / "shared" / "data"))


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench links", description=__doc__)
    parser.add_argument("--data", type=Path, help="a folder with an icews14.parquet")
    parser.add_argument("--held-out", type=int, default=0, help="score the last so many days of train")
    asked = parser.parse_args(arguments)
    with threadpool_limits(1):
        figures_of(asked)


def figures_of(asked: argparse.Namespace) -> None:
    begin = time.process_time()
    file = (asked.data or DATA / "forecast") / "icews14.parquet"
    links, train_end, start, split = read(file)
    if asked.held_out:
        links, train_end, start, split = links.until(train_end), *(2 * [train_end - asked.held_out]), "train's end"
    print(f"{len(links):,} events, {len(links.actors):,} actors, {len(links.relations)} relations; scored: {split}")
    parameters = fit(links.until(train_end))
    print(f"fitted on {len(links.until(train_end)):,} events in {time.process_time() - begin:.0f} CPU-s")
    single = tally(links, links, parameters, start)
    shown = told(single)
    print_kinds(single)
    far = tally(links.until(start), links, parameters, start)
    shown["mrr_multi_step"] = figures(far.ranks)["mrr"]
    shown["mrr_multi_step_explainable"] = figures(far.explainable)["mrr"]
    print_calibration(parameters, single)
    shown["calibration_error"] = error(bins(parameters.curve.at(single.confidence), single.right))
    shown["cited"] = single.cited / max(single.answers, 1)
    shown["cpu_s"] = time.process_time() - begin
    for name, value in shown.items():
        print(f"{name} {value:.4f}" if name != "cpu_s" else f"{name} {value:.1f}")


def read(file: Path) -> tuple[Links, int, int, str]:
    """All events, the first day after train, the first scored day, and the name of the scored split."""
    table = pq.read_table(file, columns=["subject", "relation", "object", "date", "split"])
    split = table["split"].cast(pa.string())
    day = table["date"].cast(pa.timestamp("us")).cast(pa.date32()).cast(pa.int32())
    scored = "test" if pc.any(pc.equal(split, "test")).as_py() else "valid"
    links = links_of(table["subject"], table["relation"], table["object"], day.to_numpy())
    train_end = int(pc.max(day.filter(pc.equal(split, "train"))).as_py()) + 1
    return links, train_end, int(pc.min(day.filter(pc.equal(split, scored))).as_py()), scored


def told(single: Tally) -> dict[str, float]:
    low, high = interval(1 / single.ranks, single.day)
    print(f"queries {len(single.ranks):,}; mrr, 90 % interval over days: {low:.4f} to {high:.4f}")
    found = dict(figures(single.ranks))
    for name, ranks in (("explainable", single.explainable), ("recurrency", single.recurrency)):
        found |= {f"{key}_{name}": value for key, value in figures(ranks).items() if key in ("mrr", "hits10")}
    found |= {
        f"mrr_{name.replace(' ', '_')}": float(np.mean(1 / single.ranks[single.kind == kind]))
        for kind, name in enumerate(KINDS)
    }
    return found


def interval(values: npt.NDArray[np.floating], day: npt.NDArray[np.int64]) -> tuple[float, float]:
    """Days resampled 1,000 times."""
    _, of = np.unique(day, return_inverse=True)
    total, count = np.bincount(of, values), np.bincount(of)
    drawn = np.random.default_rng(1).integers(0, len(count), (1_000, len(count)))
    low, high = np.quantile(total[drawn].sum(axis=1) / count[drawn].sum(axis=1), [0.05, 0.95])
    return float(low), float(high)


def print_kinds(single: Tally) -> None:
    print("answer        part   ranker  explainable  recurrency   (MRR)")
    for kind, name in enumerate(KINDS):
        of = single.kind == kind
        means = (float(np.mean(1 / each[of])) for each in (single.ranks, single.explainable, single.recurrency))
        ours, plain, again = means
        print(f"{name:12} {np.mean(of):6.3f}  {ours:7.4f}  {plain:11.4f}  {again:10.4f}")


def print_calibration(parameters: Parameters, single: Tally) -> None:
    print("probability of the first answer: stated, came true, queries")
    for one in bins(parameters.curve.at(single.confidence), single.right):
        print(f"  {one.stated:.3f}  {one.seen:.3f}  {one.cases:6,}")
