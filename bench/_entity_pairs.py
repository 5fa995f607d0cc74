"""Pairs of entities for `bench identity`: where they come from, and the weights of evidence fitted on made ones.

Weights are the maximum a posteriori of a logistic model: the prior is normal around the weights set by hand
(evidence.yaml), with standard deviation `SPREAD`, and `FIRM_SPREAD` where the generator knows less than we do: how
many pairs are true at all, how often lists tell different numbers, roles or wrong years of one thing, how common a
name is, and what it never makes (acronyms that stand alone, twins). Nothing here is fitted on labelled real pairs.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from bench._made_entities import OTHER_WORLD, WORLDS, Rates, made_pairs
from simurg.fusion.identity.aliases import Best, full
from simurg.fusion.identity.entities import evidence, read_entity
from simurg.fusion.identity.many import NOT_SAME_TO, SAME_FROM, compare_many
from simurg.fusion.identity.model import Model, packaged_model
from simurg.fusion.identity.names import Name
from simurg.fusion.identity.weights import by_hand

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Pair = dict[str, Any]
SCHEMAS = ("Person", "Organization", "Company", "Vessel", "LegalEntity", "PublicBody")
SPREAD, FIRM_SPREAD = 0.4, 0.05
FIRM = frozenset(
    """a person; an organisation; a vessel; number differs; born in other years; other role; other flag; weak alias
    a common name; a single word; many names to choose from; another syllable of an Eastern name
    the same syllables of an Eastern name; an acronym of the other's words; a long number in both names
    born the same day, but other names""".replace("\n    ", "; ").split("; ")
)
FIT_SEED, TEST_SEED, FIT_PAIRS, TEST_PAIRS = 100, 1, 4000, 2000


def read_pairs(file: Path) -> tuple[list[Pair], int]:
    """Pairs with a verdict over the schemas that are scored, and how many were left out as no such pair."""
    raw = json.loads(file.read_text(encoding="utf-8"))
    kept = [pair for pair in raw if isinstance(pair, dict) and _sound(pair)]
    return [{**pair, "left": _plain(pair["left"]), "right": _plain(pair["right"])} for pair in kept], len(raw) - len(
        kept
    )


def _sound(pair: Mapping[str, Any]) -> bool:
    sides = (pair.get("left"), pair.get("right"))
    return pair.get("judgement") in ("positive", "negative") and all(
        isinstance(side, dict) and side.get("schema") in SCHEMAS and isinstance(side.get("properties", {}), dict)
        for side in sides
    )


def _plain(side: Mapping[str, Any]) -> dict[str, Any]:
    """Schema and properties, each a list of texts."""
    properties = {
        name: [text for text in (found if isinstance(found, list) else [found]) if isinstance(text, str)]
        for name, found in side.get("properties", {}).items()
    }
    return {"schema": side["schema"], "properties": {name: found for name, found in properties.items() if found}}


def matrix(pairs: Sequence[Pair], model: Model | None = None) -> tuple[Floats, Flags]:
    """A row of findings for each pair, in the order of evidence.yaml, and whether it is true."""
    place = {name: column for column, name in enumerate(by_hand())}
    names = model or packaged_model()

    def score(left: Name, right: Name) -> Best:
        return full(left, right, names)

    values = np.zeros((len(pairs), len(place)))
    for row, pair in enumerate(pairs):
        for found in evidence(read_entity(pair["left"]), read_entity(pair["right"]), score):
            values[row, place[found.name]] += found.value
    return values, np.array([pair["judgement"] == "positive" for pair in pairs])


def fit_weights(values: Floats, truth: Flags) -> dict[str, float]:
    """Finding to weight."""
    names = list(by_hand())
    prior = np.array([by_hand()[name] for name in names])
    spread = np.array([FIRM_SPREAD if name in FIRM else SPREAD for name in names])
    sign = np.where(truth, 1.0, -1.0)

    def loss(weights: Floats) -> tuple[float, Floats]:
        odds, off = sign * (values @ weights), (weights - prior) / spread
        miss = 1.0 / (1.0 + np.exp(np.clip(odds, -700, 700)))
        slope = -(values * (sign * miss)[:, None]).sum(axis=0) + off / spread
        return float(np.logaddexp(0.0, -odds).sum() + 0.5 * (off @ off)), slope

    found = minimize(loss, prior, jac=True, method="L-BFGS-B").x
    return {name: round(float(weight), 3) for name, weight in zip(names, found, strict=True)}


def fitted_document() -> dict[str, Any]:
    """What evidence.json holds."""
    pairs = [pair for n, rates in enumerate(WORLDS.values()) for pair in made_pairs(FIT_SEED + n, FIT_PAIRS, rates)]
    return {
        "version": "evidence-3",
        "fitted_with": f"bench._entity_pairs.fit_weights, prior of evidence.yaml with spread {SPREAD}",
        "fitted_on": f"{len(pairs)} made pairs (bench/_made_entities.py: {', '.join(WORLDS)}; seeds from {FIT_SEED})",
        "weights": fit_weights(*matrix(pairs)),
    }


def tests() -> dict[str, list[Pair]]:
    """Made pairs that nothing was fitted on: the same worlds from other seeds, and one with other rates."""
    worlds: dict[str, Rates] = {**WORLDS, "other rates": OTHER_WORLD}
    worlds["merged"] = worlds.pop("merged")
    return {name: made_pairs(TEST_SEED + n, TEST_PAIRS, rates) for n, (name, rates) in enumerate(worlds.items())}


def probabilities(pairs: Sequence[Pair], model: Model | None = None) -> Floats:
    sides = [pair[side] for pair in pairs for side in ("left", "right")]
    places = np.arange(len(pairs)) * 2
    return compare_many(sides, places, places + 1, model).probabilities


def reliability(chance: Floats, truth: Flags, bins: int = 10) -> list[tuple[str, int, float, float]]:
    """For each tenth of probability: how many pairs, the mean said, the share that is true."""
    rows = []
    for n in range(bins):
        inside = (chance >= n / bins) & ((chance < (n + 1) / bins) | (n == bins - 1))
        if inside.any():
            said, true = float(chance[inside].mean()), float(truth[inside].mean())
            rows.append((f"{n / bins:.1f}-{(n + 1) / bins:.1f}", int(inside.sum()), round(said, 3), round(true, 3)))
    return rows


def sure(chance: Floats, truth: Flags) -> dict[str, float]:
    """How often the two sure verdicts are right, and how many pairs stay unsure."""
    same, other = chance >= SAME_FROM, chance <= NOT_SAME_TO
    return {
        "same_right": round(float(truth[same].mean()), 3),
        "not_same_right": round(float((~truth[other]).mean()), 3),
        "unsure": round(float((~same & ~other).mean()), 3),
    }
