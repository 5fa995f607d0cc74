"""`python -m bench belief [--data DIR] [--worlds 6]`

Truth discovery over conflicting claims. `accuracy`: birthplaces, the part of the objects whose believed value is the
most specific true one that some source gave (the published convention of this set; of equally good answers the first
in the file, as there). `population_error_rate`: the part of populations off by more than 1 %. `interval_coverage`: on
the hard exercise world, how often the stated 80 % interval of a source's reliability holds its true rate, over sources
that neither copy nor are steered. With `--data DIR`, DIR holds another set in the same three files (claims.csv,
groundtruths.csv, hierarchy.csv), and only `accuracy` is of it.

Gold values are read for scoring alone. The table says which data chose each setting: none was chosen on what is scored.
The last line is one JSON object.
"""

import argparse
import csv
import json
import os
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from bench._exercise_belief import Result, result
from bench._made_claims import World, make
from bench._plain_belief import accu, first_mode, vote
from simurg.fusion.belief import Hierarchy, Parameters, Settings, believe, fit, gather, parse_hierarchy
from simurg.fusion.belief.claims import Claims
from simurg.fusion.belief.scoring import interval_coverage, number_error_rate, sharpest, word_accuracy

DATA = Path(os.environ.get("SIMURG_DATA", Path(__file__).parents[2] / "shared" / "data"))
ON_MADE_CLAIMS = {"habit_weight": "made claims (20, 60, 200 tried)"}
ANONYMOUS = "contributor #0 "
"""Wikipedia gives edits without an account the number 0: those contributors share a prior."""


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench belief", description=__doc__)
    parser.add_argument("--data", type=Path, help="a folder with claims.csv, groundtruths.csv and hierarchy.csv")
    parser.add_argument("--worlds", type=int, default=8, help="made worlds of each kind; 0 leaves them out")
    asked = parser.parse_args(arguments)
    show_settings()
    figures = words(asked.data or DATA / "osint" / "truth" / "birthplaces")
    population = DATA / "osint" / "truth" / "population"
    figures |= populations(population) if population.is_dir() else {"population_error_rate": None}
    figures |= exercise(asked.worlds) if asked.worlds else {"interval_coverage": None}
    figures |= made(asked.worlds) if asked.worlds else {}
    print(json.dumps(figures))


def show_settings() -> None:
    print("setting              value       chosen by")
    for one in fields(Settings):
        print(f"{one.name:20} {str(one.default)[:24]:11} {ON_MADE_CLAIMS.get(one.name, 'reasoning')}")
    print(
        "reliabilities, strength of priors, habits, popularity, echo, copying: fitted to the claims scored, no gold\n"
    )


# --- words -----------------------------------------------------------------------------------------------------------


def words(folder: Path) -> dict[str, float | None]:
    claims, hierarchy, truth, order = read_set(folder)
    parameters = fit(claims, Settings(), hierarchy)
    ours = word_accuracy(believe(claims, parameters, hierarchy), truth)
    aim = sharpest(claims, truth)
    judged = [q for q in claims.questions if q in truth]

    def score(answers: dict[tuple[str, str], str]) -> float:
        return sum(answers[q] == aim.get(q, "") for q in judged) / len(judged)

    rows = {"belief": ours, "vote": score(vote(claims, order)), "ACCU (plain)": score(accu(claims))}
    print(f"{folder.name}: {len(claims)} claims, {len(judged)} objects with gold, {len(claims.sources)} sources")
    for name, value in rows.items():
        print(f"  {name:24} accuracy {value:.4f}")
    show_sources(parameters)
    return {
        "accuracy": round(ours, 4),
        "vote_accuracy": round(rows["vote"], 4),
        "accu_accuracy": round(rows["ACCU (plain)"], 4),
    }


def read_set(
    folder: Path,
) -> tuple[Claims, Hierarchy, dict[tuple[str, str], list[str]], dict[tuple[str, str, str], int]]:
    """Claims, hierarchy, truths (sharpest first), and the file's order of (object, "", value) for the vote's ties."""
    rows = list(read_csv(folder / "claims.csv"))
    table = pa.table({"object": [r[0] for r in rows], "source": [r[1] for r in rows], "value": [r[2] for r in rows]})
    hierarchy = parse_hierarchy((r[0], r[1], r[2]) for r in read_csv(folder / "hierarchy.csv"))
    truth = {(r[0].strip(), ""): [w.strip() for w in r[1].split(",")] for r in read_csv(folder / "groundtruths.csv")}
    order: dict[tuple[str, str, str], int] = {}
    for k, r in enumerate(rows):
        order.setdefault((r[0].strip(), "", r[2].strip()), k)
    return gather(table), hierarchy, truth, order


