"""What a recall (or its undo) changes in the picture: old and new, for entities, stories and beliefs.

Both are computed, from the view before and the view after, by the same functions and parameters: nothing is looked up
that could be out of date. What the recalled report or source never touched is not looked at.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from simurg.app.effects import Standing
from simurg.app.learned import frame_of, learned
from simurg.app.near import groups_around
from simurg.app.press import press_of
from simurg.collection.source import Source
from simurg.fusion.questions.answered import believed
from simurg.fusion.questions.asked import CLAIM_COLUMNS
from simurg.fusion.story.seen import Story, stories_around
from simurg.ledger import Ledger, View
from simurg.ontology.errors import CallerError

MOST_SUBJECTS = 200
"""Subjects that are looked at, in order of name; all are counted."""
MOST_REPORTS = 2_000
TOLD_LEAST = 0.005
"""A probability that moved less is not named, unless the answer changed."""


def reach(ledger: Ledger, views: tuple[View, View], recall: Standing, sources: Sequence[Source]) -> dict[str, Any]:
    """`entities`, `stories`, `beliefs` with `old` and `new`; `subjects` counts all whose claims are concerned.
    `beliefs` is None where nothing has been learned about the sources yet."""
    before = views[0]
    told = before.stored("claims", ("subject",), recall.told)["subject"].to_pylist()
    subjects = sorted({one for one in told if one})
    looked_at = subjects[:MOST_SUBJECTS]
    old, new = (groups_around(view, looked_at) for view in views)
    groups = {subject: (old[subject], new[subject]) for subject in looked_at}
    return {
        "subjects": len(subjects),
        "subjects_looked_at": len(looked_at),
        "entities": _entities(groups),
        "beliefs": _beliefs(ledger, views, groups),
        "stories": _stories(views, recall, sources),
    }


def _entities(groups: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]) -> list[dict[str, Any]]:
    changed = {pair for pair in groups.values() if pair[0] != pair[1]}
    return [{"old": list(old), "new": list(new)} for old, new in sorted(changed)]


def _beliefs(
    ledger: Ledger, views: tuple[View, View], groups: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
) -> list[dict[str, Any]] | None:
    if not groups:
        return []
    try:
        known = learned(ledger, views[0])
    except CallerError:
        return None
    sides = []
    for view, side in zip(views, (0, 1), strict=True):
        entities = {one: pair[side][0] for pair in groups.values() for one in pair[side]}
        claims = view.read("claims", CLAIM_COLUMNS, {"subject": frozenset(entities)})
        sides.append(believed(claims, frame_of(view, known.parameters, entities)))
    old, new = sides
    changed = [key for key in sorted(set(old) | set(new)) if _moved(old.get(key), new.get(key))]
    changed.sort(key=lambda key: _weight(old.get(key), new.get(key)))
    return [
        {"entity": key[0], "predicate": key[1], "old": _answer(old.get(key)), "new": _answer(new.get(key))}
        for key in changed
    ]


def _weight(old: tuple[str, float] | None, new: tuple[str, float] | None) -> tuple[int, float]:
    """What is unknown on one side comes first, then other answers, then what moved most."""
    if old is None or new is None:
        return 0, 0.0
    return (1 if old[0] != new[0] else 2), -abs(old[1] - new[1])


def _moved(old: tuple[str, float] | None, new: tuple[str, float] | None) -> bool:
    if old is None or new is None:
        return old is not new
    return old[0] != new[0] or abs(old[1] - new[1]) >= TOLD_LEAST


def _answer(belief: tuple[str, float] | None) -> dict[str, Any] | None:
    return None if belief is None else {"answer": belief[0], "probability": belief[1]}


def _stories(views: tuple[View, View], recall: Standing, sources: Sequence[Source]) -> list[dict[str, Any]]:
    """Stories that the recalled reports belong to: how many reports and independent origins, before and after."""
    before, after = views
    where: dict[str, object] = {"source_id": recall.target} if recall.kind == "source" else {"id": UUID(recall.target)}
    reports = sorted(before.stored("reports", ("id",), where)["id"].to_pylist())[:MOST_REPORTS]
    press = press_of(sources, before.scope)
    among = set(reports)
    for view in views:
        among |= {one for story in stories_around(view, reports, press) for one in story.ids}
    told, later = (stories_around(view, among, press) for view in (before, after))
    heads = {one: story for story in later for one in story.ids}
    changed = []
    for story in told:
        parts = list({heads[one].ids[0]: heads[one] for one in story.ids if one in heads}.values())
        if [part.ids for part in parts] != [story.ids] or parts[0].origins != story.origins:
            changed.append({"old": _story(story), "new": [_story(part) for part in parts]})
    known = {one for story in told for one in story.ids}
    new = [story for story in later if not known & set(story.ids)]
    return [*changed, *({"old": None, "new": [_story(story)]} for story in new)]


def _story(story: Story) -> dict[str, Any]:
    return {
        "title": story.title,
        "report": story.ids[0].hex,
        "reports": len(story.reports),
        "independent_origins": story.origins.count,
    }
