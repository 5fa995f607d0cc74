"""`sources.yaml`: where reports come from, as `Source` values.

    sources:
      - name: gazette                 # letters, digits, - and _; each once
        connector: rss
        title: The Orsk Gazette
        discipline: OSINT             # OSINT, TECHINT, HUMINT; a human source is always HUMINT
        address: inbox/gazette/*.xml  # relative to the workspace
        group: Orsk Media             # who owns it: sources of one group are not independent
        licence: CC BY 4.0
        grade: B3                     # reliability A to F, credibility 1 to 6
        marking: {level: open, tlp: clear}
        least_rows: 1
        most_rows: 5000
        known: {delay: 2d}            # or {at: 2019-06-01}: when a reader could have known it
        fresh_for: 36h                # w, d, h, m
        options: {}                   # the connector's own
        retention: {payload: 365d}    # how long what is kept; see collection.retention
        enabled: true                 # this and what follows: see collection.followed
        schedule: 15m
        hosts: [files.example.org]
        keys: {token: env:WIRE_TOKEN}
        card: NAME
        read: [coder]
        home: KSV

A bare list of sources is read too. What is not understood is refused: every error names the line and the source.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

import yaml

from simurg.collection.followed import enabled_of, home_of, hosts_of, keys_of, readers_of, schedule_of, with_card
from simurg.collection.retention import retention_of
from simurg.collection.source import DISCIPLINES, Source
from simurg.ontology.errors import CallerError, SourceError
from simurg.ontology.grades import Grade, parse_grade
from simurg.ontology.markings import Marking, marking_of
from simurg.ontology.times import parse_moment, start_of, utc

FILE = "sources.yaml"
_KEYS = (
    "name", "connector", "title", "discipline", "address", "licence", "grade", "marking", "least_rows", "most_rows",
    "known", "fresh_for", "options", "group", "retention", "enabled", "schedule", "hosts", "keys", "card", "read",
    "home",
)  # fmt: skip
_DURATION = re.compile(r"(?:(\d{1,4})w)?\s*(?:(\d{1,5})d)?\s*(?:(\d{1,6})h)?\s*(?:(\d{1,7})m)?")


def sources_of(text: str, connectors: Collection[str] | None = None) -> tuple[Source, ...]:
    """The sources in the file's order; SourceError for what is not understood. With `connectors`, only those exist."""
    found: dict[str, int] = {}
    sources = []
    for line, entry in _entries(text):
        source = _told(entry, line)
        if connectors is not None and source.connector not in connectors:
            raise _fault(line, entry, f"there is no connector {source.connector[:40]!r}.", _one_of(connectors))
        if source.name in found:
            raise _fault(line, entry, f"line {found[source.name]} has a source of that name already.", "Rename one.")
        found[source.name] = line
        sources.append(source)
    return tuple(sources)


def duration_of(value: object) -> timedelta:
    """`3d`, `12h`, `1d 12h`, `2w`, `90m`; CallerError for anything else."""
    match = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None or not any(match.groups()):
        raise CallerError(f"{str(value)[:30]!r} is not a duration.", hint="Write for example 3d, 12h, 2w or 90m.")
    weeks, days, hours, minutes = (int(part or 0) for part in match.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)


