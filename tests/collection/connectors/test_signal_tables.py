"""Numeric signals by mappings: samples of ours through the conformance suite, the recorded bytes in full.

The recorded files are counted against an independent reading by the standard library's csv and json.
"""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from simurg.collection.connector import Raw, SettingsError, raw_of
from simurg.collection.connectors import table
from simurg.collection.mapping import mapping_of
from simurg.collection.source import Source
from simurg.testing.connectors import bounded, check_connector, check_sample, read

FETCHED = datetime(2031, 1, 3, tzinfo=UTC)
PRICES = """date,admin1,admin2,market,market_id,latitude,longitude,category,commodity,commodity_id,unit,priceflag,pricetype,currency,price,usdprice
#date,#adm1+name,#adm2+name,#loc+market+name,#loc+market+code,#geo+lat,#geo+lon,#item+type,#item+name,#item+code,#item+unit,#item+price+flag,#item+price+type,#currency+code,#value,#value+usd
2030-11-15,Upper Vale,Old Ford,Old Ford,1,1.5,36.5,cereals,Maize (white),67,90 KG,actual,Wholesale,KES,3200,24.5
2030-11-15,Upper Vale,Old Ford,Old Ford,1,1.5,36.5,cereals,Beans,50,KG,aggregate,Retail,KES,,
2031-02-15,Upper Vale,Old Ford,Old Ford,1,1.5,36.5,cereals,Beans,50,KG,forecast,Retail,KES,120.5,0.9
"""  # noqa: E501
IDMC = [
    {"id": 7, "country": "Kenya", "iso3": "KEN", "centroid": "[1.5, 36.5]", "displacement_type": "Conflict",
     "qualifier": "more than", "figure": 400, "displacement_start_date": "2030-12-01T12:00:00.000Z",
     "displacement_end_date": "2030-12-03T12:00:00.000Z", "created_at": "2030-12-05T10:00:00.000Z"},
    {"id": 8, "country": "Mordavia", "iso3": "AB9", "centroid": None, "displacement_type": "Disaster", "figure": None,
     "displacement_start_date": "2030-12-10", "displacement_end_date": "2030-12-10", "created_at": None},
]  # fmt: skip
IPC = """Date of analysis,Country,Total country population,Level 1,Area,Validity period,From,To,Phase,Number,Percentage
Dec 2030,KEN,50000000,Upper Vale,Old Ford,current,2030-12-01,2030-12-31,all,84000,1.0
Dec 2030,KEN,50000000,Upper Vale,Old Ford,current,2030-12-01,2030-12-31,3+,25000,0.3
Dec 2030,KEN,50000000,Upper Vale,Old Ford,first projection,2031-02-01,2031-05-31,5,0,0
Dec 2030,KEN,50000000,Upper Vale,Old Ford,second projection,2031-06-01,2031-09-30,4,,
"""
RATES = {"found": 2, "data": [
    {"ISO3": "AFG", "adm1_name": "Kabul", "adm2_name": "Kabul", "mkt_name": "Kabul", "geo_id": "1",
     "DATES": "2030-11-01", "currency": "AFN", "exchange_rate_unofficial": "", "l_exchange_rate_unofficial": 70.5,
     "h_exchange_rate_unofficial": 72, "c_exchange_rate_unofficial": 71},
    {"ISO3": "AFG", "adm1_name": "Kabul", "adm2_name": "Kabul", "mkt_name": "Kabul", "geo_id": "1",
     "DATES": "2030-12-01", "currency": "AFN", "exchange_rate_unofficial": 71.25, "l_exchange_rate_unofficial": 70.5,
     "h_exchange_rate_unofficial": 72, "c_exchange_rate_unofficial": 71},
]}  # fmt: skip
TOTALS = '"Year","ISO3CoO","ISO3CoA","REF","IDP","ASY","OOC","STA","VDA"\n2029,"AFG","PAK",1e+05,0,55,"-",0,0\n'
ASYLUM = (
    '"Year","ISO3CoO","ISO3CoA","ProcedureType","ApplicationType","ApplicationDataType",'
    '"ApplicationAveragePersonsPerCase","Applications"\n2029,"AFG","PAK","G","N","P","0",245\n'
    '2029,"AFG","PAK","G","N","C","2.5",100\n'
)
ITEMS = {"maxPages": 1, "items": [
    {"year": 2029, "coo_iso": "AFG", "coa_iso": "PAK", "refugees": 1000, "asylum_seekers": "-", "idps": 0, "ooc": "0",
     "stateless": 0, "oip": "-", "returned_refugees": 3, "returned_idps": 0},
]}  # fmt: skip
OUTAGES = {"type": "outages.events", "error": None, "data": [
    {"location": "country/KE", "start": 1924700000, "duration": 7200, "score": 1234.5, "location_name": "Kenya",
     "datasource": "ping-slash24", "method": "median", "status": 0},
]}  # fmt: skip
PORTS = {"features": [
    {"attributes": {"date": "2030-12-20", "portid": "port9", "portname": "Mombasa", "ISO3": "KEN", "portcalls": 5,
                    "import": 12000.5, "export": 0}},
    {"attributes": {"date": 1924041600000, "portid": "port8", "portname": "Old Quay", "ISO3": "QQQ", "portcalls": 0,
                    "import": None, "export": 10.0}},
]}  # fmt: skip
STRAITS = {"features": [
    {"attributes": {"date": 1924041600000, "portid": "chokepoint1", "portname": "Suez Canal", "n_total": 61,
                    "n_tanker": 20, "n_container": 15, "capacity": 3100000.25}},
]}  # fmt: skip
SAMPLES: dict[str, tuple[str, bytes]] = {
    "wfp_food_prices": ("wfp_food_prices_ken.csv", PRICES.encode()),
    "idmc_idu": ("idu.json", json.dumps(IDMC).encode()),
    "ipc_areas": ("ipc_global_area_long_latest.csv", IPC.encode()),
    "worldbank_rtfx": ("rtfx-0000.json", json.dumps(RATES).encode()),
    "unhcr_totals": ("totals.csv", TOTALS.encode()),
    "unhcr_asylum": ("asylum.csv", ASYLUM.encode()),
    "unhcr_population": ("population-0000.json", json.dumps(ITEMS).encode()),
    "ioda_events": ("ioda-0000.json", json.dumps(OUTAGES).encode()),
    "portwatch_ports": ("ports-0000.json", json.dumps(PORTS).encode()),
    "portwatch_chokepoints": ("straits-0000.json", json.dumps(STRAITS).encode()),
}


