"""Pairs a CPU second, ours and the peer's: names by the batch, entities with aliases by the batch, one by one."""

import csv
import time
from pathlib import Path
from typing import Any

from bench import _name_pairs
from bench._peer import PEER, entity, own_run, peer_run, warm
from bench._record_tables import DATA, MOST, historical
from simurg.fusion.identity.blocking import candidates, keys
from simurg.fusion.identity.entities import compare, read_entity
from simurg.fusion.identity.many import compare_many
from simurg.fusion.identity.model import model_of
from simurg.fusion.identity.names import Kind
from simurg.fusion.identity.pairs import score_pairs

KINDS = {"Person": Kind.PERSON, "Vessel": Kind.VESSEL}
TURNS = 3


def child(work: dict[str, Any]) -> dict[str, Any]:
    model = None if work["model"] is None else model_of(work["model"])
    if "parts" in work:
        for schema, *pair in work["warm"]:
            score_pairs(pair, [0], [1], KINDS.get(schema, Kind.ORGANISATION))
        start = time.process_time()
        return {"scores": _name_pairs.score(work), "cpu_s": time.process_time() - start}
    for left, right in work["warm"]:
        compare(left, right)
    start = time.process_time()
    if work.get("one_by_one"):
        entities = [read_entity(raw) for raw in work["entities"]]
        scores = [compare(entities[i], entities[j], model).probability for i, j in work["pairs"]]
    else:
        scores = compare_many(work["entities"], *zip(*work["pairs"], strict=True), model).probabilities.tolist()
    return {"cpu_s": time.process_time() - start, "scores": scores}


def speed(peer: Path | None) -> dict[str, Any]:
    """Names by the batch on two files (`pairs_ratio` is the worse of both), entities with aliases by the batch, and
    name_bench's pairs, where all names are distinct, as entities one by one."""
    figures: dict[str, Any] = {}
    for name, names in {"people": people_names(), "scripts": script_names()}.items():
        work = _name_pairs.work_of(names)
        figures |= against(f"{name}_", work, _name_pairs.pairs_in(work), peer, _name_pairs.PEER)
    for field in ("pairs_per_cpu_s", "pairs_ratio"):
        found = [figures[f"{name}_{field}"] for name in ("people", "scripts") if f"{name}_{field}" in figures]
        figures |= {field: min(found)} if found else {}
    figures["pairs_ratio_of"] = "worse of people and scripts: names of a file, each met by its <= 20 candidates, once"
    for name, work in {"alias_": alias_work(), "one_by_one_": name_work() | {"one_by_one": True}}.items():
        figures |= against(name, work, len(work["pairs"]), peer, PEER)
    return figures


def against(name: str, work: dict[str, Any], pairs: int, peer: Path | None, script: str) -> dict[str, Any]:
    """Pairs a CPU second, and the peer's CPU time over ours, both the least of three runs that take turns."""
    ours, theirs = [], []
    for _ in range(TURNS):
        ours.append(own_run(work)["cpu_s"])
        if peer:
            theirs.append(peer_run(peer, work, script)["cpu_s"])
    figures: dict[str, Any] = {f"{name}pairs": pairs, f"{name}pairs_per_cpu_s": round(pairs / min(ours))}
    if theirs:
        figures[f"{name}pairs_per_cpu_s_peer"] = round(pairs / min(theirs))
        figures[f"{name}pairs_ratio"] = round(min(theirs) / min(ours), 2)
    return figures


def people_names() -> list[tuple[str, list[str]]]:
    names = dict.fromkeys(row["full_name"] for row in historical() if row["full_name"])
    return [("Person", list(names)[: _name_pairs.PEOPLE])]


def script_names() -> list[tuple[str, list[str]]]:
    found: dict[str, dict[str, None]] = {}
    with (DATA / "entities" / "name_bench" / "cases.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["schema"], {}).update(dict.fromkeys((row["name1"], row["name2"])))
    return [(schema, list(names)) for schema, names in found.items()]


def alias_work(most: int = 1200) -> dict[str, Any]:
    clusters: dict[str, list[dict[str, Any]]] = {}
    for row in historical():
        if row["full_name"]:
            clusters.setdefault(row["cluster"], []).append(row)
    entities = []
    for cluster in sorted(clusters)[: most // 2]:
        rows = clusters[cluster]
        for half in (rows[::2], rows[1::2]):
            if half:
                names = list(dict.fromkeys(row["full_name"] for row in half))
                dates = sorted({row["dob"] for row in half if row["dob"]})
                entities.append(entity(len(entities), "Person", name=names[:1], alias=names[1:], birthDate=dates))
    table = [
        frozenset().union(
            *(keys({"name": name}) for prop in ("name", "alias") for name in e["properties"].get(prop, ()))
        )
        for e in entities
    ]
    pairs = [(i, int(j)) for i, found in candidates(table, most=MOST) for j in found]
    return {"entities": entities, "pairs": pairs, "warm": warm()}


def name_work() -> dict[str, Any]:
    with (DATA / "entities" / "name_bench" / "cases.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    sides = [
        entity(f"{n}{side}", row["schema"], name=[row[side]])
        for n, row in enumerate(rows)
        for side in ("name1", "name2")
    ]
    return {"entities": sides, "pairs": [(2 * n, 2 * n + 1) for n in range(len(rows))], "warm": warm()}
