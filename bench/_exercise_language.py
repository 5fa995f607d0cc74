"""Reading the exercise world's press: the coder beside naive readers and an oracle, pooled over parts.

Precision, recall and F1 before fusion (each telling) and after (distinct events), each share with its Wilson interval
at 95 %; by language and, for the coder, by PLOVER type.
"""

import json
from collections.abc import Mapping, Sequence

from simurg.exercise.parts.language.settings import VERSION, LanguagePart
from simurg.exercise.parts.language.vocabulary import actors
from simurg.exercise.tasks.language import SIZE, Scored, Tally, macro_f1, scores, total
from simurg.exercise.tasks.language_readers import baselines
from simurg.extraction.added import added_of
from simurg.extraction.coder.reader import Coder
from simurg.extraction.evaluation.intervals import wilson
from simurg.extraction.reading import Reader

LANGUAGE_REPORTED = range(500, 504)
Tallies = Mapping[str, Tally]


def print_language(seeds: Sequence[int], difficulties: Sequence[str]) -> None:
    """A table for each difficulty and one JSON object last."""
    added = added_of(actors())
    coder = Coder(added=added)
    readers: dict[str, Reader] = {**baselines(added), "coder": coder}
    figures: dict[str, object] = {}
    for difficulty in difficulties:
        each = [scores(LanguagePart(seed, difficulty, SIZE), readers) for seed in seeds]
        pooled = {name: _pooled([one[name] for one in each]) for name in each[0]}
        print(f"{difficulty:<14} {'before fusion':<46} after fusion")
        for name, found in pooled.items():
            print(f"  {name:<12} {_line(found.before)}  {_line(found.after)}")
        print("  coder, F1 by language: " + _f1s(pooled["coder"].by_language))
        print(_by_type(pooled["coder"]))
        figures[difficulty] = {name: _told(found) for name, found in pooled.items()}
    head = {"language_part": VERSION, "coder": coder.version, "size": SIZE, "seeds": [seeds[0], seeds[-1]]}
    print(json.dumps(head | figures))


def _pooled(found: Sequence[Scored]) -> Scored:
    return Scored(*(_added([getattr(one, part) for one in found]) for part in ("before", "after", "by_language")))


def _added(found: Sequence[Tallies]) -> dict[str, Tally]:
    names = sorted({name for one in found for name in one})
    return {name: sum((one.get(name, Tally()) for one in found), Tally()) for name in names}


def _line(tallies: Tallies) -> str:
    whole = total(tallies)
    shares = [
        f"{letter} {value:.2f} [{_interval(whole.hits, cases)}]"
        for letter, value, cases in (("P", whole.precision, whole.told), ("R", whole.recall, whole.wanted))
    ]
    return f"{' '.join(shares)} F1 {whole.f1:.2f} macro {macro_f1(tallies):.2f}"


def _interval(hits: int, cases: int) -> str:
    low, high = wilson(hits, cases) or (0.0, 1.0)
    return f"{low:.2f} {high:.2f}"


def _f1s(tallies: Tallies) -> str:
    return " ".join(f"{name} {tally.f1:.2f}" for name, tally in sorted(tallies.items()))


def _by_type(found: Scored) -> str:
    """Precision and recall of each PLOVER type, before and after fusion; tellings and events that there are."""
    lines = [f"  {'coder':<12} {'before: P R (tellings)':<26} after: P R (events)"]
    for kind in sorted(found.before):
        one, other = found.before[kind], found.after.get(kind, Tally())
        told = f"{one.precision:.2f} {one.recall:.2f} ({one.wanted})"
        lines.append(f"  {kind:<12} {told:<26} {other.precision:.2f} {other.recall:.2f} ({other.wanted})")
    return "\n".join(lines)


def _told(found: Scored) -> dict[str, object]:
    return {
        when: {
            "precision": round(total(tallies).precision, 4),
            "recall": round(total(tallies).recall, 4),
            "f1": round(total(tallies).f1, 4),
            "macro_f1": round(macro_f1(tallies), 4),
            "by_type": {
                name: [round(share, 3) for share in (tally.precision, tally.recall, tally.f1)]
                for name, tally in tallies.items()
            },
        }
        for when, tallies in (("before", found.before), ("after", found.after))
    } | {"by_language": {name: round(tally.f1, 3) for name, tally in found.by_language.items()}}
