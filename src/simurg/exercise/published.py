"""What of an exercise world had been published by a moment: its files as a collector would have found them then.

Whoever collects these files again and again as time goes by takes in what the whole world tells, but could not have
known any of it too early. Settings and truth stay whole; files of which nothing was out are missing.
"""

import csv
import io
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import orjson
import pyarrow.compute as pc
import pyarrow.parquet as pq

from simurg.exercise.scene import REGISTER_DELAY_DAYS

_DELAY = timedelta(days=REGISTER_DELAY_DAYS)
_ITEM = re.compile(rb"<item>.*?</item>\n?", re.DOTALL)
_PRINTED = re.compile(rb"<pubDate>([^<]*)</pubDate>")
_ADDED = 59
"""The column of an event row that says when the stream took it."""


def published(files: Mapping[str, bytes], moment: datetime) -> dict[str, bytes]:
    """The files of `exercise.write.in_memory`, or of a fusion part, as they stood at a moment."""
    made: dict[str, bytes] = {}
    for name, content in files.items():
        kind, _, inside = name.partition("/")
        cut = next((rule for start, rule in _RULES.items() if inside.startswith(start)), None)
        kept = content if kind != "collected" or cut is None else cut(content, moment)
        if kept is not None:
            made[name] = kept
    return made


def _stream(content: bytes, moment: datetime) -> bytes | None:
    """Rows of the event stream."""
    until = f"{moment:%Y%m%d%H%M%S}".encode()
    kept = [line for line in content.splitlines(keepends=True) if line.split(b"\t")[_ADDED] <= until]
    return b"".join(kept) or None


def _feed(content: bytes, moment: datetime) -> bytes | None:
    """Items of a feed."""

    def out(found: re.Match[bytes]) -> bytes:
        printed = _PRINTED.search(found.group())
        late = printed is not None and parsedate_to_datetime(printed.group(1).decode()) > moment
        return b"" if late else found.group()

    whole = _ITEM.sub(out, content)
    return whole if whole == content or _ITEM.search(whole) else None


def _rows(column: str, delay: timedelta) -> Callable[[bytes, datetime], bytes | None]:
    def cut(content: bytes, moment: datetime) -> bytes | None:
        rows = list(csv.reader(io.StringIO(content.decode())))
        at = rows[0].index(column)
        out = [row for row in rows[1:] if _day(row[at]) + delay <= moment]
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([rows[0], *out])
        return text.getvalue().encode() if out else None

    return cut


def _months(content: bytes, moment: datetime) -> bytes | None:
    """Months of the register that were over, and counted, by then."""
    table = pq.read_table(io.BytesIO(content))
    counted = moment - _DELAY
    last = (counted.year - 1980) * 12 + counted.month - 1  # the month before that of the moment
    kept = table.filter(pc.less_equal(table["month_id"], last))
    sink = io.BytesIO()
    pq.write_table(kept, sink)
    return sink.getvalue() if kept.num_rows else None


def _listed(content: bytes, moment: datetime) -> bytes | None:
    """Disasters that were told of, as they stood."""
    told: dict[str, Any] = orjson.loads(content)
    told["data"] = [one for one in told["data"] if _day(one["fields"]["date"]["created"]) <= moment]
    told["count"] = told["totalCount"] = len(told["data"])
    return orjson.dumps(told, option=orjson.OPT_INDENT_2) if told["data"] else None


def _bundle(content: bytes, moment: datetime) -> bytes | None:
    """Objects that were shared."""
    told: dict[str, Any] = orjson.loads(content)
    told["objects"] = [one for one in told["objects"] if _day(one.get("modified", one["created"])) <= moment]
    return orjson.dumps(told, option=orjson.OPT_INDENT_2) if told["objects"] else None


def _note(content: bytes, moment: datetime) -> bytes | None:
    """A note of a human source."""
    found = re.search(rb"^date: '([^']*)'$", content, re.MULTILINE)
    return content if found is None or _day(found.group(1).decode()) <= moment else None


def _day(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


_RULES: Mapping[str, Callable[[bytes, datetime], bytes | None]] = {
    "gdelt/": _stream,
    "feeds/": _feed,
    "register/ged": _rows("date_start", timedelta(days=1) + _DELAY),
    "register/country-months": _months,
    "relief/": _listed,
    "threats/": _bundle,
    "signals/": _rows("week_to", timedelta(days=3)),
    "human/": _note,
}
"""By the beginning of a file's name under `collected/`."""
