"""One row of UCDP's georeferenced events as a report and an event: what the CSV and the API have in common.

UCDP GED codebook: the key is UCDP's own id, `mode` the type of violence, `event_type` ASSAULT, the end of the event the
day after its last day. Countries are ISO 3166-1 alpha-3 where the name is known, else UCDP's name.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from simurg.collection.connector import Raw
from simurg.collection.rows import RowBuilder
from simurg.ontology.country_names import iso3_of_name
from simurg.ontology.errors import SourceError
from simurg.ontology.times import EARLIEST

_MODES = {"1": "state-based", "2": "non-state", "3": "one-sided"}
_PRECISIONS = {"1": "exact", "2": "place", "3": "admin2", "4": "admin1", "5": "unknown", "6": "country", "7": "unknown"}
_WORDS = {
    "conflict_name": "Conflict",
    "where_coordinates": "Where",
    "where_description": "Where, in words",
    "adm_2": "District",
    "adm_1": "Province",
    "country": "Country",
    "source_original": "Source's own source",
    "source_article": "Source",
}


def add_event(builder: RowBuilder, raw: Raw, cells: Mapping[str, str], span: tuple[int, int] | None = None) -> None:
    """One row as a report and its event; SourceError, naming the column, if something is impossible. `span`: the
    bytes of the payload on which it stands."""
    number = _whole(cells, "id", 1 << 62)
    start, last = _day(cells, "date_start"), _day(cells, "date_end")
    if number is None or last < start or start > raw.fetched_at:
        raise SourceError("The row has no id, or impossible dates.")
    end = last + timedelta(days=1)
    low, best, high = (_whole(cells, name, 2**31 - 1) for name in ("low", "best", "high"))
    mode = _MODES.get(cells.get("type_of_violence", "").strip())
    if mode is None:
        raise SourceError("type_of_violence is not 1, 2 or 3.")
    latitude, longitude = _degrees(cells, "latitude", 90), _degrees(cells, "longitude", 180)
    known_at = raw.source.knowable(end if raw.source.known_delay else None, raw.fetched_at)
    country = _text(cells, "country")
    report = builder.report(
        key=f"ged:{number}", known_at=known_at, title=_title(cells), body=_body(cells), language="en"
    )
    builder.add(
        "events",
        key=f"ged:{number}",
        known_at=known_at,
        report_id=report,
        actor=_text(cells, "side_a"),
        recipient=_text(cells, "side_b"),
        event_type="ASSAULT",
        mode=mode,
        code=cells.get("type_of_violence", "").strip(),
        description=_text(cells, "source_headline"),
        place=_text(cells, "where_coordinates") or _text(cells, "adm_2") or _text(cells, "adm_1") or country,
        country=_text(cells, "iso3") or iso3_of_name(country or "") or country,
        latitude=latitude,
        longitude=longitude,
        place_precision=_PRECISIONS.get(cells.get("where_prec", "").strip(), "unknown"),
        occurred_from=start,
        occurred_to=end,
        span_from=span[0] if span else None,
        span_to=span[1] if span else None,
        deaths_low=low,
        deaths_best=best,
        deaths_high=high,
    )


def _title(cells: Mapping[str, str]) -> str | None:
    parts = [_text(cells, name) for name in ("dyad_name", "source_headline")]
    return ": ".join(part for part in parts if part) or None


def _body(cells: Mapping[str, str]) -> str | None:
    """The row's own words, each with what it is."""
    said = [(title, _text(cells, name)) for name, title in _WORDS.items()]
    return "\n".join(f"{title}: {words}" for title, words in said if words) or None


def _text(cells: Mapping[str, str], name: str) -> str | None:
    return cells.get(name, "").strip() or None


def _day(cells: Mapping[str, str], name: str) -> datetime:
    """YYYY-MM-DD, with or without a time of day, which is dropped."""
    try:
        moment = datetime.strptime(cells.get(name, "").strip()[:10], "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise SourceError(f"{name} is not a date.") from None
    if not EARLIEST <= moment < datetime(9999, 1, 1, tzinfo=UTC):
        raise SourceError(f"{name} is not a date of our time.")
    return moment


def _whole(cells: Mapping[str, str], name: str, most: int) -> int | None:
    text = cells.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= most):
        raise SourceError(f"{name} is not a whole number within its range.")
    return int(text)


def _degrees(cells: Mapping[str, str], name: str, most: float) -> float | None:
    text = cells.get(name, "").strip()
    if not text:
        return None
    try:
        degrees = float(text[:40])
    except ValueError:
        raise SourceError(f"{name} is not a number.") from None
    if not -most <= degrees <= most:
        raise SourceError(f"{name} is outside its range.")
    return degrees
