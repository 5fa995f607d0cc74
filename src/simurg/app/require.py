"""Requirements: what the reader needs to know. They stand at the beginning, and the brief is arranged by them.

A requirement is a row with its name as its key; an entry of a file replaces it whole, an amendment changes what it
names of the asker's own and leaves the rest as it stands; dropping it makes a row that is not active. It is no news, so
it is known since ever: a replay of the past answers today's questions. It bears the marking of the picture of whoever
asks, unless it is given one of its own. Any region and topic is taken; one that looks like a slip of the pen is named
in a warning, since what is never found reads as silence on the page.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from typing import Any
from uuid import UUID

import yaml

from simurg.app.worker import Desk
from simurg.assessment.brief.matching import codes_of
from simurg.foresight.questions.rule import bounded
from simurg.foresight.warning.thresholds import Costs
from simurg.ledger import Offer, View
from simurg.ledger.columns import table_of
from simurg.ledger.offer import marking_json
from simurg.ontology.errors import CallerError, NotFound
from simurg.ontology.ids import digest_of
from simurg.ontology.markings import Marking, marking_of
from simurg.ontology.plover import PLOVER_TYPES
from simurg.ontology.times import EARLIEST, text_of
from simurg.ontology.vocabulary import ISO, Countries

_COSTS = ("cost_of_miss", "cost_of_false_alarm")
_WORDS = ("regions", "topics")
_KEYS = ("name", "question", "regions", "topics", "priority", "owner", "marking", *_COSTS)
_NEAR = 0.75
MOST_COST = 10**12
_AS_WORDS = "Until then it is taken as words to look for."
_COLUMNS = ("name", "question", "regions", "topics", "priority", "owner", "active", *_COSTS)


@dataclass(frozen=True, slots=True)
class Requirement:
    """`priority` 1 is the highest of 1 to 9; `regions` are ISO alpha-3 codes or names. The costs of a miss and of a
    false alarm are in one unit, both or neither; forecasts worth an alarm by them are marked in the brief."""

    name: str
    question: str = ""
    regions: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    priority: int = 5
    owner: str = ""
    active: bool = True
    marking: Marking | None = None
    cost_of_miss: float | None = None
    cost_of_false_alarm: float | None = None

    def __post_init__(self) -> None:
        if not self.name.replace("-", "").replace("_", "").isalnum() or len(self.name) > 60:
            raise CallerError(f"{self.name[:60]!r} is not a name for a requirement.", hint="Use letters, digits, -, _.")
        if not 1 <= self.priority <= 9:
            raise CallerError(f"Requirement {self.name}: priority is 1 (highest) to 9.")
        if (self.cost_of_miss is None) != (self.cost_of_false_alarm is None):
            raise CallerError(
                f"Requirement {self.name}: one cost says nothing.",
                hint="Give both cost_of_miss and cost_of_false_alarm, in one unit.",
            )
        if self.cost_of_miss is not None and self.cost_of_false_alarm is not None:
            Costs(self.cost_of_miss, self.cost_of_false_alarm)


def requirements_of(text: str) -> list[dict[str, Any]]:
    """Arguments of several requirements from YAML; CallerError for what is not understood."""
    try:
        told = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # ValueError: a date that is none
        mark = getattr(error, "problem_mark", None)
        raise CallerError(
            f"The requirements are not YAML{f' (line {mark.line + 1})' if mark else ''}.",
            hint='Put texts with ?, : or # between quotes, for example question: "Is it war?".',
        ) from error
    bounded(told, "requirements")
    entries = told.get("requirements") if isinstance(told, Mapping) else told
    if not isinstance(entries, list):
        raise CallerError("A file of requirements is a list.", hint="Each entry has a name and a question.")
    for entry in entries:
        requirement_of(entry)
    return [dict(entry) for entry in entries]


def requirement_of(entry: object) -> Requirement:
    """One entry; CallerError names what is wrong."""
    if not isinstance(entry, Mapping) or not entry.get("name"):
        raise CallerError("A requirement needs a name.", hint="Write `- name: borders`.")
    bounded(entry, "requirements")
    unknown = sorted(set(map(str, entry)) - {*_KEYS, "active"})
    if unknown:
        raise CallerError(f"A requirement has no entry {unknown[0][:40]!r}.", hint=f"Use: {', '.join(_KEYS)}.")
    priority = entry.get("priority", 5)
    if not isinstance(priority, int):
        raise CallerError("A priority is a number from 1 to 9.")
    marking = entry.get("marking")
    return Requirement(
        str(entry["name"]),
        str(entry.get("question") or ""),
        _words(entry.get("regions"), "regions"),
        _words(entry.get("topics"), "topics"),
        priority,
        str(entry.get("owner") or ""),
        entry.get("active", True) is not False,
        None if marking is None else marking_of(marking),
        *(_cost(entry.get(name), name) for name in _COSTS),
    )


def require(desk: Desk, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """`entries` to add or replace, `amend` an entry that changes what it names of the one that stands (or is among
    the entries), `drop` names to drop, `reader` who asks. `expected`: by name the id (hex) of the one that the asker
    saw, or `*` for none; CallerError where another stands by now. Returns what then stands, and `warnings` on the
    entries."""
    picture = desk.workspace.picture(arguments.get("reader"))
    default = picture.scope.marking()
    asked = [requirement_of(entry) for entry in arguments.get("entries", ())]
    view = desk.ledger.as_of(scope=picture.scope, picture=picture.name)
    _must_stand(view, arguments.get("expected") or {}, default)
    doubted = [text for one in asked if one.active for text in doubts(one, view.countries)]
    change = arguments.get("amend")
    if change is not None:
        name = change["name"]
        bases = [one for one in asked if one.name == name] or _own(_standing(view, name), default)
        asked = [one for one in asked if one.name != name] + [_amended(base, change) for base in bases or (None,)]
        doubted += doubts(
            requirement_of({what: change[what] for what in ("name", *_WORDS) if what in change}), view.countries
        )
    for name in arguments.get("drop", ()):
        standing = _standing(view, name)
        if not standing:
            raise NotFound(f"There is no requirement {str(name)[:60]!r}.", hint="`simurg require` lists them.")
        asked += [replace(one, active=False) for one in standing]
    if asked:
        desk.ledger.append(_offer(asked, default, desk.clock()))
    view = desk.ledger.as_of(scope=picture.scope, picture=picture.name)
    return {"requirements": listed(view), "warnings": list(dict.fromkeys(doubted))}


def _must_stand(view: View, expected: Mapping[str, str], own: Marking) -> None:
    """Somebody may have changed it while the asker wrote."""
    for name, seen in expected.items():
        rows = view.read("requirements", ("id", "marking"), {"name": name, "active": True}).to_pylist()
        rows.sort(key=lambda row: (row["marking"] != str(own), row["id"].bytes))
        if rows and rows[0]["marking"] != str(own):
            raise CallerError(f"Requirement {name} stands under another marking than yours.", hint="Ask its owner.")
        if (rows[0]["id"].hex if rows else "*") != seen:
            raise CallerError(
                f"Somebody changed requirement {name} meanwhile; nothing was written.",
                hint="Look at their change, then save again.",
            )


def _own(standing: Sequence[Requirement], own: Marking) -> list[Requirement]:
    """The one under the asker's marking: their words would be read by others under a lower one."""
    found = [one for one in standing if one.marking == own]
    if standing and not found:
        raise CallerError(
            f"Requirement {standing[0].name} stands under another marking than yours.",
            hint="Change it as a reader of its picture (--reader), or replace it by a file with its `marking`.",
        )
    return found


