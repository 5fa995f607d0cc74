"""A brief as a PDF on A4, tagged for assistive technology (PDF/UA-1), by typst.

The same brief gives the same bytes: dates and ids in the file come from the content alone. Texts reach typst as
data and are never read as markup. The fonts that typst carries have Latin, Greek and Cyrillic, and one of them
Arabic; for other scripts pass folders of TTF or OTF fonts. A character that no font has is drawn as an empty box
but stays in the text of the file.
"""

import json
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

BUILT_IN_FONTS = ("Libertinus Serif", "DejaVu Sans Mono", "New Computer Modern")


@cache
def _template() -> bytes:
    return (files("simurg.assessment") / "templates" / "brief.typ").read_bytes()


@cache
def _fonts(folders: tuple[str, ...]) -> typst.Fonts:
    """Never the system's fonts: the same brief gives the same bytes on any machine."""
    return typst.Fonts(include_system_fonts=False, font_paths=list(folders))


def render_pdf(brief: Brief, *, font_paths: Sequence[Path] = (), fonts: Sequence[str] = ()) -> bytes:
    """The file. `fonts` are family names from `font_paths`, tried after the built-in ones."""
    page: Any = visible(page_of(brief, PAPER))
    moment = brief.known_at.astimezone(UTC)
    page["date"] = {part: getattr(moment, part) for part in ("year", "month", "day", "hour", "minute", "second")}
    page["fonts"] = [*BUILT_IN_FONTS, *fonts]
    try:
        made: Any = typst.compile(
            _template(),
            format="pdf",
            font_paths=_fonts(tuple(map(str, font_paths))),
            sys_inputs={"page": json.dumps(page, ensure_ascii=False, sort_keys=True)},
            pdf_standards=["ua-1"],
            timestamp=int(moment.timestamp()),
        )
    except typst.TypstError:
        raise InternalError("The brief could not be set as a PDF.", hint="The HTML page says the same.") from None
    return bytes(made)
