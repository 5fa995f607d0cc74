"""The inbox: reports of the last days that have words, newest first, one item for each story or text.

The best report of a fold stands for it (better grade, then earlier); it comes where its newest report would. Reports
of human sources stand apart and are shown when they are asked for. A row of a data file is no item.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from simurg.app.workbench.concerns import recent_of
from simurg.app.workbench.folds import folded, relation_of, relations
from simurg.app.workbench.told import marked_ids, ref
from simurg.assessment.brief.material import MOST_LENT
from simurg.collection.source import Source
from simurg.ledger import View
from simurg.ontology.errors import NotFound
from simurg.ontology.grades import Grade
from simurg.ontology.times import text_of

COLUMNS = (
    "id", "source_id", "discipline", "title", "body", "url", "language", "published_at", "known_at", "reliability",
    "credibility", "marking",
)  # fmt: skip
MOST_READ = 5_000
"""Reports of the window that are looked at, newest first."""
MOST_FOLDED = 30
EXCERPT = 280
HUMAN = "HUMINT"


@dataclass(frozen=True, slots=True)
class InboxAsk:
    """`human`: only reports of human sources, else only others. `words`: a report of the item has them all, in its
    title, body or source's name, however they are cased."""

    source: str | None = None
    requirement: str | None = None
    human: bool = False
    days: int = 14
    words: str | None = None


