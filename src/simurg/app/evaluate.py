"""Measuring readers against a file of gold: what `simurg evaluate extraction` tells, and the two files it can write."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from html import escape
from pathlib import Path
from typing import Any

from simurg.app.readers import NAMES
from simurg.extraction.base import read_base
from simurg.extraction.evaluation.gold import MOST_BYTES, Item, gold_of
from simurg.extraction.evaluation.intervals import Pair
from simurg.extraction.evaluation.score import Scores, score
from simurg.extraction.reading import Reader, Text
from simurg.ontology.errors import CallerError

_AT_ONCE = 500
Made = Callable[[str], Reader]


def evaluate(path: Path, readers: Sequence[str], make: Made, worst: int = 20) -> dict[str, Any]:
    """Scores by reader. CallerError for a file or a reader that is not there, or gold that is not understood."""
    unknown = sorted(set(readers) - set(NAMES))
    if unknown:
        raise CallerError(f"There is no reader {unknown[0][:40]!r}.", hint=f"Use {' or '.join(NAMES)}.")
    items = _gold(path)
    found = {}
    for name in dict.fromkeys(readers):
        reader = make(name)
        texts = [Text("", item.text, language=item.language) for item in items]
        readings = [one for at in range(0, len(texts), _AT_ONCE) for one in reader.read(texts[at : at + _AT_ONCE])]
        found[name] = {"version": reader.version, **asdict(score(items, readings, code_of, worst))}
    return {"gold": str(path), "texts": len(items), "events": sum(len(one.events) for one in items), "readers": found}


def code_of(name: str) -> str:
    """The code of an actor's name, where the vocabularies have exactly one for it."""
    codes = {one.code for one in read_base(Text("", name)).actors if one.code}
    return codes.pop() if len(codes) == 1 else ""


def _gold(path: Path) -> tuple[Item, ...]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CallerError(f"{path} cannot be read ({error.strerror}).", hint="Name a file of gold.") from error
    if len(content) > MOST_BYTES:
        raise CallerError(f"{path} has more than {MOST_BYTES:,} bytes.", hint="Split it.")
    try:
        return gold_of(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise CallerError(f"{path} is not UTF-8.", hint="Save it as UTF-8.") from error


def as_csv(result: Mapping[str, Any]) -> str:
    """A line for each reader and type, then for each reader and language."""
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow(("reader", "of", "name", "gold", "told", "right", *_FIGURES))
    for name, scores in result["readers"].items():
        for kind, lines in (("type", [*scores["types"], scores["micro"]]), ("language", scores["languages"])):
            for line in lines:
                counts = (line["gold"], line["told"], line["right"])
                writer.writerow((name, kind, _cell(line["name"]), *counts, *map(_figure, _figures(line))))
    return sink.getvalue()


_FIGURES = (
    "precision",
    "precision_low",
    "precision_high",
    "recall",
    "recall_low",
    "recall_high",
    "f1",
    "f1_low",
    "f1_high",
)


def _figures(line: Mapping[str, Any]) -> list[float | None]:
    found: list[float | None] = []
    for name in ("precision", "recall", "f1"):
        interval: Pair | None = line[f"{name}_interval"]
        found += [line[name], *(interval or (None, None))]
    return found


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def _cell(text: str) -> str:
    """A spreadsheet runs what begins like a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text


def as_html(result: Mapping[str, Any]) -> str:
    """One page without scripts, links or anything from elsewhere; texts of the gold are shown as text."""
    parts = [f"<h1>Readers against {escape(Path(result['gold']).name)}</h1>",
             f"<p>{result['texts']:,} texts, {result['events']:,} events.</p>"]  # fmt: skip
    for name, scores in result["readers"].items():
        macro = scores["macro_f1"]
        parts.append(f"<h2>{escape(name)} {escape(scores['version'])}</h2>")
        parts.append(f"<p>Macro F1 {'–' if macro is None else f'{macro:.3f}'} {_range(scores['macro_interval'])}</p>")
        parts.append(_html_lines("type", [*scores["types"], scores["micro"], scores["with_actors"]]))
        parts.append(_html_lines("language", scores["languages"]))
        rows = [(gold, told, f"{count:,}") for gold, told, count in scores["confusion"]]
        parts.append(_html_table(("gold", "told", "texts"), rows))
        worst = [(", ".join(one["wrong"]), ", ".join(one["missed"]), one["text"]) for one in scores["worst"]]
        parts.append(_html_table(("told, not there", "missed", "text"), worst))
    return _PAGE + "\n".join(parts) + "\n</html>\n"


_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none';
style-src 'unsafe-inline'"><title>Readers against gold</title>
<style>body{font:16px/1.4 sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:1rem 0}td,th{border-bottom:1px solid #ccc;padding:.2rem .6rem;text-align:start;
vertical-align:top}</style>
"""


def _html_lines(heading: str, lines: Sequence[Mapping[str, Any]]) -> str:
    rows = [
        (line["name"], line["gold"], line["told"], line["right"], *(
            f"{'–' if line[name] is None else f'{line[name]:.2f}'} {_range(line[f'{name}_interval'])}"
            for name in ("precision", "recall", "f1")
        ))
        for line in lines
    ]  # fmt: skip
    return _html_table((heading, "gold", "told", "right", "precision", "recall", "F1"), rows)


def _range(interval: Pair | None) -> str:
    return "" if interval is None else f"({interval[0]:.2f}–{interval[1]:.2f})"


def _html_table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    head = "".join(f"<th>{escape(one)}</th>" for one in headings)
    body = "\n".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><tr>{head}</tr>\n{body}</table>"


__all__ = ["Scores", "as_csv", "as_html", "code_of", "evaluate"]
