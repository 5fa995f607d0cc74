"""The little SVG that our charts need: shapes, escaped text, a title and a description for screen readers.

Numbers are written with two digits, attributes in the order given, so the same chart is the same text. Nothing is
loaded, nothing runs. Text from outside is escaped here and nowhere else; what cannot be seen is replaced (`visible`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from simurg.assessment.visible import visible

FONT = "Noto Sans, Liberation Sans, DejaVu Sans, Arial, sans-serif"


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as CSS or SVG know them; `tints` from pale to strong are of one hue and differ in lightness."""

    ink: str = "#1b2430"
    soft: str = "#55606e"
    quiet: str = "#a9b1bb"
    accent: str = "#8a1c24"
    paper: str = "#ffffff"
    tints: tuple[str, ...] = ("#f3e3e1", "#e3b4ae", "#c87f7a", "#a84a4c", "#6f1219")
    bands: tuple[str, ...] = ("#e6e9ed", "#c3cad3", "#8e9aa8")  # the widest band of a fan first


PRINT = Palette()


def number(value: float) -> str:
    """At most two digits, no trailing zeros, never `-0`."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def clean(text: object) -> str:
    """Text as an SVG can hold it."""
    return escape(str(visible(str(text))), quote=True)


def element(name: str, content: str = "", /, **attributes: object) -> str:
    """`stroke_width=1` becomes `stroke-width="1"`; numbers are shortened, None is left out."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{number(value) if isinstance(value, int | float) else clean(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{told}>{content}</{name}>" if content else f"<{name}{told}/>"


def label(x: float, y: float, text: object, size: float = 7.0, **attributes: object) -> str:
    """Text whose baseline stands at y."""
    return element("text", clean(text), x=x, y=y, font_size=size, **attributes)


def line(start: tuple[float, float], end: tuple[float, float], stroke: str, width: float = 0.6, **more: object) -> str:
    return element("line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], stroke=stroke, stroke_width=width, **more)


def rectangle(left: float, top: float, width: float, height: float, **attributes: object) -> str:
    return element("rect", x=left, y=top, width=max(width, 0.0), height=max(height, 0.0), **attributes)


def path(points: Iterable[tuple[float, float]], *, closed: bool = False, **attributes: object) -> str:
    """Straight lines from point to point."""
    told = " ".join(f"{'L' if at else 'M'}{number(x)} {number(y)}" for at, (x, y) in enumerate(points))
    return element("path", d=told + (" Z" if closed else ""), **attributes)


def drawing(size: tuple[float, float], words: tuple[str, str], parts: Sequence[str]) -> str:
    """The whole picture; `words` are its title and its description in a sentence or two."""
    title, description = words
    head = element("title", clean(title)) + element("desc", clean(description))
    return element(
        "svg",
        head + "".join(parts),
        xmlns="http://www.w3.org/2000/svg",
        role="img",
        width=size[0],
        height=size[1],
        viewBox=f"0 0 {number(size[0])} {number(size[1])}",
        font_family=FONT,
    )
