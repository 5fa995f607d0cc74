"""`python -m bench identity [--data DIR] [--peer auto|no] [--mrr 2000] [--refit]`

Names, entities, blocking and scripts against data nobody here wrote; nomenklatura's logic-v2 is the peer in the same
run, in an environment of its own under the user's cache folder. The last line is one JSON object. `--data DIR` with
`pairs.json` (a list of {"left", "right", "judgement": "positive" | "negative"}, FollowTheMoney entities) is scored in
place of name_bench's entity checks.

Which data chose each setting is printed with the figures. CPU time is the process's own; both sides take turns.
"""

import argparse
import csv
import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from bench import _entity_pairs
from bench._name_speed import child, speed
from bench._peer import entity, own_run, peer_python, peer_run, warm
from bench._record_tables import DATA, blocking
from simurg.fusion.identity.letters import plain
from simurg.fusion.identity.likeness import transducer
from simurg.fusion.identity.model import Model, document_of, fit, probability
from simurg.fusion.identity.names import Kind, read_name
from simurg.fusion.identity.ranking import Latins
from simurg.fusion.identity.transducer import fit as fit_transducer

KINDS = {"Person": Kind.PERSON, "Vessel": Kind.VESSEL}
SCRIPTS = {"russian": "cyrillic", "arabic": "arabic", "hebrew": "hebrew"} | {
    "japanese": "kana",
    "korean": "hangul",
    "chinese": "han",
}
ANCHORS = {"russian": 0.847, "japanese": 0.649, "arabic": 0.678, "korean": 0.481, "hebrew": 0.559, "chinese": 0.405}
PEER_THRESHOLD = 0.7
CHOSEN_BY = """
setting                          chosen by
name model's coefficients        name_bench; scored in 10 folds with no name in two, three shuffles (mean)
features, word lists, likeness   by hand, with name_bench's wrong answers in view: its F1 is optimistic by that much
prior precision, threshold .5    fixed beforehand (1.0; .5), not tuned
transducers of six scripts       lines 2,001 and on of each file, without names or spellings of the first 2,000
evidence of entities, word lists by hand, with wrong answers of half of entity_checks.yml in view (looked_at)
weights of that evidence         made pairs of other seeds, around weights set by hand; threshold .5 fixed beforehand
blocking keys, candidates        by hand, with historical_50k's and FEBRL4's recall in view
"""


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench identity", description=__doc__)
    parser.add_argument("--data", type=Path, default=None, help="a folder with pairs.json")
    parser.add_argument("--peer", choices=("auto", "no"), default="auto")
    parser.add_argument("--mrr", type=int, default=2000, help="names of each script; 0 leaves them out")
    parser.add_argument(
        "--refit", type=Path, help="write transducer counts and the name model into this folder, and stop"
    )
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.child:
        print(json.dumps(child(json.loads(asked.child.read_text(encoding="utf-8")))))
        return
    if asked.refit:
        refit(asked.refit)
        return
    peer = peer_python() if asked.peer == "auto" else None
    figures: dict[str, Any] = {**name_bench(), **speed(peer), **blocking(), **cross_script(asked.mrr)}
    figures |= entity_pairs(asked.data, peer) | made_entities(peer)
    for name, value in figures.items():
        print(f"{name:28} {value}")
    print(CHOSEN_BY)
    print(json.dumps(figures))


# --- names -----------------------------------------------------------------------------------------------------------


def labelled() -> list[tuple[str, str, Kind, bool]]:
    with (DATA / "entities" / "name_bench" / "cases.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [
        (r["name1"], r["name2"], KINDS.get(r["schema"], Kind.ORGANISATION), r["is_match"].lower() == "true")
        for r in rows
    ]


def name_bench(folds: int = 10, shuffles: int = 3) -> dict[str, Any]:
    """Cross-validated; names that stand in pairs together, directly or through others, are in one fold."""
    pairs = labelled()
    truth = np.array([pair[3] for pair in pairs])
    groups = together([(a.casefold(), b.casefold()) for a, b, _, _ in pairs])
    found, briers = [], []
    for seed in range(shuffles):
        order = np.random.default_rng(seed).permutation(len(set(groups)))
        fold = order[np.array(groups)] % folds
        chance = np.zeros(len(pairs))
        for k in range(folds):
            model = fit("fold", [pair for pair, at in zip(pairs, fold, strict=True) if at != k])
            for place in np.flatnonzero(fold == k):
                left, right, kind, _ = pairs[place]
                chance[place] = probability(read_name(left, kind), read_name(right, kind), model)
        found.append(f1(chance >= 0.5, truth))
        briers.append(float(((chance - truth) ** 2).mean()))
    return {
        "name_bench_f1": round(float(np.mean(found)), 4),
        "name_bench_f1_range": [round(min(found), 4), round(max(found), 4)],
        "name_bench_brier": round(float(np.mean(briers)), 4),
        "name_bench_f1_peer": round(frozen_peer(), 4),
    }


