"""Stories as a reader asks for them: one by any of its reports, or those of the last days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from simurg.access.pictures import Picture
from simurg.app.brief import clean_prefix
from simurg.app.moments import view_at
from simurg.app.press import press_of
from simurg.collection.source import Source
from simurg.fusion.story.seen import Press, Story, moment_of, stories_around
from simurg.ledger import Ledger, View
from simurg.ledger.lineage import locate
from simurg.ontology.errors import CallerError, NotFound
from simurg.ontology.times import text_of


@dataclass(frozen=True, slots=True)
class Listing:
    """Which stories: as of an ISO moment (None: now), only with altered copies, how many, of how many last days."""

    as_of: str | None = None
    altered: bool = False
    top: int = 20
    days: int = 7

    def __post_init__(self) -> None:
        if self.top < 1 or self.days < 1:
            raise CallerError("--top and --days are at least 1.")


def story_of(
    ledger: Ledger, picture: Picture, sources: Sequence[Source], number: str, as_of: str | None = None
) -> dict[str, Any]:
    """The story that a report belongs to. NotFound if no report in the view has such an id."""
    return story_in(view_at(ledger, picture, as_of), press_of(sources, picture.scope), number)


def story_in(view: View, press: Press, number: str) -> dict[str, Any]:
    """The same in a view."""
    found = [one for table, one in locate(view, clean_prefix(number)) if table == "reports"]
    found = [one for one in found if view.count("reports", {"id": one})]
    if not found:
        raise NotFound(f"No report in your view has an id that begins with {number[:32]}.", hint="Check the digits.")
    if len(found) > 1:
        raise CallerError(f"{len(found)} reports have an id that begins with {number[:32]}.", hint="Give more digits.")
    (story,) = stories_around(view, found, press)
    return {"as_of": text_of(view.known_at), "picture": view.picture, **told(story)}


def stories(ledger: Ledger, picture: Picture, sources: Sequence[Source], listing: Listing) -> dict[str, Any]:
    """Stories with a report of the last days that has words, most independent origins first."""
    return stories_in(view_at(ledger, picture, listing.as_of), press_of(sources, picture.scope), listing)


def stories_in(view: View, press: Press, listing: Listing) -> dict[str, Any]:
    """The same in a view, whatever `listing.as_of` says."""
    since = _days_before(view.known_at, listing.days)
    rows = view.read("reports", ("id", "published_at", "known_at"), {"known_at": (since, None)}).to_pylist()
    mute = set(view.read("reports", ("id",), {"known_at": (since, None), "body": None})["id"].to_pylist())
    fresh = [row["id"] for row in rows if moment_of(row) >= since and row["id"] not in mute]
    found = [one for one in stories_around(view, fresh, press) if one.altered or not listing.altered]
    found.sort(key=lambda one: (-one.origins.count, -len(one.reports), one.first, one.ids[0].bytes))
    return {
        "as_of": text_of(view.known_at),
        "picture": view.picture,
        "days": listing.days,
        "reports": len(fresh),
        "stories": len(found),
        "single_origin": sum(one.origins.count == 1 for one in found),
        "with_altered_copies": sum(bool(one.altered) for one in found),
        "listed": [_short(one) for one in found[: listing.top]],
    }


def _days_before(moment: datetime, days: int) -> datetime:
    """Of more days than the calendar has, its beginning."""
    first = datetime.min.replace(tzinfo=UTC)
    return moment - timedelta(days=days) if days < (moment - first).days else first


def _short(story: Story) -> dict[str, Any]:
    return {
        "title": story.title,
        "first": text_of(story.first),
        "last": text_of(story.last),
        "reports": len(story.reports),
        "independent_origins": story.origins.count,
        "circular": any(group.circular for group in story.origins.groups),
        "altered": len(story.altered),
        "report": story.ids[0].hex,
    }


def told(story: Story) -> dict[str, Any]:
    """A story as JSON can say it."""
    rows = {row["id"].bytes: row for row in story.reports}
    return {
        **_short(story),
        "origins": [
            {
                "reports": [_report(rows[one]) for one in group.reports],
                "circular": group.circular,
                "goes_back": [
                    {"report": one.report.hex(), "to": one.source.hex(), "rule": one.rule, "name": one.name}
                    for one in group.joins
                ],
            }
            for group in story.origins.groups
        ],
        "without_rule": dict(story.origins.without),
        "altered_copies": [
            {
                "report": one.report.hex(),
                "original": one.original.hex(),
                "source": rows[one.report]["source_id"],
                "differs": [{"kind": each.kind, "was": each.left, "says": each.right} for each in one.differs],
            }
            for one in story.altered
        ],
    }


def _report(row: Mapping[str, Any]) -> dict[str, Any]:
    number: UUID = row["id"]
    return {
        "report": number.hex,
        "title": row["title"],
        "source": row["source_id"],
        "grade": f"{row['reliability'] or 'F'}{row['credibility'] or 6}",
        "at": text_of(moment_of(row)),
    }
