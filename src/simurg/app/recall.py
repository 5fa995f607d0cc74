"""Taking back a report or a source, and taking that back again, with all that rested on it named."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from simurg.app.brief import clean_prefix
from simurg.app.effects import Standing, products, rested_on, title_of
from simurg.app.queue import Progress
from simurg.app.reach import reach
from simurg.app.sources import sources_in
from simurg.app.worker import Desk
from simurg.ledger import View
from simurg.ledger.lineage import DERIVED, locate
from simurg.ledger.recall import Recall, recall_offer
from simurg.ontology.errors import CallerError, NotFound
from simurg.ontology.times import text_of


def recall(desk: Desk, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """`target` (a report's id or the first digits of it, or a source's name), `why`, `undo`, `reader`."""
    reader = arguments.get("reader") or desk.workspace.settings.default_reader
    picture = desk.workspace.picture(reader)
    # people of the workbench act on what their pages show them, and on nothing above it
    scope = picture.scope if reader.startswith("@") else desk.workspace.scope(reader)
    at = max(desk.clock(), desk.ledger.catalogue.last_recorded())
    view = desk.ledger.as_of(at, at, scope=scope)
    undo = bool(arguments.get("undo"))
    target = target_of(view, str(arguments["target"]))
    made = Recall(target, str(arguments.get("why") or ""), reader, withdrawn=undo)
    before = desk.ledger.as_of(at, at, scope=picture.scope, picture=picture.name)
    desk.ledger.append(recall_offer(view, made, at))
    after = desk.ledger.as_of(scope=scope)
    told = Standing(made.kind, made.name, made.reason, at)
    now = desk.ledger.as_of(scope=picture.scope, picture=picture.name)
    desk.tell(Progress("comparing before and after"))
    changed = reach(desk.ledger, (before, now), told, sources_in(desk.workspace))
    links = rested_on(desk.ledger, after, told)
    column: dict[str, object] = {"source_id": target} if isinstance(target, str) else {"id": target}
    derived = [link for link in links if link.table in DERIVED]
    stale = {link.id for link in links if link.table == "products"}
    return {
        "kind": made.kind,
        "target": made.name,
        "undone": undo,
        "known_at": text_of(at),
        "reports": after.stored("reports", ("id",), column).num_rows,
        "changed": changed,
        "stale": {table: sum(link.table == table for link in derived) for table in sorted({x.table for x in derived})},
        "answers": _answers(after, {link.id for link in links if link.table == "answers"}),
        "products": [
            {"id": row["id"].hex, "title": title_of(row)}
            for row in products(after)
            if row["id"] in stale and row["as_known_at"] <= at
        ],
    }


def _answers(view: View, stale: set[UUID]) -> list[dict[str, Any]]:
    """Models' answers to questions that rested on it and stand as the last ones of theirs."""
    columns = ("id", "question", "by", "probability", "known_at")
    found = view.read("answers", columns, {"id": frozenset(stale), "withdrawn": False}).to_pylist() if stale else []
    keys = frozenset(row["question"] for row in found)
    asked = view.read("questions", ("key", "name"), {"key": keys}).to_pylist() if keys else []
    names = {row["key"]: row["name"] for row in asked}
    return [
        {"id": row["id"].hex, "question": names.get(row["question"], ""), "by": row["by"]}
        for row in sorted(found, key=lambda row: (names.get(row["question"], ""), row["known_at"], row["id"].bytes))
    ]


def target_of(view: View, text: str) -> UUID | str:
    """A source that has reports in the view, else the report whose id begins so."""
    if view.stored("reports", ("id",), {"source_id": text}).num_rows:
        return text
    try:
        found = locate(view, clean_prefix(text))
    except CallerError as error:
        raise NotFound(f"There is no source or report {text[:40]!r}.", hint="`simurg status` lists sources.") from error
    reports = [one for table, one in found if table == "reports"]
    if len(reports) == 1:
        return reports[0]
    if found and not reports:
        raise CallerError(
            f"{text[:32]} is no report.", hint=f"`simurg show {text[:32]}` names the report that told it."
        )
    raise NotFound(f"{len(reports) or 'No'} report has an id that begins with {text[:32]!r}.", hint="Give more of it.")
