"""Three publishers' lists as one kind of entry. Formats: OFAC's data specification (2004, 2023) and its XML schema, the
UN's consolidated list XML, the EU's export of financial sanctions (FSF) 1.1.

A natural person is no entry, and neither is what a list does not say the kind of: whom it cannot tell from a person is
left out. Nothing that is written in sentences is read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from simurg.collection.connector import Raw, Reject
from simurg.collection.connectors._sanctions_tables import eu_rows, is_eu_table, sdn_rows
from simurg.collection.connectors._sanctions_values import Entry, Listed, Person, day
from simurg.collection.elements import Element, content, elements, inner, local, word
from simurg.collection.published import moment_in
from simurg.collection.xml_text import harmless
from simurg.ontology.errors import SourceError

__all__ = ["Entry", "Listed", "entries"]

MOST_BYTES = 64 << 20
_KINDS = {"entity": "organization", "vessel": "vessel", "aircraft": "aircraft"}
_NAMES = frozenset({"sdnEntry", "publshInformation", "INDIVIDUAL", "ENTITY", "sanctionEntity"})
_IMO = re.compile(r"\b(\d{7})\b")
_GENERATED = re.compile(r"<[^>]{0,2000}?\b(?:dateGenerated|generationDate)\s*=\s*[\"']([^\"']{8,40})[\"']")


@dataclass(slots=True)
class _List:
    """What was read of the list itself so far."""

    dated: datetime | None = None


def entries(raw: Raw) -> Iterator[Listed | Person | Reject]:
    """All entries of a list, in its order. SourceError for what is no list that is known."""
    with raw.open() as stream:
        head = stream.read(4_096).lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head.startswith(b"<") and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield from eu_rows(raw) if is_eu_table(head) else sdn_rows(raw)
        return
    text = harmless(raw.read(MOST_BYTES))
    generated = _GENERATED.search(text[:4_000])
    about = _List(moment_in(generated[1]) if generated else None)
    for number, element in enumerate(elements(text, _NAMES), 1):
        try:
            found = _read(element, about)
        except SourceError as error:
            yield Reject(error.what, content(element), f"entry {number}")
            continue
        if found is not None:
            yield Listed(found, about.dated) if isinstance(found, Entry) else found


def _read(element: Element, about: _List) -> Entry | Person | None:
    name = local(element)
    if name == "publshInformation":
        about.dated = day(word(element, "Publish_Date"), "%m/%d/%Y")
        return None
    if name == "INDIVIDUAL":
        return Person()
    return {"sdnEntry": _ofac, "ENTITY": _un, "sanctionEntity": _eu}[name](element)


def _ofac(element: Element) -> Entry | Person:
    kind = word(element, "sdnType").lower()
    if kind == "individual":
        return Person()
    number, name = word(element, "uid"), word(element, "lastName")
    if not number or not name or kind not in _KINDS:
        raise SourceError("The entry has no number, no name, or a type that is not known.")
    aliases: dict[str, list[str]] = {"strong": [], "weak": [], "former": []}
    for one in _within(element, "akaList", "aka"):
        sort = "former" if word(one, "type").lower().startswith("f.k.a") else word(one, "category").lower()
        aliases.setdefault(sort or "strong", []).append(word(one, "lastName"))
    ship = next(inner(element, "vesselInfo"), None)
    told = [] if ship is None else [(sort, word(ship, field)) for sort, field in (
        ("flag", "vesselFlag"), ("call_sign", "callSign"), ("vessel_type", "vesselType"))]  # fmt: skip
    for one in _within(element, "idList", "id"):
        kind_of, value = word(one, "idType").lower(), word(one, "idNumber")
        if (kind_of.startswith("imo") or value.upper().startswith("IMO")) and (imo := _IMO.search(value)):
            told.append(("imo", imo[1]))
        elif "mmsi" in kind_of or "mobile station" in kind_of:
            told.append(("mmsi", value))
    programmes = [(one.text or "").strip() for one in _within(element, "programList", "program")]
    countries = [word(one, "country") for one in _within(element, "addressList", "address")]
    return Entry.of(
        "ofac", number, _KINDS[kind], [name, *aliases["strong"]], weak=aliases["weak"], former=aliases["former"],
        programmes=programmes, countries=countries, told=told,
    )  # fmt: skip


def _un(element: Element) -> Entry:
    number, name = word(element, "REFERENCE_NUMBER") or word(element, "DATAID"), word(element, "FIRST_NAME")
    if not number or not name:
        raise SourceError("The entry has no number or no name.")
    names, weak, former = [name, word(element, "NAME_ORIGINAL_SCRIPT")], list[str](), list[str]()
    for one in inner(element, "ENTITY_ALIAS"):
        quality = word(one, "QUALITY").lower()
        kept = former if quality.startswith(("f.k.a", "formerly")) else weak if quality == "low" else names
        kept.append(word(one, "ALIAS_NAME"))
    told = []
    if (imo := _IMO.search(word(element, "IMO_NUMBER"))) is not None:
        told.append(("imo", imo[1]))
    return Entry.of(
        "un", number, "vessel" if told else "organization", names, weak=weak, former=former, told=told,
        programmes=[word(element, "UN_LIST_TYPE")], listed_on=day(word(element, "LISTED_ON")[:10]),
        countries=[word(one, "COUNTRY") for one in inner(element, "ENTITY_ADDRESS")],
    )  # fmt: skip


def _eu(element: Element) -> Entry | Person:
    subject = next(inner(element, "subjectType"), None)
    code = (subject.get("code") or subject.get("classificationCode") or "").lower() if subject is not None else ""
    if code in ("person", "p"):
        return Person()
    names = [(one.get("wholeName") or "", one.get("strong") != "false") for one in inner(element, "nameAlias")]
    number = element.get("euReferenceNumber") or element.get("logicalId") or ""
    strong = [name for name, good in names if good and name.strip()]
    if code not in ("enterprise", "e") or not number or not (strong or names):
        raise SourceError("The entry has no number, no name, or a type that is not known.")
    regulations = list(inner(element, "regulation"))
    return Entry.of(
        "eu", number, "organization", strong or [names[0][0]], weak=[name for name, good in names if not good],
        programmes=[one.get("programme") or "" for one in regulations],
        listed_on=day((element.get("designationDate") or "")[:10]) or _first_day(regulations),
        countries=[one.get("countryDescription") or "" for one in inner(element, "address")
                   if one.get("countryIso2Code") not in (None, "", "00")],
    )  # fmt: skip


def _first_day(regulations: list[Element]) -> datetime | None:
    days = [found for one in regulations if (found := day((one.get("publicationDate") or "")[:10]))]
    return min(days, default=None)


def _within(element: Element, many: str, one: str) -> Iterator[Element]:
    for listed in inner(element, many):
        yield from inner(listed, one)
