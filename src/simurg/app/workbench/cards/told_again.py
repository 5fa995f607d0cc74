"""Cards of stories: those that have got a further independent origin since, and those of which an altered copy came."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from simurg.app.workbench.arrived import Arrived
from simurg.app.workbench.cards.card import Card, Reports, asked_by, basis_of
from simurg.app.workbench.told import is_marked, ref
from simurg.assessment.brief.matching import Requirement
from simurg.fusion.story.seen import Press, Story, stories_around
from simurg.ledger import View

MOST_SEEDS = 300
"""Fresh reports with words that stories are looked for around, newest first."""
MOST = 6
LEAST_ORIGINS = 2


def story_cards(view: View, since: datetime, press: Press, told: tuple[Arrived, Reports]) -> list[Card]:
    """The gravest few; `told`: what came in, and the reports read so far."""
    arrived, reports = told
    seeds = arrived.told_again(since, MOST_SEEDS)
    if not seeds:
        return []
    stories = stories_around(view, seeds, press)
    reports.need(number for story in stories for number in story.ids)
    found = [_card(story, since, arrived.asked_by, reports) for story in stories]
    cards = sorted((one for one in found if one is not None), key=lambda one: one.order)
    return cards[:MOST]


def _card(story: Story, since: datetime, wanted: Mapping[UUID, Sequence[Requirement]], known: Reports) -> Card | None:
    rows = {row["id"].bytes: row for row in story.reports}
    fresh = {number for number, row in rows.items() if row["known_at"] > since}
    new = [group for group in story.origins.groups if all(one in fresh for one in group.reports)]
    now = story.origins.count
    before = now - len(new)
    altered = [one for one in story.altered if one.report in fresh]
    grew = before >= 1 and now >= LEAST_ORIGINS and new
    if not grew and not altered:
        return None
    concerned = [each for row in story.reports for each in wanted.get(row["id"], ())]
    asked, weight = asked_by(concerned, concerned)
    reports = known.of(story.ids)
    basis = basis_of(reports, now)
    marked = {row["id"]: row for row in reports if is_marked(row)}
    drivers = _drivers(rows, altered, [group.reports[0] for group in new])
    head = ref("reports", story.ids[0].hex, story.title)
    return Card(
        row=("reports", story.ids[0]),
        kind="story",
        sentence=_sentence(story, (before, now), len(altered)),
        measured="independent origins, at most",
        confidence=basis.confidence(),
        would_change="A further origin, or a correction by whoever told it first.",
        at=max(row["known_at"] for row in story.reports),
        change=min(1.0, 0.25 * len(new) / max(before, 1) + 0.15 * min(len(altered), 3)),
        consequence=weight,
        requirement=None if asked is None else asked.name,
        old=float(before),
        new=float(now),
        drivers=tuple(drivers),
        basis=basis,
        refs=(head, *(driver["ref"] for driver in drivers)),
        seen=tuple(number.hex for number in marked),
    )


def _sentence(story: Story, moved: tuple[int, int], altered: int) -> str:
    title = f"“{story.title or 'A story without a title'}”"
    parts = []
    if moved[0] != moved[1] and moved[0]:
        parts.append(f"{moved[0]} → {moved[1]} independent origins at most, {len(story.reports)} reports")
    if altered:
        parts.append("a copy changed the facts" if altered == 1 else f"{altered} copies changed the facts")
    return f"{title}: {'; '.join(parts)}."


def _drivers(
    rows: Mapping[bytes, Mapping[str, Any]], altered: Sequence[Any], heads: Sequence[bytes]
) -> list[dict[str, Any]]:
    told = []
    for one in altered[:2]:
        row = rows[one.report]
        differs = "; ".join(f"{each.kind}: was {each.left}, says {each.right}" for each in one.differs[:2])
        told.append(
            {"text": f"{row['source_id']}: {differs}"[:240], "ref": ref("reports", row["id"].hex, row["title"])}
        )
    for number in heads[: 3 - len(told)]:
        row = rows[number]
        told.append(
            {
                "text": f"New origin: {row['source_id']}, “{row['title']}”",
                "ref": ref("reports", row["id"].hex, row["title"]),
            }
        )
    return told
