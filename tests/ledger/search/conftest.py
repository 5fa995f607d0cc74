"""A newsroom for tests of search: reports in any script, told in one line, and asked for in another."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from tests.ledger.conftest import DAY_ONE, Ticking, day

from simurg.collection.connector import raw_of
from simurg.collection.rows import RowBuilder
from simurg.collection.source import Source
from simurg.ledger import Ledger, Offer
from simurg.ledger.recall import Recall, recall_offer
from simurg.ledger.search.filling import brought_up
from simurg.ledger.search.hits import Found, GroupOf, Wish, find
from simurg.ledger.search.index import MemoryIndex, Place
from simurg.ledger.search.question import Filters, question_of
from simurg.ledger.spines import Spines
from simurg.ontology.grades import Grade
from simurg.ontology.markings import Marking, Scope

READER = Scope(1, 3)


@dataclass
class Newsroom:
    """Tells reports and asks for them; the index stands in memory unless a place is given."""

    ledger: Ledger = field(default_factory=lambda: Ledger.in_memory(Ticking()))
    place: Place = field(default_factory=MemoryIndex)
    told: int = 0

    def tell(
        self,
        title: str,
        body: str = "",
        *,
        key: str = "",
        known: datetime = DAY_ONE,
        source: Source | None = None,
        marking: Marking | None = None,
        claims: tuple[tuple[str, str, str], ...] = (),
        countries: tuple[str, ...] = (),
        **content: Any,
    ) -> UUID:
        self.told += 1
        builder = RowBuilder(raw_of(title.encode(), source or Source("wire", "rss"), f"{self.told}.xml", day(3000)))
        number = builder.report(
            key=key or f"{title}{body}", title=title, body=body or None, published_at=known, marking=marking, **content
        )
        common = {"known_at": known, "report_id": number, "marking": marking}
        for said in claims:
            words = dict(zip(("subject", "predicate", "object"), said, strict=True))
            builder.add("claims", key="|".join(said), **common, **words)
        for place in countries:
            builder.add("events", key=f"{title}{place}", **common, country=place, occurred_from=known)
        name = (source or Source("wire", "rss")).name
        self.ledger.append(Offer(f"{self.told}", builder.take().tables, source_name=name, method="rss", version="1"))
        return number

    def recall(self, target: UUID | str, *, withdrawn: bool = False) -> None:
        view = self.ledger.as_of(scope=READER)
        told = Recall(target, "not so", "desk", withdrawn=withdrawn)
        self.ledger.append(recall_offer(view, told, self.ledger.now()))

    def ask(
        self,
        words: str,
        filters: Filters | None = None,
        *,
        known: datetime | None = None,
        scope: Scope = READER,
        group_of: GroupOf | None = None,
        groups: int = 10,
        spines: Spines | None = None,
    ) -> list[Found]:
        opened = brought_up(self.ledger, scope, self.place, lambda _: "")
        assert opened is not None
        view = self.ledger.as_of(known, scope=scope, picture="p")
        return find(view, opened, question_of(words, filters), Wish(groups, group_of=group_of, spines=spines))

    def titles(self, words: str, filters: Filters | None = None, **more: Any) -> list[str]:
        """Titles of the report hits, group by group."""
        found = next(one for one in self.ask(words, filters, **more) if one.kind == "report")
        return [hit.title.text for group in found.groups for hit in group.hits]


def source(name: str, grade: str = "B2") -> Source:
    return Source(name, "rss", grade=Grade(grade[0], int(grade[1])))


@pytest.fixture
def newsroom() -> Newsroom:
    return Newsroom()


@pytest.fixture
def room_of() -> Callable[[], Newsroom]:
    return Newsroom
