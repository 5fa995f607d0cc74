"""One entity: its names, every claim with grade, times and origin side by side, and why it is held to be one."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from simurg.access.pictures import Picture
from simurg.app.moments import view_at
from simurg.app.near import ClaimsOf, Near
from simurg.fusion.identity.judgements import Verdict
from simurg.fusion.identity.named import NAMING
from simurg.fusion.identity.resolution import Around, Resolved, Scored, resolve
from simurg.fusion.identity.rows import COLUMNS
from simurg.fusion.questions.predicates import has_several
from simurg.ledger import Ledger, View
from simurg.ontology.errors import CallerError, NotFound
from simurg.ontology.times import text_of

CLAIM = (
    "id", "subject", "predicate", "object", "valid_from", "valid_to", "confidence", "source_id", "report_id",
    "known_at",
)  # fmt: skip
MOST_NAMED = 8


def entity(ledger: Ledger, picture: Picture, text: str, as_of: str | None = None) -> dict[str, Any]:
    """By a subject of claims, or a name. NotFound, and CallerError where a name belongs to several."""
    view = view_at(ledger, picture, as_of)
    found = subject_told(view, subject_of(view, text))
    counts = {side: view.count("events", {side: frozenset(found["members"])}) for side in ("actor", "recipient")}
    return {"as_of": text_of(view.known_at), "picture": view.picture, **found, "events": counts}


def subject_told(
    view: View, subject: str, near: Near | None = None, claims_of: ClaimsOf | None = None
) -> dict[str, Any]:
    """Names, claims and judgements of the entity that a subject belongs to. `near` and `claims_of`: of this view, read
    already."""
    resolved = resolution(view, subject, near)
    claims = claims_about(view, resolved.members) if claims_of is None else ordered(claims_of(resolved.members))
    sides = {side for one in resolved.pairs for side in (one.left, one.right)}
    called = _called(view, sides) if claims_of is None else _names_in(claims_of(sorted(sides)))
    return {
        "entity": resolved.members[0],
        "members": list(resolved.members),
        "cut": resolved.cut,
        "names": sorted({row["object"] for row in claims if row["predicate"] in NAMING and row["object"]}),
        "claims": [_told(row) for row in claims],
        "contested": contested(claims),
        "held_same": [pair_told(one, called) for one in resolved.pairs if one.verdict == "same"],
        "unsure": [pair_told(one, called) for one in _open(resolved)],
        "judgements": [_judged(row) for row in resolved.judged],
        "conflicts": [list(chain) for chain in resolved.conflicts],
        "disputed": [list(pair) for pair in resolved.disputed],
    }


def resolution(view: View, subject: str, near: Near | None = None) -> Resolved:
    """The entity that a subject belongs to, computed from the view."""

    def judged(subjects: Sequence[str]) -> list[Mapping[str, Any]]:
        """Analysts' rows that name one of these subjects."""
        rows: dict[UUID, Mapping[str, Any]] = {}
        for side in ("left", "right"):
            found = view.read("identities", COLUMNS, {"author": "analyst", side: frozenset(subjects)})
            rows |= {row["id"]: row for row in found.to_pylist()}
        return list(rows.values())

    return resolve([subject], Around((near or Near(view)).scored, judged, view.known_at))


def members_of(view: View, text: str) -> tuple[str, ...]:
    """All subjects of the entity that a text names, the one that stands for all first."""
    return resolution(view, subject_of(view, text)).members


