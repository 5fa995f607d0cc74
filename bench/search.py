"""`python -m bench search [--reports 1000000] [--queries 600] [--peer-queries 150]`

A million short reports (made, seeded) go into a ledger and from there into an index; then questions of all kinds are
asked of it, each with the whole way that a search goes: the index looked at, a view made, candidates confirmed in it,
groups and snippets. The last line is one JSON object: `search_p95_ms`, the index's size and rate, and SQLite FTS5 on
the same texts and questions in the same run.

The made texts have 30,000 words by Zipf's law (exponent 1.07, after the commonest 40, which stand for "the", "of" and
so on and are asked for in phrases only), 12 to 60 words a report, every twentieth in Cyrillic letters; 3 % of the
reports are above the reader's scope, 1 % have a later version, one source of forty is recalled. Half of the questions
have words alone (one to three, a quarter of them with a phrase or an excluded word), half have filters (source, grade,
place, time, language) or an earlier moment as well. No setting was chosen on this bench.

FTS5 answers the same words, phrases, exclusions and filters, with the columns beside in a table of their own and the
same limit on rows; it gets no versions, recalls or snippets to look after, which is in its favour.
"""

import argparse
import json
import random
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from simurg.ledger import Ledger, Offer
from simurg.ledger.columns import uuid_column
from simurg.ledger.offer import marking_json
from simurg.ledger.recall import Recall, recall_offer
from simurg.ledger.search.filling import brought_up
from simurg.ledger.search.hits import Wish, find
from simurg.ledger.search.index import FolderIndex
from simurg.ledger.search.question import Filters, Question, question_of
from simurg.ledger.spines import Spines
from simurg.ontology.ids import digest_of
from simurg.ontology.markings import Marking, Scope

