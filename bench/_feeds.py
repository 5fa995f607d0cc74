"""The 738 feeds of feedparser's own tests against what each says, in its first comment, that one should find.

`Header:` lines are the response headers that a document came with; the others came from one address. What a document
expects is a Python expression over the result; it is not evaluated but walked, and only comparisons, literals, names
of the result, items, attributes, `len`, `get`, `has_key` are known.
"""

import ast
import re
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from simurg.collection.connector import Raw, raw_of
from simurg.collection.connectors import rss
from simurg.collection.feeds.parsed import parsed
from simurg.collection.source import Source
from simurg.ontology.errors import SourceError

AT = datetime(2026, 11, 1, tzinfo=UTC)
LOCATION = "http://127.0.0.1:8097/x"
_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_EXPECT = re.compile(r"Expect:\s*(.*?)\s*$", re.DOTALL)
_HEADER = re.compile(r"^\s*Header:\s+([^:\n]+):(.*)$", re.MULTILINE)
_WIDE = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\x4c\x6f\xa7\x94", "cp037"), (b"\x00\x00\xfe\xff", "utf-32"),
         (b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\x00<", "utf-32-be"), (b"<\x00\x00\x00", "utf-32-le"),
         (b"\xfe\xff", "utf-16"), (b"\xff\xfe", "utf-16"), (b"\x00<\x00?", "utf-16-be"),
         (b"<\x00?\x00", "utf-16-le"))  # fmt: skip
_COMPARED: Mapping[type, Callable[[Any, Any], bool]] = {
    ast.Eq: lambda one, other: bool(one == other),
    ast.NotEq: lambda one, other: bool(one != other),
    ast.Gt: lambda one, other: bool(one > other),
    ast.In: lambda one, other: one in other,
    ast.NotIn: lambda one, other: one not in other,
    ast.Is: lambda one, other: one is other,
}


def score_feeds(data: Path) -> dict[str, Any]:
    """`feeds_as_expected`, `feeds`, `feeds_amiss` by path, and documents per CPU-second: `feeds_per_s` to the result
    that expectations are about, `feeds_rows_per_s` to the connector's rows."""
    folder = data / "osint" / "feeds" / "tests"
    told = [(path, path.read_bytes()) for path in sorted(folder.rglob("*.xml"))]
    asked = [(path, content, *expectation(content)) for path, content in told]
    amiss = [
        str(path.relative_to(folder)) for path, content, headers, said in asked
        if not holds(said, reading(content, headers))
    ]  # fmt: skip
    spent = min(_seconds(asked) for _ in range(3))
    raws = [raw_of(content, Source("feed", "rss"), path.name, AT) for path, content in told]
    to_rows = min(_seconds_to_rows(raws) for _ in range(3))
    return {
        "feeds": len(asked), "feeds_as_expected": len(asked) - len(amiss), "feeds_per_s": round(len(asked) / spent),
        "feeds_rows_per_s": round(len(raws) / to_rows),
        "feeds_amiss": amiss,
    }  # fmt: skip


def _seconds(asked: list[tuple[Path, bytes, dict[str, str], str]]) -> float:
    start = time.process_time()
    for _, content, headers, _ in asked:
        reading(content, headers)
    return time.process_time() - start


def _seconds_to_rows(raws: list[Raw]) -> float:
    start = time.process_time()
    for raw in raws:
        list(rss.parse(raw))
    return time.process_time() - start


def reading(content: bytes, headers: dict[str, str]) -> dict[str, Any]:
    """The whole reading; of a document that is refused, only that it is not well formed."""
    try:
        return dict(parsed(content, headers, LOCATION).feed)
    except SourceError:
        return {"bozo": True, "entries": [], "feed": {}, "encoding": "", "version": ""}


def expectation(content: bytes) -> tuple[dict[str, str], str]:
    """The headers it came with, and the expression."""
    encoding = next((name for mark, name in _WIDE if content.startswith(mark)), "utf-8")
    text = content.decode(encoding, "surrogateescape" if encoding == "utf-8" else "replace")
    comment = next(found[1] for found in _COMMENT.finditer(text) if "Expect:" in found[1])
    expect = _EXPECT.search(comment)
    headers = {name.strip().lower(): value.strip() for name, value in _HEADER.findall(comment)}
    return headers, expect[1].strip() if expect else "0"


def holds(expression: str, result: Mapping[str, Any]) -> bool:
    """Whether the result is as the expression says; what cannot be asked of it does not hold."""
    try:
        return bool(_value(ast.parse(expression, mode="eval").body, result))
    except (KeyError, IndexError, AttributeError, TypeError):
        return False


def _value(node: ast.expr, result: Mapping[str, Any]) -> Any:
    match node:
        case ast.Constant():
            return node.value
        case ast.Name():
            return result[node.id]
        case ast.List() | ast.Tuple():
            items = [_value(one, result) for one in node.elts]
            return items if isinstance(node, ast.List) else tuple(items)
        case ast.Dict():
            keys = [_value(key, result) for key in node.keys if key is not None]
            return dict(zip(keys, (_value(value, result) for value in node.values), strict=True))
        case ast.UnaryOp(op=ast.Not()):
            return not _value(node.operand, result)
        case ast.UnaryOp(op=ast.USub()):
            return -_value(node.operand, result)
        case ast.BoolOp():
            answers = (bool(_value(one, result)) for one in node.values)
            return all(answers) if isinstance(node.op, ast.And) else any(answers)
        case ast.Compare():
            return _compared(node, result)
        case ast.Subscript():
            return _value(node.value, result)[_value(node.slice, result)]
        case ast.Attribute() if not node.attr.startswith("_"):
            return _value(node.value, result)[node.attr]
        case ast.Call():
            return _called(node, result)
    raise ValueError(f"An expectation has a {type(node).__name__}.")


def _compared(node: ast.Compare, result: Mapping[str, Any]) -> bool:
    left = _value(node.left, result)
    for operator, right in zip(node.ops, node.comparators, strict=True):
        other = _value(right, result)
        if not _COMPARED[type(operator)](left, other):
            return False
        left = other
    return True


def _called(node: ast.Call, result: Mapping[str, Any]) -> Any:
    given = [_value(one, result) for one in node.args]
    match node.func:
        case ast.Name(id="len"):
            return len(given[0])
        case ast.Attribute(attr="has_key"):
            return given[0] in _value(node.func.value, result)
        case ast.Attribute(attr="get"):
            return _value(node.func.value, result).get(*given)
    raise ValueError("An expectation calls what is not known.")