def document(mapping: str, content: bytes | None = None, name: str = "", **more: object) -> Raw:
    fetched_at = more.pop("fetched_at", FETCHED)
    source = Source("signal", "table", options={"mapping": mapping}, **more)  # type: ignore[arg-type]
    own_name, sample = SAMPLES[mapping]
    return raw_of(sample if content is None else content, source, name or own_name, fetched_at)  # type: ignore[arg-type]


def figures(mapping: str, content: bytes | None = None) -> list[dict]:
    return read(table, document(mapping, content)).table("measurements").to_pylist()


def told(row: dict) -> tuple:
    return row["series"], row["value"], row["unit"], row["place"], row.get("country")


@pytest.mark.parametrize("mapping", sorted(SAMPLES))
def test_conforms(mapping):
    check_connector(table, [document(mapping)], mutated=120)


def test_a_price_has_its_currency_and_unit_and_a_missing_one_is_no_zero():
    first, forecast = figures("wfp_food_prices")
    assert told(first) == (
        "food_price_maize_white_wholesale", 3200.0, "KES per 90 KG", "Old Ford, Old Ford, Upper Vale", "KEN",
    )  # fmt: skip
    assert (first["period_from"], first["period_to"]) == (
        datetime(2030, 11, 1, tzinfo=UTC), datetime(2030, 12, 1, tzinfo=UTC),
    )  # fmt: skip
    assert forecast["series"] == "food_price_forecast_beans_retail"


def test_the_country_of_a_price_stands_in_the_row_or_in_the_files_name():
    lines = PRICES.splitlines()
    worldwide = "\n".join([f"countryiso3,{lines[0]}", f"#country+code,{lines[1]}", f"SOM,{lines[2]}"]).encode()
    [row] = read(table, document("wfp_food_prices", worldwide, "wfp_food_prices_global_2030.csv")).table(
        "measurements"
    ).to_pylist()  # fmt: skip
    assert row["country"] == "SOM"
    [unknown, _] = read(table, document("wfp_food_prices", name="prices.csv")).table("measurements").to_pylist()
    assert unknown["country"] is None


