"""STIX 2.0 and 2.1 bundles (JSON, plain or gzip): each object becomes a report and the claims it makes.

- key: the object's STIX id; `modified` makes a new version of the same key. published_at: modified, else created.
- report: title is the name (of a relationship: what it ties), body the description and whatever else the object
  says that is no claim, url the first external reference.
- claims: subject is the STIX id. `type`, `name`, `alias`, `external_id`, `platform`, `domain`, `tactic`, every
  other plain property under its own name, every `…_ref` with the id it names; `revoked` and `deprecated` where true.
  A relationship is one claim: source_ref, relationship_type, target_ref, with its start and stop time.
- observations: what an indicator's pattern compares (rule: the indicator's id), cyber-observables, observed data.
- markings: see _stix_markings. Another object's name stands in a title only if it is marked no more strictly.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from simurg.collection.connector import Connector, Raw, Reject, Rows
from simurg.collection.connectors._stix_markings import Markings, defined, marking_for, marking_of_bad
from simurg.collection.connectors._stix_observables import observables_in
from simurg.collection.json_text import MOST_REJECTS, dumped, hopeless, load_with_list
from simurg.collection.published import believable, moment_in
from simurg.collection.rejects import whole
from simurg.collection.rows import RowBuilder
from simurg.ontology.errors import SourceError
from simurg.ontology.markings import Marking

CONNECTOR = Connector(name="stix", title="STIX 2.0 and 2.1 bundles", formats=("json", "json.gz", "stix"), version="1")

_ROWS_AT_ONCE = 10_000
_CHARACTERS_AT_ONCE = 4_000_000
_MOST_OF_LIST = 2_000
_CLAIMED = {
    "aliases": "alias", "x_mitre_aliases": "alias", "x_mitre_platforms": "platform", "x_mitre_domains": "domain",
    "labels": "label", "x_mitre_deprecated": "deprecated",
}  # fmt: skip
_NOT_CLAIMED = frozenset({
    "id", "description", "created", "modified", "spec_version", "object_marking_refs", "granular_markings",
    "external_references", "confidence", "source_ref", "target_ref", "relationship_type", "pattern",
    "x_mitre_detection", "lang", "objects",
})  # fmt: skip
_OF_RELATIONSHIPS = frozenset({"revoked", "x_mitre_deprecated"})
_IN_BODY_ALREADY = _NOT_CLAIMED - {"pattern", "x_mitre_detection", "objects"}


@dataclass(frozen=True, slots=True)
class _Bundle:
    """What all objects of a bundle share while they are read."""

    raw: Raw
    builder: RowBuilder
    markings: Markings
    names: Mapping[str, tuple[str, Marking]]


def parse(raw: Raw) -> Iterator[Rows | Reject]:
    """Rows for the bundle's objects; a Reject for each that is no STIX object, or for the whole document."""
    try:
        whole_bundle, left = load_with_list(raw, "objects")
        objects = _objects(whole_bundle)
    except SourceError as error:
        yield from whole(raw, error.what)
        return
    markings = defined(objects)
    bundle = _Bundle(raw, RowBuilder(raw), markings, _names(objects, markings, raw.source.marking))
    rejects, characters, kept = 0, 0, list[object]()
    for number, item in enumerate(objects, 1):
        try:
            characters += _object(bundle, item)
        except SourceError as error:
            rejects += 1
            if rejects <= MOST_REJECTS:
                marking = marking_of_bad(item, markings, raw.source.marking)
                yield Reject(error.what, dumped(item), f"object {number}", marking)
            else:
                kept.append(item)
            if hopeless(rejects, number):
                kept += objects[number:]
                break
        if len(bundle.builder) >= (1 if characters >= _CHARACTERS_AT_ONCE else _ROWS_AT_ONCE):
            yield bundle.builder.take()
            characters = 0
    if len(bundle.builder):
        yield bundle.builder.take()
    if kept:
        cause = f"{len(kept):,} more objects cannot be read or were not tried."
        own = {marking_of_bad(item, markings, raw.source.marking) for item in kept if isinstance(item, dict)}
        joined = reduce(or_, own, raw.source.marking)
        yield Reject(cause, dumped(kept), "the rest of the bundle", joined)
    if left:
        yield Reject("The bundle is damaged here; the objects before it were read.", left, "the end of the bundle")


def _objects(bundle: object) -> list[Any]:
    if isinstance(bundle, list):
        return bundle
    if isinstance(bundle, Mapping) and isinstance(bundle.get("objects"), list):
        listed: list[Any] = bundle["objects"]
        return listed
    if isinstance(bundle, Mapping) and "id" in bundle and bundle.get("type") != "bundle":
        return [bundle]
    raise SourceError("It is no STIX bundle: it has no list called objects.")


def _names(objects: list[Any], markings: Markings, of_source: Marking) -> dict[str, tuple[str, Marking]]:
    """Names of objects with their markings, for the titles of relationships."""
    names: dict[str, tuple[str, Marking]] = {}
    for item in objects:
        if isinstance(item, Mapping) and isinstance(item.get("name"), str) and isinstance(item.get("id"), str):
            try:
                names[item["id"]] = (item["name"][:200], marking_for(item, markings, of_source))
            except SourceError:
                continue
    return names


