"""What whoever filed a document says of it: `NAME.yaml` beside a file, or front matter at the head of a text.

    title: Customs at the Orsk crossing
    date: 2023-03-02
    publisher: Orsk Trade Union           # an organisation
    language: en
    url: https://…
    grade: B2                             # beside the file only
    marking: {level: restricted, tlp: amber}

A file's own front matter is the word of whoever wrote it, so it grades nothing. A marking is joined with the source's:
it makes stricter, never looser. A file beside with a key that is not known is refused; front matter is then text.
The two travel as one document: its name has a slash, which no file's name can have.
"""

from dataclasses import dataclass
from datetime import datetime

from simurg.collection.connectors._human_front import Value, values_of
from simurg.collection.published import moment_in
from simurg.ontology.errors import CallerError, SourceError
from simurg.ontology.grades import Grade, parse_grade
from simurg.ontology.markings import Marking, marking_of

ENDING = ".yaml"
MOST = 16_000
KEYS = ("title", "date", "publisher", "language", "url", "grade", "marking")
_TEXTS = {"title": 500, "publisher": 200, "language": 35, "url": 2_000}


@dataclass(frozen=True, slots=True)
class Beside:
    """Checked. None: not told."""

    texts: dict[str, str]
    date: datetime | None = None
    grade: Grade | None = None
    marking: Marking | None = None


NOTHING = Beside({})


def joined(name: str, beside: bytes, content: bytes) -> tuple[str, bytes]:
    """A file and what stands beside it as one document: its name and its bytes."""
    return f"{name}{ENDING}/{name}", b"%d\n" % len(beside) + beside + content


def apart(name: str, content: bytes) -> tuple[str, bytes | None, bytes]:
    """The file's name, what stands beside it (None: nothing), and the file; SourceError for what is not joined so."""
    outer, slash, inner = name.rpartition("/")
    if not slash:
        return name, None, content
    length, found, rest = content.partition(b"\n")
    if outer != inner + ENDING or not found or not length.isdigit() or len(length) > 6 or int(length) > len(rest):
        raise SourceError("It is no document with a file beside it.")
    return inner, rest[: int(length)], rest[int(length) :]


def beside_of(told: bytes) -> Beside:
    """Of the file beside; SourceError names the key that is not known or wrong, never its value."""
    if len(told) > MOST:
        raise SourceError(f"The file beside it has more than {MOST:,} bytes.")
    try:
        values = values_of(told.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise SourceError("The file beside it is not UTF-8.") from None
    return _checked(values, "the file beside it")


def front_of(text: str) -> tuple[Beside, str]:
    """Of a text's front matter, and the text after it; nothing, and all of the text, where there is none to be read."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return NOTHING, text
    end = next((number for number, line in enumerate(lines[1:200], 1) if line.rstrip() in ("---", "...")), None)
    if end is None:
        return NOTHING, text
    try:
        values = values_of("\n".join(lines[1:end]))
        found = _checked({key: value for key, value in values.items() if key in KEYS and key != "grade"}, "it")
    except SourceError:
        return NOTHING, text
    return found, "\n".join(lines[end + 1 :]).strip("\n")


def _checked(values: dict[str, Value], where: str) -> Beside:
    unknown = [key for key in values if key not in KEYS]
    if unknown:
        raise SourceError(f"In {where} a key is not known; use {', '.join(KEYS)}.")
    texts: dict[str, str] = {}
    for key, most in _TEXTS.items():
        value = values.get(key)
        if value is not None and (not isinstance(value, str) or len(value) > most):
            raise SourceError(f"In {where} `{key}` is not one short text.")
        if isinstance(value, str) and value.strip():
            texts[key] = value.strip()
    return Beside(texts, _date(values, where), _grade(values, where), _marking(values, where))


def _date(values: dict[str, Value], where: str) -> datetime | None:
    if "date" not in values:
        return None
    moment = moment_in(values["date"])
    if moment is None:
        raise SourceError(f"In {where} `date` is not a date such as 2023-03-02.")
    return moment


def _grade(values: dict[str, Value], where: str) -> Grade | None:
    if "grade" not in values:
        return None
    try:
        return parse_grade(str(values["grade"])[:10])
    except (CallerError, SourceError):
        raise SourceError(f"In {where} `grade` is not a grade such as B2.") from None


def _marking(values: dict[str, Value], where: str) -> Marking | None:
    told = values.get("marking")
    if told is None:
        return None
    if not isinstance(told, dict):
        raise SourceError(f"In {where} `marking` is not a mapping such as {{level: restricted, tlp: amber}}.")
    try:
        return marking_of(told)
    except (CallerError, SourceError):
        raise SourceError(f"In {where} the marking is not known.") from None