def test_a_displacement_counts_whole_days_of_its_publishers_clock():
    [row] = figures("idmc_idu")
    assert told(row) == ("internal_displacements_conflict", 400.0, "people", "[1.5, 36.5]", "KEN")
    assert (row["period_from"].day, row["period_to"].day) == (2, 5)


def test_a_place_of_which_nothing_is_told_is_null_and_loses_no_row():
    both = [{**IDMC[0], "locations_name": "Old Ford"}, {**IDMC[0], "id": 9, "centroid": None}]
    assert [row["place"] for row in figures("idmc_idu", json.dumps(both).encode())] == ["Old Ford [1.5, 36.5]", None]


def test_what_is_projected_is_another_series_than_what_is():
    analysed, worse, projected = figures("ipc_areas")
    assert told(analysed) == ("ipc_people_analysed", 84_000.0, "people", "Old Ford, Upper Vale", "KEN")
    assert worse["series"] == "ipc_people_phase_3_or_worse"
    assert (projected["series"], projected["value"]) == ("ipc_projected_people_phase_5", 0.0)
    assert (projected["period_from"], projected["known_at"]) == (datetime(2031, 2, 1, tzinfo=UTC), FETCHED)


def test_a_rate_is_observed_or_estimated_with_its_bounds():
    observed, *estimated = figures("worldbank_rtfx")
    assert told(observed) == ("exchange_rate_unofficial", 71.25, "AFN per USD", "Kabul, Kabul, Kabul", "AFG")
    assert [(row["value"], row["low"], row["high"]) for row in estimated] == [(71.0, 70.5, 72.0)] * 2


def test_of_displaced_people_a_dash_is_no_figure_and_a_published_zero_is_one():
    totals = {row["series"]: row["value"] for row in figures("unhcr_totals")}
    assert totals == {
        "unhcr_refugees": 100_000.0, "unhcr_asylum_seekers": 55.0, "unhcr_internally_displaced": 0.0,
        "unhcr_stateless": 0.0, "unhcr_venezuelans_displaced_abroad": 0.0,
    }  # fmt: skip
    series = {row["series"] for row in figures("unhcr_population")}
    assert {"unhcr_asylum_seekers", "unhcr_in_need_of_protection"}.isdisjoint(series)
    assert {(row["value"], row["unit"]) for row in figures("unhcr_asylum")} == {(245.0, "people"), (100.0, "cases")}


def test_a_port_of_an_unknown_country_stays_as_text():
    rows = {(row["series"], row["place"]): (row["value"], row["country"]) for row in figures("portwatch_ports")}
    assert rows["port_imports", "Mombasa"] == (12_000.5, "KEN")
    assert rows["port_calls", "Old Quay"] == (0.0, None)
    assert ("port_imports", "Old Quay") not in rows


def test_known_from_the_fetch_and_with_a_delay_from_the_end_of_the_period():
    assert {row["known_at"] for row in figures("wfp_food_prices")} == {FETCHED}
    raw = document("wfp_food_prices", known_delay=timedelta(days=10))
    first = read(table, raw).table("measurements").to_pylist()[0]
    assert first["known_at"] == datetime(2030, 12, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("mapping", "was", "becomes"),
    [
        ("wfp_food_prices", b"3200", b"3300"),
        ("idmc_idu", b'"figure": 400', b'"figure": 380'),
        ("ipc_areas", b"25000,0.3", b"26000,0.31"),
        ("worldbank_rtfx", b"71.25", b"71.5"),
        ("unhcr_totals", b"1e+05", b"99000"),
        ("unhcr_population", b'"refugees": 1000', b'"refugees": 1010'),
        ("ioda_events", b"7200", b"9000"),
        ("portwatch_chokepoints", b'"n_total": 61', b'"n_total": 60'),
    ],
)
def test_a_revision_has_the_key_of_what_it_revises(mapping, was, becomes):
    content = SAMPLES[mapping][1]
    old, new = figures(mapping), figures(mapping, content.replace(was, becomes))
    assert [row["key"] for row in old] == [row["key"] for row in new]
    assert sum(a["id"] != b["id"] for a, b in zip(old, new, strict=True)) == 1
    changed = [a["report_id"] != b["report_id"] for a, b in zip(old, new, strict=True)]
    assert all(told for told, a, b in zip(changed, old, new, strict=True) if a["id"] != b["id"])


