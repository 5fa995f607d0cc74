"""Human-source reports: Markdown with YAML front matter, one report a file, as a desk writes them.

    ---
    pseudonym: HERON            # the desk's name for the source; never the person's
    report: "14"
    date: 2031-04-02
    reliability: B              # of the source; else the grade in sources.yaml
    credibility: 3              # of this report
    marking: {level: restricted, tlp: amber}      # joined with the source's own
    place: Orsk Quay            # optional, as are country, actors, title, language, events, protected
    ---
    What the source said, in the desk's words.

- key: pseudonym and report number; a corrected report has the same key and replaces the earlier one.
- claims (subject: `PSEUDONYM/NUMBER`): `reported_by`, `place`, `country`, `actor`; `events` become event rows.
- `protected` lists names that no claim or event may give, whoever reads the text; they stand in the document alone.
- refused, and kept nowhere: a file that names an origin or has a key that is not listed (see _human_front), one
  that is larger than MOST_BYTES or is no text, since neither can be searched for an origin.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from simurg.collection.connector import Connector, Raw, Refused, Reject, Rows
from simurg.collection.connectors._human_front import (
    Value,
    front_matter,
    refuse_origin,
    refuse_unlisted_lines,
    split,
)
from simurg.collection.published import moment_in
from simurg.collection.rejects import whole
from simurg.collection.rows import RowBuilder
from simurg.ontology.errors import CallerError, SourceError
from simurg.ontology.grades import CREDIBILITY, Grade
from simurg.ontology.markings import Marking, marking_of
from simurg.ontology.plover import PLOVER_TYPES
from simurg.ontology.protected import Protected

CONNECTOR = Connector(name="human", title="Human-source reports", formats=("md",), version="1")

MOST_BYTES = 1 << 20
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_NUMBERED = re.compile(r"[\w./ -]{1,60}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class _Head:
    """The front matter, checked."""

    pseudonym: str
    number: str
    date: datetime
    grade: Grade
    marking: Marking
    values: dict[str, Value]

    @property
    def name(self) -> str:
        return f"{self.pseudonym}/{self.number}"


def parse(raw: Raw) -> Iterator[Rows | Reject]:
    """One report with its claims and events, or one Reject; Refused for what must be kept nowhere."""
    text = text_of(raw)
    refuse_origin(text)
    try:
        front, body = split(text)
        if front is None:
            refuse_unlisted_lines(text)
            raise SourceError("It has no front matter between two lines of ---.")
        values = front_matter(front)
        _refuse_protected(values)
        head = _head(values, raw)
        if not body:
            raise SourceError("It has no text after the front matter.")
        builder = RowBuilder(raw)
        _report(builder, raw, head, body)
    except Refused:
        raise
    except SourceError as error:
        yield from whole(raw, error.what)
        return
    yield builder.take()


def _refuse_protected(values: dict[str, Value]) -> None:
    """SourceError where a key gives a name that `protected` lists."""
    protected = Protected.of(_words(values, "protected"))
    for key, value in values.items():
        if key != "protected" and any(map(protected.named_in, _texts(value))):
            raise SourceError(f"Its {key} give a name that it lists as protected; write a role instead.")


def _texts(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        return
    for one in value.values() if isinstance(value, dict) else value:
        yield from _texts(one)


def text_of(raw: Raw) -> str:
    """All characters; Refused for what cannot be searched."""
    if raw.size > MOST_BYTES:
        raise Refused(
            f"The file has more than {MOST_BYTES:,} bytes: no human-source report is so long.",
            hint="Split it, or collect it with another connector.",
        )
    content = raw.read(MOST_BYTES)
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = "\x00"
    if _CONTROL.search(text):
        raise Refused("The file is not plain UTF-8 text.", hint="Save it as UTF-8, without control characters.")
    return text


def _head(values: dict[str, Value], raw: Raw) -> _Head:
    """SourceError names the key that is missing or wrong, never its value."""
    pseudonym, number = _word(values, "pseudonym"), _word(values, "report")
    if not pseudonym or not number or not _NUMBERED.fullmatch(pseudonym) or not _NUMBERED.fullmatch(number):
        raise SourceError("It needs a pseudonym and a report number, of letters, digits and hyphens.")
    date = _moment(values, "date")
    if date > raw.fetched_at + timedelta(days=1):
        raise SourceError("Its date lies in the future.")
    grade, marking = raw.source.grade, values.get("marking")
    reliability, credibility = _word(values, "reliability"), _word(values, "credibility")
    if credibility and credibility not in map(str, CREDIBILITY):
        raise SourceError("Its credibility is not a number from 1 to 6.")
    if marking is not None and not isinstance(marking, dict):
        raise SourceError("Its marking is not a mapping such as {level: restricted, tlp: amber}.")
    try:
        grade = Grade(
            reliability.upper() if reliability else grade.reliability,
            int(credibility) if credibility else grade.credibility,
        )
        own = marking_of(marking)
    except CallerError:
        raise SourceError("Its reliability is not a letter A to F, or its marking is not known.") from None
    return _Head(pseudonym, number, date, grade, raw.source.marking | own, values)


def _report(builder: RowBuilder, raw: Raw, head: _Head, body: str) -> None:
    language = _word(head.values, "language")
    if language and not _LANGUAGE.fullmatch(language):
        raise SourceError("Its language is not a code such as en or pt-BR.")
    report = builder.report(
        key=head.name, published_at=head.date, marking=head.marking, discipline="HUMINT",
        title=_word(head.values, "title") or f"{head.pseudonym} report {head.number}", body=body,
        language=language, reliability=head.grade.reliability, credibility=head.grade.credibility,
    )  # fmt: skip
    known_at = raw.source.knowable(head.date, raw.fetched_at)
    said = [("reported_by", head.pseudonym)]
    said += [(key, word) for key in ("place", "country") if (word := _word(head.values, key))]
    said += [("actor", actor) for actor in _words(head.values, "actors")]
    numbers: Counter[str] = Counter()
    for predicate, value in dict.fromkeys(said):
        numbers[predicate] += 1
        builder.add(
            "claims", key=f"{head.name}|{predicate}|{numbers[predicate]}", known_at=known_at, report_id=report,
            marking=head.marking, subject=head.name, predicate=predicate, object=value,
        )  # fmt: skip
    events = head.values.get("events", [])
    if not isinstance(events, list):
        raise SourceError("Its events are not a list.")
    for number, event in enumerate(events, 1):
        if not isinstance(event, dict):
            raise SourceError(f"Its event {number} is not a mapping.")
        _event(builder, head, (number, event), known_at, report)


def _event(
    builder: RowBuilder, head: _Head, numbered: tuple[int, dict[str, Value]], known_at: datetime, report: UUID
) -> None:
    number, event = numbered
    kind, deaths = (_word(event, "type") or "").upper(), _word(event, "deaths")
    if kind not in PLOVER_TYPES:
        raise SourceError(f"Its event {number} has no PLOVER type.")
    if deaths and not (deaths.isascii() and deaths.isdigit() and len(deaths) <= 8):
        raise SourceError(f"The deaths of its event {number} are not a number.")
    began = _moment(event, "date") if "date" in event else None
    whole_day = began is not None and len(_word(event, "date") or "") <= 10
    place, country = _word(event, "place"), _word(event, "country") or _word(head.values, "country")
    builder.add(
        "events", key=f"{head.name}|event {number}", known_at=known_at, report_id=report, marking=head.marking,
        actor=_word(event, "actor"), recipient=_word(event, "recipient"), event_type=kind, place=place, country=country,
        place_precision="place" if place else "country" if country else "unknown", occurred_from=began,
        occurred_to=began + timedelta(days=1) if began and whole_day else None,
        deaths_best=int(deaths) if deaths else None,
    )  # fmt: skip


def _moment(values: dict[str, Value], key: str) -> datetime:
    moment = moment_in(_word(values, key))
    if moment is None:
        raise SourceError(f"Its {key} is not a date such as 2014-03-05.")
    return moment.astimezone(UTC)


def _word(values: dict[str, Value], key: str) -> str | None:
    """One short text; None where it is missing or empty."""
    value = values.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > 500:
        raise SourceError(f"Its {key} is not one short text.")
    return value.strip() or None


def _words(values: dict[str, Value], key: str) -> list[str]:
    value = values.get(key, [])
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(one, str) and len(one) <= 500 for one in listed):
        raise SourceError(f"Its {key} are not a list of names.")
    return [one.strip() for one in listed if isinstance(one, str) and one.strip()]