@dataclass(frozen=True, slots=True)
class InboxTold:
    """`human` counts items of human sources; `sources` are all that an item is of; `marked` as in `told.Items`."""

    items: tuple[Mapping[str, Any], ...]
    human: int
    sources: list[str]
    marked: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known beside the reports."""

    asked_by: Mapping[UUID, list[str]]
    titles: Mapping[str, str]
    gradings: Mapping[UUID, Mapping[str, Any]]
    filings: Mapping[UUID, Sequence[Mapping[str, Any]]]
    linked: Mapping[frozenset[UUID], str]


def inbox(view: View, ask: InboxAsk, sources: Sequence[Source]) -> InboxTold:
    """All items that were asked for, newest first."""
    since = view.known_at - timedelta(days=ask.days)
    recent = recent_of(view, since)
    files = recent.material.events_of > MOST_LENT
    ids = recent.material.reports.table["id"].to_pylist()
    data = {one for one, is_file in zip(ids, files.tolist(), strict=True) if is_file}
    rows = view.read("reports", COLUMNS, {"known_at": (since, None)}).to_pylist()
    rows = [row for row in rows if row["id"] not in data and (row["title"] or row["body"])]
    rows.sort(key=lambda row: (row["known_at"], row["id"].bytes), reverse=True)
    known = _Known(
        recent.asked_by(), {one.name: one.title for one in sources}, gradings_of(view), filings_of(view),
        relations(view, since),
    )  # fmt: skip
    groups = sorted(folded(view, rows[:MOST_READ], since), key=_newest, reverse=True)
    human = sum(_is_human(group) for group in groups)
    kept = [group for group in groups if _is_human(group) == ask.human]
    wanted = frozenset((ask.words or "").casefold().split())
    items = [_item(group, known) for group in kept if not wanted or _has_words(group, wanted, known)]
    shown = [one for one in items if _is_asked(one, ask)]
    marked = {_best(group)[0]["id"].hex: marked_ids(group) for group in kept}
    names = sorted({str(row["source_id"]) for group in kept for row in group if row["source_id"]})
    return InboxTold(tuple(shown), human, names, marked)


def must_show(view: View, number: str) -> None:
    """NotFound for a report that the view does not show."""
    if not view.count("reports", {"id": UUID(number)}):
        raise no_report()


def no_report() -> NotFound:
    return NotFound("There is no such report in your view.", hint="It may have been recalled: reload the page.")


def grade_told(row: Mapping[str, Any]) -> dict[str, Any]:
    grade = Grade(row["reliability"] or "F", row["credibility"] or 6)
    told = {"reliability": grade.reliability, "credibility": grade.credibility}
    return {**told, "grade": str(grade), "in_words": grade.in_words()}


def gradings_of(view: View) -> dict[UUID, dict[str, Any]]:
    """The grading that counts for each report, with the grade that it came with."""
    columns = ("id", "report", "by", "why", "known_at", "recorded_at")
    rows = view.read("gradings", columns, {"withdrawn": False}).to_pylist()
    rows.sort(key=lambda row: (row["known_at"], row["recorded_at"], row["id"].bytes))
    latest = {row["report"]: row for row in rows}
    if not latest:
        return {}
    where = {"id": frozenset(latest)}
    came = view.as_graded_by_sources().stored("reports", ("id", "reliability", "credibility"), where)
    was = {row["id"]: grade_told(row)["grade"] for row in came.to_pylist()}
    return {
        one: {"by": row["by"].removeprefix("@"), "why": row["why"], "at": text_of(row["known_at"]), "was": was[one]}
        for one, row in latest.items()
        if one in was
    }


def filings_of(view: View) -> dict[UUID, list[dict[str, Any]]]:
    """The filings that stand, by report, oldest first."""
    columns = ("id", "report", "kind", "target", "why", "by", "known_at")
    rows = view.read("filings", columns, {"withdrawn": False}).to_pylist()
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda row: (row["known_at"], row["id"].bytes)):
        told = {name: row[name] for name in ("kind", "target", "why")} | {"by": row["by"].removeprefix("@")}
        found.setdefault(row["report"], []).append({"id": row["id"].hex, **told, "at": text_of(row["known_at"])})
    return found


def _newest(group: Sequence[Mapping[str, Any]]) -> tuple[Any, bytes]:
    return max((row["known_at"], row["id"].bytes) for row in group)


def _best(group: Sequence[Mapping[str, Any]]) -> tuple[Any, ...]:
    """The row that stands for a group, and the others."""
    first, *rest = sorted(group, key=lambda row: (row["reliability"] or "F", row["credibility"] or 6))
    return first, *rest


def _is_human(group: Sequence[Mapping[str, Any]]) -> bool:
    """A fold with any report of a human source stands with these."""
    return any(row["discipline"] == HUMAN for row in group)


def _is_asked(item: Mapping[str, Any], ask: InboxAsk) -> bool:
    told_by = {item["source"], *(one["source"] for one in item["folded"])}
    return ask.source in (None, *told_by) and ask.requirement in (None, *item["requirements"])


def _has_words(group: Sequence[Mapping[str, Any]], wanted: frozenset[str], known: _Known) -> bool:
    """One report has them all: words of two reports side by side are not what was asked for."""
    for row in group:
        said = f"{row['title'] or ''} {row['body'] or ''} {known.titles.get(row['source_id'], '')}".casefold()
        if all(word in said for word in wanted):
            return True
    return False


def _item(group: Sequence[Mapping[str, Any]], known: _Known) -> dict[str, Any]:
    row, *others = _best(group)
    beside = [(relation_of(row, one, known.linked), one) for one in others]
    body = " ".join((row["body"] or "")[: 4 * EXCERPT].split())
    asked = [name for one in group for name in known.asked_by.get(one["id"], ())]
    filed = [one for report in group for one in known.filings.get(report["id"], ())]
    asked += [one["target"] for one in filed if one["kind"] == "requirement"]
    return {
        "id": row["id"].hex,
        "title": row["title"],
        "excerpt": body if len(body) <= EXCERPT else body[:EXCERPT].rsplit(" ", 1)[0] + " …",
        "source": row["source_id"],
        "source_title": known.titles.get(row["source_id"]) or row["source_id"] or "",
        **{name: row[name] for name in ("discipline", "language", "url", "marking")},
        "published_at": None if row["published_at"] is None else text_of(row["published_at"]),
        "known_at": text_of(row["known_at"]),
        "grade": grade_told(row),
        "regraded": known.gradings.get(row["id"]),
        "copies": len(others),
        "altered": sum(relation == "altered_copy" for relation, _ in beside),
        "folded": [_beside(relation, one) for relation, one in beside[:MOST_FOLDED]],
        "requirements": list(dict.fromkeys(asked)),
        "filings": filed,
        "ref": ref("reports", row["id"].hex, row["title"]),
    }


def _beside(relation: str, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "report": row["id"].hex,
        "source": row["source_id"],
        "title": row["title"],
        "relation": relation,
        "grade": grade_told(row)["grade"],
        "known_at": text_of(row["known_at"]),
    }
