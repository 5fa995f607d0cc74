"""Rows as STIX objects: reports, events, claims, observations, findings and analysts' notes.

Each object says who made it, when this ledger took it, its grade as a confidence, and its marking. Collected text goes
into properties as it is: whoever shows it treats it as text. A revoked object keeps what its kind requires, no words.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any
from uuid import UUID

from simurg.exchange.stix import things
from simurg.exchange.stix.ids import stix_id
from simurg.exchange.stix.marks import mark_refs
from simurg.ontology.times import utc

Row = Mapping[str, Any]
MOST_TEXT = 20_000
KINDS: Mapping[str, str] = {
    "reports": "report",
    "events": things.EVENT,
    "claims": "note",
    "observations": "observed-data",
    "findings": "note",
    "notes": "note",
}
"""Tables that are told, and as what."""
_CREDIBLE = {1: 90, 2: 70, 3: 50, 4: 30, 5: 10}
"""STIX 2.1, appendix A: the Admiralty scale; 6 is no confidence at all."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What an object needs besides its row. `refs` gives STIX ids of rows by (table, row id)."""

    workspace: str
    created: datetime
    modified: datetime
    turn: int
    revoked: bool
    refs: Mapping[tuple[str, UUID], str]


def object_of(table: str, row: Row, frame: Frame) -> dict[str, Any]:
    """The object of one row of KINDS."""
    kind = KINDS[table]
    found = {
        "type": kind,
        "spec_version": "2.1",
        "id": stix_id(kind, row["key"], frame.turn),
        "created_by_ref": things.workspace_ref(frame.workspace),
        "created": stamp(frame.created),
        "modified": stamp(frame.modified),
        "object_marking_refs": mark_refs(row["marking"]),
        **_SAID[table](row, frame),
    }
    if frame.revoked:
        found["revoked"] = True
    return {name: value for name, value in found.items() if value is not None}


def stamp(moment: datetime) -> str:
    """To the millisecond, as STIX has it."""
    return utc(moment).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _report(row: Row, frame: Frame) -> dict[str, Any]:
    source = row["source_id"] or "unknown"
    told: dict[str, Any] = {
        "name": "Revoked" if frame.revoked else (row["title"] or "Report")[:500],
        "published": stamp(row["published_at"] or row["known_at"]),
        "object_refs": [things.source_ref(source)],
    }
    if not frame.revoked:
        told["description"] = (row["body"] or "")[:MOST_TEXT] or None
        told["lang"] = row["language"]
        told["confidence"] = _CREDIBLE.get(row["credibility"])
        told["external_references"] = [{"source_name": source, "url": row["url"]}] if row["url"] else None
    return told


def _event(row: Row, frame: Frame) -> dict[str, Any]:
    told: dict[str, Any] = {
        "extensions": {things.EVENT_EXTENSION: {"extension_type": "new-sdo"}},
        "report_ref": frame.refs.get(("reports", row["report_id"])),
    }
    if frame.revoked:
        return told
    sides = (row["actor"], row["event_type"] or row["code"], row["recipient"])
    told |= {
        "name": " – ".join(one for one in sides if one) or "Event",
        "description": (row["description"] or "")[:MOST_TEXT] or None,
        "start_time": None if row["occurred_from"] is None else stamp(row["occurred_from"]),
        "stop_time": None if row["occurred_to"] is None else stamp(row["occurred_to"]),
        "location_ref": things.country_ref(row["country"]) if row["country"] else None,
        "place_name": row["place"],
        "actor_name": row["actor"],
        "recipient_name": row["recipient"],
    }
    same = ("event_type", "mode", "domain", "place_precision", "deaths_low", "deaths_best", "deaths_high")
    here = {name: row[name] for name in ("latitude", "longitude") if _is_number(row[name])}
    return told | here | {name: row[name] for name in same}


def _claim(row: Row, frame: Frame) -> dict[str, Any]:
    told_by = frame.refs.get(("reports", row["report_id"]), things.source_ref(row["source_id"] or "unknown"))
    if frame.revoked:
        return {"content": "Revoked", "object_refs": [told_by]}
    confidence = row["confidence"]
    return {
        "abstract": f"{row['subject']}: {row['predicate']}"[:500],
        "content": f"{row['subject']} – {row['predicate']}: {row['object']}"[:MOST_TEXT],
        "authors": [row["source_id"]] if row["source_id"] else None,
        "confidence": round(100 * min(max(confidence, 0.0), 1.0)) if _is_number(confidence) else None,
        "object_refs": [told_by],
    }


def _is_number(value: float | None) -> bool:
    return value is not None and isfinite(value)


def _observation(row: Row, frame: Frame) -> dict[str, Any]:  # noqa: ARG001  one shape for all
    at = stamp(row["at"] or row["known_at"])
    ref = things.observable_ref(row["observable_type"], row["observable"] or "")
    return {"first_observed": at, "last_observed": at, "number_observed": 1, "object_refs": [ref]}


def _finding(row: Row, frame: Frame) -> dict[str, Any]:
    told = f"{row['detector']}: {row['event_type'] or 'all events'}, {row['subject']}"
    figures = ", ".join(
        f"{name.replace('_', ' ')} {row[name]:g}"
        for name in ("observed", "expected", "q_value")
        if row[name] is not None
    )
    return {
        "abstract": None if frame.revoked else told[:500],
        "content": "Revoked" if frame.revoked else f"{told}. {figures}",
        "object_refs": [things.workspace_ref(frame.workspace)],
    }


def _note(row: Row, frame: Frame) -> dict[str, Any]:
    about = things.workspace_ref(frame.workspace)
    if row["about_table"] == "countries":
        about = things.country_ref(row["about"])
    elif row["about_table"] in KINDS:
        about = frame.refs.get((row["about_table"], UUID(hex=row["about"])), about)
    return {
        "content": "Revoked" if frame.revoked else row["text"],
        "authors": None if frame.revoked else [row["by"].removeprefix("@")],
        "object_refs": [about],
    }


_SAID: Mapping[str, Callable[[Row, Frame], dict[str, Any]]] = {
    "reports": _report,
    "events": _event,
    "claims": _claim,
    "observations": _observation,
    "findings": _finding,
    "notes": _note,
}
