"""Copies planted among real texts: edited ones that say the same, and altered ones (a number, a name, names swapped).

The texts are re3d's (defence and news texts on Syria and Iraq, under the data folder); nothing was chosen on the
figure, but faults seen here were mended (abbreviations ended sentences, shortened names counted as other names).
"""

import json
import random
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from bench._tables import ids_of
from simurg.fusion.story import altered_copies, candidates, link_rows, sketch

_SENTENCE = re.compile(r"(?<=[a-z)][.!?])\s+(?=[A-Z])")
_NUMBER = re.compile(r"(?<=[a-z] )\d{1,3}(?= (?!Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z])")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}(?: [A-Z][a-z]+)*")
_DATES = re.compile(
    r"^(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|^(Jan|Febr|March|April|May|June|July|Aug|Sept|Octo|Nov|Dec)"
)
BEGIN = datetime(2017, 3, 1, 8, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Planted:
    """Rows as `reports` have them; `altered` says which were."""

    reports: pa.Table
    altered: list[bool]


def plant(folder: Path, seed: int) -> Planted:
    """Each text of 80 words or more, one edited copy of it and up to three altered ones, by other publishers."""
    dice = random.Random(seed)
    rows: list[tuple[str, str, datetime]] = []
    altered: list[bool] = []
    for number, text in enumerate(_texts(folder)):
        at = BEGIN + timedelta(hours=7 * number)
        sentences = _SENTENCE.split(text)
        copies = [_edited(dice, sentences), *_changed(dice, sentences)]
        for place, body in enumerate([text, *copies]):
            rows.append((f"https://p{number % 7 * 10 + place}.example/{number}", body, at + timedelta(hours=place)))
            altered.append(place > 1)
    table = pa.table(
        {
            "id": ids_of([url for url, _, _ in rows]),
            "title": pa.array([None] * len(rows), pa.string()),
            "body": [body for _, body, _ in rows],
            "url": [url for url, _, _ in rows],
            "published_at": pa.array([at for _, _, at in rows], pa.timestamp("us", tz="UTC")),
        }
    )
    return Planted(table, altered)


def recall_and_precision(given: Planted) -> tuple[float, float]:
    """Of altered copies found."""
    sketches = sketch(given.reports)
    left, right = candidates(sketches, sketches)
    seen = given.reports.append_column("text", sketches["text"]).append_column("report_id", sketches["report_id"])
    links = link_rows(seen.take(pa.array(left)), seen.take(pa.array(right)))
    flagged = {one.report for one in altered_copies(seen, links)}
    told = [one.bytes in flagged for one in seen["report_id"].to_pylist()]
    right_ones = sum(one and other for one, other in zip(given.altered, told, strict=True))
    return right_ones / max(1, sum(given.altered)), right_ones / max(1, sum(told))


def _texts(folder: Path) -> list[str]:
    found = []
    for file in sorted(folder.glob("*/documents.json")):
        with file.open(encoding="utf-8") as lines:
            found += [json.loads(line).get("text", "") for line in lines if line.strip()]
    return [text for text in found if len(text.split()) >= 80]


def _edited(dice: random.Random, sentences: list[str]) -> str:
    """Without one sentence, and signed off."""
    kept = list(sentences)
    if len(kept) > 4:
        del kept[dice.randrange(2, len(kept))]
    return " ".join([*kept, "Additional reporting by our correspondents."])


def _changed(dice: random.Random, sentences: list[str]) -> list[str]:
    """The text with another number, with another name in one place, with two names of one sentence swapped."""
    found = []
    numbered = [at for at, one in enumerate(sentences) if _NUMBER.search(one)]
    if numbered:
        at = dice.choice(numbered)
        other = str(int(_NUMBER.findall(sentences[at])[0]) + dice.choice((3, 17, 100)))
        found.append(_with(sentences, at, _NUMBER.sub(other, sentences[at], count=1)))
    named = {at: _names(one) for at, one in enumerate(sentences)}
    every = sorted({name for names in named.values() for name in names})
    single = [at for at, names in named.items() if names]
    if single and len(every) > 1:
        at = dice.choice(single)
        name = named[at][0]
        others = [one for one in every if one not in name and name not in one]
        if others:
            found.append(_with(sentences, at, sentences[at].replace(name, dice.choice(others), 1)))
    double = [at for at, names in named.items() if len(names) > 1]
    if double:
        at = dice.choice(double)
        first, second = named[at][:2]
        swapped = sentences[at].replace(first, "\0").replace(second, first).replace("\0", second)
        found.append(_with(sentences, at, swapped))
    return found


def _names(sentence: str) -> list[str]:
    """Distinct names none of which holds another, in order."""
    found = [name for name in dict.fromkeys(_NAME.findall(sentence)) if not _DATES.match(name)]
    return [one for one in found if not any(one != other and (one in other or other in one) for other in found)]


def _with(sentences: list[str], at: int, put: str) -> str:
    return " ".join([*sentences[:at], put, *sentences[at + 1 :]])
