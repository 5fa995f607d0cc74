"""What is printed: text from outside without control characters, progress on stderr, JSON on stdout."""

import json
import sys
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from simurg.app.queue import Progress
from simurg.cli.asked import Asked

_EVERY_S = 0.2


def safe(text: object) -> str:
    """Text that cannot steer a terminal: control, bidirectional and unassigned characters become U+FFFD."""
    return "".join(
        one if one == "\n" or unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Cn", "Zl", "Zp") else "\ufffd"
        for one in str(text).replace("\r\n", "\n").replace("\t", " ")
    )


def say(*parts: object) -> None:
    """One line on stdout."""
    print(safe(" ".join(str(part) for part in parts)))


def warn(text: object) -> None:
    """One line on stderr."""
    print(safe(text), file=sys.stderr)


def counted(number: int, word: str, plural: str = "") -> str:
    """`1 report`, `1,200 reports`, `2 stories`."""
    return f"{number:,} {word if number == 1 else plural or word + 's'}"


def called() -> str:
    """How this program can be called from here: inside a clone it stands in .venv."""
    inside = Path(".venv", "bin", "simurg")
    return str(inside) if inside.exists() else "simurg"


def answer(asked: Asked, result: Mapping[str, Any], human: Callable[[], None]) -> None:
    """The result as one JSON object, or as a person reads it."""
    if asked.json:
        print(json.dumps(dict(result), default=str))
    else:
        human()


def table(headings: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> None:
    """Columns on stdout, cut to nothing: a terminal wraps, a pipe does not care."""
    cells = [headings, *[tuple("–" if value in (None, "") else safe(value) for value in row) for row in rows]]
    widths = [max(len(str(row[place])) for row in cells) for place in range(len(headings))]
    for row in cells:
        print("  ".join(str(value).ljust(width) for value, width in zip(row, widths, strict=True)).rstrip())


class Ticker:
    """Progress on stderr: one changing line on a terminal, whole lines otherwise."""

    def __init__(self, asked: Asked) -> None:
        self._terminal = sys.stderr.isatty()
        self._on = self._terminal or asked.progress
        self._last = 0.0
        self._shown = False

    def __call__(self, progress: Progress) -> None:
        if not self._on or time.monotonic() - self._last < _EVERY_S:
            return
        self._last = time.monotonic()
        parts = [progress.doing]
        parts += [f"{progress.documents:,} documents"] if progress.documents else []
        parts += [f"{progress.rows:,} rows"] if progress.rows else []
        line = safe(", ".join(parts))[:100]
        if self._terminal:
            print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
            self._shown = True
        else:
            print(line, file=sys.stderr, flush=True)

    def __enter__(self) -> "Ticker":
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
