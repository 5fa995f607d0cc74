"""ReliefWeb's reports (API v1 and v2): a document that ReliefWeb posted, with who wrote it and what it is about.

The key is ReliefWeb's number, so an edited report is a new version of the same one; a report whose `date.changed` alone
is new says nothing new. `published_at` is when ReliefWeb posted it (`date.created`, else `date.original`); it counts as
known from `date.changed` on. Claims (subject `reliefweb:report:NUMBER`): `reported_by` (organisations), `country`
(alpha-3), `theme`, `format`, `disaster` (the GLIDE number, else the name), `origin` (the publisher's own address).
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from simurg.collection.connector import Raw
from simurg.collection.plain_text import plain_text
from simurg.collection.published import believable, moment_in
from simurg.collection.rows import RowBuilder
from simurg.ontology.errors import SourceError

_MOST_OF = 100
_LISTED = (("source", "reported_by", "name"), ("theme", "theme", "name"), ("format", "format", "name"))


def is_report(fields: Mapping[str, Any]) -> bool:
    """Reports have a title where disasters have a name."""
    return isinstance(fields.get("title"), str) and "name" not in fields


def add_report(builder: RowBuilder, raw: Raw, number: str, item: Mapping[str, Any], fields: Mapping[str, Any]) -> None:
    """One report and its claims; SourceError for one without a title."""
    title = str(fields["title"]).strip()[:2_000]
    if not title:
        raise SourceError("The report has no title.")
    dates = fields.get("date")
    dates = dates if isinstance(dates, Mapping) else {}
    created, original, changed = (
        believable(moment_in(dates.get(which)), raw.fetched_at) for which in ("created", "original", "changed")
    )
    published = created or original
    known = raw.source.knowable(changed or published, raw.fetched_at)
    languages = [one.get("code") for one in _all(fields, "language")]
    key = f"report:{number}"
    report = builder.report(
        key=key, published_at=published, known_at=known, title=title, body=_body(fields),
        url=_text(fields.get("url_alias")) or _text(fields.get("url")) or _text(item.get("href")),
        language=languages[0] if len(languages) == 1 and isinstance(languages[0], str) else None,
    )  # fmt: skip
    numbers: Counter[str] = Counter()
    for predicate, value in dict.fromkeys(_said(fields)):
        numbers[predicate] += 1
        builder.add(
            "claims", key=f"{key}|{predicate}|{numbers[predicate]}", known_at=known, report_id=report,
            subject=f"reliefweb:{key}", predicate=predicate, object=value,
        )  # fmt: skip


def _said(fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for listed, predicate, part in _LISTED:
        for one in _all(fields, listed):
            if value := _text(one.get(part)):
                yield predicate, value
    for country in _all(fields, "country"):
        if value := _text(country.get("iso3")):
            yield "country", value.upper()
    for disaster in _all(fields, "disaster"):
        if value := _text(disaster.get("glide")) or _text(disaster.get("name")):
            yield "disaster", value
    if origin := _text(fields.get("origin")):
        yield "origin", origin


def _body(fields: Mapping[str, Any]) -> str | None:
    """The text as the publisher's Markdown, else its HTML as text."""
    text, markup = fields.get("body"), fields.get("body-html")
    if isinstance(text, str) and text.strip():
        return text.strip()
    return plain_text(markup) or None if isinstance(markup, str) else None


def _all(fields: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    listed = fields.get(name)
    return [one for one in listed[:_MOST_OF] if isinstance(one, Mapping)] if isinstance(listed, list) else []


def _text(value: object) -> str | None:
    return value.strip()[:2_000] or None if isinstance(value, str) else None