def _object(bundle: _Bundle, item: object) -> int:
    """One object; returns how many characters its body has.

    SourceError for what has no type and id, or a marking that is not understood.
    """
    if not isinstance(item, Mapping):
        raise SourceError("The entry is not a JSON object.")
    name, kind = item.get("id"), item.get("type")
    if not isinstance(name, str) or not isinstance(kind, str) or not 3 < len(name) <= 200 or not kind:
        raise SourceError("The object has no type or no id.")
    raw, source = bundle.raw, bundle.raw.source
    joined = marking_for(item, bundle.markings, source.marking)
    marking = None if joined == source.marking else joined
    stated = (believable(moment_in(item.get(which)), raw.fetched_at) for which in ("modified", "created"))
    published = next((moment for moment in stated if moment), None)
    body = _body(item)
    report = bundle.builder.report(
        key=name, published_at=published, marking=marking, title=_title(bundle, item, joined), body=body,
        url=_url(item), language=str(item.get("lang") or "en")[:35],
    )  # fmt: skip
    known_at = source.knowable(published, raw.fetched_at)
    spine = _Spine(name, known_at, report, marking)
    if kind == "relationship":
        _tie(bundle.builder, item, spine)
    numbers: Counter[str] = Counter()
    for predicate, value in dict.fromkeys(_stated(item)):
        numbers[predicate] += 1
        bundle.builder.add(
            "claims", key=f"{name}|{predicate}|{numbers[predicate]}", known_at=known_at, report_id=report,
            marking=marking, subject=name, predicate=predicate, object=value,
        )  # fmt: skip
    for seen in observables_in(item):
        bundle.builder.add(
            "observations", key=f"{name}|{seen.kind}|{seen.value}", known_at=known_at, report_id=report,
            marking=marking, observable_type=seen.kind, observable=seen.value, detail=seen.detail,
            rule=name if kind == "indicator" else None, at=believable(seen.at, raw.fetched_at),
        )  # fmt: skip
    return len(body or "")


@dataclass(frozen=True, slots=True)
class _Spine:
    name: str
    known_at: datetime
    report: UUID
    marking: Marking | None


def _tie(builder: RowBuilder, item: Mapping[str, Any], spine: _Spine) -> None:
    """The claim that a relationship makes."""
    ends = [item.get("source_ref"), item.get("relationship_type"), item.get("target_ref")]
    if not all(isinstance(end, str) and end for end in ends):
        return
    start, stop = moment_in(item.get("start_time")), moment_in(item.get("stop_time"))
    stated = item.get("confidence")
    sure = isinstance(stated, int) and not isinstance(stated, bool) and 0 <= stated <= 100
    builder.add(
        "claims", key=f"{spine.name}|ties", known_at=spine.known_at, report_id=spine.report, marking=spine.marking,
        subject=ends[0], predicate=ends[1], object=ends[2], valid_from=start,
        valid_to=stop if start is None or stop is None or start < stop else None,
        confidence=int(stated) / 100 if sure and stated is not None else None,
    )  # fmt: skip


def _stated(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Predicates and objects of an object's plain properties, in the document's order."""
    tie = item["type"] == "relationship"
    for key, value in item.items():
        if key in _NOT_CLAIMED or (tie and key not in _OF_RELATIONSHIPS):
            continue
        predicate = _CLAIMED.get(key, key.removeprefix("x_mitre_"))[:100]
        if key == "kill_chain_phases" and isinstance(value, list):
            phases = (phase.get("phase_name") for phase in value[:_MOST_OF_LIST] if isinstance(phase, Mapping))
            yield from (("tactic", phase) for phase in phases if isinstance(phase, str))
        elif isinstance(value, bool):
            if value:
                yield predicate, "true"
        elif isinstance(value, str | int | float):
            yield predicate, str(value)
        elif isinstance(value, list):
            if predicate.endswith("_refs"):
                predicate = predicate[:-1]
            yield from ((predicate, one) for one in value[:_MOST_OF_LIST] if isinstance(one, str))
    if not tie:
        yield from (("external_id", one) for one in _references(item, "external_id"))


def _references(item: Mapping[str, Any], part: str) -> list[str]:
    references = item.get("external_references")
    listed = references[:_MOST_OF_LIST] if isinstance(references, list) else []
    return [one[part] for one in listed if isinstance(one, Mapping) and isinstance(one.get(part), str)]


def _url(item: Mapping[str, Any]) -> str | None:
    return next((url[:4_000] for url in _references(item, "url") if url), None)


def _title(bundle: _Bundle, item: Mapping[str, Any], own: Marking) -> str:
    if item["type"] != "relationship":
        name = item.get("name") or item.get("value") or item.get("abstract")
        return name[:1_000] if isinstance(name, str) and name else str(item["id"])
    ends = []
    for key in ("source_ref", "target_ref"):
        named, marked = bundle.names.get(str(item.get(key)), (str(item.get(key)), own))
        ends.append(named if marked <= own else str(item.get(key)))
    return f"{ends[0]} {item.get('relationship_type')} {ends[1]}"[:1_000]


def _body(item: Mapping[str, Any]) -> str | None:
    """The description, then what is neither claim nor marking, one property a line, then the references."""
    description = item.get("description")
    parts = [description.strip()] if isinstance(description, str) and description.strip() else []
    for key, value in item.items():
        if key in _IN_BODY_ALREADY or key == "kill_chain_phases":
            continue
        if key in ("pattern", "x_mitre_detection") and isinstance(value, str) and value:
            parts.append(f"{key.removeprefix('x_mitre_')}: {value}")
        elif isinstance(value, Mapping) or (isinstance(value, list) and any(not isinstance(one, str) for one in value)):
            parts.append(f"{key.removeprefix('x_mitre_')}: {dumped(value).decode('utf-8')}")
    references = item.get("external_references")
    for one in references[:_MOST_OF_LIST] if isinstance(references, list) else ():
        if isinstance(one, Mapping):
            told = [one.get(part) for part in ("source_name", "external_id", "description", "url")]
            parts.append("- " + ", ".join(part for part in told if isinstance(part, str) and part))
    return "\n".join(parts) or None
