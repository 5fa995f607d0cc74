"""`python -m bench story [--data DIR] [--seeds 400-411] [--documents 4000]`

Stories, altered copies, independent origins, near-duplicate search, topics.

`pairwise_f1`, `altered_recall`, `altered_precision`: on the exercise world's hard fusion part, from what a reader sees
(title, body, address, moment, the feed's `<source>`), through sketches, candidates, links and stories as the job runs
them; means over seeds that no development used. `origin_count_off`: mean absolute error of the number of independent
origins of a true story. `real_altered_recall`, `real_altered_precision`: altered copies planted among real texts of the
data folder. `documents_per_s`: near-duplicate search over made reports with planted copies, per second of
one core's time, with the part of the planted pairs found; rensa does the same search in the same run.
With `--data DIR`, DIR holds texts named topic.number.txt: `bcubed_f1` of `topics`, whose threshold was chosen on other
texts, beside plain TF-IDF whose threshold is tuned on the very files. The last line is one JSON object.
"""

import argparse
import json
import os
import re
import time
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from statistics import fmean

import numpy as np
import pyarrow as pa
import rensa
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from sklearn.feature_extraction.text import TfidfVectorizer

from bench._made_reports import make
from bench._planted_copies import plant, recall_and_precision
from bench._tables import ids_of
from simurg.exercise.parts.fusion import FusionPart, reports
from simurg.exercise.parts.fusion.reports import Reports
from simurg.exercise.tasks import altered_copies as altered_task
from simurg.exercise.tasks import story_pairing
from simurg.fusion.story import (
    SAME_STORY,
    Told,
    altered_copies,
    candidates,
    link_rows,
    near_copies,
    origins,
    sketch,
    stories,
    topics,
)  # fmt: skip
from simurg.fusion.story.sketches import publishers_of

DATA = Path(os.environ.get("SIMURG_DATA", Path(__file__).parents[2] / "shared" / "data"))
ALIKE = 0.6


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench story", description=__doc__)
    parser.add_argument("--data", type=Path, help="a folder with texts named topic.number.txt")
    parser.add_argument("--seeds", default="400-411", help="seeds of the exercise world, for example 0-7; - for none")
    parser.add_argument("--difficulty", default="hard")
    parser.add_argument("--documents", type=int, default=4_000, help="made reports, a quarter of them copies; 0: none")
    asked = parser.parse_args(arguments)
    figures: dict[str, float | None] = {}
    if asked.seeds != "-":
        first, _, last = asked.seeds.partition("-")
        figures |= exercise(range(int(first), int(last or first) + 1), asked.difficulty)
    figures |= in_real_texts(DATA / "osint" / "re3d")
    if asked.documents:
        figures |= speed(asked.documents)
    figures |= by_topic(asked.data) if asked.data else {"bcubed_f1": None}
    print(json.dumps(figures))


# --- the exercise world ----------------------------------------------------------------------------------------------


def exercise(seeds: Sequence[int], difficulty: str) -> dict[str, float | None]:
    rows = [_world(FusionPart(seed, difficulty)) for seed in seeds]
    means = {name: fmean(row[name] for row in rows) for name in rows[0]}
    print(f"exercise world, {difficulty}, {len(rows)} seeds ({seeds[0]} to {seeds[-1]}): mean, worst seed")
    for name, mean in means.items():
        worst = (max if name.endswith("off") else min)(row[name] for row in rows)
        print(f"  {name:52} {mean:.4f}  {worst:.4f}")
    ours = ("pairwise_f1", "altered_recall", "altered_precision", "origin_count_off")
    return {name: round(means[name], 4) for name in ours}


