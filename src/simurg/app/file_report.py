"""Filing: an analyst says that a report belongs to a requirement, a story or an entity, and why; and takes it back.

A filing adds a link and changes nothing else. It is marked as the picture that it was made in.
"""

from collections.abc import Mapping
from typing import Any

from simurg.app.entity import subject_of
from simurg.app.said_of import Saying, report_of, said_of
from simurg.app.worker import Desk
from simurg.ledger import Offer
from simurg.ledger.columns import table_of
from simurg.ontology.errors import CallerError, NotFound
from simurg.ontology.times import text_of

KINDS = ("requirement", "story", "entity")


def file_report(desk: Desk, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """`report`, `kind`, `target`, `why`, `undo`, `reader`. NotFound for a target that the picture does not show."""
    saying, undo = said_of(desk, arguments), bool(arguments.get("undo"))
    kind = str(arguments.get("kind"))
    if kind not in KINDS:
        raise CallerError(f"A report is filed under a {', '.join(KINDS[:-1])} or {KINDS[-1]}.")
    asked = str(arguments.get("target") or "").strip()
    target = asked if undo and _stands(saying, kind, asked) else _target(saying, kind, asked)
    if undo and not _stands(saying, kind, target):
        raise NotFound(f"No filing of this report under it by {saying.by} stands in your view.", hint="See the report.")
    key = saying.key("filing", kind, target)
    row = {**saying.row(key, int(undo)), "kind": kind, "target": target, "withdrawn": undo}
    tables = {"filings": table_of("filings", [row])}
    desk.ledger.append(Offer(row["id"].hex(), tables, marking=saying.marking, method="filing", version="1"))
    told = {"report": saying.report.hex, "kind": kind, "target": target, "by": saying.by, "undone": undo}
    return {**told, "filing": row["id"].hex(), "known_at": text_of(saying.at)}


def _stands(saying: Saying, kind: str, target: str) -> bool:
    where = {"report": saying.report, "kind": kind, "target": target, "by": saying.by, "withdrawn": False}
    return bool(saying.view.count("filings", where))


def _target(saying: Saying, kind: str, asked: str) -> str:
    """The one way in which a target is named."""
    if kind == "requirement":
        if not asked or not saying.view.count("requirements", {"name": asked, "active": True}):
            raise NotFound(f"There is no requirement {asked[:60]!r}.", hint="`simurg require` lists them.")
        return asked
    if kind == "story":
        return report_of(saying.view, asked).hex
    return subject_of(saying.view, asked)