def subject_of(view: View, text: str) -> str:
    """The subject of claims (or party to events) that a text is or names."""
    wanted = text.strip()
    if not wanted:
        raise CallerError("No entity is named.", hint="Give a subject of claims, or a name.")
    if view.count("claims", {"subject": wanted}):
        return wanted
    called = view.read("claims", ("subject",), {"predicate": NAMING, "object": wanted})["subject"].to_pylist()
    found: list[str] = sorted({one for one in called if one})
    if len(found) == 1:
        return found[0]
    if found:
        members = resolution(view, found[0]).members
        if set(found) <= set(members):
            return members[0]
        some = ", ".join(found[:MOST_NAMED])
        raise CallerError(f"{wanted[:60]!r} is the name of {len(found)} subjects: {some}.", hint="Name one of them.")
    if any(view.count("events", {side: wanted}) for side in ("actor", "recipient")):
        return wanted
    near = Near(view).like(wanted, MOST_NAMED // 2)
    if near:
        called = _called(view, set(near))
        told = [f"{one} ({called[one][:40]})" if one in called else one for one in near]
        raise NotFound(f"Nothing in your view is called {wanted[:60]!r}.", hint=f"Near: {'; '.join(told)}.")
    raise NotFound(f"Nothing in your view is called {wanted[:60]!r}.", hint="`simurg search` looks in all words.")


def claims_about(view: View, members: Sequence[str]) -> list[dict[str, Any]]:
    """All claims about these subjects with their reports' grades, by predicate, object, moment."""
    rows = view.read("claims", CLAIM, {"subject": frozenset(members)}).to_pylist()
    reports = frozenset(row["report_id"] for row in rows if row["report_id"] is not None)
    grades = {}
    if reports:
        columns = ("id", "title", "reliability", "credibility")
        grades = {row["id"]: row for row in view.read("reports", columns, {"id": reports}).to_pylist()}
    for row in rows:
        row["report"] = grades.get(row["report_id"])
    return ordered(rows)


def ordered(claims: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """By predicate, object, moment."""
    return sorted(
        claims, key=lambda row: (row["predicate"] or "", row["object"] or "", row["known_at"], row["id"].bytes)
    )


def contested(claims: Sequence[Mapping[str, Any]]) -> list[str]:
    """Predicates with one right answer to which sources give several."""
    answers: dict[str, set[str]] = {}
    for row in claims:
        if row["predicate"] and row["object"] and not has_several(row["predicate"]):
            since = f" @ {row['valid_from']:%Y-%m-%d}" if row["valid_from"] else ""
            answers.setdefault(f"{row['predicate']}{since}", set()).add(row["object"].strip())
    return sorted(predicate for predicate, said in answers.items() if len(said) > 1)


def _open(resolved: Resolved) -> list[Scored]:
    """Pairs that nobody has judged and that are not one already, the likeliest first."""
    judged = {frozenset((row["left"], row["right"])) for row in resolved.judged if not row["withdrawn"]}
    inside = set(resolved.members)
    found = [
        one
        for one in resolved.pairs
        if one.verdict is Verdict.UNSURE
        and frozenset((one.left, one.right)) not in judged
        and not {one.left, one.right} <= inside
    ]
    return sorted(found, key=lambda one: (-one.probability, one.left, one.right))


def _called(view: View, subjects: set[str]) -> dict[str, str]:
    """A name for each subject that has one of its own beside itself."""
    where = {"predicate": NAMING, "subject": frozenset(subjects)}
    return _names_in(view.read("claims", ("subject", "predicate", "object"), where).to_pylist() if subjects else [])


def _names_in(claims: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    rows = [row for row in claims if row["predicate"] in NAMING]
    return {row["subject"]: row["object"] for row in sorted(rows, key=lambda row: row["object"] or "", reverse=True)}


def pair_told(one: Scored, called: Mapping[str, str]) -> dict[str, Any]:
    """A machine's word on a pair."""
    return {
        "left": one.left,
        "right": one.right,
        "left_name": called.get(one.left),
        "right_name": called.get(one.right),
        "verdict": one.verdict.value,
        "probability": one.probability,
        "parts": [{"feature": name, "log_odds": effect} for name, effect in one.parts],
    }


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    report = row["report"] or {}
    grade = f"{report.get('reliability') or 'F'}{report.get('credibility') or 6}"
    return {
        "predicate": row["predicate"],
        "object": row["object"],
        "subject": row["subject"],
        "valid_from": _moment(row["valid_from"]),
        "valid_to": _moment(row["valid_to"]),
        "known_at": _moment(row["known_at"]),
        "confidence": row["confidence"],
        "source": row["source_id"],
        "grade": grade,
        "claim": row["id"].hex,
        "report": None if row["report_id"] is None else row["report_id"].hex,
    }


def _judged(row: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: row[name] for name in ("left", "right", "verdict", "by", "why", "withdrawn")}
    return {**told, "known_at": _moment(row["known_at"]), "judgement": _hex(row["id"])}


def _hex(number: UUID) -> str:
    return number.hex


def _moment(moment: Any) -> str | None:
    return None if moment is None else text_of(moment)
