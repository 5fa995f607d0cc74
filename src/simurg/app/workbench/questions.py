"""Questions for one person: what stands, what they, the models and the group say, and when a reason is due."""

from collections.abc import Mapping, Sequence
from typing import Any

from simurg.access.pictures import Picture
from simurg.app.question_forum import forum_of, stood
from simurg.app.question_pages import listed_in, shown_in
from simurg.app.workbench.told import ref
from simurg.ledger import Ledger, View
from simurg.ontology.errors import CallerError

REASON_ABOVE = 0.1
"""A move of one's own probability by more than this wants a reason."""
_LAST = ("closed", "to come", "yes", "no", "number", "void")


def listing(ledger: Ledger, view: View, picture: Picture, me: str) -> list[dict[str, Any]]:
    """Open ones first, then those without an outcome, each by deadline."""
    forum = forum_of(view, picture)
    keys = {one.id.hex: one for one in forum.questions.values()}
    lines = []
    for line in listed_in(ledger, forum)["questions"]:
        asked = keys[line["id"]]
        given = stood(forum, asked.key)
        mine = given.get(("analyst", me))
        lines.append(
            {
                **line,
                "mine": None if mine is None else mine.probability,
                "model": _mean([one.probability for (author, _), one in given.items() if author == "model"]),
                "ref": ref("questions", asked.id.hex, line["title"]),
            }
        )
    return sorted(lines, key=lambda line: (line["state"] != "open", line["state"] in _LAST[2:], line["deadline"]))


def shown(ledger: Ledger, view: View, picture: Picture, asked: tuple[str, str]) -> dict[str, Any]:
    """`asked`: the question's name, and who asks. NotFound for one that the view does not show."""
    name, me = asked
    told = shown_in(ledger, forum_of(view, picture), name)
    mine = [one for one in told["answers"] if one["by"] == me]
    models = [one["probability"] for one in told["answers"] if one["author"] == "model" and one["stands"]]
    return {
        **{what: told[what] for what in told if what not in ("as_of", "picture", "rule", "key")},
        "answers": [_plain(one) for one in told["answers"]],
        "mine": [_plain(one) for one in mine],
        "model": _mean(models),
        "reason_above": REASON_ABOVE,
        "ref": ref("questions", told["id"], told["title"]),
    }


def must_explain(told: Mapping[str, Any], probability: float | None, why: str) -> str:
    """The reason to keep. CallerError where one is due and none is given: a first answer, or a great move."""
    if why.strip():
        return why.strip()
    before = next((one["probability"] for one in reversed(told["mine"]) if one["stands"]), None)
    if before is None or probability is None:
        raise CallerError("A first answer needs a reason.", hint="Say in a sentence what it rests on.")
    if abs(probability - before) > REASON_ABOVE + 1e-9:
        raise CallerError(
            f"A move from {before:.2f} to {probability:.2f} needs a reason.",
            hint=f"Moves by more than {REASON_ABOVE} are explained: what changed?",
        )
    return "Adjusted slightly; the reason stands as before."


def _plain(one: Mapping[str, Any]) -> dict[str, Any]:
    """An account's name without the sign that it is one."""
    return {**one, "by": str(one["by"]).removeprefix("@")}


def _mean(given: Sequence[float | None]) -> float | None:
    told = [one for one in given if one is not None]
    return sum(told) / len(told) if told else None