def test_what_did_not_change_is_told_by_the_report_that_told_it_first():
    old = read(table, document("wfp_food_prices", name="wfp_food_prices_ken.1.csv"))
    later = PRICES.replace("120.5", "130.5").encode()
    new = read(table, document("wfp_food_prices", later, "wfp_food_prices_ken.2.csv"))
    [(first, second), (third, fourth)] = (
        reading.table("measurements")["report_id"].to_pylist() for reading in (old, new)
    )  # fmt: skip
    assert (first == third, second == fourth) == (True, False)
    keys = [set(reading.table("reports")["key"].to_pylist()) for reading in (old, new)]
    assert keys[0] == keys[1]


def test_revises_needs_reports_of_its_rows():
    part = {"target": "measurements", "key": ["day"], "columns": {
        "series": "x", "value": {"from": "n"}, "period_from": {"from": "day", "as": "date"},
    }}  # fmt: skip
    for parts in ([part], [{**part, "report_by": ["day"]}, part]):
        with pytest.raises(SettingsError, match="report_by"):
            mapping_of({"revises": True, "parts": parts})


@pytest.mark.parametrize(
    ("mapping", "was", "becomes"),
    [
        ("wfp_food_prices", b"3200", b"-3200"),
        ("wfp_food_prices", b"3200", b"9e99"),
        ("wfp_food_prices", b"3200", b"free"),
        ("wfp_food_prices", b"\n2030-11-15,Upper Vale,Old Ford,Old Ford,1,1.5,36.5,c", b"\n2190-11-15,,,,1,1,1,c"),
        ("idmc_idu", b'"figure": 400', b'"figure": -400'),
        ("idmc_idu", b'"figure": 400', b'"figure": 1e12'),
        ("idmc_idu", b"2030-12-03T12", b"2030-11-03T12"),
        ("ipc_areas", b"84000", b"9e10"),
        ("ipc_areas", b"2030-12-31,all", b"2029-12-31,all"),
        ("ipc_areas", b"current,2030-12-01,2030-12-31,all", b"current,2030-12-01,2030-12-31,6"),
        ("unhcr_totals", b"1e+05", b"1e+09"),
        ("ioda_events", b"1924700000", b"9924700000"),
        ("portwatch_chokepoints", b'"n_total": 61', b'"n_total": "many"'),
    ],
)  # fmt: skip
def test_an_absurd_value_is_rejected_alone(mapping, was, becomes):
    content = SAMPLES[mapping][1]
    assert was in content
    whole, damaged = read(table, document(mapping)), read(table, document(mapping, content.replace(was, becomes)))
    assert damaged.rejects
    assert len(damaged.rejects) == whole.count("measurements") - damaged.count("measurements")


@pytest.mark.parametrize("mapping", sorted(SAMPLES))
def test_a_schema_that_changed_is_a_misfit_and_nothing_lands(mapping):
    content = SAMPLES[mapping][1]
    pattern = rb'"([A-Za-z]\w+)"\s*:' if content[:1] in b"[{" else rb"(?<![\w ])([A-Za-z][\w ]+)(?=[,\"\n])"
    head, end, rest = content.partition(b"\n")
    if content[:1] in b"[{":
        changed = re.sub(rb'"(?!data"|items"|features"|attributes")([A-Za-z]\w+)"(\s*:)', rb'"new_\1"\2', content)
    else:
        changed = re.sub(pattern, rb"new \1", head) + end + rest
    reading = read(table, document(mapping, changed))
    assert reading.rows == ()
    assert reading.rejects[0].misfit


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def recorded(path: Path, mapping: str, fetched_at: datetime) -> list[dict]:
    raw = document(mapping, path.read_bytes(), path.name, fetched_at=fetched_at)
    check_sample(table, raw)
    reading = bounded(table, raw, path.name)
    return reading.table("measurements").to_pylist()


