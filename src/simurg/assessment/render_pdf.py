"""A brief as a PDF on A4, tagged for assistive technology (PDF/UA-1), by typst.

The same brief and fonts give the same bytes: dates and ids in the file come from the content alone, and fonts of
the machine are not used. Texts reach typst as data and are never read as markup. The fonts that typst carries have
Latin, Greek, Cyrillic and Arabic letters; for other scripts pass folders of TTF or OTF fonts. PDF/UA wants a glyph
for every character, so one that no font has is drawn as a white square, and the page says that it did so.
"""

import json
import re
from collections.abc import Sequence
from datetime import UTC
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from simurg.assessment.brief.values import Brief
from simurg.assessment.page import page_of
from simurg.assessment.pictures import PAPER
from simurg.assessment.visible import visible
from simurg.ontology.errors import InternalError

MISSING = "\N{WHITE SQUARE}"
MOST_TRIES = 4
_NO_GLYPH = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-fA-F]{1,6})\}")
_UNSURE = re.compile("[^\x00-\u04ff\u2010-\u2027\u2190-\u2193\u25a1]")


@cache
def _template() -> bytes:
    return (files("simurg.assessment") / "templates" / "brief.typ").read_bytes()


@cache
def _fonts(folders: tuple[str, ...]) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=list(folders))


def render_pdf(brief: Brief, *, font_paths: Sequence[Path] = ()) -> bytes:
    """The file. Fonts in `font_paths` serve the characters that the built-in ones lack."""
    page: Any = visible(page_of(brief, PAPER))
    moment = brief.known_at.astimezone(UTC)
    page["date"] = {part: getattr(moment, part) for part in ("year", "month", "day", "hour", "minute", "second")}
    page["missing"] = ""
    given = json.dumps(page, ensure_ascii=False, sort_keys=True)
    fonts = _fonts(tuple(map(str, font_paths)))
    lacking: set[str] = set()
    for _ in range(MOST_TRIES):
        try:
            return _set(_without(given, lacking), fonts, int(moment.timestamp()))
        except typst.TypstError as error:
            found = _lacking(error)
            if found <= lacking:
                break
            lacking |= found
    try:  # only letters that the built-in fonts surely have
        return _set(_without(given, set(_UNSURE.findall(given))), fonts, int(moment.timestamp()))
    except typst.TypstError:
        raise InternalError("The brief could not be set as a PDF.", hint="The HTML page says the same.") from None


def _set(page: str, fonts: typst.Fonts, timestamp: int) -> bytes:
    made: Any = typst.compile(
        _template(),
        format="pdf",
        font_paths=fonts,
        sys_inputs={"page": page},
        pdf_standards=["ua-1"],
        timestamp=timestamp,
    )
    return bytes(made)


def _lacking(error: Any) -> set[str]:
    """Characters beyond ASCII that typst names as having no glyph."""
    told = _NO_GLYPH.findall(str(getattr(error, "diagnostic", "")))
    texts = [_ESCAPED.sub(lambda code: chr(int(code.group(1), 16)), text) for text in told]
    return {letter for text in texts for letter in text if letter > "\x7f" and letter != MISSING}


def _without(page: str, lacking: set[str]) -> str:
    """The page (JSON, where these characters stand in texts only) with a square for each of them."""
    if not lacking:
        return page
    drawn = page.translate({ord(letter): MISSING for letter in lacking})
    note = f"{MISSING} stands for a character that no font at hand has; the HTML page has it."
    return drawn.replace('"missing": ""', f'"missing": "{note}"', 1)