def together(pairs: Sequence[tuple[str, str]]) -> list[int]:
    """A group number for each pair; pairs that share a name, directly or through others, have the same."""
    root: dict[str, str] = {}

    def find(name: str) -> str:
        while root.setdefault(name, name) != name:
            name = root[name]
        return name

    for left, right in pairs:
        first, second = sorted((find(left), find(right)))
        root[second] = first
    numbers: dict[str, int] = {}
    return [numbers.setdefault(find(left), len(numbers)) for left, _ in pairs]


def frozen_peer() -> float:
    with (DATA / "entities" / "name_bench" / "logicv2-frozen.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    said = np.array([row["predicted_match"] == "true" for row in rows])
    return f1(said, np.array([row["is_match"] == "true" for row in rows]))


def f1(said: Any, truth: Any) -> float:
    said, truth = np.asarray(said, bool), np.asarray(truth, bool)
    return float(2 * (said & truth).sum() / max(1, said.sum() + truth.sum()))


# --- scripts ---------------------------------------------------------------------------------------------------------


def transliterations(language: str) -> list[tuple[str, str, float]]:
    """(foreign, English, how often) in the file's order."""
    file = DATA / "entities" / "transliteration" / f"wd_{language}_20"
    lines = (line.split("\t") for line in file.read_text(encoding="utf-8").splitlines())
    return [(line[1].replace(" ", ""), line[0], float(line[2])) for line in lines if len(line) > 2]


def cross_script(most: int) -> dict[str, Any]:
    """Mean reciprocal rank of the English name among all of them, for each foreign one; ties count half."""
    figures: dict[str, Any] = {}
    above = 0
    for language, script in SCRIPTS.items() if most else ():
        rows = transliterations(language)[:most]
        names, table = Latins([name for _, name, _ in rows]), transducer(script)
        total = 0.0
        for place, (foreign, _, _) in enumerate(rows):
            chances = names.chances(table, foreign)
            ties = int((chances == chances[place]).sum()) - 1
            total += 1.0 / (1 + int((chances > chances[place]).sum()) + ties / 2)
        figures[f"mrr.{language}"] = round(total / len(rows), 4)
        above += figures[f"mrr.{language}"] > ANCHORS[language]
    return figures | ({"mrr_above_anchor": f"{above} of {len(SCRIPTS)}"} if most else {})


def refit(folder: Path) -> None:
    """What the package's fitted files were made with; the first 2,000 names of each file are left out."""
    folder.mkdir(parents=True, exist_ok=True)
    for language, script in SCRIPTS.items():
        rows = transliterations(language)
        scored = {plain(name) for _, name, _ in rows[:2000]}, {foreign for foreign, _, _ in rows[:2000]}
        kept = [
            (foreign, name, min(times, 4.0))
            for foreign, name, times in rows[2000:]
            if plain(name) not in scored[0] and foreign not in scored[1]
        ]
        found = fit_transducer(script, kept).counts
        often = {unit: {piece: n for piece, n in pieces.items() if n >= 0.5} for unit, pieces in found.items()}
        document = {
            "version": 1,
            "script": script,
            "fitted_with": "simurg.fusion.identity.transducer.fit, 5 rounds, weight min(count, 4)",
            "fitted_on": f"Wikidata transliteration pairs (CC0), file wd_{language}_20 from its 2,001st line on, "
            "without any name or spelling of its first 2,000 lines",
            "counts": {unit: pieces for unit, pieces in often.items() if pieces},
        }
        text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        (folder / f"{script}.json").write_text(text.replace("},", "},\n") + "\n", encoding="utf-8")
        print(f"{script}: {len(kept)} pairs")
    model = document_of(fit("names-1", labelled())) | {"fitted_on": "name_bench, all labelled pairs"}
    (folder / "model.json").write_text(json.dumps(model, indent=1) + "\n")
    (folder / "evidence.json").write_text(json.dumps(_entity_pairs.fitted_document(), indent=1) + "\n")


# --- entities --------------------------------------------------------------------------------------------------------


def entity_pairs(folder: Path | None, peer: Path | None) -> dict[str, Any]:
    """F1 over persons, organisations, companies and vessels; with a paired bootstrap where the peer runs."""
    left_out, halves = 0, np.zeros(0, dtype=np.int64)
    if folder is not None and (folder / "pairs.json").is_file():
        raw, left_out = _entity_pairs.read_pairs(folder / "pairs.json")
        model = None
    else:
        checks = yaml.safe_load((DATA / "entities" / "name_bench" / "entity_checks.yml").read_text(encoding="utf-8"))
        raw = [stand_in(number, check) for number, check in enumerate(checks["checks"])]
        halves = np.array([half_of(check) for check in checks["checks"]])
        model = unseen(raw)
    if not raw:
        return {"entity_pair_n": 0, "entity_pair_left_out": left_out}
    sides = [
        {"id": f"{n}{side}", **{k: v for k, v in pair[side].items() if k != "id"}}
        for n, pair in enumerate(raw)
        for side in ("left", "right")
    ]
    work = {"entities": sides, "pairs": [(2 * n, 2 * n + 1) for n in range(len(raw))], "warm": warm()}
    truth = np.array([pair["judgement"] == "positive" for pair in raw])
    ours = own_run(work, model)
    said = np.array(ours["scores"]) >= 0.5
    name = "entity_pair"
    given = "pairs.json" if model is None else "entity_checks.yml, name model fitted without any name in it"
    figures: dict[str, Any] = {f"{name}_f1": round(f1(said, truth), 4), f"{name}_n": len(raw), f"{name}_set": given}
    figures |= {
        f"{name}_left_out": left_out,
        f"{name}_precision": share(truth[said]),
        f"{name}_recall": share(said[truth]),
    }
    for half, called in enumerate(("looked_at", "not_looked_at")) if len(halves) else ():
        figures[f"{name}_f1.{called}"] = round(f1(said[halves == half], truth[halves == half]), 4)
    figures[f"{name}_interval"] = bootstrap(lambda at: f1(said[at], truth[at]), len(raw))
    if peer:
        theirs = peer_run(peer, work)
        other = np.array(theirs["scores"]) >= PEER_THRESHOLD
        figures[f"{name}_f1_peer"] = round(f1(other, truth), 4)
        for half, called in enumerate(("looked_at", "not_looked_at")) if len(halves) else ():
            figures[f"{name}_f1_peer.{called}"] = round(f1(other[halves == half], truth[halves == half]), 4)
        figures[f"{name}_lead"] = bootstrap(lambda at: f1(said[at], truth[at]) - f1(other[at], truth[at]), len(raw))
        figures[f"{name}_pairs_ratio"] = round(theirs["cpu_s"] / ours["cpu_s"], 2)
    return figures


def half_of(check: dict[str, Any]) -> int:
    """Wrong answers of half 0 were looked at while rules were written; those of half 1 never were."""
    content = json.dumps([check["schema"], check["query"], check["candidate"]], sort_keys=True, default=str)
    return int(hashlib.sha256(content.encode()).hexdigest(), 16) % 2


def share(found: Any) -> float:
    return round(float(found.mean()), 4) if len(found) else 0.0


def made_entities(peer: Path | None) -> dict[str, Any]:
    """Made pairs that nothing was fitted on: F1, the peer's, and how far probabilities can be trusted."""
    figures: dict[str, Any] = {}
    for name, pairs in _entity_pairs.tests().items():
        truth = np.array([pair["judgement"] == "positive" for pair in pairs])
        chance = _entity_pairs.probabilities(pairs)
        figures[f"made_f1.{name}"] = round(f1(chance >= 0.5, truth), 4)
        if peer:
            sides = [{"id": f"{n}{side}", **pair[side]} for n, pair in enumerate(pairs) for side in ("left", "right")]
            work = {"entities": sides, "pairs": [(2 * n, 2 * n + 1) for n in range(len(pairs))], "warm": warm()}
            other = np.array(peer_run(peer, work)["scores"]) >= PEER_THRESHOLD
            figures[f"made_f1_peer.{name}"] = round(f1(other, truth), 4)
        figures[f"made_verdicts.{name}"] = _entity_pairs.sure(chance, truth)
        figures[f"made_reliability.{name}"] = _entity_pairs.reliability(chance, truth)
    return figures


def unseen(raw: Sequence[dict[str, Any]]) -> Model:
    """A name model from those pairs of name_bench that share no name with the pairs to be scored."""
    names = {
        text.casefold()
        for pair in raw
        for side in ("left", "right")
        for found in pair[side]["properties"].values()
        for text in found
    }
    return fit(
        "unseen", [pair for pair in labelled() if pair[0].casefold() not in names and pair[1].casefold() not in names]
    )


def stand_in(number: int, check: dict[str, Any]) -> dict[str, Any]:
    def side(name: str, raw: dict[str, Any]) -> dict[str, Any]:
        return entity(f"{number}{name}", check["schema"], **{prop: [str(value)] for prop, value in raw.items()})

    judgement = "positive" if check["match"] else "negative"
    return {"left": side("q", check["query"]), "right": side("c", check["candidate"]), "judgement": judgement}


def bootstrap(score: Callable[[Any], float], size: int, draws: int = 1000) -> list[float]:
    """The middle 95 % of a score over resampled pairs (the same pairs for both sides of a difference)."""
    rng = np.random.default_rng(0)
    found = sorted(score(rng.integers(0, size, size)) for _ in range(draws))
    return [round(found[int(0.025 * draws)], 4), round(found[int(0.975 * draws)], 4)]