def _entries(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Each entry of the list with the line it starts on."""
    try:
        loader = yaml.SafeLoader(text)
        root = loader.get_single_node()
        if root is None:
            return
        _refuse_doubles(root)
        for node in _listed(root):
            entry = loader.construct_object(node, deep=True)
            line = node.start_mark.line + 1
            if not isinstance(entry, Mapping):
                raise SourceError(f"{FILE}, line {line}: a source must be a mapping.", hint="Begin with `- name: …`.")
            yield line, entry
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date that is none
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark is not None else ""
        raise SourceError(f"{FILE}{where}: this is not YAML that can be read.", hint="Mend it there.") from error


def _listed(root: yaml.Node) -> list[yaml.Node]:
    """The nodes of the list of sources."""
    if isinstance(root, yaml.MappingNode):
        for key, value in root.value:
            if key.value != "sources":
                raise SourceError(
                    f"{FILE}, line {key.start_mark.line + 1}: only `sources:` stands at the top.", hint="Remove it."
                )
            root = value
    if isinstance(root, yaml.ScalarNode) and root.value in ("", "null", "~"):
        return []
    if not isinstance(root, yaml.SequenceNode):
        raise SourceError(f"{FILE}: `sources:` must be a list.", hint="Begin each source with `- name: …`.")
    return list(root.value)


def _refuse_doubles(node: yaml.Node, above: frozenset[int] = frozenset()) -> None:
    """A key that stands twice in one mapping: YAML would silently take the last. Nor may a node hold itself."""
    if id(node) in above or len(above) > 50:
        raise SourceError(f"{FILE}, line {node.start_mark.line + 1}: nested too deep.", hint="Write it out flat.")
    above |= {id(node)}
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if str(key.value) in seen:
                raise SourceError(
                    f"{FILE}, line {key.start_mark.line + 1}: {str(key.value)[:40]!r} stands twice in one entry.",
                    hint="Keep one of the two.",
                )
            seen.add(str(key.value))
            _refuse_doubles(value, above)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_doubles(item, above)


def _source(entry: Mapping[str, Any]) -> Source:
    unknown = sorted(str(key) for key in entry if key not in _KEYS)
    if unknown:
        raise CallerError(f"there is no setting {unknown[0][:40]!r}.", hint=_one_of(_KEYS))
    entry = with_card(entry)
    for needed in ("name", "connector"):
        if not _text(entry, needed):
            raise CallerError(f"`{needed}` is missing.", hint=f"Add `{needed}: …`.")
    human = entry["connector"] == "human"
    discipline = _text(entry, "discipline", "HUMINT" if human else "OSINT").upper()
    if discipline not in DISCIPLINES or (human and discipline != "HUMINT"):
        raise CallerError(f"discipline {discipline[:20]!r} does not fit.", hint=_one_of(DISCIPLINES))
    delay, at = _known(entry.get("known"))
    options = entry.get("options") or {}
    if not isinstance(options, Mapping) or not all(isinstance(key, str) for key in options):
        raise CallerError("`options` must be a mapping with words as keys.", hint="See docs/connectors.md.")
    return Source(
        name=_text(entry, "name"), connector=_text(entry, "connector"), title=_text(entry, "title"),
        discipline=discipline, address=_text(entry, "address"), licence=_text(entry, "licence"),
        grade=parse_grade(_text(entry, "grade")) if "grade" in entry else Grade(), marking=_marking(entry),
        least_rows=_number(entry, "least_rows", 0), most_rows=_number(entry, "most_rows", 10_000_000),
        known_delay=delay, known_at=at, options=MappingProxyType(dict(options)),
        fresh_for=duration_of(entry["fresh_for"]) if "fresh_for" in entry else timedelta(days=7),
        group=_text(entry, "group") or None, retention=retention_of(entry.get("retention"), duration_of),
        enabled=enabled_of(entry.get("enabled", True)), card=_text(entry, "card") or None,
        schedule=None if entry.get("schedule") is None else schedule_of(duration_of(entry["schedule"])),
        hosts=hosts_of(entry.get("hosts")), keys=keys_of(entry.get("keys")), read=readers_of(entry.get("read")),
        home=home_of(entry.get("home")),
    )  # fmt: skip


def _marking(entry: Mapping[str, Any]) -> Marking:
    marking = entry.get("marking")
    if marking is not None and not isinstance(marking, Mapping):
        raise CallerError("`marking` must be a mapping.", hint="For example {level: open, tlp: clear}.")
    return marking_of(marking)


def _known(value: object) -> tuple[timedelta, datetime | None]:
    """The delay and the override."""
    if value is None:
        return timedelta(0), None
    if not isinstance(value, Mapping) or len(value) != 1 or not set(value) <= {"at", "delay"}:
        raise CallerError(
            "`known` must say either `at` or `delay`.", hint="For example {delay: 2d} or {at: 2019-06-01}."
        )
    if "delay" in value:
        return duration_of(value["delay"]), None
    at = value["at"]
    if isinstance(at, datetime):
        return timedelta(0), utc(at) if at.tzinfo else parse_moment(at.isoformat())
    return timedelta(0), start_of(at) if isinstance(at, date) else parse_moment(str(at))


def _text(entry: Mapping[str, Any], key: str, default: str = "") -> str:
    value = entry.get(key)
    if value is None:
        return default
    if not isinstance(value, str) or len(value) > 2_000:
        raise CallerError(f"`{key}` must be a text.", hint="Put it between quotation marks.")
    return value.strip()


def _number(entry: Mapping[str, Any], key: str, default: int) -> int:
    value = entry.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise CallerError(f"`{key}` must be a whole number, 0 or more.", hint="Write it without separators.")
    return value


def _told(entry: Mapping[str, Any], line: int) -> Source:
    """The source, or an error that says where it stands."""
    try:
        return _source(entry)
    except (CallerError, SourceError) as error:
        raise _fault(line, entry, error.what, error.hint) from error


def _fault(line: int, entry: Mapping[str, Any], what: str, hint: str) -> SourceError:
    name = entry.get("name")
    which = f" (source {name[:60]})" if isinstance(name, str) else ""
    return SourceError(f"{FILE}, line {line}{which}: {what}", hint=hint or "Mend it there.")


def _one_of(words: Collection[str]) -> str:
    return f"Use one of: {', '.join(sorted(words))}."
