"""What changed between two versions of a report: in its title, and in its body by sentences, within them by words.

Texts are compared as Ratcliff and Obershelp's method does it (difflib), which is quadratic at best and cubic at worst:
so what two versions begin and end with alike is set aside first, and at most `MOST_SENTENCES` and `MOST_WORDS` are
compared; beyond that a stretch is told as replaced. The pieces, put together without the added ones, are the earlier
text; without the removed ones the later.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal
from uuid import UUID

from simurg.app.brief import clean_prefix
from simurg.ledger import Ledger, View
from simurg.ledger.lineage import locate
from simurg.ontology.errors import CallerError, NotFound
from simurg.ontology.markings import Scope
from simurg.ontology.times import text_of

MOST_SENTENCES, MOST_WORDS = 400, 200
"""Compared with each other, after what begins and ends alike was set aside."""
MOST_VERSIONS = 20
AROUND = 160
"""Characters that are kept of what stayed, before and after what changed."""

Kind = Literal["same", "added", "removed"]
_SENTENCE = re.compile(r"[^.!?。！？؟…\n\f]*(?:[.!?。！？؟…]+[\"'”’»)\]]*\s*|[\n\f]+|\Z)")
_WORD = re.compile(r"\s*(?:[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+|[^\w\s])|\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    kind: Kind
    text: str


def difference(before: str, after: str) -> list[Piece]:
    """The pieces of both texts, in order; equal neighbours are one."""
    return _joined(_compared(_sentences(before), _sentences(after), MOST_SENTENCES, _by_words))


def shortened(pieces: Sequence[Piece], around: int = AROUND) -> list[Piece]:
    """The same with long stretches of what stayed cut to `around` characters beside what changed; … marks a cut."""
    short: list[Piece] = []
    for place, piece in enumerate(pieces):
        if piece.kind != "same" or len(piece.text) <= 2 * around + 1:
            short.append(piece)
            continue
        head = piece.text[:around] if place else ""
        tail = piece.text[-around:] if place < len(pieces) - 1 else ""
        short.append(Piece("same", f"{head}…{tail}"))
    return short


def show_versions(ledger: Ledger, scope: Scope, prefix: str) -> dict[str, Any]:
    """Of the report whose id begins so, as `versions_of`. NotFound if the scope's view has none, CallerError if the id
    is of several rows, or of no report."""
    view = ledger.as_of(scope=scope)
    found = locate(view, clean_prefix(prefix))
    if not found:
        raise NotFound(f"Nothing in your view has an id that begins with {prefix[:40]}.", hint="Check the digits.")
    if len(found) > 1:
        raise CallerError(f"{len(found)} rows have an id that begins so.", hint="Give more digits.")
    table, number = found[0]
    if table != "reports":
        raise CallerError(f"That is a row of {table}, and no report.", hint="`simurg show ID` names its report.")
    return {"id": number.hex, **versions_of(view, number)}


def versions_of(view: View, number: UUID) -> dict[str, Any]:
    """Every version of a report that the view may see, the earliest first, with the difference to the one before."""
    keys = frozenset(view.stored("reports", ("key",), {"id": number})["key"].to_pylist())
    columns = ("id", "known_at", "recorded_at", "published_at", "title", "body", "marking")
    rows = view.stored("reports", columns, {"key": keys}).to_pylist() if keys else []
    rows.sort(key=lambda row: (row["known_at"], row["recorded_at"]))
    once = list({row["id"]: row for row in reversed(rows)}.values())[::-1]
    standing = set(view.read("reports", ("id",), {"key": keys})["id"].to_pylist()) if keys else set()
    shown = once[-MOST_VERSIONS:]
    return {
        "count": len(once),
        "versions": [
            _version(one, None if place == 0 else shown[place - 1], one["id"] in standing)
            for place, one in enumerate(shown)
        ],
    }


def _version(row: dict[str, Any], before: dict[str, Any] | None, stands: bool) -> dict[str, Any]:
    title = [] if before is None else difference(before["title"] or "", row["title"] or "")
    body = [] if before is None else difference(before["body"] or "", row["body"] or "")
    return {
        "id": row["id"].hex,
        "known_at": text_of(row["known_at"]),
        "published_at": None if row["published_at"] is None else text_of(row["published_at"]),
        "title": row["title"],
        "marking": row["marking"],
        "stands": stands,
        "words_added": _count(body, "added") + _count(title, "added"),
        "words_removed": _count(body, "removed") + _count(title, "removed"),
        "title_change": _told(title) if any(piece.kind != "same" for piece in title) else [],
        "change": _told(shortened(body)) if any(piece.kind != "same" for piece in body) else [],
    }


def _told(pieces: Sequence[Piece]) -> list[dict[str, str]]:
    return [{"kind": piece.kind, "text": piece.text} for piece in pieces]


def _count(pieces: Sequence[Piece], kind: Kind) -> int:
    return sum(len(piece.text.split()) for piece in pieces if piece.kind == kind)


def _sentences(text: str) -> list[str]:
    return [found[0] for found in _SENTENCE.finditer(text) if found[0]]


def _by_words(before: str, after: str) -> Iterator[Piece]:
    """A replaced stretch, word by word."""
    yield from _compared(_WORD.findall(before), _WORD.findall(after), MOST_WORDS, _replaced)


def _replaced(before: str, after: str) -> Iterator[Piece]:
    yield Piece("removed", before)
    yield Piece("added", after)


def _compared(
    before: list[str], after: list[str], most: int, inside: Callable[[str, str], Iterator[Piece]]
) -> Iterator[Piece]:
    """`inside` compares what was replaced more closely."""
    first = next((n for n, (one, other) in enumerate(zip(before, after, strict=False)) if one != other), None)
    first = min(len(before), len(after)) if first is None else first
    last = 0
    while last < min(len(before), len(after)) - first and before[-1 - last] == after[-1 - last]:
        last += 1
    old, new = before[first : len(before) - last], after[first : len(after) - last]
    yield Piece("same", "".join(before[:first]))
    if len(old) > most or len(new) > most:
        yield from _replaced("".join(old), "".join(new))
    else:
        for tag, start, stop, begin, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            one, other = "".join(old[start:stop]), "".join(new[begin:end])
            if tag == "equal":
                yield Piece("same", one)
            elif tag == "replace":
                yield from inside(one, other)
            else:
                yield from _replaced(one, other)
    yield Piece("same", "".join(before[len(before) - last :]))


def _joined(pieces: Iterator[Piece]) -> list[Piece]:
    joined: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        if joined and joined[-1].kind == piece.kind:
            joined[-1] = Piece(piece.kind, joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return joined
