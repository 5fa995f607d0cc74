"""PDF as pages of text, by pypdf, bounded before and while it works.

Nothing in a PDF is carried out: no script, launch action, form or embedded file is looked at, and pypdf draws
nothing. Every stream is bounded when it is unpacked, the tree of pages in its size and depth. Reading the text is
counted in operations (a page's drawing operators, the tables of its fonts, each form it draws): a document of many
pages is read as far as `MOST_OPERATIONS` goes, and what is left is told. More is
allowed by `work`, for documents that are known to be good. Scanned pages hold no text, and are said to hold none.
"""

import io
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pypdf
from pypdf.errors import LimitReachedError, PyPdfError
from pypdf.generic import StreamObject

from simurg.collection.files.told import MOST_TOLD, Told, Work
from simurg.ontology.errors import SourceError

MOST_BYTES = 32 << 20
MOST_OPERATIONS = 250_000
"""Of a few microseconds each."""
MOST_PAGES = 2_000
MOST_CONTENT = 2 << 20
"""Bytes of one page's drawing, unpacked."""
MOST_FONTS = 100
MOST_FORMS = 50

_BOUNDS: dict[str, Any] = {
    "zlib_maximum_output_length": 6 << 20, "lzw_maximum_output_length": 1 << 20,
    "run_length_maximum_output_length": 1 << 20, "zlib_maximum_recovery_input_length": 1 << 19,
    "array_based_stream_maximum_output_length": MOST_CONTENT, "maximum_declared_stream_length": MOST_BYTES,
    "stream_filters_maximum_length": 4, "stream_decoding_work_maximum_length": 16 << 20,
    "stream_parsing_work_maximum_count": 150_000, "page_tree_maximum_entries": 4 * MOST_PAGES,
    "page_tree_maximum_depth": 30, "page_tree_maximum_page_entries": 100_000,
    "xform_maximum_invocations_per_extraction": MOST_FORMS, "jbig2dec_binary": None,
    "xmp_maximum_input_length": 1 << 16, "array_maximum_element_count": 50_000,
    "dictionary_maximum_element_count": 20_000,
}  # fmt: skip
_A_TABLE = 20
"""Bytes of a font's table that cost as much as an operation."""
_SHOWS = frozenset({b"Tj", b"TJ", b"'", b'"'})
_A_LIMIT = 60_000
"""Operations that were made in vain where pypdf stopped at one of its own bounds."""
_MOST_MAPPED = 100_000
_SPAN = re.compile(rb"<([0-9A-Fa-f]{1,8})>\s{0,9}<([0-9A-Fa-f]{1,8})>\s{0,9}[<\[]")
_QUIET = logging.getLogger("pypdf")


class _Enough(BaseException):
    """The operations are used up; no `Exception`, since the library catches those."""


class _Counted:
    """Operations that are left."""

    def __init__(self, most: int) -> None:
        self.left = most
        self._forms: Mapping[str, int] = {}

    def spend(self, operations: int) -> None:
        self.left -= operations
        if self.left < 0:
            raise _Enough

    def enter(self, resources: object) -> None:
        """A page that is about to be read: the tables of its fonts, and of what it may draw."""
        forms: dict[str, int] = {}
        self.spend(_weight(resources, forms, 0))
        self._forms = forms

    def operator(self, operator: bytes, operands: Any, *_: object) -> None:
        """Called before each drawing operator."""
        self.spend(4 if operator in _SHOWS else 2)
        if operator == b"Do" and operands:
            self.spend(self._forms.get(str(operands[0]), 1))
        elif operator == b"TJ" and operands and isinstance(operands[0], list):
            self.spend(len(operands[0]))


def told_by_pdf(content: bytes, work: Work) -> Told:
    """Its pages in order. SourceError for what is no PDF, is encrypted, or whose structure is beyond the bounds."""
    if len(content) > MOST_BYTES:
        raise SourceError(f"The PDF has more than {MOST_BYTES:,} bytes.")
    with _bounded():
        try:
            return _read(content, work)
        except SourceError:
            raise
        except (Exception, _Enough) as error:  # noqa: BLE001  whatever the library makes of a broken file
            raise SourceError(f"The PDF cannot be read ({type(error).__name__.lstrip('_')}).") from None