def read_csv(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        yield from rows


def show_sources(parameters: Parameters) -> None:
    busiest = sorted(parameters.sources.items(), key=lambda item: (-item[1].claims, item[0]))[:8]
    for name, one in busiest:
        interval = f"{one.mean:.3f} [{one.low:.3f}, {one.high:.3f}]"
        print(f"  {name[:24]:24} reliability {interval}, vague {one.vague:.2f}, {one.claims} claims")
    print(f"  echo {parameters.echo:.3f}, dependences found: {len(parameters.dependences)}\n")


# --- numbers ---------------------------------------------------------------------------------------------------------


def populations(folder: Path) -> dict[str, float]:
    with (folder / "population-new-new.txt").open(encoding="utf-8", errors="replace") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    truth: dict[tuple[str, str], float] = {}
    with (folder / "population-gd.txt").open(encoding="utf-8", errors="replace") as file:
        for line in file:
            place, year, value = line.strip().rsplit(", ", 2)
            truth[f"{place}_{year}", ""] = float(value)
    table = pa.table(
        {
            "object": [r[0] for r in rows],
            "source": [r[1] for r in rows],
            "value": pa.array([float(r[2]) for r in rows], pa.float64()),
            "family": ["anonymous" if r[1].startswith(ANONYMOUS) else None for r in rows],
        }
    )
    claims = gather(table)
    parameters = fit(claims)
    ours = number_error_rate(believe(claims, parameters), truth)
    values: dict[tuple[str, str], list[float]] = {}
    for r in rows:
        values.setdefault((r[0], ""), []).append(float(r[2]))
    judged = [q for q in truth if q in values]

    def off(guess: dict[tuple[str, str], float]) -> float:
        return float(np.mean([abs(guess[q] - truth[q]) > 0.01 * truth[q] for q in judged]))

    table_rows = {
        "belief": ours,
        "mode": off({q: first_mode(v) for q, v in values.items()}),
        "median": off({q: float(np.median(v)) for q, v in values.items()}),
    }
    print(f"populations: {len(claims)} claims, {len(claims.questions)} questions, {len(judged)} with gold")
    for name, value in table_rows.items():
        print(f"  {name:24} off by more than 1 %: {value:.4f} ({round(value * len(judged))})")
    print(f"  echo {parameters.echo:.3f}, dependences found: {len(parameters.dependences)}\n")
    return {"population_error_rate": round(ours, 4), "population_mode_error_rate": round(table_rows["mode"], 4)}


# --- the exercise world ----------------------------------------------------------------------------------------------


def exercise(worlds: int) -> dict[str, float]:
    """Means over hard fusion parts of seeds 100 and on."""
    rows = [result(100 + k) for k in range(worlds)]
    mean = {one.name: round(float(np.mean([getattr(row, one.name) for row in rows])), 4) for one in fields(Result)}
    print(f"exercise world, fusion part, hard, {worlds} seeds from 100 (no setting was chosen on it)")
    print(f"  error {mean['error']}, majority vote's {mean['vote_error']}, oracle's {mean['oracle_error']}")
    print(f"  80 % intervals of free sources' reliability hold the true rate: {mean['coverage']}")
    print(f"  belief in wrong answers {mean['misled']}, had the copiers kept silent {mean['misled_without_copies']}\n")
    named = {"coverage": "interval_coverage", "misled": "misled", "misled_without_copies": "misled_without_copies"}
    return {named.get(name, f"exercise_{name}"): value for name, value in mean.items()}


# --- made claims -----------------------------------------------------------------------------------------------------

KINDS = {
    "forty sources, six copiers": World(),
    "forty sources, no copiers": World(copiers=0),
    "1,500 sources, few claims each": World(objects=800, sources=1500, copiers=20, answers_each=5.5),
}


def made(worlds: int) -> dict[str, float]:
    covered, errors, plain = [], [], []
    print(f"made claims, {worlds} worlds of each kind (seeds 100 and on; settings were tried on seeds 0 to 3)")
    for name, kind in KINDS.items():
        rows = [made_once(kind, 100 + k) for k in range(worlds)]
        coverage, ours, votes = (float(np.mean([row[i] for row in rows])) for i in range(3))
        print(f"  {name:32} coverage {coverage:.3f}  error {1 - ours:.3f}  vote's {1 - votes:.3f}")
        covered.append(coverage)
        errors.append(1 - ours)
        plain.append(1 - votes)
    return {
        "made_interval_coverage": round(float(np.mean(covered)), 4),
        "made_error": round(float(np.mean(errors)), 4),
        "made_vote_error": round(float(np.mean(plain)), 4),
    }


def made_once(kind: World, seed: int) -> tuple[float, float, float]:
    world = make(replace(kind, seed=seed))
    claims, hierarchy = gather(world.table), parse_hierarchy(world.hierarchy)
    truth = {(name, ""): words for name, words in world.truth.items()}
    parameters = fit(claims, Settings(), hierarchy)
    beliefs = believe(claims, parameters, hierarchy)
    judged = {q: truth[q] for q in claims.questions}
    aim = sharpest(claims, judged)
    votes = vote(claims, {})
    plain = sum(votes[q] == aim.get(q) for q in judged) / len(judged)
    return interval_coverage(parameters, world.rates), word_accuracy(beliefs, judged), plain
