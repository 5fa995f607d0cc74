"""`python -m bench coding [--data DIR]`

The event coder with the actor pair given. `root_macro_f1`: plover_gold, macro F1 over types with at least 5
sentences, an event being there for certain. `baseline_macro_f1`: TF-IDF of words and word pairs with a linear support
vector machine, learnt from the same sentences of ours. `petrarch_root_f1`: CAMEO's roots mapped to PLOVER, statements
and appeals NONE, micro F1; the records' newer file, whose codes are CAMEO's (the older one beside it has others too).
`actor_f1`: countries that act, as we find them in plover_gold's sentences, against its codes. `sentences_per_s`: marked
pairs a CPU-second; the whole reading beside it. With --data, `pair_macro_f1` over the roots of
DIR/plover/marked_pairs.tsv, and every DIR/petrarch_gold/*.xml. How the coder does on sentences of ours that it has not
learnt from stands in its weights' manifest, and is printed. The last line is one JSON object.
"""

import argparse
import json
import os
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bench._coding_gold import Gold, answer, marked_pairs, petrarch_gold, plover_gold
from simurg.exercise.parts.language.matters import framed
from simurg.exercise.parts.language.teach import FRAMED_EACH, MADE_EACH, SEED
from simurg.exercise.parts.language.teaching import HELD_OUT, WRITTEN, rows
from simurg.exercise.parts.language.templated import made
from simurg.extraction.base import read_base
from simurg.extraction.coder.pair import code_pair
from simurg.extraction.coder.reader import Coder
from simurg.extraction.language import language_of
from simurg.extraction.reading import Span, Text

DATA = Path(os.environ.get("SIMURG_DATA", Path(__file__).parents[2] / "shared" / "data"))
LEAST = 5


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench coding", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder with plover/marked_pairs.tsv and petrarch_gold/*.xml")
    asked = parser.parse_args(arguments)
    figures: dict[str, object] = {}
    osint = DATA / "osint"
    if (osint / "plover_gold").is_dir():
        gold = plover_gold(osint / "plover_gold" / "PLOVER_GSR_CAMEO.txt")
        figures["root_macro_f1"] = macro(gold, said(gold), "plover_gold")
        figures["baseline_macro_f1"] = macro(gold, baseline(gold), "plover_gold, bag of words")
        figures["actor_f1"] = actors(gold)
        figures |= petrarch(osint / "petrarch_gold", "petrarch_")
    if asked.data:
        pairs = marked_pairs(asked.data / "plover" / "marked_pairs.tsv")
        figures["pair_macro_f1"] = macro(pairs, said(pairs), "marked pairs", least=1)
        figures["pair_baseline_macro_f1"] = macro(pairs, baseline(pairs), "marked pairs, bag of words", least=1)
        figures |= petrarch(asked.data / "petrarch_gold", "data_petrarch_")
    figures |= speed()
    print(json.dumps(figures))


def said(gold: Sequence[Gold], *, none: bool = False) -> list[str]:
    labels = frozenset(each.event_type for each in gold)
    return [answer(_shares(each), labels, none) for each in gold]


def _shares(each: Gold) -> dict[str, float]:
    language = (language_of(each.text, None)[0] or "en")[:2]
    return code_pair(each.text, each.source, each.target, language=language).probabilities


def macro(gold: Sequence[Gold], answers: Sequence[str], name: str, least: int = LEAST) -> float:
    """Mean F1 over the types with at least `least` sentences, each printed."""
    wanted = Counter(each.event_type for each in gold)
    told = Counter(answers)
    right = Counter(each.event_type for each, told_ in zip(gold, answers, strict=True) if each.event_type == told_)
    scores = {kind: 2 * right[kind] / (wanted[kind] + told[kind]) for kind in sorted(wanted) if wanted[kind] >= least}
    print(f"{name}: {len(gold)} sentences, right {sum(right.values()) / len(gold):.3f}")
    print("  " + " ".join(f"{kind} {score:.2f} ({wanted[kind]})" for kind, score in scores.items()))
    return round(sum(scores.values()) / len(scores), 4)


def baseline(gold: Sequence[Gold]) -> list[str]:
    """A bag of words, learnt from the same written and made sentences (without those where nothing happens)."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    written = [(row.event_type, row.text) for folder in (*WRITTEN, HELD_OUT) for row in rows(folder)]
    written += [(each.event_type, each.text) for each in (*made(SEED, MADE_EACH), *framed(SEED, FRAMED_EACH))]
    learnt = [(kind, text) for kind, text in written if kind != "NONE"]
    model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), LinearSVC())
    model.fit([text for _, text in learnt], [kind for kind, _ in learnt])
    labels = frozenset(each.event_type for each in gold)
    said_ = [str(kind) for kind in model.predict([each.text for each in gold])]
    return ["YIELD" if "YIELD" in labels and kind in ("CONCEDE", "RETREAT") else kind for kind in said_]


def actors(gold: Sequence[Gold]) -> float:
    both = found = wanted = 0
    for each in gold:
        if each.countries:
            seen = {actor.country for actor in read_base(Text("", each.text)).actors if actor.country}
            both, found, wanted = both + len(seen & each.countries), found + len(seen), wanted + len(each.countries)
    print(f"actors: precision {both / max(found, 1):.3f}, recall {both / max(wanted, 1):.3f}")
    return round(2 * both / max(found + wanted, 1), 4)


def petrarch(folder: Path, prefix: str) -> dict[str, object]:
    """`root_f1`: of the file with CAMEO's codes, else of all; the others under their own names."""
    figures: dict[str, object] = {}
    for path in sorted(folder.glob("*.xml")):
        gold, lost = petrarch_gold(path)
        if gold:
            answers = said(gold, none=True)
            macro(gold, answers, path.name)
            figures[f"{prefix}{_short(path)}root_f1"] = micro(gold, answers)
            print(f"  {lost} events whose actors were not found are left out")
    return figures


def _short(path: Path) -> str:
    if "parsed" in path.name:
        return ""
    return "older_" if path.name.startswith("PETR") else path.stem.split("_")[0] + "_"


def micro(gold: Sequence[Gold], answers: Sequence[str]) -> float:
    events = sum(each.event_type != "NONE" for each in gold)
    told = sum(each != "NONE" for each in answers)
    hits = sum(each.event_type == said_ != "NONE" for each, said_ in zip(gold, answers, strict=True))
    return round(2 * hits / max(events + told, 1), 4)


def speed() -> dict[str, object]:
    """Marked pairs, and whole reports, a CPU-second."""
    written = [row.text.replace("{t}", "Kenya").replace("{s}", "Norway") for row in rows(HELD_OUT)]
    pairs = [(text, _named(text, "Norway"), _named(text, "Kenya")) for text in written]
    code_pair(*pairs[0])
    reader = Coder()
    reader.read([Text("", written[0])])
    began = time.process_time()
    for text, source, target in pairs:
        code_pair(text, source, target)
    pair_seconds = time.process_time() - began
    began = time.process_time()
    reader.read([Text("", text) for text in written])
    whole_seconds = time.process_time() - began
    return {
        "sentences_per_s": round(len(pairs) / pair_seconds),
        "whole_reading_sentences_per_s": round(len(pairs) / whole_seconds),
    }


def _named(text: str, name: str) -> Span:
    return Span(text.index(name), text.index(name) + len(name))