def _world(part: FusionPart) -> dict[str, float]:
    given = reports(part)
    seen = table_of(given.documents)
    sketches = sketch(seen)
    left, right = candidates(sketches, sketches)
    seen = seen.append_column("text", sketches["text"]).append_column("report_id", sketches["report_id"])
    links = link_rows(seen.take(pa.array(left)), seen.take(pa.array(right)))
    found = stories(seen, links)
    ids = [one.bytes for one in seen["report_id"].to_pylist()]
    labels: list[Hashable] = [found.story_of(one) for one in ids]
    flagged = {one.report for one in altered_copies(seen, links)}
    recall, precision = altered_task.scored(given, lambda _: [one in flagged for one in ids])
    off, counted = _origins_off(given, seen, sketches, links)
    shown = {
        "pairwise_f1": story_pairing.scored(given, lambda _: labels),
        "altered_recall": recall,
        "altered_precision": precision,
        "origin_count_off": off,
        "origins counted as publishers: off": counted,
    }
    for name, labeller in story_pairing.BASELINES.items():
        shown[f"stories by {name}: pairwise F1"] = story_pairing.scored(given, labeller)
    for name, flagger in altered_task.BASELINES.items():
        recall, precision = altered_task.scored(given, flagger)
        shown[f"altered by {name}: recall"] = recall
        shown[f"altered by {name}: precision"] = precision
    return shown


def table_of(documents: pa.Table) -> pa.Table:
    """The part's documents with the columns of `reports`."""
    ids = ids_of(documents["id"].to_pylist())
    return pa.table(
        {
            "id": ids,
            "title": documents["title"],
            "body": documents["body"],
            "url": documents["url"],
            "published_at": documents["published"],
            "reported_by": documents["feed_source"],
        }
    )


def _origins_off(given: Reports, seen: pa.Table, sketches: pa.Table, links: pa.Table) -> tuple[float, float]:
    """How far (origins, publishers) are in number from the true origins, in the mean over true stories."""
    owners = {one["host"]: one["owner"] for one in given.outlets.to_pylist() if one["owner"]}
    rows = links.filter(pa.array([one != SAME_STORY for one in links["relation"].to_pylist()], pa.bool_())).to_pylist()
    copies = {(row["left"].bytes, row["right"].bytes): row["similarity"] for row in rows}
    told: dict[str, list[Told]] = {}
    real: dict[str, set[str]] = {}
    columns = (seen["id"], seen["published_at"], sketches["origins"], sketches["text"])
    rows_of = zip(*(column.to_pylist() for column in columns), publishers_of(seen), strict=True)
    truth = zip(given.truth["story"].to_pylist(), given.truth["origin"].to_pylist(), strict=True)
    for (story, origin), (name, at, said, text, publisher) in zip(truth, rows_of, strict=True):
        one = Told(name.bytes, publisher, int(at.timestamp()), tuple(said), text.bytes)
        told.setdefault(story, []).append(one)
        real.setdefault(story, set()).add(origin)
    off = [abs(origins(listed, copies, owners).count - len(real[story])) for story, listed in told.items()]
    plain = [abs(len({one.publisher for one in listed}) - len(real[story])) for story, listed in told.items()]
    return fmean(off), fmean(plain)


def in_real_texts(folder: Path) -> dict[str, float | None]:
    if not folder.is_dir():
        print(f"\nno texts to plant copies in at {folder}")
        return {"real_altered_recall": None, "real_altered_precision": None}
    given = plant(folder, seed=7)
    recall, precision = recall_and_precision(given)
    planted = f"{sum(given.altered)} altered copies among {len(given.altered)} texts"
    print(f"\nplanted in re3d: {planted}: recall {recall:.4f}, precision {precision:.4f}")
    return {"real_altered_recall": round(recall, 4), "real_altered_precision": round(precision, 4)}


# --- near-duplicate search -------------------------------------------------------------------------------------------


