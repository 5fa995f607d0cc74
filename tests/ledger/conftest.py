"""A clock that ticks, a ledger in memory and one in a folder, and a short way to say what a source told."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from simurg.collection.connector import raw_of
from simurg.collection.rows import RowBuilder
from simurg.collection.source import Source
from simurg.ledger import Ledger, Offer
from simurg.ontology.markings import Marking

DAY_ONE = datetime(2020, 1, 1, tzinfo=UTC)


def day(number: int) -> datetime:
    return DAY_ONE + timedelta(days=number)


@dataclass
class Ticking:
    """One second later at each look."""

    at: datetime = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@dataclass
class Desk:
    """Writes reports with one event and one claim each, so that tests read like stories."""

    ledger: Ledger
    told: int = 0
    reports: dict[str, UUID] = field(default_factory=dict)

    def tell(
        self, title: str, *, key: str = "", known: datetime, source: str = "wire", marking: Marking | None = None
    ) -> UUID:
        self.told += 1
        builder = RowBuilder(raw_of(title.encode(), Source(source, "rss"), f"{self.told}.xml", day(3000)))
        report = builder.report(key=key or title, title=title, published_at=known, marking=marking)
        builder.add(
            "events", key=key or title, known_at=known, report_id=report, marking=marking, actor="Arkania",
            recipient="Belmark", description=title, occurred_from=known, occurred_to=known + timedelta(days=1),
        )  # fmt: skip
        builder.add(
            "claims", key=key or title, known_at=known, report_id=report, marking=marking, subject="Arkania",
            predicate="said", object=title,
        )  # fmt: skip
        batch = f"{source}-{title}-{known}-{marking}-{self.told}"
        self.ledger.append(Offer(batch, builder.take().tables, source_name=source, method="rss", version="1"))
        self.reports[title] = report
        return report


@pytest.fixture(params=["memory", "folder"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    """Every story holds in memory and on a disk."""
    made: Callable[[], Ledger] = (
        (lambda: Ledger.in_memory(Ticking()))
        if request.param == "memory"
        else (lambda: Ledger.open(tmp_path / "ledger", Ticking()))
    )
    with made() as opened:
        yield opened


@pytest.fixture
def desk(ledger: Ledger) -> Desk:
    return Desk(ledger)