@pytest.mark.data
@pytest.mark.parametrize(("name", "count", "country"), [("nic", 9_589, "NIC"), ("pse", 25_785, "PSE")])
def test_the_recorded_food_prices(data, name, count, country):
    path = data / "osint" / "signals" / f"wfp_food_prices_{name}.csv"
    found, stated = recorded(path, "wfp_food_prices", datetime(2025, 1, 1, tzinfo=UTC)), list(rows_of(path))
    assert len(found) == len(stated) == count
    assert {row["country"] for row in found} == {country}
    assert len({row["key"] for row in found}) == count
    months = Counter((row["date"][:7], float(row["price"]), f"{row['currency']} per {row['unit']}") for row in stated)
    assert Counter((f"{row['period_from']:%Y-%m}", row["value"], row["unit"]) for row in found) == months


@pytest.mark.data
def test_the_recorded_displacement_updates_fall_on_the_days_that_they_say(data):
    path = data / "osint" / "signals" / "idmc_idu.json"
    found, stated = recorded(path, "idmc_idu", datetime(2024, 1, 1, tzinfo=UTC)), json.loads(path.read_text())
    assert len(found) == len(stated) == 113
    assert sum(row["value"] for row in found) == sum(row["figure"] for row in stated)
    assert Counter(row["series"].rpartition("_")[2] for row in found) == {"disaster": 107, "conflict": 6}
    days = [re.search(r"(\d\d \w+)\s+-\s+(\d\d \w+)", row["standard_info_text"]) for row in stated]
    said = [(one[1], one[2]) for one in days if one]
    read_as = [
        (f"{row['period_from']:%d %B}", f"{row['period_to'] - timedelta(days=1):%d %B}")
        for row, one in zip(found, days, strict=True)
        if one
    ]
    assert len(said) > 100
    assert read_as == said


@pytest.mark.data
def test_the_recorded_phases(data):
    path = data / "osint" / "signals" / "ipc_global_area_long_latest.csv"
    found, stated = recorded(path, "ipc_areas", datetime(2023, 8, 1, tzinfo=UTC)), list(rows_of(path))
    assert len(found) == len(stated) == 2_709
    assert sum(row["value"] for row in found) == sum(int(row["Number"]) for row in stated)
    projected = sum(row["series"].startswith("ipc_projected") for row in found)
    assert projected == sum(row["Validity period"] == "first projection" for row in stated) == 1_246
    assert len({row["key"] for row in found}) == len(found)
    last = {date.fromisoformat(row["To"]) + timedelta(days=1) for row in stated}
    assert {row["period_to"].date() for row in found} == last


@pytest.mark.data
def test_the_recorded_exchange_rates(data):
    path = data / "osint" / "signals" / "worldbank_rtfx.json"
    found = recorded(path, "worldbank_rtfx", datetime(2026, 1, 1, tzinfo=UTC))
    stated = json.loads(path.read_text())["data"]
    observed = [row["value"] for row in found if row["series"] == "exchange_rate_unofficial"]
    assert observed == [row["exchange_rate_unofficial"] for row in stated if row["exchange_rate_unofficial"] != ""]
    estimated = [row for row in found if row["series"] == "exchange_rate_unofficial_estimated"]
    assert [(row["value"], row["low"], row["high"]) for row in estimated] == [
        tuple(row[f"{part}_exchange_rate_unofficial"] for part in "clh") for row in stated
    ]
    assert (len(observed), len(estimated)) == (252, 1_000)


@pytest.mark.data
def test_the_recorded_populations(data):
    folder = data / "osint" / "signals"
    path = folder / "unhcr_HDX_EndYearPopulationTotals.csv"
    found, stated = recorded(path, "unhcr_totals", datetime(2024, 1, 1, tzinfo=UTC)), list(rows_of(path))
    assert (len(stated), len(found)) == (745, 6 * 745)
    refugees = [row["value"] for row in found if row["series"] == "unhcr_refugees"]
    assert refugees == [float(row["REF"]) for row in stated]
    path = folder / "unhcr_HDX_AsylumApplications.csv"
    found, stated = recorded(path, "unhcr_asylum", datetime(2024, 1, 1, tzinfo=UTC)), list(rows_of(path))
    assert len(found) == len(stated) == 300
    assert sum(row["value"] for row in found) == sum(int(row["Applications"]) for row in stated)
