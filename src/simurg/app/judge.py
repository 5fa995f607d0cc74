"""An analyst's word on identity: same, not the same, unsure; and taking it back.

A judgement is a row with its author, moment and reason, marked as the picture that it was made in. Judging again or
taking back is a new version of it. Nothing is merged for good: what it amounts to is computed from the rows.
"""

from collections.abc import Mapping
from typing import Any

from simurg.app.entity import resolution, subject_of
from simurg.app.worker import Desk
from simurg.fusion.identity.judgements import Author, Judgement, Verdict
from simurg.fusion.identity.rows import analyst_row, analyst_table, node
from simurg.ledger import Offer, View
from simurg.ontology.errors import CallerError, NotFound
from simurg.ontology.times import text_of


def judge(desk: Desk, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """`left`, `right` (subjects or names), `verdict`, `why`, `undo`, `reader`. Returns what it amounts to."""
    reader = arguments.get("reader") or desk.workspace.settings.default_reader
    picture = desk.workspace.picture(reader)
    view = desk.ledger.as_of(scope=picture.scope, picture=picture.name)
    verdict, undo = Verdict(arguments["verdict"]), bool(arguments.get("undo"))
    left, right = (_subject(view, str(arguments[side]), reader if undo else None) for side in ("left", "right"))
    if left == right:
        raise CallerError("Both names are the same subject of claims.", hint="There is nothing to join or part.")
    why = str(arguments.get("why") or "")
    if not why.strip():
        raise CallerError("A judgement needs a reason.", hint="Say it with --why.")
    if undo:
        _must_stand(view, (left, right), reader, verdict)
    at = max(desk.clock(), desk.ledger.catalogue.last_recorded())
    made = Judgement(node(left), node(right), verdict, reader, Author.ANALYST, at, why)
    row = analyst_row(made, (left, right), picture.scope.marking(), withdrawn=undo)
    offer = Offer(row["id"].hex(), {"identities": analyst_table([row])}, method="judgement", version="1")
    desk.ledger.append(offer)
    after = desk.ledger.as_of(scope=picture.scope, picture=picture.name)
    return {
        "left": left,
        "right": right,
        "verdict": verdict.value,
        "undone": undo,
        "by": reader,
        "known_at": text_of(at),
        "judgement": row["id"].hex(),
        **_amounts(after, left, right),
    }


def _amounts(view: View, left: str, right: str) -> dict[str, Any]:
    """What all judgements together amount to for these two."""
    found = [resolution(view, side) for side in (left, right)]
    return {
        "same": right in found[0].members,
        "entity": list(found[0].members),
        "other": list(found[1].members),
        "conflicts": sorted({chain for one in found for chain in one.conflicts}),
        "disputed": sorted({pair for one in found for pair in one.disputed}),
    }


def _subject(view: View, text: str, undone_by: str | None) -> str:
    """Whom a text means. What somebody judged they can take back, though nothing is told of it any more."""
    wanted = text.strip()
    judged = undone_by and any(view.count("identities", {"by": undone_by, side: wanted}) for side in ("left", "right"))
    return wanted if judged else subject_of(view, text)


def _must_stand(view: View, pair: tuple[str, str], by: str, verdict: Verdict) -> None:
    left, right = sorted(pair)
    where = {"left": left, "right": right, "author": "analyst", "by": by, "withdrawn": False}
    rows = view.read("identities", ("verdict",), where)["verdict"].to_pylist()
    if not rows:
        raise NotFound(
            f"No judgement of {by} on these two stands in your view.", hint="`simurg entity` lists the judgements."
        )
    if verdict.value not in rows:
        back = {"same": "merge", "not_same": "split", "unsure": "split --unsure"}[rows[0]]
        raise NotFound(
            f"{by} did not judge them {_word(verdict.value)} but {_word(rows[0])}.",
            hint=f"Take that back with `simurg {back} --undo`.",
        )


def _word(verdict: str) -> str:
    return verdict.replace("_", " ")
