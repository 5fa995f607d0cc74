"""The feeds of the language part as a collector meets them: `feed_at(outlet, moment)` gives a document or nothing.

A feed shows the newest articles in the version that stood at the moment, faults included: a silent feed gives None (a
server then answers 503), a late one is as it was some hours before. RSS 2.0 and Atom 1.0 (RFC 4287).
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import format_datetime
from xml.sax.saxutils import escape

from simurg.exercise.atlas import LABEL
from simurg.exercise.parts.language.faults import Spell, spells
from simurg.exercise.parts.language.outlets import Outlet, outlets
from simurg.exercise.parts.language.reports import Page, Report, Version, page, reports
from simurg.exercise.parts.language.settings import BEGIN, DAYS, LanguagePart

MOST_ITEMS = 40
END = BEGIN + timedelta(days=DAYS + 7)
"""By then every article stands in its last version and every feed is well again."""
Item = tuple[Report, Version]


def player(part: LanguagePart) -> Callable[[str, datetime], bytes | None]:
    """`feed_at` of one part: (outlet's name, moment) -> the document, or None where the feed is silent.

    KeyError for a name that no outlet has.
    """
    known = {outlet.name: outlet for outlet in outlets()}
    told: dict[str, list[Report]] = {name: [] for name in known}
    for report in reports(part):
        told[report.outlet.name].append(report)
    faulty = spells(part)

    def feed_at(name: str, moment: datetime) -> bytes | None:
        return _feed(known[name], told[name], [one for one in faulty if one.holds(name, moment)], moment)

    return feed_at


def last_feeds(part: LanguagePart) -> dict[str, bytes]:
    """Every outlet's whole feed after the end, whatever its length."""
    told: dict[str, list[Item]] = {outlet.name: [] for outlet in outlets()}
    for report in reports(part):
        told[report.outlet.name].insert(0, (report, report.versions[-1]))
    return {outlet.name: _document(outlet, told[outlet.name]) for outlet in outlets()}


def _feed(outlet: Outlet, told: list[Report], faulty: list[Spell], moment: datetime) -> bytes | None:
    faults = {one.what: one for one in faulty}
    if "silent" in faults:
        return None
    if "late" in faults:
        moment -= timedelta(hours=faults["late"].lag_hours)
    items = [(one, version) for one in reversed(told) if (version := one.at(moment)) is not None][:MOST_ITEMS]
    if "disordered" in faults:
        items.sort(key=lambda item: item[0].id)
    if "twice" in faults:
        items += items[: len(items) // 2]
    return _document(outlet, items)


def _document(outlet: Outlet, items: list[Item]) -> bytes:
    entry, frame = (_atom_item, _ATOM) if outlet.form == "atom" else (_rss_item, _RSS)
    body = "".join(entry(report, version, page(version, report.outlet)) for report, version in items)
    newest = max((version.at for _, version in items), default=BEGIN)
    return frame.format(
        title=escape(outlet.title), host=outlet.host, label=LABEL, language=outlet.language, items=body,
        updated=newest.isoformat(),
    ).encode()  # fmt: skip


_RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>{title} (fictional)</title><link>https://{host}/</link>
<description>{label}: an invented outlet of an invented continent.</description><language>{language}</language>
{items}</channel></rss>
"""
_ATOM = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}"><title>{title} (fictional)</title>
<subtitle>{label}: an invented outlet of an invented continent.</subtitle><id>https://{host}/</id>
<updated>{updated}</updated>
{items}</feed>
"""


def _html(made: Page) -> str:
    return escape("".join(f"<p>{escape(part)}</p>" for part in made.paragraphs))


def _rss_item(report: Report, version: Version, made: Page) -> str:  # noqa: ARG001
    """RSS has no date of a change: the words change under the old one."""
    return (
        f"<item><title>{escape(made.title)}</title><link>{report.url}</link>"
        f'<guid isPermaLink="true">{report.url}</guid>'
        f"<pubDate>{format_datetime(report.published)}</pubDate><description>{_html(made)}</description></item>\n"
    )


def _atom_item(report: Report, version: Version, made: Page) -> str:
    return (
        f'<entry><title>{escape(made.title)}</title><link href="{report.url}"/><id>{report.url}</id>'
        f"<published>{report.published.isoformat()}</published><updated>{version.at.isoformat()}</updated>"
        f'<content type="html">{_html(made)}</content></entry>\n'
    )
