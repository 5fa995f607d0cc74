"""Sanctions lists: what the United States (OFAC), the United Nations and the European Union say of organisations, ships
and aircraft, as claims.

Read are OFAC's SDN list (SDN.XML, SDN.CSV), the UN Security Council's consolidated list (XML) and the EU's financial
sanctions files (XML 1.1 and its CSV); which one it is shows from the document. Natural persons are left out whole, and
so is all free text (remarks, comments, titles, owners), because it names persons. Each entry becomes a report under the
list's own number, so that an amended entry replaces the earlier one. Claims (subject `ofac:36`, `un:QDe.069`,
`eu:EU.27.28`): type (organization, vessel, aircraft), name, alias, weak_alias, previous_name, sanctioned_by, programme,
country, and of ships flag, call_sign, vessel_type, imo, mmsi.

OFAC does not date its entries and a list only says what is so now: a claim counts as known from the list's own date on
(from the fetch on, where it has none), and holds from the day of designation where that is given. An entry that is
gone from a later list was removed, or is told elsewhere; that is not stated here.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from simurg.collection.connector import Connector, Raw, Reject, Rows
from simurg.collection.connectors._sanctions_lists import Entry, Listed, entries
from simurg.collection.elements import Damaged
from simurg.collection.fetching.parts import looked_at
from simurg.collection.fetching.plan import Answer, Fault, Plan
from simurg.collection.published import believable
from simurg.collection.rejects import whole
from simurg.collection.rows import RowBuilder
from simurg.collection.source import Source
from simurg.ontology.country_names import iso3_of_name
from simurg.ontology.errors import SourceError

CONNECTOR = Connector(
    name="sanctions", title="Sanctions lists of the US, the UN and the EU", formats=("xml", "csv"), version="1"
)

_BATCH = 20_000
_MARKS = (b"<sdnList", b"<CONSOLIDATED_LIST", b"fsd/export", b"Entity_LogicalId")
_MOST_OF = 500
_MOST_SINGLE_REJECTS = 1_000


def fetch(source: Source, cursor: Mapping[str, Any], now: datetime) -> Plan:  # noqa: ARG001
    """The list if it changed; what is none of the lists that are known is a fault and is not kept."""
    return looked_at(source, _look, 128 << 20)


def _look(answer: Answer) -> None:
    head = answer.body[:4_096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not any(mark in head for mark in _MARKS) and not head.split(b",", 1)[0].isdigit():
        raise Fault("schema_changed", "The address gives no sanctions list that is known.", hint="Look at it.")


def parse(raw: Raw) -> Iterator[Rows | Reject]:
    """Rows for each organisation, ship and aircraft; a Reject for each entry that cannot be read."""
    builder, found, rejects = RowBuilder(raw), False, 0
    damage: Damaged | None = None
    try:
        for item in entries(raw):
            found = True
            if isinstance(item, Reject):
                rejects += 1
                yield item
                if rejects >= _MOST_SINGLE_REJECTS:
                    raise SourceError("So many entries cannot be read that the rest was not tried.")
            elif isinstance(item, Listed):
                _add(builder, raw, item.entry, item.dated)
            if len(builder) >= _BATCH:
                yield builder.take()
    except Damaged as error:
        damage = error
    except SourceError as error:
        yield from whole(raw, error.what)
        found = True
    if len(builder):
        yield builder.take()
    if damage is not None:
        yield Reject(f"{damage.what} The entries before it were read.", damage.rest, "from there on")
    elif not found:
        yield from whole(raw, "It holds no entry of a sanctions list.")


def _add(builder: RowBuilder, raw: Raw, entry: Entry, dated: datetime | None) -> None:
    """One entry as a report and its claims."""
    subject = f"{entry.publisher}:{entry.number}"
    known = raw.source.knowable(believable(dated, raw.fetched_at), raw.fetched_at)
    listed = believable(entry.listed_on, raw.fetched_at)
    report = builder.report(
        key=subject, known_at=known, published_at=listed, title=f"{entry.names[0]} ({entry.authority})", language="en"
    )
    numbers: Counter[str] = Counter()
    for predicate, value in list(dict.fromkeys(_said(entry)))[:_MOST_OF]:
        numbers[predicate] += 1
        builder.add(
            "claims", key=f"{subject}|{predicate}|{numbers[predicate]}", known_at=known, report_id=report,
            subject=subject, predicate=predicate, object=value,
            valid_from=listed if predicate in ("sanctioned_by", "programme") else None,
        )  # fmt: skip


def _said(entry: Entry) -> Iterator[tuple[str, str]]:
    yield "type", entry.kind
    yield "name", entry.names[0]
    for name in entry.names[1:]:
        yield "alias", name
    for name in entry.weak:
        yield "weak_alias", name
    for name in entry.former:
        yield "previous_name", name
    yield "sanctioned_by", entry.authority
    for programme in entry.programmes:
        yield "programme", programme
    for country in entry.countries:
        yield "country", iso3_of_name(country) or country
    yield from entry.told
