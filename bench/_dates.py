"""Relative dates in eight languages: our reading and dateparser's on cases that were written by hand.

A case is right if exactly one period is read and it is the expected one. dateparser (`search_dates`, the language
given, dates taken from the past) gives moments, not periods: it is right if its first moment lies in the expected
period.
"""

import time
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from simurg.extraction.base import read_base
from simurg.extraction.reading import Text

LANGUAGES = ("en", "es", "fr", "de", "ru", "ar", "tr", "pt")


class Case(NamedTuple):
    language: str
    published: datetime
    sentence: str
    start: datetime
    until: datetime


def cases() -> Iterator[Case]:
    for language in LANGUAGES:
        for line in Path(__file__).with_name(f"_dates_{language}.tsv").read_text(encoding="utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                published, sentence, expected = line.split("\t")
                yield Case(language, _at(published) + timedelta(hours=15), sentence, *_period(expected))


def fresh() -> Iterator[Case]:
    """Cases that the reader was not tuned on."""
    for line in Path(__file__).with_name("_dates_fresh.tsv").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            language, published, sentence, expected = line.split("\t")
            yield Case(language, _at(published) + timedelta(hours=15), sentence, *_period(expected))


def _at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def _period(written: str) -> tuple[datetime, datetime]:
    if "/" in written:
        start, until = written.split("/")
        return _at(start), _at(until)
    parts = [int(part) for part in written.split("-")]
    if len(parts) == 1:
        return datetime(parts[0], 1, 1, tzinfo=UTC), datetime(parts[0] + 1, 1, 1, tzinfo=UTC)
    if len(parts) == 2:
        year, month = parts
        return datetime(year, month, 1, tzinfo=UTC), datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
    return _at(written), _at(written) + timedelta(days=1)


def ours(case: Case) -> bool:
    base = read_base(Text("", case.sentence, case.published, case.language))
    found = [period for sentence in base.sentences for period in sentence.periods]
    return [(period.start, period.until) for period in found] == [(case.start, case.until)]


def theirs(case: Case) -> bool:
    from dateparser.search import search_dates

    settings = {"RELATIVE_BASE": case.published.replace(tzinfo=None), "PREFER_DATES_FROM": "past", "TIMEZONE": "UTC"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = search_dates(case.sentence, languages=[case.language], settings=settings) or []
    return bool(found) and case.start <= found[0][1].replace(tzinfo=UTC) < case.until


def score_dates(*, peer: bool = True) -> dict[str, float]:
    written = list(cases())
    ours(written[0])
    figures: dict[str, float] = {"date_cases": len(written)}
    for name, method in (("date_accuracy", ours), *((("dateparser_date_accuracy", theirs),) if peer else ())):
        begun = time.process_time()
        right = {case: method(case) for case in written}
        figures[f"{name}_cpu_s"] = round(time.process_time() - begun, 3)
        figures[name] = round(sum(right.values()) / len(written), 4)
        for language in LANGUAGES:
            own = [right[case] for case in written if case.language == language]
            figures[f"{name}_{language}"] = round(sum(own) / len(own), 3)
    unseen = list(fresh())
    figures["date_accuracy_fresh"] = round(sum(map(ours, unseen)) / len(unseen), 4)
    if peer:
        figures["dateparser_date_accuracy_fresh"] = round(sum(map(theirs, unseen)) / len(unseen), 4)
    return figures
