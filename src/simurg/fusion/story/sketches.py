"""The sketch of a report: by which others are found that may be copies of it or tell the same story.

A row of `sketches` depends on its report alone: no other report, no statistics, no clock. `bands` holds three kinds of
keys, and reports that share one are candidates: MinHash bands of the words (minhash.py), the rarest-hashed whole
sentences (a short copy of a long text shares those), and facts: two of the chief names with a day. `text` is the name
of the words: equal texts have equal names. `origins` says whom the report has it from.
"""

from collections.abc import Iterable
from datetime import datetime
from hashlib import blake2b
from itertools import combinations
from re import compile as compiled

import numpy as np
import pyarrow as pa

from simurg.fusion.story.columns import fixed, uuids
from simurg.fusion.story.minhash import MOST_CHARACTERS, bands, normal, shingles
from simurg.fusion.story.reading import Reading, Report, read

SKETCH = pa.schema(
    [("report_id", pa.uuid()), ("text", pa.uuid()), ("length", pa.int32()), ("bands", pa.list_(pa.int64())),
     ("origins", pa.list_(pa.string()))]
)  # fmt: skip
"""Columns of `sketch`; `length` counts shingles."""

METHOD, VERSION = "story.sketch", "1"
FACT_NAMES, FACT_DAYS, SENTENCES = 5, 3, 8
LEAST_WORDS, LEAST_SENTENCE = 8, 6
"""Words of a body whose words alone name it; a shorter one ("Read more") is named with its report's id."""
_WORD = compiled(r"\w+")
_BATCH = 2_000


def sketch(reports: pa.Table, known: dict[bytes, Reading] | None = None) -> pa.Table:
    """Sketches of reports, a row each, in their order. What was read of each is left in `known`, if given, by id:
    `link_rows` takes it.

    reports: `id` (UUID or 16 bytes), `title`, `body`, `url`, `published_at`, `source_id`; and, if known,
    `reported_by` (the publisher in the feed's `<source>`). All but `id` may be null, or missing.
    """
    parts = [_part(reports.slice(at, _BATCH), known) for at in range(0, reports.num_rows, _BATCH)]
    return pa.concat_tables(parts) if parts else SKETCH.empty_table()


def readings(reports: pa.Table) -> list[Reading]:
    """What each report says, in their order: what `compare` takes. Columns as for `sketch`."""
    return [read(report) for report in reports_of(reports)]


def reports_of(table: pa.Table) -> list[Report]:
    """Rows as values."""
    count = table.num_rows
    titles, bodies, moments = (_column(table, name, count) for name in ("title", "body", "published_at"))
    publishers = publishers_of(table)
    credited = _column(table, "reported_by", count)
    rows = zip(titles, bodies, moments, publishers, credited, strict=True)
    return [Report(_text(a), _text(b), c if isinstance(c, datetime) else None, d, _text(e)) for a, b, c, d, e in rows]


def publishers_of(table: pa.Table) -> list[str]:
    """Who published each report: the host of its address, else its source."""
    count = table.num_rows
    urls, sources = _column(table, "url", count), _column(table, "source_id", count)
    return [host_of(_text(url)) or _text(source) for url, source in zip(urls, sources, strict=True)]


def host_of(url: str) -> str:
    """The host of an address, without a leading www; empty for none."""
    _, found, rest = url.partition("://")
    host = rest.split("/", 1)[0].split("?", 1)[0].rsplit("@", 1)[-1].split(":", 1)[0] if found else ""
    return host.casefold().removeprefix("www.")[:253]


def text_name(body: str, identity: bytes) -> bytes:
    """16 bytes that two reports share if their bodies have the same words, and enough of them."""
    words = _WORD.findall(normal(body))
    given = " ".join(words).encode("utf-8", "replace")
    if len(words) < LEAST_WORDS:
        given += b"|" + identity
    elif len(body) > MOST_CHARACTERS:
        given += b"|" + body.encode("utf-8", "replace")
    return blake2b(given, digest_size=16).digest()


def fact_keys(reading: Reading) -> list[int]:
    """Keys of two chief names and a day."""
    chief = sorted(sorted(reading.names.items(), key=lambda item: (-item[1], item[0]))[:FACT_NAMES])
    days = _days(reading)
    return [_key(f"{first}|{second}|{day}") for (first, _), (second, _) in combinations(chief, 2) for day in days]


def sentence_keys(reading: Reading) -> list[int]:
    """Keys of whole sentences: those with the least hashes."""
    keys = {_key(" ".join(one.words)) for one in reading.sentences if len(one.words) >= LEAST_SENTENCE}
    return sorted(keys)[:SENTENCES]


def told_by(reading: Reading) -> list[str]:
    """Whom the report has it from: `feed:`, `wire:` and `cites:` with a squashed name."""
    found = [f"cites:{name}" for name in sorted(reading.cited)[:40]]
    if reading.wire:
        found.append(f"wire:{reading.wire}")
    if reading.credited:
        found.append(f"feed:{reading.credited}")
    return found


def _part(reports: pa.Table, known: dict[bytes, Reading] | None) -> pa.Table:
    given = reports_of(reports)
    names = [bytes(one) for one in fixed(reports, "id")]
    found = [read(report) for report in given]
    if known is not None:
        known.update(zip(names, found, strict=True))
    cut = shingles([normal(report.body or report.title) for report in given])
    lengths = np.diff(cut.starts)
    words = bands(cut)
    keys = [
        sorted({*(row.tolist() if length else ()), *sentence_keys(reading), *fact_keys(reading)})
        for row, length, reading in zip(words, lengths, found, strict=True)
    ]
    texts = [text_name(report.body, name) for report, name in zip(given, names, strict=True)]
    columns = [uuids(names), uuids(texts), pa.array(lengths, pa.int32()), pa.array(keys, pa.list_(pa.int64()))]
    origins = pa.array([told_by(reading) for reading in found], pa.list_(pa.string()))
    return pa.Table.from_arrays([*columns, origins], schema=SKETCH)


def _days(reading: Reading) -> Iterable[int]:
    """The days it speaks of nearest to publication, else that of publication and the one before."""
    today = int(reading.published) if reading.published is not None else 0
    if reading.days:
        return sorted(reading.days, key=lambda day: (abs(day - today), day))[:FACT_DAYS]
    return (today - 1, today)


def _key(text: str) -> int:
    digest = blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _column(table: pa.Table, name: str, count: int) -> list[object]:
    return list(table[name].to_pylist()) if name in table.column_names else [None] * count


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
