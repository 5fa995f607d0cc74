"""The work on which names are scored against the peer: a file of names, each met by its candidates from blocking.

Two files: `people` (the first distinct full names of historical_50k: English, misspelt) and `scripts` (all distinct
names of name_bench: persons, firms and vessels in many scripts; candidates among those of one schema). Every pair is
scored once. Timed on both sides, in processes of their own: from the texts to the scores; not the blocking.
"""

from collections.abc import Sequence
from typing import Any

from simurg.fusion.identity.blocking import candidates, keys
from simurg.fusion.identity.names import Kind
from simurg.fusion.identity.pairs import score_pairs

MOST = 20
PEOPLE = 3000
KINDS = {"Person": Kind.PERSON, "Vessel": Kind.VESSEL}

PEER = """
import json, sys, time
from functools import lru_cache
from followthemoney.proxy import EntityProxy
from nomenklatura.matching import get_algorithm
from nomenklatura.matching.logic_v2.names import analysis, match
for name in ("entity_names", "entity_names_consolidated"):  # its own caches hold 1,000: here, every name is read once
    wide = lru_cache(maxsize=None)(getattr(analysis, name).__wrapped__)
    setattr(analysis, name, wide), setattr(match, name, wide)
algorithm = get_algorithm("logic-v2")
config = algorithm.default_config()
work = json.load(open(sys.argv[1]))
def proxy(number, schema, name):
    return EntityProxy.from_dict({"id": str(number), "schema": schema, "properties": {"name": [name]}})
for schema, left, right in work["warm"]:
    algorithm.compare(proxy(0, schema, left), proxy(1, schema, right), config)
    analysis.entity_names.cache_clear(), match.entity_names_consolidated.cache_clear()
start = time.process_time()
scores = []
for part in work["parts"]:
    proxies = [proxy(number, part["schema"], name) for number, name in enumerate(part["names"])]
    scores += [algorithm.compare(proxies[i], proxies[j], config).score for i, j in zip(part["left"], part["right"])]
    analysis.entity_names.cache_clear(), match.entity_names_consolidated.cache_clear()
print(json.dumps({"cpu_s": time.process_time() - start, "scores": scores}))
"""

WARM = (
    ("Person", "Jane Sample", "Джейн Сэмпл"),
    ("Person", "Jane Sample", "جين"),
    ("Person", "Jane Sample", "ג'יין"),
    ("Person", "Jane Sample", "ジェーン"),
    ("Person", "Jane Sample", "제인"),
    ("Person", "Jane Sample", "王小明"),
    ("Company", "Sample Ltd", "Sample GmbH"),
    ("Vessel", "MV A", "A 2"),
)
"""Loads tables and rules on both sides before the clock starts."""


def work_of(files: Sequence[tuple[str, Sequence[str]]]) -> dict[str, Any]:
    """(schema, names) to the names and the pairs, each pair once, for both sides to score."""
    return {"parts": [_part(schema, names) for schema, names in files], "warm": WARM}


def _part(schema: str, names: Sequence[str]) -> dict[str, Any]:
    kind = KINDS.get(schema, Kind.ORGANISATION)
    table = [keys({"name": name}, kind) for name in names]
    pairs = {(min(i, int(j)), max(i, int(j))) for i, found in candidates(table, most=MOST) for j in found}
    left, right = zip(*sorted(pairs), strict=True)
    return {"schema": schema, "names": list(names), "left": left, "right": right}


def pairs_in(work: dict[str, Any]) -> int:
    return sum(len(part["left"]) for part in work["parts"])


def score(work: dict[str, Any]) -> list[float]:
    """Our side of it: one batch a part."""
    found: list[float] = []
    for part in work["parts"]:
        kind = KINDS.get(part["schema"], Kind.ORGANISATION)
        found += score_pairs(part["names"], part["left"], part["right"], kind).tolist()
    return found