def _standing(view: View, name: str) -> list[Requirement]:
    """The active requirements of a name, one for each marking."""
    where = {"name": name, "active": True}
    markings = {_key(name, one): one for one in view.markings("requirements", where)}
    rows = view.read("requirements", (*_COLUMNS, "key"), where).to_pylist()
    found = []
    for row in rows:
        entry = {what: row[what] for what in _COLUMNS}
        found.append(replace(requirement_of(entry), marking=markings[_bytes(row["key"])]))
    return found


def _bytes(key: UUID | bytes) -> bytes:
    return key.bytes if isinstance(key, UUID) else key


def _amended(base: Requirement | None, change: Mapping[str, Any]) -> Requirement:
    """The base with what the change names, under the marking it has."""
    if base is None:
        return requirement_of(change)
    stands = {what: getattr(base, what) for what in _COLUMNS}
    return replace(requirement_of({**stands, **change}), marking=base.marking)


def doubts(one: Requirement, countries: Countries = ISO) -> Iterator[str]:
    """What may have been meant otherwise: regions that are no country, topics that are nearly a PLOVER type."""
    names = {name.casefold(): name for name in countries.names.values()}
    words = []
    for region in one.regions:
        if codes_of(region, countries):
            continue
        near = get_close_matches(region.casefold(), names, 1, _NEAR)
        if near:
            yield f"Requirement {one.name}: {region} is no country; did you mean {names[near[0]]}? {_AS_WORDS}"
        else:
            words.append(region)
    if words:
        be = "is no country" if len(words) == 1 else "are no countries"
        yield f"Requirement {one.name}: {', '.join(words)} {be}; taken as words to look for."
    for topic in one.topics:
        near = [] if topic.upper() in PLOVER_TYPES else get_close_matches(topic.upper(), PLOVER_TYPES, 1, _NEAR)
        if near:
            yield f"Requirement {one.name}: {topic} is no PLOVER type; did you mean {near[0]}? {_AS_WORDS}"