READER = Scope(1, 3)
SECRET = marking_json(Marking(3))
NOW = datetime(2026, 1, 1, tzinfo=UTC)
START_US, SPAN_US = 1_577_836_800_000_000, 157_766_400_000_000  # 2020, five years
WORDS, COMMON, BATCH = 30_000, 40, 50_000
COUNTRIES = ("UKR", "SDN", "MMR", "COD", "YEM", "SOM", "MLI", "HTI", "SYR", "LBN")
_CYRILLIC = str.maketrans("abcdefghijklmnopqrstuvwxyz", "абцдефгхийклмнопярстувщхыз")


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench search", description=__doc__)
    parser.add_argument("--reports", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=600)
    parser.add_argument("--peer-queries", type=int, default=150, help="0 leaves the peer out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, help="not used: all texts are made")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="simurg-bench-") as folder:
        figures = measured(Path(folder), asked)
    for name, value in figures.items():
        print(f"{name:28} {value}")
    print(json.dumps(figures))


def measured(folder: Path, asked: argparse.Namespace) -> dict[str, Any]:
    made = Made(asked.reports, asked.seed)
    with Ledger.open(folder / "ledger", lambda: NOW) as ledger:
        peer = Peer(folder / "fts5.db") if asked.peer_queries else None
        for number, rows in enumerate(made.batches()):
            ledger.append(Offer(f"b{number}", rows.tables, source_name=None, method="made", version="1"))
            if peer:
                peer.add(rows)
        recalled = recall_offer(ledger.as_of(scope=READER), Recall("s7", "made", "bench"), NOW)
        ledger.append(recalled)
        figures = ours(ledger, folder / "index", questions(made, asked.queries, asked.seed))
    if peer:
        some = list(questions(made, asked.queries, asked.seed))[: asked.peer_queries]
        figures |= peer.figures(some)
        figures["peer_ratio_p95"] = round(figures["fts5_p95_ms"] / figures["search_p95_ms"], 1)
    return figures


# --- ours ------------------------------------------------------------------------------------------------------------


def ours(ledger: Ledger, folder: Path, asked: Iterator["Asked"]) -> dict[str, Any]:
    place = FolderIndex(folder)
    start, cpu = time.perf_counter(), time.process_time()
    opened = brought_up(ledger, READER, place, lambda _: "")
    seconds, cpu_s = time.perf_counter() - start, time.process_time() - cpu
    assert opened is not None
    count = opened.index.searcher().num_docs
    spines = Spines(ledger.connection, ledger.store)
    start = time.perf_counter()
    ask(ledger, place, Asked(question_of("warm", Filters(places=frozenset({"ukr"}))), None), spines)
    for table in ("reports", "events"):
        spines.load(table, ledger.as_of(scope=READER).files[table])
    warm_s = time.perf_counter() - start
    times = [(*timed(lambda one=one: ask(ledger, place, one, spines)), one) for one in asked]  # type: ignore[misc]
    walls = sorted(wall for wall, *_ in times)
    slowest = sorted(times, key=lambda one: -one[0])[:3]
    late = update(ledger, place)
    return {
        "search_queries": len(times),
        "search_p95_ms": percentile(walls, 0.95),
        "search_p50_ms": percentile(walls, 0.5),
        "search_max_ms": round(walls[-1], 1),
        "search_p95_cpu_ms": percentile(sorted(used for _, used, *_ in times), 0.95),
        "search_found_share": round(statistics.mean(found > 0 for _, _, found, _ in times), 2),
        **{f"search_p95_{kind}_ms": percentile(some, 0.95) for kind, some in by_kind(times).items()},
        "search_slowest": [f"{one.question.text} {one.kind} {wall:.0f} ms" for wall, _, _, one in slowest],
        "index_documents": int(count),
        "index_mb": round(size_of(folder) / 1e6),
        "index_documents_per_s": round(count / seconds),
        "index_documents_per_cpu_s": round(count / cpu_s),
        "memory_of_checks_s": round(warm_s, 2),
        "update_1000_reports_s": late,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def ask(ledger: Ledger, place: FolderIndex, asked: "Asked", spines: Spines) -> int:
    """One search as a user's is: index, view, candidates, confirmation, groups, snippets."""
    opened = brought_up(ledger, READER, place, lambda _: "")
    assert opened is not None
    view = ledger.as_of(asked.as_of, scope=READER, picture="staff")
    found = find(view, opened, asked.question, Wish(10, spines=spines))
    return sum(len(one.groups) for one in found)


def update(ledger: Ledger, place: FolderIndex) -> float:
    """Seconds until a thousand new reports can be found."""
    rows = next(Made(1_000, 99).batches())
    ledger.append(Offer("late", rows.tables, method="made", version="1"))
    start = time.perf_counter()
    brought_up(ledger, READER, place, lambda _: "")
    return round(time.perf_counter() - start, 2)


def timed(work: Callable[[], int]) -> tuple[float, float, int]:
    """Milliseconds on the clock and of the processor, and the result."""
    start, cpu = time.perf_counter(), time.process_time()
    result = work()
    return (time.perf_counter() - start) * 1000, (time.process_time() - cpu) * 1000, result


def by_kind(times: list[Any]) -> dict[str, list[float]]:
    kinds: dict[str, list[float]] = {}
    for wall, _, _, one in times:
        kinds.setdefault(one.kind, []).append(wall)
    return {kind: sorted(some) for kind, some in sorted(kinds.items())}


def percentile(values: list[float], share: float) -> float:
    """The smallest value that at least this share lies at or under; `values` are sorted."""
    return round(values[min(len(values) - 1, int(np.ceil(share * len(values))) - 1)], 1)


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


# --- what is made ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Batch:
    """Tables for the ledger, and the same as lists for the peer."""

    tables: dict[str, pa.Table]
    texts: list[tuple[str, str]]
    facts: list[tuple[str, str, int, str, str, int]]  # source, reliability, credibility, language, country, published
    secret: list[bool]


class Made:
    """Reports by Zipf's law."""

    def __init__(self, reports: int, seed: int, like: "Made | None" = None) -> None:
        self.reports = reports
        self._draw = np.random.default_rng(seed)
        letters = np.array(list("aeioubcdfghklmnprstvz"))
        lengths = self._draw.integers(3, 11, WORDS)
        names = ["".join(self._draw.choice(letters, n)) for n in lengths]
        self.words = (
            like.words
            if like
            else np.array([f"{word}{number % 7}" if number % 50 == 3 else word for number, word in enumerate(names)])
        )
        weights = 1 / np.arange(1, WORDS + 1) ** 1.07
        self._weights = weights / weights.sum()

    def batches(self) -> Iterator[Batch]:
        for first in range(0, self.reports, BATCH):
            yield self._batch(first, min(BATCH, self.reports - first))

    def _batch(self, first: int, count: int) -> Batch:
        lengths = self._draw.integers(12, 61, count)
        drawn = self.words[self._draw.choice(WORDS, int(lengths.sum()), p=self._weights)]
        ends = np.cumsum(lengths)
        texts = []
        for place, (end, length) in enumerate(zip(ends, lengths, strict=True)):
            said = " ".join(drawn[end - length : end])
            said = said.translate(_CYRILLIC) if place % 20 == 0 else said
            cut = said.find(" ", 50)
            texts.append((said[:cut] if cut > 0 else said, said[cut + 1 :] if cut > 0 else ""))
        secret = (self._draw.random(count) < 0.03).tolist()
        published = START_US + self._draw.integers(0, SPAN_US, count)
        revised = self._draw.random(count) < 0.01
        facts = [
            (f"s{source}", "ABCDEF"[source % 6], 1 + source % 6, "ru" if place % 20 == 0 else "en", country, int(at))
            for place, (source, country, at) in enumerate(
                zip(self._draw.integers(0, 40, count), self._draw.choice(COUNTRIES, count), published, strict=True)
            )
        ]
        keys = [digest_of("key", first + place - (1 if again and place else 0)) for place, again in enumerate(revised)]
        ids = [digest_of("report", first + place) for place in range(count)]
        return Batch(_tables(ids, keys, texts, facts, secret), texts, facts, secret)


def _tables(ids: list[bytes], keys: list[bytes], texts: Any, facts: Any, secret: list[bool]) -> dict[str, pa.Table]:
    sources, reliabilities, credibilities, languages, countries, published = zip(*facts, strict=True)
    moments = pa.array(published, pa.int64()).cast(pa.timestamp("us", tz="UTC"))
    common = {
        "known_at": moments,
        "source_id": pa.array(sources),
        "marking": pa.array([SECRET if one else None for one in secret]),
    }
    reports = {
        "id": uuid_column(ids), "key": uuid_column(keys), **common, "published_at": moments,
        "title": pa.array([title for title, _ in texts]), "body": pa.array([body for _, body in texts]),
        "reliability": pa.array(reliabilities), "credibility": pa.array(credibilities, pa.int8()),
        "language": pa.array(languages),
    }  # fmt: skip
    numbers = uuid_column([digest_of("event", one) for one in ids])
    events = {"id": numbers, "key": numbers, **common, "report_id": uuid_column(ids), "country": pa.array(countries)}
    return {"reports": pa.table(reports), "events": pa.table(events)}


@dataclass(frozen=True)
class Asked:
    """A question and the moment that it is asked of."""

    question: Question
    as_of: datetime | None
    kind: str = "plain"


def questions(made: Made, count: int, seed: int) -> Iterator[Asked]:
    """Mixed questions; their words stand together in a text that is made alike, but are none of the commonest."""
    draw = random.Random(seed + 1)
    common = frozenset(made.words[:COMMON])
    texts = [f"{title} {body}".split() for title, body in next(Made(2_000, seed + 2, made).batches()).texts]
    telling = [[word for word in text if word.isascii() and word not in common] for text in texts]
    telling = [text for text in telling if len(text) > 3]
    for number in range(count):
        words = draw.sample(draw.choice(telling), draw.randint(1, 3))
        if number % 20 == 7:
            words = [word.translate(_CYRILLIC) for word in words]
        if number % 8 == 1:
            words.append(f'"{made.words[draw.randrange(COMMON)]} {words[0]}"')
        if number % 8 == 5:
            words.append("-" + draw.choice(draw.choice(telling)))
        text = " ".join(words)
        kind = (
            "plain" if number % 2 == 0 else ("source", "grade", "place", "time", "language", "as_of")[number // 2 % 6]
        )
        yield _asked(text, kind, draw)


def _asked(text: str, kind: str, draw: random.Random) -> Asked:
    since = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=draw.randrange(1_600))
    filters = {
        "source": Filters(sources=frozenset({f"s{draw.randrange(40)}"})),
        "grade": Filters(reliabilities=frozenset("AB"), credibilities=frozenset({1, 2})),
        "place": Filters(places=frozenset({draw.choice(COUNTRIES).lower()})),
        "time": Filters(since=since, until=since + timedelta(days=60)),
        "language": Filters(languages=frozenset({"ru"})),
    }.get(kind, Filters())
    return Asked(question_of(text, replace(filters, kinds=filters.kinds)), since if kind == "as_of" else None, kind)


# --- the peer --------------------------------------------------------------------------------------------------------


class Peer:
    """SQLite FTS5 over the same reports, the permitted ones only; BM25, ten rows."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=OFF")
        self._db.execute("CREATE VIRTUAL TABLE texts USING fts5(title, body, tokenize='unicode61 remove_diacritics 2')")
        self._db.execute(
            """CREATE TABLE facts (number INTEGER PRIMARY KEY, source TEXT, reliability TEXT, credibility INTEGER,
            language TEXT, country TEXT, published INTEGER)"""
        )
        self._seconds, self._count = 0.0, 0

    def add(self, batch: Batch) -> None:
        start = time.perf_counter()
        rows = [(t, f) for t, f, above in zip(batch.texts, batch.facts, batch.secret, strict=True) if not above]
        numbers = range(self._count, self._count + len(rows))
        self._db.execute("BEGIN")
        texts = [(number, *text) for number, (text, _) in zip(numbers, rows, strict=True)]
        self._db.executemany("INSERT INTO texts (rowid, title, body) VALUES (?, ?, ?)", texts)
        facts = [(number, *fact) for number, (_, fact) in zip(numbers, rows, strict=True)]
        self._db.executemany("INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?)", facts)
        self._db.execute("COMMIT")
        self._count += len(rows)
        self._seconds += time.perf_counter() - start

    def figures(self, asked: list[Asked]) -> dict[str, Any]:
        times = [timed(lambda one=one: self._ask(one)) for one in asked]  # type: ignore[misc]
        walls = sorted(wall for wall, *_ in times)
        return {
            "fts5_queries": len(times),
            "fts5_p95_ms": percentile(walls, 0.95),
            "fts5_p50_ms": percentile(walls, 0.5),
            "fts5_p95_cpu_ms": percentile(sorted(used for _, used, _ in times), 0.95),
            "fts5_found_share": round(statistics.mean(found > 0 for *_, found in times), 2),
            "fts5_mb": round(self._path.stat().st_size / 1e6),
            "fts5_documents_per_s": round(self._count / self._seconds),
        }

    def _ask(self, asked: Asked) -> int:
        words = " AND ".join(f'"{" ".join(part.terms)}"' for part in asked.question.sought)
        for part in asked.question.excluded:
            words += f' NOT "{" ".join(part.terms)}"'
        conditions, values = _conditions(asked)
        query = f"""SELECT texts.rowid, title, body FROM texts JOIN facts ON facts.number = texts.rowid
                    WHERE texts MATCH ? {conditions} ORDER BY rank LIMIT 10"""
        return len(self._db.execute(query, [words, *values]).fetchall())


def _conditions(asked: Asked) -> tuple[str, list[object]]:
    filters, parts, values = asked.question.filters, [], []
    for column, wanted in (
        ("source", sorted(filters.sources)), ("reliability", sorted(filters.reliabilities)),
        ("credibility", sorted(filters.credibilities)), ("language", sorted(filters.languages)),
        ("country", sorted(one.upper() for one in filters.places)),
    ):  # fmt: skip
        if wanted:
            parts.append(f"AND {column} IN ({', '.join('?' for _ in wanted)})")
            values += wanted
    for sign, moment in ((">=", filters.since), ("<", filters.until), ("<=", asked.as_of)):
        if moment:
            parts.append(f"AND published {sign} ?")
            values.append(int(moment.timestamp() * 1_000_000))
    return " ".join(parts), values
