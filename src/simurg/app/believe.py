"""What is believed about an entity: every question with its claims, and what it would be without each source."""

from dataclasses import dataclass
from typing import Any

from simurg.access.pictures import Picture
from simurg.app.entity import members_of
from simurg.app.learned import Learned, frame_of, learned
from simurg.app.moments import view_at
from simurg.fusion.belief import Reliability
from simurg.fusion.questions.answered import Answered, Voice, answered
from simurg.fusion.questions.asked import CLAIM_COLUMNS
from simurg.ledger import Ledger, View
from simurg.ontology.errors import NotFound
from simurg.ontology.times import text_of


@dataclass(frozen=True, slots=True)
class Question:
    """About whom (a subject or a name), which predicate (None: all), as of which ISO moment (None: now)."""

    entity: str
    predicate: str | None = None
    as_of: str | None = None


def believe(ledger: Ledger, picture: Picture, question: Question) -> dict[str, Any]:
    """Answers by predicate. NotFound if nothing in the view answers, CallerError for a moment that has not come."""
    view = view_at(ledger, picture, question.as_of)
    members = members_of(view, question.entity)
    known = learned(ledger, view)
    found = beliefs_about(view, members, known)
    wanted = [one for one in found if question.predicate in (None, one.predicate, one.predicate.partition(" @ ")[0])]
    if not wanted:
        some = ", ".join(sorted({one.predicate for one in found})[:8])
        raise NotFound(
            f"Nothing in your view answers that about {members[0][:60]!r}.",
            hint=f"Questions that have answers: {some}." if some else "`simurg entity` lists all that is claimed.",
        )
    return {
        "as_of": text_of(view.known_at),
        "picture": view.picture,
        "entity": members[0],
        "members": list(members),
        "parameters": told_of(known),
        "beliefs": [told(one) for one in wanted],
    }


def beliefs_about(view: View, members: tuple[str, ...], known: Learned) -> list[Answered]:
    """All questions about one entity whose subjects these are; the first stands for all."""
    claims = view.read("claims", CLAIM_COLUMNS, {"subject": frozenset(members)})
    return answered(claims, frame_of(view, known.parameters, dict.fromkeys(members, members[0])))


def told(one: Answered) -> dict[str, Any]:
    """One answer as JSON can say it."""
    return {
        "predicate": one.predicate,
        "answer": one.answer,
        "probability": one.probability,
        "confidence": one.confidence,
        "none_of_these": one.none,
        "interval_80": None if one.low is None else [one.low, one.high],
        "claims": [_voice(voice) for voice in one.voices],
        "without": [
            {"source": each.source, "answer": each.answer, "probability": each.probability} for each in one.without
        ],
    }


def told_of(known: Learned) -> dict[str, Any]:
    """Which parameters were used."""
    return {
        "fitted_at": None if known.fitted_at is None else text_of(known.fitted_at),
        "row": known.row,
        "stale": list(known.stale),
    }


def _voice(voice: Voice) -> dict[str, Any]:
    return {
        "stands": voice.stands,
        "said": voice.said,
        "source": voice.source,
        "grade": voice.grade,
        "learned": reliability(voice.reliability),
        "known_at": text_of(voice.known_at),
        "claim": voice.claim.hex,
        "report": None if voice.report is None else voice.report.hex,
    }


def reliability(one: Reliability) -> dict[str, Any]:
    """What was learned of a source: its rate of right answers, the 80 % interval, and on how many claims."""
    return {"mean": one.mean, "interval_80": [one.low, one.high], "claims": one.claims}
