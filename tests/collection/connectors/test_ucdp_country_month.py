"""Months of an invented land; then the real country-months, through the connector and through its mapping."""

from datetime import UTC, datetime, timedelta

import pyarrow.compute as pc
import pytest

from simurg.collection.connector import Raw, raw_of
from simurg.collection.connectors import table, ucdp_country_month
from simurg.collection.source import Source
from simurg.ontology.errors import SourceError
from simurg.testing.connectors import check_connector, check_sample, read

FETCHED = datetime(2031, 5, 9, tzinfo=UTC)
CSV = b"month_id,name,ged_sb,vintage\n601,Mordavia,12,spring\n602,Mordavia,0,spring\n601,Kenya,3,autumn\n"


def document(content: bytes = CSV, **options: str) -> Raw:
    source = Source("months", "ucdp_country_month", known_delay=timedelta(days=20), options=options)
    return raw_of(content, source, "months.csv", FETCHED)


def test_a_row_is_a_measurement_of_its_month():
    first, second, third = read(ucdp_country_month, document()).table("measurements").to_pylist()
    assert (first["series"], first["place"], first["value"], first["unit"]) == (
        "state_based_deaths", "Mordavia", 12.0, "deaths",
    )  # fmt: skip
    assert (first["period_from"], first["period_to"]) == tuple(datetime(2030, month, 1, tzinfo=UTC) for month in (1, 2))
    assert first["known_at"] == datetime(2030, 2, 21, tzinfo=UTC)
    assert (second["value"], first["country"], third["country"]) == (0.0, None, "KEN")
    assert first["report_id"] == second["report_id"] != third["report_id"]


def test_a_later_vintage_has_the_same_keys_and_other_ids():
    later = CSV.replace(b"spring", b"summer").replace(b"12", b"14")
    old, new = (read(ucdp_country_month, document(content)).table("measurements") for content in (CSV, later))
    assert old["key"].equals(new["key"])
    assert old["id"][0] != new["id"][0]


def test_columns_are_named_by_options():
    content = b"iso,day,dead\nKEN,2030-01-15,4\n"
    raw = document(content, country="iso", date="day", value="dead", series="one_sided_deaths", vintage="")
    (row,) = read(ucdp_country_month, raw).table("measurements").to_pylist()
    assert (row["country"], row["series"], row["period_from"].month, row["period_to"].month) == (
        "KEN", "one_sided_deaths", 1, 2,
    )  # fmt: skip


@pytest.mark.parametrize("month", ["0", "-1", "x", "99999", ""])
def test_an_impossible_month_is_rejected_alone(month):
    bad = f"{month},Mordavia,1,spring\n".encode()
    reading = read(ucdp_country_month, document(CSV + bad))
    assert reading.count("measurements") == 3
    assert [reject.content for reject in reading.rejects] == [bad]


def test_an_unknown_option_is_told():
    with pytest.raises(SourceError, match="option 'colour'"):
        list(ucdp_country_month.parse(document(colour="red")))


def test_conformance():
    check_connector(ucdp_country_month, [document()], mutated=500)


@pytest.mark.data
def test_real_months(data):
    content = (data / "forecast" / "country_month_deaths.parquet").read_bytes()
    raw = document(content)
    check_sample(ucdp_country_month, raw)
    reading = read(ucdp_country_month, raw)
    measured = reading.table("measurements")
    assert (len(measured), reading.count("reports"), reading.rejects) == (73720, 2, ())
    assert measured["country"].null_count == 0
    assert len(pc.unique(measured["country"])) == 191
    mapped = raw_of(content, Source("months", "table", options={"mapping": "country_month_deaths"}), "m", FETCHED)
    assert read(table, mapped).table("measurements")["key"].equals(measured["key"])
