"""What a TAXII request asks of a collection (TAXII 2.1, 3.4 and 3.5): filters, page, versions."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from simurg.ontology.errors import CallerError
from simurg.ontology.times import parse_moment

MOST, USUAL = 500, 100
MOST_VALUES = 200
SPEC = "2.1"


@dataclass(frozen=True, slots=True)
class Asked:
    """Empty filters let everything through. `versions` holds last, first, all or moments."""

    added_after: datetime | None = None
    limit: int = USUAL
    after: tuple[int, str] | None = None  # (added in microseconds, position within it) of the last object told
    ids: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    versions: tuple[str, ...] = ("last",)
    specs: tuple[str, ...] = ()

    @property
    def told_at_all(self) -> bool:
        """We have objects of one version of STIX only."""
        return not self.specs or SPEC in self.specs


def asked_of(query: Sequence[tuple[str, str]]) -> Asked:
    """From the query's pairs; CallerError for what TAXII does not know. Parameters of others are passed over."""
    given: dict[str, str] = {}
    for name, value in query:
        if name in given:
            raise CallerError(f"{name[:40]} is given twice.", hint="Give several values in one, with commas.")
        given[name] = value
    after = given.get("added_after")
    return Asked(
        None if after is None else parse_moment(after),
        _limit(given.get("limit")),
        None if not given.get("next") else _opened(given["next"]),
        _values(given, "match[id]"),
        _values(given, "match[type]"),
        tuple(_version(one) for one in _values(given, "match[version]")) or ("last",),
        _values(given, "match[spec_version]"),
    )


def cursor(added: int, name: str) -> str:
    """`next`: after which object the next page begins."""
    return base64.urlsafe_b64encode(f"{added} {name}".encode()).decode().rstrip("=")


def _opened(text: str) -> tuple[int, str]:
    try:
        told = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode()
        added, _, name = told.partition(" ")
        if not name or not added.isascii() or not added.isdigit() or len(added) > 18:
            raise ValueError
        return int(added), name
    except (ValueError, binascii.Error) as error:
        raise CallerError("`next` is none that this server gave.", hint="Begin without it.") from error


def _limit(text: str | None) -> int:
    if text is None:
        return USUAL
    if not text.isascii() or not text.isdigit() or len(text) > 9 or int(text) == 0:
        raise CallerError("`limit` is a number above 0.", hint=f"At most {MOST} objects are told at once.")
    return min(int(text), MOST)


def _values(given: dict[str, str], name: str) -> tuple[str, ...]:
    found = tuple(one.strip() for one in given.get(name, "").split(",") if one.strip())
    if len(found) > MOST_VALUES or any(len(one) > 120 for one in found):
        raise CallerError(f"`{name}` has too many values.", hint=f"Give at most {MOST_VALUES}.")
    return found


def _version(text: str) -> str:
    if text in ("last", "first", "all"):
        return text
    moment = parse_moment(text)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
