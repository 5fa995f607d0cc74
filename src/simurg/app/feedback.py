"""Was it of use? A person's word on a row that a card leads to; it goes to the ledger, so that detectors can be
judged by it later. Saying nothing (verdict None) takes the word back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from simurg.app.brief import clean_prefix
from simurg.app.worker import Desk
from simurg.ledger import Offer
from simurg.ledger.columns import table_of
from simurg.ledger.lineage import locate
from simurg.ontology.errors import CallerError, NotFound
from simurg.ontology.ids import digest_of
from simurg.ontology.times import text_of

VERDICTS = ("useful", "not_useful")


def feedback(desk: Desk, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """`row` (an id), `verdict`, `why`, `reader`. NotFound for a row that the picture does not show."""
    by = str(arguments.get("reader") or desk.workspace.settings.default_reader)
    picture = desk.workspace.picture(by)
    verdict, why = arguments.get("verdict"), str(arguments.get("why") or "")[:2000]
    if verdict not in (*VERDICTS, None):
        raise CallerError(f"{str(verdict)[:20]!r} is no verdict.", hint=f"Say one of: {', '.join(VERDICTS)}.")
    view = desk.ledger.as_of(scope=picture.scope, picture=picture.name)
    at = max(desk.clock(), desk.ledger.catalogue.last_recorded())
    table, about = _row(view, str(arguments["row"]))
    key = digest_of("feedback", about.bytes, by, str(picture.scope.marking()))
    number = digest_of(key, verdict, why, text_of(at))
    row = {
        "id": number, "key": key, "known_at": at, "basis": [about], "about_table": table, "about": about,
        "verdict": verdict, "by": by, "why": why, "withdrawn": verdict is None,
    }  # fmt: skip
    tables = {"feedback": table_of("feedback", [row])}
    desk.ledger.append(Offer(number.hex(), tables, marking=picture.scope.marking(), method="feedback", version="1"))
    return {"row": about.hex, "table": table, "verdict": verdict, "by": by, "known_at": text_of(at)}


def _row(view: Any, text: str) -> tuple[str, UUID]:
    found: list[tuple[str, UUID]] = locate(view, clean_prefix(text))
    if len(found) != 1:
        raise NotFound(f"{len(found) or 'No'} row in your view has an id that begins with {text[:32]!r}.")
    return found[0]
