"""DOCX (ECMA-376, Office Open XML) as text: its paragraphs, tables, notes and page breaks, and nothing that it runs.

Only the parts that hold words are opened, each read once by expat as a stream; macros, pictures, embedded objects
and links to outside are never looked at. Deleted words of tracked changes are left out. A part with a DTD, or one that
unpacks beyond `MOST_PART` bytes or `MOST_RATIO` times its packed size, is refused before it is unpacked.
"""

import io
import zipfile
import zlib
from datetime import UTC, datetime
from typing import IO
from xml.parsers import expat

from simurg.collection.files.told import PAGE, Told, Work
from simurg.collection.published import moment_in
from simurg.ontology.errors import SourceError

MOST_BYTES = 32 << 20
MOST_PART = 12 << 20
MOST_RATIO = 200
MOST_MEMBERS = 5_000
MOST_DEPTH = 200
MOST_ELEMENTS = 600_000

_BODY = "word/document.xml"
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_FACTS = "docProps/core.xml"
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
_DEAF = frozenset({"instrText", "delText", "fldData", "AlternateContent.Fallback"})


def is_docx(content: bytes) -> bool:
    """Whether it is a zip with a Word document in it."""
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _BODY in archive.namelist()
    except _BROKEN:
        return False


def told_by_docx(content: bytes, work: Work) -> Told:
    """Its pages, as far as it says where they end. SourceError for what is no DOCX, or beyond the bounds."""
    if len(content) > MOST_BYTES:
        raise SourceError(f"The document has more than {MOST_BYTES:,} bytes.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if len(archive.infolist()) > MOST_MEMBERS:
                raise SourceError(f"The document has more than {MOST_MEMBERS:,} parts.")
            names = set(archive.namelist())
            if _BODY not in names:
                raise SourceError("The zip holds no Word document.")
            text = _text(_part(archive, _BODY), work)
            notes = [_text(_part(archive, name), work) for name in _NOTES if name in names]
            facts = _facts(_part(archive, _FACTS), work) if _FACTS in names else {}
    except _BROKEN as error:
        raise SourceError(f"The document cannot be read ({type(error).__name__}).") from None
    whole = "\n\n".join(filter(None, [text, *notes]))
    if not whole.strip():
        raise SourceError("The document holds no words.")
    dates = (moment_in(facts.get(name)) for name in ("modified", "created"))
    moment = next((one for one in dates if one), None)
    return Told(
        tuple(whole.split(PAGE)), title=(facts.get("title") or "")[:500] or None,
        published=moment.astimezone(UTC) if isinstance(moment, datetime) else None,
        language=facts.get("language"),
    )  # fmt: skip


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    member = archive.getinfo(name)
    if member.file_size > min(MOST_PART, max(member.compress_size, 1 << 12) * MOST_RATIO):
        raise SourceError(f"The document's {name} unpacks to {member.file_size:,} bytes, a zip bomb or too large.")
    with archive.open(member) as stream:
        return _bounded(stream, member.file_size)


def _bounded(stream: IO[bytes], most: int) -> bytes:
    content = stream.read(most + 1)
    if len(content) > most:
        raise SourceError("A part of the document is longer than its directory says.")
    return content


class _Words:
    """Gathers text while expat reads; only the local part of names counts."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.pieces: list[str] = []
        self.facts: dict[str, str] = {}
        self._path: list[str] = []
        self.count = 0
        self._deaf = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        self._path.append(local)
        self.count += 1
        if len(self._path) > MOST_DEPTH or self.count > self._most:
            raise SourceError(f"The document has more than {self._most:,} elements, or more than {MOST_DEPTH} deep.")
        if local in _DEAF or local == "Fallback":
            self._deaf += 1
        elif local == "br" or local == "lastRenderedPageBreak":
            paged = local != "br" or "page" in attributes.values()
            self.pieces.append(PAGE if paged else "\n")
        elif local in ("tab", "cr") and self._path[-2:-1] == ["r"]:
            self.pieces.append("\t" if local == "tab" else "\n")
        elif local == "noBreakHyphen":
            self.pieces.append("-")

    def end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        self._path.pop()
        if local in _DEAF or local == "Fallback":
            self._deaf -= 1
        elif local == "p":
            self.pieces.append("\n")
        elif local == "tc":
            self.pieces.append("\t")
        elif local == "tr":
            self.pieces.append("\n")

    def text(self, text: str) -> None:
        if self._deaf or not self._path:
            return
        if self._path[-1] == "t":
            self.pieces.append(text)
        elif len(self._path) == 2 and len(text) < 2_000:
            self.facts[self._path[-1]] = (self.facts.get(self._path[-1], "") + text)[:2_000]


def _read(content: bytes, work: Work) -> _Words:
    words = _Words(int(MOST_ELEMENTS * work.left))
    work.use(len(content) / (4 * MOST_PART))
    reader = expat.ParserCreate()
    reader.buffer_text = True
    reader.StartElementHandler, reader.EndElementHandler = words.start, words.end
    reader.CharacterDataHandler = words.text
    reader.StartDoctypeDeclHandler = _no_dtd
    try:
        reader.Parse(content, True)
    except expat.ExpatError as error:
        raise SourceError(f"The document's XML is damaged (line {error.lineno:,}).") from None
    finally:
        work.use(words.count / MOST_ELEMENTS)
    return words


def _no_dtd(*_: object) -> None:
    raise SourceError("The document has a DTD, which no word processor writes.")


def _text(content: bytes, work: Work) -> str:
    lines = "".join(_read(content, work).pieces).split("\n")
    pieces: list[str] = []
    for line in (line.strip(" \t") for line in lines):
        if line or (pieces and pieces[-1]):
            pieces.append(line)
    return "\n".join(pieces).strip("\n")


def _facts(content: bytes, work: Work) -> dict[str, str]:
    """Title, language and dates; who wrote it is left out."""
    told = _read(content, work).facts
    return {name: told[name].strip() for name in ("title", "language", "created", "modified") if told.get(name)}