@contextmanager
def _bounded() -> Iterator[None]:
    """pypdf within bounds, and silent: what it logs quotes the document."""
    level = _QUIET.level
    _QUIET.setLevel(logging.CRITICAL + 1)
    try:
        with pypdf.apply_configuration(**_BOUNDS):
            yield
    finally:
        _QUIET.setLevel(level)


def _read(content: bytes, work: Work) -> Told:
    reader = pypdf.PdfReader(io.BytesIO(content), root_object_recovery_limit=1_000, xref_stream_maximum_entries=500_000)
    if reader.is_encrypted and not reader.decrypt(""):
        raise SourceError("The PDF is encrypted; give it without its password.")
    most = int(MOST_OPERATIONS * work.left)
    counted = _Counted(most)
    pages: list[str] = []
    length, left, total = 0, "", 0
    try:
        total = len(reader.pages)
        for number in range(min(total, MOST_PAGES)):
            text = _page(reader.pages[number], counted)
            length += len(text)
            if length > MOST_TOLD:
                raise _Enough
            pages.append(text)
    except _Enough:
        left = f"Of its {total:,} pages {len(pages):,} were read: the others are beyond the work for one document."
    finally:
        work.use((most - counted.left) / MOST_OPERATIONS)
    if total > MOST_PAGES and not left:
        left = f"Of its {total:,} pages {MOST_PAGES:,} were read."
    if not any(page.strip() for page in pages):
        raise SourceError(left or "The PDF holds no text; its pages may be pictures.")
    title, published = _facts(reader)
    return Told(tuple(pages), title=title, published=published, left=left)


def _page(page: pypdf.PageObject, counted: _Counted) -> str:
    """A page's text; a page that is broken is empty."""
    try:
        drawn = page.get_contents()
        counted.spend(_drawing(drawn.get_data() if drawn is not None else b""))
        counted.enter(page.get("/Resources"))
        return page.extract_text(visitor_operand_before=counted.operator)
    except LimitReachedError:
        counted.spend(_A_LIMIT)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, PyPdfError):
        counted.spend(2_000)
    return ""


def _weight(resources: Any, forms: dict[str, int], depth: int) -> int:
    """Operations that the fonts of a page or form cost; `forms` gets those of each form that it may draw."""
    resources = resources.get_object() if resources is not None else None
    if not isinstance(resources, Mapping) or depth > 5:
        return 0
    fonts, drawn = (_mapping(resources.get(name)) for name in ("/Font", "/XObject"))
    if len(fonts) > MOST_FONTS or len(forms) > 4 * MOST_FORMS:
        raise _Enough
    weight = sum(_font(font) for font in fonts.values())
    for name, one in list(drawn.items())[: 4 * MOST_FORMS]:
        form = one.get_object()
        if isinstance(form, StreamObject) and form.get("/Subtype") == "/Form" and str(name) not in forms:
            forms[str(name)] = 0
            forms[str(name)] = _drawing(form.get_data()) + _weight(form.get("/Resources"), forms, depth + 1)
    return weight


def _drawing(content: bytes) -> int:
    """By the number of words."""
    if len(content) > MOST_CONTENT:
        raise _Enough
    return 50 + 3 * (content.count(b" ") + content.count(b"\n")) // 4


def _font(font: Any) -> int:
    """By the size of the table from codes to characters, and of the widths."""
    font = _mapping(font)
    weight = 50
    table = font.get("/ToUnicode")
    table = table.get_object() if table is not None else None
    if isinstance(table, StreamObject):
        told = table.get_data()
        spans = (int(last, 16) - int(first, 16) for first, last in _SPAN.findall(told))
        weight += len(told) // _A_TABLE + min(sum(max(0, span) for span in spans), _MOST_MAPPED) // 5
    widths = font.get("/Widths")
    widths = widths.get_object() if widths is not None else None
    return weight + (len(widths) // 20 if isinstance(widths, list) else 0)


def _mapping(value: Any) -> Mapping[str, Any]:
    value = value.get_object() if value is not None else None
    return value if isinstance(value, Mapping) else {}


def _facts(reader: pypdf.PdfReader) -> tuple[str | None, datetime | None]:
    """Title and the newest date of the document's own information; people in it are left out."""
    try:
        told = reader.metadata
        title = str(told.title).strip()[:500] if told is not None and told.title else None
        dates = [told.modification_date, told.creation_date] if told is not None else []
        moment = next((one for one in dates if one is not None), None)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, PyPdfError):
        return None, None
    return title, moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)
