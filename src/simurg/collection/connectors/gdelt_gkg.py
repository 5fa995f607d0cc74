"""GDELT's global knowledge graph 2.1, as counts by country: how much is written of it, in what tone, on which themes.

The format (GDELT GKG Codebook 2.1, 2015): 27 columns split by tabs, no header, plain or in a zip; a file holds the
articles of 15 minutes. What is kept are measurements of those 15 minutes for each country that articles name (an
article counts once for a country, however often it names it):

- `gdelt_articles`: articles, in all; `gdelt_tone`: their mean tone (-100 to 100, below 0 is negative);
- `gdelt_theme_…`: articles with one of the themes in `options: {themes: [...]}`, without which `THEMES` are counted
  (names of GDELT's own list of categories).

Persons, organisations, quotations and images are left out on purpose: single articles are read by `rss` and `web_page`,
and persons are not followed. One report stands for the file. A later file for the same 15 minutes replaces the earlier.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from simurg.collection.connector import Connector, Raw, Reject, Rows, SettingsError
from simurg.collection.connectors._gdelt_columns import moment_of
from simurg.collection.connectors._gdelt_updates import STEP, updates
from simurg.collection.fetching.plan import Plan
from simurg.collection.lines import Rejected, tabbed
from simurg.collection.rejects import whole
from simurg.collection.rows import RowBuilder
from simurg.collection.source import Source
from simurg.collection.unzip import unzipped
from simurg.ontology.countries import country_name
from simurg.ontology.errors import SourceError
from simurg.ontology.fips import FIPS_TO_ISO3

CONNECTOR = Connector(
    name="gdelt_gkg", title="GDELT knowledge graph: articles, tone and themes by country",
    formats=("csv", "tsv", "txt", "zip"), version="1",
)  # fmt: skip
WIDTH = 27
THEMES = (
    "PROTEST", "ARMEDCONFLICT", "TERROR", "REBELLION", "MILITARY", "CEASEFIRE", "POLITICAL_TURMOIL", "KILL", "REFUGEES",
    "FOOD_SECURITY", "CURFEW", "STATE_OF_EMERGENCY", "SANCTIONS", "BLOCKADE", "BORDER", "CYBER_ATTACK", "STRIKE",
    "NATURAL_DISASTER", "HEALTH_PANDEMIC",
)  # fmt: skip
_DAY = timedelta(days=1)
_MOST_MOMENTS = 96
_MOST_THEMES = 100


class _Counts:
    """Of one period of 15 minutes."""

    def __init__(self) -> None:
        self.articles: Counter[str] = Counter()
        self.tones: dict[str, float] = {}
        self.toned: Counter[str] = Counter()
        self.themes: Counter[tuple[str, str]] = Counter()
        self.all = 0


def fetch(source: Source, cursor: Mapping[str, Any], now: datetime) -> Plan:
    """The knowledge graph's files since the last one; the address is that of `lastupdate.txt`."""
    return updates("gkg", source, cursor, now)


def parse(raw: Raw) -> Iterator[Rows | Reject]:
    """One report and its measurements for each period; a Reject for each row that is none."""
    themes = _themes(raw.source)
    counts: dict[datetime, _Counts] = {}
    rejected = Rejected()
    try:
        for _, stream in unzipped(raw, (".csv", ".tsv", ".txt")):
            for reject in _counted(raw, stream, themes, counts):
                yield from rejected.add(reject)
    except SourceError as error:
        yield from whole(raw, error.what)
    else:
        if not counts and not rejected.any:
            yield from whole(raw, "There is not one row in it.")
    yield from rejected.left()
    builder = RowBuilder(raw)
    for moment, one in sorted(counts.items()):
        _measured(builder, raw, moment, one)
    if len(builder):
        yield builder.take()


def _themes(source: Source) -> frozenset[str]:
    told = source.options.get("themes", THEMES)
    if not isinstance(told, list | tuple) or len(told) > _MOST_THEMES or not all(isinstance(one, str) for one in told):
        raise SettingsError(f"Source {source.name}: `themes` is a list of at most {_MOST_THEMES} of GDELT's themes.")
    return frozenset(told)


def _counted(raw: Raw, stream: BinaryIO, themes: frozenset[str], counts: dict[datetime, _Counts]) -> Iterator[Reject]:
    for line in tabbed(stream, WIDTH):
        if isinstance(line, Reject):
            yield line
            continue
        moment = moment_of(line.cells[1])
        if moment is None or moment - _DAY > raw.fetched_at or not line.cells[4].strip():
            yield Reject("The line has no moment that has come, or no article.", line.content, f"byte {line.start:,}")
            continue
        if moment not in counts and len(counts) >= _MOST_MOMENTS:
            yield Reject("The file tells of too many moments.", line.content, f"byte {line.start:,}")
            continue
        _count(counts.setdefault(moment, _Counts()), line.cells, themes)


def _count(counts: _Counts, cells: list[str], themes: frozenset[str]) -> None:
    counts.all += 1
    tone = _tone(cells[15])
    told = themes.intersection(cells[7].split(";"))
    for country in {place.split("#")[2] for place in cells[9].split(";") if place.count("#") >= 3} - {""}:
        code = FIPS_TO_ISO3.get(country)
        if code is None:
            continue
        counts.articles[code] += 1
        if tone is not None:
            counts.tones[code] = counts.tones.get(code, 0.0) + tone
            counts.toned[code] += 1
        for theme in told:
            counts.themes[code, theme] += 1


def _tone(cell: str) -> float | None:
    try:
        tone = float(cell.partition(",")[0][:40])
    except ValueError:
        return None
    return tone if -100 <= tone <= 100 else None


def _measured(builder: RowBuilder, raw: Raw, moment: datetime, counts: _Counts) -> None:
    known = raw.source.knowable(moment, raw.fetched_at)
    report = builder.report(
        key=f"gkg:{moment:%Y%m%d%H%M%S}", known_at=known, published_at=moment, language="en",
        title=f"GDELT knowledge graph, 15 minutes to {moment:%Y-%m-%d %H:%M}: {counts.all:,} articles",
    )  # fmt: skip

    def add(series: str, country: str, value: float, unit: str) -> None:
        builder.add(
            "measurements", key=f"{series}|{country}|{moment:%Y%m%d%H%M%S}", known_at=known, report_id=report,
            series=series, place=country_name(country), country=country, period_from=moment - STEP, period_to=moment,
            value=float(value), unit=unit,
        )  # fmt: skip

    for country, articles in sorted(counts.articles.items()):
        add("gdelt_articles", country, articles, "articles")
        if counts.toned[country]:
            add("gdelt_tone", country, counts.tones[country] / counts.toned[country], "tone, -100 to 100")
    for (country, theme), articles in sorted(counts.themes.items()):
        add(f"gdelt_theme_{theme.lower()}", country, articles, "articles")
