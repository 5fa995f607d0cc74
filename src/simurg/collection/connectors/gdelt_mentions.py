"""GDELT 2.0 mentions: who told of an event, where, and how sure GDELT is that the article speaks of it.

The format (GDELT Event Codebook 2.0, 2015): 16 columns split by tabs, no header, plain or in a zip. Each distinct
article becomes a report (its address; GDELT has no text), each row a claim `told_by` about `gdelt:GLOBALEVENTID`, whose
object is the publisher's domain and whose confidence is GDELT's (in hundredths). So the number of articles and the
number of publishers behind an event are counts of claims, and each leads to its article. Only what stands on the open
web (MentionType 1) has an address; of other collections the citation is the report's title.

A row is rejected, alone, if its width, numbers or moments are impossible. Offsets, lengths and tone are left out: they
speak of a text that GDELT does not give.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from simurg.collection.connector import Connector, Raw, Reject, Rows
from simurg.collection.connectors._gdelt_columns import moment_of
from simurg.collection.connectors._gdelt_updates import updates
from simurg.collection.fetching.plan import Plan
from simurg.collection.lines import Line, Rejected, tabbed
from simurg.collection.rejects import whole
from simurg.collection.rows import RowBuilder
from simurg.collection.source import Source
from simurg.collection.unzip import unzipped
from simurg.ontology.errors import SourceError

CONNECTOR = Connector(
    name="gdelt_mentions", title="GDELT 2.0 mentions of events", formats=("csv", "tsv", "txt", "zip"), version="1"
)
WIDTH = 16
_BATCH = 40_000
_DAY = timedelta(days=1)
_WEB = "1"


def fetch(source: Source, cursor: Mapping[str, Any], now: datetime) -> Plan:
    """The files of mentions since the last one; the address is that of `lastupdate.txt`."""
    return updates("mentions", source, cursor, now)


def parse(raw: Raw) -> Iterator[Rows | Reject]:
    """Reports and claims; a Reject for each row that is none."""
    builder, rejected, found = RowBuilder(raw), Rejected(), False
    try:
        for _, stream in unzipped(raw, (".csv", ".tsv", ".txt")):
            for item in tabbed(stream, WIDTH):
                found = True
                wrong = _told(builder, raw, item) if isinstance(item, Line) else item
                if wrong is not None:
                    yield from rejected.add(wrong)
                if len(builder) >= _BATCH:
                    yield builder.take()
    except SourceError as error:
        yield from whole(raw, error.what)
    else:
        if not found:
            yield from whole(raw, "There is not one row in it.")
    yield from rejected.left()
    if len(builder):
        yield builder.take()


def _told(builder: RowBuilder, raw: Raw, line: Line) -> Reject | None:
    """One mention as a report and a claim, or why it is none."""
    number, event_time, mention_time, kind, publisher, where = line.cells[:6]
    first, moment = moment_of(event_time), moment_of(mention_time)
    sure = line.cells[11]
    numeric = number.isascii() and number.isdigit() and len(number) < 19 and sure.isascii() and sure.isdigit()
    if first is None or moment is None or not numeric or len(sure) > 3 or int(sure) > 100:
        return Reject("A number or moment in the line is impossible or missing.", line.content, f"byte {line.start:,}")
    if moment - _DAY > raw.fetched_at or first > moment + _DAY:
        return Reject("The line tells of a moment that had not come.", line.content, f"byte {line.start:,}")
    if not where.strip() or not publisher.strip():
        return Reject("The line names no article or no publisher.", line.content, f"byte {line.start:,}")
    web = kind == _WEB
    known = raw.source.knowable(moment, raw.fetched_at)
    report = builder.report(
        key=f"article:{where}", known_at=known, published_at=moment, url=where if web else None,
        title=None if web else where,
    )  # fmt: skip
    builder.add(
        "claims", key="|".join((number, where, *line.cells[6:10])), known_at=known, report_id=report,
        subject=f"gdelt:{number}", predicate="told_by", object=publisher, confidence=int(sure) / 100,
    )  # fmt: skip
    return None
