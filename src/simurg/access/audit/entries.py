"""One entry of the audit log, and the lines that a segment is made of.

    {"begins":8192,"frontier":[…],"note":…}     the first line of a segment: the tree so far, signed
    {"about":[…],"at":…,"n":8192,…}             an entry, canonical JSON (sorted keys, no spaces), UTF-8
    {"leaves":"…","note":…}                     a commit: what stands above it, signed; four bytes of each leaf's hash

Lines are read back strictly: what is not written exactly as we write it is damage. Entries hold names and ids, never
the words of a report; what a client sent is cut to length.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from simurg.access.audit.tree import SIZE, Frontier

MOST_ABOUT = 256
MOST_LETTERS = 120
BEGINS, ENTRY, COMMIT = b'{"begins":', b'{"about":', b'{"leaves":'
SUM = 4
"""Bytes of a leaf's hash that a commit repeats, so that the entry that was changed can be named."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`n` counts from 0 and is the leaf's index. `token` names the machine token that asked, if one did."""

    n: int
    at: str
    who: str
    token: str | None
    what: str
    about: tuple[str, ...]
    outcome: str

    @property
    def line(self) -> bytes:
        """Without its end of line; the leaf is the hash of this."""
        return _canonical(
            {
                "about": list(self.about),
                "at": self.at,
                "n": self.n,
                "outcome": self.outcome,
                "token": self.token,
                "what": self.what,
                "who": self.who,
            }
        )


@dataclass(frozen=True, slots=True)
class Told:
    """What is to be written down; it gets its number and time when it is written."""

    who: str
    what: str
    about: tuple[str, ...]
    token: str | None
    outcome: str

    def entry(self, n: int, at: str) -> Entry:
        return Entry(n, at, self.who, self.token, self.what, self.about, self.outcome)


def told(who: str, what: str, about: Sequence[str], token: str | None, outcome: str) -> list[Told]:
    """One for each MOST_ABOUT ids; at least one."""
    parts = [tuple(map(_cut, about[start : start + MOST_ABOUT])) for start in range(0, len(about) or 1, MOST_ABOUT)]
    return [Told(_cut(who), _cut(what), part, None if token is None else _cut(token), _cut(outcome)) for part in parts]


def entry_in(line: bytes) -> Entry:
    """ValueError unless these are the bytes that we would write."""
    values = _object(line)
    try:
        made = Entry(
            values["n"],
            values["at"],
            values["who"],
            values["token"],
            values["what"],
            tuple(values["about"]),
            values["outcome"],
        )
        same = made.line == line
    except (KeyError, TypeError) as error:
        raise ValueError("it is not written as an entry is") from error
    if not same or type(made.n) is not int:
        raise ValueError("it is not written as an entry is")
    return made


def begins_line(frontier: Frontier, note: str) -> bytes:
    return _canonical({"begins": frontier.size, "frontier": [one.hex() for one in frontier.hashes], "note": note})


def begins_in(line: bytes) -> tuple[Frontier, str]:
    values = _object(line)
    try:
        frontier = Frontier(values["begins"], tuple(bytes.fromhex(one) for one in values["frontier"]))
        note = str(values["note"])
        same = begins_line(frontier, note) == line
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError("it is not written as the beginning of a segment is") from error
    if not same or any(len(one) != SIZE for one in frontier.hashes):
        raise ValueError("it is not written as the beginning of a segment is")
    return frontier, note


def commit_line(leaves: Sequence[bytes], note: str) -> bytes:
    return _canonical({"leaves": b"".join(one[:SUM] for one in leaves).hex(), "note": note})


def commit_in(line: bytes) -> tuple[list[bytes], str]:
    """The sums of the leaves, and the note."""
    values = _object(line)
    try:
        whole, note = bytes.fromhex(values["leaves"]), str(values["note"])
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError("it is not written as a commit is") from error
    if _canonical({"leaves": whole.hex(), "note": note}) != line or len(whole) % SUM or not whole:
        raise ValueError("it is not written as a commit is")
    return [whole[start : start + SUM] for start in range(0, len(whole), SUM)], note


def _object(line: bytes) -> dict[str, Any]:
    try:
        values = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise ValueError("it is no JSON") from error
    if not isinstance(values, dict):
        raise ValueError("it is no JSON object")  # noqa: TRY004  the bytes are wrong, not our types
    return values


def _canonical(values: dict[str, Any]) -> bytes:
    return orjson.dumps(values, option=orjson.OPT_SORT_KEYS)


def _cut(text: str) -> str:
    return str(text)[:MOST_LETTERS].encode("utf-8", "replace").decode("utf-8")
