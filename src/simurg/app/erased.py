"""What a trace tells of erased words: when and why they are gone. Every view tells it whose scope may see it, one of an
earlier moment too, since the words are gone from that one as well."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from simurg.ledger import Ledger, View
from simurg.ontology.times import text_of


@dataclass(frozen=True, slots=True)
class Gone:
    """The words of one report."""

    report: str
    at: str
    why: str

    @property
    def in_words(self) -> str:
        return f"its words were erased on {self.at[:10]}: {self.why}"

    def told(self) -> dict[str, Any]:
        """As an answer says it."""
        return {"report": self.report, "at": self.at, "why": self.why}


def erased_of(ledger: Ledger, view: View, reports: Iterable[UUID]) -> list[Gone]:
    """Which of these reports were erased, by time."""
    targets = frozenset(one.hex for one in reports)
    if not targets or not view.files.get("erasures"):
        return []
    now = ledger.as_of(scope=view.scope)
    rows = now.read("erasures", ("target", "known_at", "reason"), {"kind": "report", "target": targets}).to_pylist()
    found = [Gone(row["target"], text_of(row["known_at"]), row["reason"]) for row in rows]
    return sorted(found, key=lambda one: (one.at, one.report))
