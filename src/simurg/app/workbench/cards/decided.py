"""Cards of what people decided since: recalls with what they made stale, gradings, and questions whose group moved."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from simurg.app.question_forum import Forum, stood
from simurg.app.workbench.cards.card import REPORT, Card, Reports, asked_by, basis_of
from simurg.app.workbench.told import is_marked, ref
from simurg.assessment.brief.matching import Requirement
from simurg.foresight.questions.rows import Asked
from simurg.ledger import View
from simurg.ontology.likelihood import percent

DECISION = ("high", "a decision of this office, not a judgement about the world")
LEAST_MOVE = 0.05
MOST = 8
_RECALL = ("id", "target_kind", "target", "reason", "by", "known_at", "withdrawn", "marking")


def recall_cards(view: View, since: datetime, stale: Mapping[str, Mapping[UUID, list[str]]]) -> list[Card]:
    """One for each target; the more rests on it, the graver."""
    rows = [row for row in view.read("recalls", _RECALL).to_pylist() if row["known_at"] >= since]
    latest: dict[tuple[str, str], Mapping[str, Any]] = {}
    for row in sorted(rows, key=lambda row: (row["known_at"], row["id"].bytes)):
        latest[row["target_kind"], row["target"]] = row
    return [_recalled(view, row, stale) for row in list(latest.values())[-MOST:]]


def grading_cards(
    view: View,
    since: datetime,
    told: tuple[Mapping[UUID, Mapping[str, Any]], Mapping[UUID, Sequence[Requirement]]],
    known: Reports,
) -> list[Card]:
    """Reports whose grade somebody changed since; `told`: all gradings that count, and which requirements a report
    concerns."""
    came, wanted = told
    rows = view.read("gradings", ("id", "report", "known_at", "by", "why", "marking"), {"withdrawn": False}).to_pylist()
    fresh = sorted((row for row in rows if row["known_at"] > since), key=lambda row: (row["known_at"], row["id"].bytes))
    latest = {row["report"]: row for row in fresh}
    if not latest:
        return []
    reports = known.rows("reports", REPORT, latest)
    return [
        _graded(row, reports[one], (came[one], wanted.get(one, ())))
        for one, row in list(latest.items())[-MOST:]
        if one in reports and one in came
    ]


def question_cards(forum: Forum, since: datetime, wanted: Sequence[Requirement]) -> list[Card]:
    """Open yes-or-no questions whose answers together moved since."""
    cards = []
    for key, asked in sorted(forum.questions.items(), key=lambda pair: pair[0].bytes):
        last = forum.last(key)
        decided = last is not None and last.outcome.decided
        if asked.voided or asked.question.rule.numeric or decided or asked.question.deadline <= forum.view.known_at:
            continue
        now, before = _mean(forum, key, None), _mean(forum, key, since)
        if now is not None and before is not None and abs(now - before) >= LEAST_MOVE:
            cards.append(_asked(forum, asked, (before, now), (since, wanted)))
    return cards


def _recalled(view: View, row: Mapping[str, Any], stale: Mapping[str, Mapping[UUID, list[str]]]) -> Card:
    is_report, undone = row["target_kind"] == "report", bool(row["withdrawn"])
    where: dict[str, object] = {"id": UUID(row["target"])} if is_report else {"source_id": row["target"]}
    reports = view.stored("reports", REPORT, where).to_pylist() if is_report else []
    title = (
        f"“{reports[0]['title']}”" if reports and reports[0]["title"] else f"{row['target_kind']} {row['target'][:40]}"
    )
    name = row["target"][:12] if is_report else row["target"]
    hit = {
        table: [one for one, why in found.items() if any(f"{row['target_kind']} {name} " in text for text in why)]
        for table, found in stale.items()
    }
    count = sum(map(len, hit.values()))
    rested = f" {count} stored results rested on it." if count and not undone else ""
    said = "The recall of " + title + " was taken back" if undone else f"{title[:1].upper()}{title[1:]} was recalled"
    drivers = [
        {
            "text": f"{table.removesuffix('s')} no longer stands as drawn",
            "ref": ref(table, one.hex, table.removesuffix("s")),
        }
        for table, some in hit.items()
        for one in some[:2]
    ]
    leading = ref("recalls", row["id"].hex, row["reason"])
    return Card(
        row=("recalls", row["id"]),
        kind="recall",
        sentence=f"{said} by {str(row['by']).removeprefix('@')}: {row['reason']}{rested}",
        measured="stored results that rested on it",
        confidence=DECISION,
        would_change="Taking the recall back." if not undone else "Recalling it again.",
        at=row["known_at"],
        change=min(1.0, 0.3 + 0.1 * count),
        consequence=0.8,
        old=0.0,
        new=float(count),
        drivers=tuple(drivers),
        refs=(leading, *((ref("reports", row["target"], title),) if reports else ())),
        seen=tuple(one["id"].hex for one in (row, *reports) if is_marked(one)),
    )


def _graded(
    row: Mapping[str, Any],
    report: Mapping[str, Any],
    told: tuple[Mapping[str, Any], Sequence[Requirement]],
) -> Card:
    came, concerned = told
    was, now = came["was"], f"{report['reliability']}{report['credibility']}"
    steps = abs(ord(was[0]) - ord(now[0])) + abs(int(was[1]) - int(now[1]))
    asked, weight = asked_by(list(concerned), concerned)
    basis = basis_of([report])
    title = report["title"] or report["source_id"] or "A report"
    return Card(
        row=("gradings", row["id"]),
        kind="grading",
        sentence=f"“{title}” was graded {was} → {now} by {str(row['by']).removeprefix('@')}: {row['why']}",
        measured="grade of one report",
        confidence=DECISION,
        would_change="Another grading, with a better reason.",
        at=row["known_at"],
        change=min(1.0, steps / 10),
        consequence=weight,
        requirement=None if asked is None else asked.name,
        basis=basis,
        refs=(ref("gradings", row["id"].hex, f"{was} → {now}"), ref("reports", report["id"].hex, title)),
        seen=tuple(one["id"].hex for one in (row, report) if is_marked(one)),
    )


def _asked(
    forum: Forum, asked: Asked, moved: tuple[float, float], told: tuple[datetime, Sequence[Requirement]]
) -> Card:
    (before, now), (since, wanted) = moved, told
    question = asked.question
    concerned = [one for one in wanted if one.name == question.requirement]
    best, weight = asked_by(wanted, concerned)
    given = sorted(stood(forum, asked.key).values(), key=lambda one: one.at, reverse=True)
    fresh = [one for one in given if one.at > since and one.probability is not None and one.id is not None]
    drivers = [
        {
            "text": f"{one.by.removeprefix('@')} ({one.author}): {percent(one.probability or 0.0)}. {one.why[:160]}",
            "ref": ref("answers", one.id.hex if one.id else "", one.by),
        }
        for one in fresh[:3]
    ]
    count = len(given)
    word = "moderate" if count >= 4 else "low"
    return Card(
        row=("questions", asked.id),
        kind="question",
        sentence=f"{question.title} The group moved {percent(before)} → {percent(now)}.",
        measured="mean of the answers that stand",
        confidence=(word, f"{count} opinion{'' if count == 1 else 's'}"),
        would_change=f"The outcome; answers are taken until {question.deadline:%-d %b %Y}.",
        at=max(one.at for one in fresh) if fresh else asked.known_at,
        change=abs(now - before),
        consequence=weight,
        requirement=None if best is None else best.name,
        old=before,
        new=now,
        probability=now,
        drivers=tuple(drivers),
        refs=(ref("questions", asked.id.hex, question.title),),
        seen=(*(one.id.hex for one in fresh[:3] if one.id), asked.id.hex),
    )


def _mean(forum: Forum, key: UUID, before: datetime | None) -> float | None:
    told = [one.probability for one in stood(forum, key, before).values() if one.probability is not None]
    return sum(told) / len(told) if told else None
