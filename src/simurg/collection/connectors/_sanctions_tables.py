"""Sanctions lists as tables: OFAC's SDN.CSV, which has no header, and the EU's CSV, which has one row for each name.

SDN.CSV (OFAC data specification): twelve columns, `-0-` for nothing, one entry a line; `individual` marks a person,
nothing an organisation. Of the remarks, in the last column, only an IMO number and an MMSI are read. The EU's rows of
one entry stand together, with a header of `Entity_…` and `NameAlias_…` columns.
"""

import csv
import re
from collections.abc import Iterator, Mapping

from simurg.collection.connector import Raw, Reject
from simurg.collection.connectors._sanctions_values import Entry, Listed, Person, day
from simurg.collection.records import Record, records
from simurg.ontology.errors import SourceError

_NOTHING = "-0-"
_WIDTH = 12
_KINDS = {"": "organization", "vessel": "vessel", "aircraft": "aircraft"}
_IMO = re.compile(r"\bIMO\s{0,3}(\d{7})\b")
_MMSI = re.compile(r"\bMMSI\)?\s{0,3}(\d{9})\b")
_END = re.compile(rb"\A\s*\x1a?\s*\Z")


def is_eu_table(head: bytes) -> bool:
    return b"Entity_LogicalId" in head or b"NameAlias_WholeName" in head


def sdn_rows(raw: Raw) -> Iterator[Listed | Person | Reject]:
    """Each line of SDN.CSV. SourceError for a table of another width."""
    first = True
    with raw.open() as stream:
        for item in records(stream):
            if _END.match(item.content):  # the file ends with a control character of its own
                continue
            cells = _cells(item)
            if cells is None and isinstance(item, Reject):
                yield item
                continue
            if first and (cells is None or not cells[0].isdigit()):
                raise SourceError("It is no sanctions list that is known.")
            first = False
            try:
                found = _sdn(cells or [])
            except SourceError as error:
                where = item.where if isinstance(item, Reject) else f"line {item.line:,}"
                yield Reject(error.what, item.content, where)
                continue
            yield Listed(found, None) if isinstance(found, Entry) else found


def _cells(item: Record | Reject) -> list[str] | None:
    """The twelve cells of a line, also where blanks follow a closing quote, as OFAC writes; None if they are not so."""
    told = list(item.cells) if isinstance(item, Record) else []
    if not told:
        try:
            text = item.content.decode("utf-8").strip("\r\n")
            told = next(csv.reader([text]), [])
        except (UnicodeDecodeError, csv.Error):
            return None
    if len(told) != _WIDTH or "\x00" in "".join(told):
        return None
    return ["" if (cell := one.strip()) == _NOTHING else cell for one in told]


def _sdn(cells: list[str]) -> Entry | Person:
    if len(cells) != _WIDTH:
        raise SourceError(f"The line has not {_WIDTH} cells.")
    kind = cells[2].lower()
    if kind == "individual":
        return Person()
    if not cells[0].isdigit() or kind not in _KINDS:
        raise SourceError("The line has no number, or a type that is not known.")
    told = [("call_sign", cells[5]), ("vessel_type", cells[6]), ("flag", cells[9])]
    told += [(name, found[1]) for name, form in (("imo", _IMO), ("mmsi", _MMSI)) if (found := form.search(cells[11]))]
    programmes = [part.strip(" []") for part in cells[3].split("] [")]
    return Entry.of("ofac", cells[0], _KINDS[kind], [cells[1]], programmes=programmes, told=told)


def eu_rows(raw: Raw) -> Iterator[Listed | Person | Reject]:
    """Each entry of the EU's CSV, put together from its rows."""
    names: tuple[str, ...] = ()
    gathered: list[Mapping[str, str]] = []
    with raw.open() as stream:
        for item in records(stream):
            if isinstance(item, Reject):
                yield item
            elif not names:
                names = tuple(name.strip().lstrip("\ufeff") for name in item.cells)
                if missing := {"Entity_LogicalId", "Entity_SubjectType", "NameAlias_WholeName"} - set(names):
                    raise SourceError(f"The header lacks {', '.join(sorted(missing))}.")
            else:
                cells = dict(zip(names, item.cells, strict=True))
                if gathered and cells["Entity_LogicalId"] != gathered[0]["Entity_LogicalId"]:
                    yield from _eu_entry(gathered)
                    gathered = []
                gathered.append(cells)
    if gathered:
        yield from _eu_entry(gathered)


def _eu_entry(rows: list[Mapping[str, str]]) -> Iterator[Listed | Person | Reject]:
    def all_of(name: str) -> list[str]:
        return [cell for row in rows if (cell := row.get(name, "").strip())]

    subject = (all_of("Entity_SubjectType") or all_of("Entity_SubjectType_ClassificationCode") or [""])[0].lower()
    number = (all_of("Entity_EU_ReferenceNumber") or all_of("Entity_LogicalId") or [""])[0]
    if subject in ("person", "p"):
        yield Person()
        return
    names = all_of("NameAlias_WholeName")
    if subject not in ("enterprise", "e") or not number or not names:
        content = "\n".join(";".join(row.values()) for row in rows).encode("utf-8", "replace")
        yield Reject("The entry has no number, no name, or a type that is not known.", content or b" ")
        return
    listed = [found for text in all_of("Entity_DesignationDate") if (found := day(text[:10]))]
    dated = [found for text in all_of("fileGenerationDate") if (found := day(text, "%d/%m/%Y") or day(text[:10]))]
    entry = Entry.of(
        "eu", number, "organization", names, programmes=all_of("Entity_Regulation_Programme"),
        countries=[one for one in all_of("Address_CountryDescription") if one.upper() != "UNKNOWN"],
        listed_on=min(listed, default=None),
    )  # fmt: skip
    yield Listed(entry, max(dated, default=None))
