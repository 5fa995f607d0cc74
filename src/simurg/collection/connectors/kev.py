"""CISA's known exploited vulnerabilities: one report and its claims for each, from the JSON or the CSV catalogue.

Claims (subject: the CVE number): `known_exploited` (valid from `dateAdded` on), `vulnerability_name`, `vendor`,
`product`, `weakness` (CWE), `ransomware_use` where CISA knows of any, and `remediation_due` (the day that CISA sets for
federal agencies). The key is the CVE number: a changed entry replaces the earlier one. An entry counts as known from
`dateAdded` on; `ransomware_use` from the catalogue's `dateReleased` on, because CISA sets it later and without a date
(from the fetch on in the CSV, which has no such date).
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from simurg.collection.connector import Connector, Raw, Reject, Rows
from simurg.collection.fetching.parts import looked_at, object_of
from simurg.collection.fetching.plan import Answer, Fault, Plan
from simurg.collection.json_text import dumped, hopeless, load_with_list
from simurg.collection.published import believable, moment_in
from simurg.collection.records import records
from simurg.collection.rejects import whole
from simurg.collection.rows import RowBuilder
from simurg.collection.source import Source
from simurg.ontology.errors import SourceError

CONNECTOR = Connector(name="kev", title="CISA known exploited vulnerabilities", formats=("json", "csv"), version="1")

_CVE = re.compile(r"CVE-\d{4}-\d{4,19}")
_CWE = re.compile(r"CWE-\d{1,6}")
_NEEDED = ("cveID", "vendorProject", "product", "vulnerabilityName", "dateAdded")
_BATCH = 20_000


def fetch(source: Source, cursor: Mapping[str, Any], now: datetime) -> Plan:  # noqa: ARG001
    """The catalogue if it changed; one that is in another form, or empty, is a fault and is not kept."""
    return looked_at(source, _look)


def _look(answer: Answer) -> None:
    if answer.body.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"cveID,"):
        return
    if not object_of(answer, "CISA", vulnerabilities=list)["vulnerabilities"]:
        raise Fault("schema_changed", "CISA's catalogue names no vulnerability, which it never did.")


def parse(raw: Raw) -> Iterator[Rows | Reject]:
    """Rows for the catalogue's entries; a Reject for each that is none."""
    with raw.open() as stream:
        head = stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    builder = RowBuilder(raw)
    try:
        yield from _json(builder, raw) if head[:1] in (b"{", b"[", b"\x1f") else _csv(builder, raw)
    except SourceError as error:
        yield from whole(raw, error.what)
    if len(builder):
        yield builder.take()


def _json(builder: RowBuilder, raw: Raw) -> Iterator[Rows | Reject]:
    told, left = load_with_list(raw, "vulnerabilities")
    entries = told.get("vulnerabilities") if isinstance(told, Mapping) else None
    if not isinstance(told, Mapping) or not isinstance(entries, list):
        raise SourceError("The catalogue has no list called vulnerabilities.")
    released = believable(moment_in(told.get("dateReleased")), raw.fetched_at)
    rejects = 0
    for number, entry in enumerate(entries, 1):
        try:
            if not isinstance(entry, Mapping):
                raise SourceError("The entry is not a JSON object.")
            _entry(builder, raw, entry, released)
        except SourceError as error:
            rejects += 1
            yield Reject(error.what, dumped(entry), f"entry {number}")
            if hopeless(rejects, number) and entries[number:]:
                yield Reject("So many cannot be read that the rest was not tried.", dumped(entries[number:]))
                break
        if len(builder) >= _BATCH:
            yield builder.take()
    if left:
        yield Reject("The catalogue is damaged here; the entries before it were read.", left, "its end")


def _csv(builder: RowBuilder, raw: Raw) -> Iterator[Rows | Reject]:
    names: tuple[str, ...] = ()
    with raw.open() as stream:
        for item in records(stream):
            if isinstance(item, Reject):
                yield item
            elif not names:
                names = tuple(name.strip() for name in item.cells)
                if missing := [name for name in _NEEDED if name not in names]:
                    raise SourceError(f"The header lacks {', '.join(missing)}.")
            else:
                try:
                    _entry(builder, raw, dict(zip(names, item.cells, strict=True)), None)
                except SourceError as error:
                    yield Reject(error.what, item.content, f"line {item.line:,}")
            if len(builder) >= _BATCH:
                yield builder.take()
    if not names:
        raise SourceError("There is not one row in it.")


def _entry(builder: RowBuilder, raw: Raw, entry: Mapping[str, Any], released: datetime | None) -> None:
    number, name, added = _word(entry, "cveID"), _word(entry, "vulnerabilityName"), _day(entry, "dateAdded")
    if not number or not _CVE.fullmatch(number) or not name or added is None:
        raise SourceError("The entry has no CVE number, no name, or no day on which it was added.")
    if added > raw.fetched_at:
        raise SourceError("dateAdded has not come.")
    known = raw.source.knowable(added, raw.fetched_at)
    lately = max(known, raw.source.knowable(released, raw.fetched_at))
    body = "\n\n".join(part for part in (_word(entry, "shortDescription"), _word(entry, "requiredAction")) if part)
    report = builder.report(
        key=number, known_at=known, published_at=added, title=f"{number}: {name}", body=body or None, language="en",
        url=f"https://nvd.nist.gov/vuln/detail/{number}",
    )  # fmt: skip
    due = _day(entry, "dueDate")
    for predicate, value, when in _said(entry, name, due):
        builder.add(
            "claims", key=f"{number}|{predicate}" + (f"|{value}" if predicate == "weakness" else ""),
            known_at=lately if predicate == "ransomware_use" else known, report_id=report, subject=number,
            predicate=predicate, object=value, valid_from=added if when else None,
        )  # fmt: skip


def _said(entry: Mapping[str, Any], name: str, due: datetime | None) -> Iterator[tuple[str, str, bool]]:
    """Predicate, object, and whether it holds from the day of adding on."""
    yield "known_exploited", "true", True
    yield "vulnerability_name", name, False
    for field, predicate in (("vendorProject", "vendor"), ("product", "product")):
        if value := _word(entry, field):
            yield predicate, value, False
    if (_word(entry, "knownRansomwareCampaignUse") or "").lower() == "known":
        yield "ransomware_use", "known", False
    if due is not None:
        yield "remediation_due", f"{due:%Y-%m-%d}", False
    listed = entry.get("cwes")
    words = ",".join(str(one) for one in listed[:50]) if isinstance(listed, list) else str(listed or "")
    for weakness in sorted(set(_CWE.findall(words[:2_000]))):
        yield "weakness", weakness, False


def _word(entry: Mapping[str, Any], name: str) -> str | None:
    value = entry.get(name)
    return value.strip()[:20_000] or None if isinstance(value, str) else None


def _day(entry: Mapping[str, Any], name: str) -> datetime | None:
    """YYYY-MM-DD; None for an empty or impossible one."""
    try:
        moment = datetime.strptime(_word(entry, name) or "", "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None
    return moment if 1999 <= moment.year < 2200 else None
