"""What a decision is about, and how it and whoever asks are told to Cedar.

Every attribute is always told: Cedar skips a `forbid` whose attribute is missing, so the schema knows no optional
ones, and what is unknown is told as an empty text. A marking is taken back from the text that rows carry.
"""

from dataclasses import dataclass
from typing import Any, Literal

from simurg.access.reader import Reader
from simurg.ontology.errors import CallerError
from simurg.ontology.markings import LEVELS, TLP, Marking

Kind = Literal["Row", "Report", "Source", "Product"]
_TIED = "REL-"
_EVERY_IN_WORDS = {"ALL COMPARTMENTS": "*", "ALL AFFILIATIONS": "REL-*"}
_LEVELS = {name.upper().replace("-", " "): place for place, name in enumerate(LEVELS)}
_TLP = {f"TLP:{name.upper()}": place for place, name in enumerate(TLP)}


@dataclass(frozen=True, slots=True)
class Thing:
    """One object. `table` is that of a row, `source` the source that it came from, `discipline` that source's
    (`osint`, `humint`, …); empty where there is none."""

    kind: Kind
    id: str
    marking: Marking
    table: str = ""
    source: str = ""
    discipline: str = ""


def thing_of(table: str, number: str, marking: str, source: str = "", discipline: str = "") -> Thing:
    """A row of the ledger, as views tell it; CallerError for a marking that is not understood."""
    kind: Kind = {"reports": "Report", "products": "Product"}.get(table, "Row")  # type: ignore[assignment]
    return Thing(kind, number, marking_in(marking), table, source, discipline)


def marking_in(text: str) -> Marking:
    """The marking that `str` wrote so; CallerError for anything else."""
    parts = text.split("//")
    try:
        level = _LEVELS[parts.pop(0)]
        releasable = _names(parts.pop().removeprefix("REL TO ")) if parts[-1].startswith("REL TO ") else None
        tlp = _TLP[parts.pop()]
        names = _names(parts.pop()) if parts else frozenset()
    except (KeyError, IndexError) as error:
        raise CallerError("A marking is not understood.", hint="What is not understood is shown to nobody.") from error
    if releasable == frozenset({"NOBODY"}):
        releasable = frozenset()
    made = Marking(level, tlp, frozenset(_EVERY_IN_WORDS.get(name, name) for name in names), releasable)
    if parts or str(made) != text:
        raise CallerError("A marking is not understood.", hint="What is not understood is shown to nobody.")
    return made


def told_thing(thing: Thing) -> dict[str, Any]:
    """As a Cedar entity. Of limits on releasing only that there are any, and to whom."""
    marking = thing.marking
    attributes = {
        "level": marking.level,
        "tlp": marking.tlp,
        "compartments": sorted(name for name in marking.compartments if not name.startswith(_TIED)),
        "tied": sorted(name for name in marking.compartments if name.startswith(_TIED)),
        "limited": marking.releasable_to is not None,
        "releasable": sorted(marking.releasable_to or ()),
        "table": thing.table,
        "source": thing.source,
        "discipline": thing.discipline,
    }
    parents = [{"type": "Source", "id": thing.source}] if thing.source and thing.kind != "Source" else []
    return {"uid": {"type": thing.kind, "id": thing.id}, "attrs": attributes, "parents": parents}


def told_reader(reader: Reader) -> dict[str, Any]:
    """As a Cedar entity: a Person, or the Token that asks for one."""
    scope = reader.scope.reading()
    attributes = {
        "name": reader.name,
        "level": scope.level,
        "tlp": scope.tlp,
        "compartments": sorted(name for name in scope.compartments if not name.startswith(_TIED)),
        "tied": sorted(name for name in scope.compartments if name.startswith(_TIED)),
        "affiliations": sorted(scope.affiliations),
    }
    uid = {"type": "Person", "id": reader.name}
    if reader.token is not None:
        uid = {"type": "Token", "id": reader.token}
    return {"uid": uid, "attrs": attributes, "parents": [{"type": "Role", "id": role} for role in sorted(reader.roles)]}


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split(", "))
