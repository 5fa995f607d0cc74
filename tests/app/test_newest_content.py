"""How far what a source tells reaches: the fetch of an old price is no fresh price."""

from datetime import UTC, datetime, timedelta

from simurg.app.health import newest_content
from simurg.collection.connector import raw_of
from simurg.collection.rows import RowBuilder
from simurg.collection.source import Source
from simurg.ledger import Ledger, Offer
from simurg.ontology.markings import EVERYTHING

FETCHED = datetime(2026, 11, 20, 9, tzinfo=UTC)
JANUARY, FEBRUARY = datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 2, 1, tzinfo=UTC)


def test_of_figures_the_period_counts_and_not_the_fetch() -> None:
    with Ledger.in_memory(lambda: FETCHED) as ledger:
        for name, until in (("prices", FEBRUARY), ("projections", FETCHED + timedelta(days=90))):
            builder = RowBuilder(raw_of(b"x", Source(name, "table"), "x.csv", FETCHED))
            report = builder.report(key="all", title="Figures", published_at=JANUARY, known_at=FETCHED)
            builder.add(
                "measurements", key="rice", known_at=FETCHED, report_id=report, series="price", value=1.0,
                period_from=JANUARY, period_to=until,
            )  # fmt: skip
            ledger.append(Offer(name, builder.take().tables, source_name=name, method="table", version="1"))
        told = newest_content(ledger.as_of(scope=EVERYTHING))
    assert told == {"prices": FEBRUARY, "projections": FETCHED}


def test_figures_decide_where_their_reports_have_no_date() -> None:
    with Ledger.in_memory(lambda: FETCHED) as ledger:
        builder = RowBuilder(raw_of(b"x", Source("prices", "table"), "x.csv", FETCHED))
        report = builder.report(key="all", title="Figures")
        builder.add(
            "measurements", key="rice", known_at=FETCHED, report_id=report, series="price", value=1.0,
            period_from=JANUARY, period_to=FEBRUARY,
        )  # fmt: skip
        ledger.append(Offer("prices", builder.take().tables, source_name="prices", method="table", version="1"))
        assert newest_content(ledger.as_of(scope=EVERYTHING)) == {"prices": FEBRUARY}