def speed(count: int) -> dict[str, float | None]:
    made = make(1, count, count // 4)
    words = fmean(len(text.split()) for text in made.texts)
    print(f"\nnear-duplicate search: {count} made reports of {words:.0f} words, {len(made.planted)} planted copies")
    near_copies(made.texts[:200], ALIKE)
    rate, recall = {}, {}
    searches: dict[str, Callable[[list[str]], set[tuple[int, int]]]] = {"ours": _ours, "rensa": _with_rensa}
    for name, search in searches.items():
        spent = []
        for _ in range(3):
            begin = time.process_time()
            pairs = search(made.texts)
            spent.append(time.process_time() - begin)
        rate[name] = count / min(spent)
        recall[name] = sum(pair in pairs for pair in made.planted) / len(made.planted)
        print(f"  {name:8} {rate[name]:8.0f} documents/s, planted pairs found {recall[name]:.4f}, pairs {len(pairs)}")
    return {
        "documents_per_s": round(rate["ours"]),
        "planted_recall": recall["ours"],
        "rensa_per_s": round(rate["rensa"]),
    }


def _ours(texts: list[str]) -> set[tuple[int, int]]:
    return {(one.left, one.right) for one in near_copies(texts, ALIKE)}


def _with_rensa(texts: list[str]) -> set[tuple[int, int]]:
    """The same shingles, bands of three as ours, candidates checked by their sets."""
    word = re.compile(r"\w+")
    told = [word.findall(text.casefold()) for text in texts]
    cut = [[" ".join(three) for three in zip(one, one[1:], one[2:], strict=False)] for one in told]
    index = rensa.RMinHashLSH(ALIKE, 63, 21)
    hashes = rensa.RMinHash.from_token_sets(cut, 63, 42)
    index.insert_many(hashes)
    sets: dict[int, frozenset[str]] = {}
    found = set()
    for row, others in enumerate(index.query_all(hashes)):
        for other in others:
            if other < row:
                mine, theirs = (sets.setdefault(one, frozenset(cut[one])) for one in (row, other))
                shared = len(mine & theirs)
                if shared >= ALIKE * (len(mine) + len(theirs) - shared):
                    found.add((other, row))
    return found


# --- topics ----------------------------------------------------------------------------------------------------------


def by_topic(folder: Path) -> dict[str, float | None]:
    files = sorted(folder.glob("*.*.txt"))
    texts = [file.read_text(encoding="utf-8", errors="replace") for file in files]
    truth = [file.name.rsplit(".", 2)[0] for file in files]
    if len(files) < 2:
        print(f"\n{folder} has no texts named topic.number.txt")
        return {"bcubed_f1": None}
    ours = topics(texts)
    rows = {
        "topics (threshold chosen on other texts)": bcubed_f1(truth, ours),
        "TF-IDF, threshold tuned on these files": _tuned(texts, truth),
        "exact match": bcubed_f1(truth, texts),
        "all one topic": bcubed_f1(truth, [0] * len(texts)),
    }
    print(f"\n{len(files)} texts of {len(set(truth))} topics in {folder.name}; {len(set(ours))} topics found")
    for name, value in rows.items():
        print(f"  {name:44} BCubed F1 {value:.4f}")
    return {"bcubed_f1": round(next(iter(rows.values())), 4), "tuned_tfidf_bcubed_f1": round(list(rows.values())[1], 4)}


def bcubed_f1(truth: Sequence[Hashable], labels: Sequence[Hashable]) -> float:
    """Bagga & Baldwin 1998; each text counts the same."""
    real, told = (np.unique(list(map(str, keys)), return_inverse=True)[1] for keys in (truth, labels))
    alike, together = real[:, None] == real, told[:, None] == told
    both = (alike & together).sum(1)
    precision, recall = (both / together.sum(1)).mean(), (both / alike.sum(1)).mean()
    return float(2 * precision * recall / (precision + recall))


def _tuned(texts: list[str], truth: list[str]) -> float:
    """Plain TF-IDF, average linkage, the best of all thresholds: what nobody can know beforehand."""
    weighed = TfidfVectorizer(stop_words="english").fit_transform(texts)
    distance = np.clip(1 - (weighed @ weighed.T).toarray(), 0, 2)
    np.fill_diagonal(distance, 0)
    tree = linkage(squareform(distance, checks=False), "average")
    return max(bcubed_f1(truth, fcluster(tree, cut, "distance").tolist()) for cut in np.arange(0.3, 1.0, 0.01))
