"""The card of a source: licence, limits, delay, what its silence means. As the catalogue has it, else in words from how
it is set up.

What a kind of source cannot tell stands here once for each connector; a connector that is not known here says that
its limits were not stated, never that it has none.
"""

from datetime import timedelta
from typing import Any

from simurg.collection.catalogue.card import Card, cards
from simurg.collection.source import Source

_LIMITS = {
    "rss": "What editors chose to print; copies of one agency's text count as one origin at most.",
    "gdelt": "Coded by machine from the press: duplicates, wrong places and wrong actors are common. "
    "Counts of reports, not of events.",
    "reliefweb": "Humanitarian reports: slow, and only from where agencies have access.",
    "ucdp_ged": "Deaths in organised violence that sources could confirm: an undercount, most of all lately and where "
    "no press works.",
    "ucdp_country_month": "Monthly counts by state; the latest months are candidates and will be revised.",
    "human": "One person's word at a time: what they saw, heard or were told, graded by their handler.",
    "stix": "What its publisher chose to share about threats; absence of an indicator is no absence of a threat.",
    "table": "As complete as whoever keeps the table.",
}
_ABSENCE = {
    "gdelt": "No row is no news, not calm: the press may be silenced or look elsewhere.",
    "rss": "Nothing printed is no news, not calm.",
    "ucdp_ged": "A place without a row is not known to be calm: its figures may still come.",
    "ucdp_country_month": "A month without a figure is unknown; a zero that is stated is a zero.",
    "human": "Silence may mean that contact was lost.",
}


def card_of(source: Source) -> dict[str, Any]:
    """Its card of the catalogue, or what can be said of it without one."""
    card = cards().get(source.card or "")
    if card is not None:
        return told_card(card)
    return {
        "what": "",
        "publisher": source.group or "",
        "licence": source.licence,
        "terms": "",
        "limits": limits_of(source),
        "delay": delay_of(source),
        "absence": absence_of(source),
    }


def told_card(card: Card) -> dict[str, Any]:
    """A card's words as JSON."""
    return {
        what: getattr(card, what) for what in ("what", "publisher", "licence", "terms", "limits", "delay", "absence")
    }


def limits_of(source: Source) -> str:
    return _LIMITS.get(source.connector, "Its limits were not stated.")


def delay_of(source: Source) -> str:
    """When a reader could have known what it says."""
    if source.known_at is not None:
        return f"Everything in it was published on {source.known_at:%Y-%m-%d}."
    if source.known_delay:
        return f"Known {span_of(source.known_delay)} after what it tells of."
    return "Known when it is published, or when it is fetched where no date is stated."


def absence_of(source: Source) -> str:
    """What it means that it says nothing."""
    late = f"Late after {span_of(source.fresh_for)} without anything new."
    return f"{_ABSENCE.get(source.connector, 'No row says nothing: that is unknown, not calm.')} {late}"


def span_of(length: timedelta) -> str:
    """`3 days`, `36 hours`, `15 minutes`: the largest unit of which it is a whole number."""
    minutes = round(length.total_seconds() / 60)
    word, size = next(one for one in (("day", 1440), ("hour", 60), ("minute", 1)) if minutes % one[1] == 0)
    return f"{minutes // size} {word}{'' if minutes == size else 's'}"