def listed(view: View) -> list[dict[str, Any]]:
    """Active requirements in a view, by priority and name."""
    rows = [row for row in view.read("requirements", _COLUMNS).to_pylist() if row["active"]]
    told = [{name: row[name] for name in _COLUMNS if name != "active" and _says(row, name)} for row in rows]
    return sorted(told, key=lambda row: (row["priority"], row["name"]))


def _says(row: Mapping[str, Any], name: str) -> bool:
    """Costs are told where they are stated."""
    return name not in _COSTS or row[name] is not None


def _offer(asked: Sequence[Requirement], default: Marking, at: datetime) -> Offer:
    rows = [_row(one, one.marking or default) for one in asked]
    batch = digest_of("require", text_of(at), *(row["id"] for row in rows)).hex()
    return Offer(batch, {"requirements": table_of("requirements", rows)}, method="require", version="1")


def _key(name: str, marking: Marking) -> bytes:
    return digest_of("requirement", name, str(marking))


def _row(one: Requirement, marking: Marking) -> dict[str, Any]:
    key = _key(one.name, marking)
    lists = ("\x1f".join(one.regions), "\x1f".join(one.topics))
    costs = () if one.cost_of_miss is None else (repr(one.cost_of_miss), repr(one.cost_of_false_alarm))
    told = digest_of(key, one.question, *lists, one.priority, one.owner, str(one.active), *costs)
    row = {name: getattr(one, name) for name in _COLUMNS}
    return {**row, "id": told, "key": key, "known_at": EARLIEST, "marking": marking_json(marking)}


def _cost(value: object, name: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= MOST_COST:
        raise CallerError(
            f"`{name}` is a number above 0, at most {MOST_COST:,}.", hint="For example 20; both costs in one unit."
        )
    return float(value)


def _words(value: object, what: str) -> tuple[str, ...]:
    words = [value] if isinstance(value, str) else value
    if words is None:
        return ()
    if not isinstance(words, list | tuple):
        raise CallerError(f"`{what}` is a list of words.")
    parts = [part for word in words for part in ([word] if ISO.code_of(str(word)) else str(word).split(","))]
    return tuple(dict.fromkeys(str(part).strip() for part in parts if str(part).strip()))
