"""Plans of the numeric signals over a real wire: pages, windows, changed files, revisions, refusals, silence."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.services.faults import Fault
from tests.services.plans import Run, follow
from tests.services.server import Service
from tests.services.signals import Features, Fires, Hdx, Numbered, Offsets, Quakes, Windowed, listed

from simurg.collection import registry
from simurg.collection.connector import SettingsError, raw_of
from simurg.collection.settings import sources_of
from simurg.collection.source import Source
from simurg.testing.connectors import Reading, read

NOW = datetime(2031, 1, 10, 12, tzinfo=UTC)
PRICES = (
    "date,admin1,admin2,market,market_id,latitude,longitude,category,commodity,commodity_id,unit,priceflag,pricetype,"
    "currency,price,usdprice\n#date,#adm1+name,#adm2+name,#loc+market+name,,,,,,,,,,,,\n"
    "2030-11-15,Upper Vale,Old Ford,Old Ford,1,1,2,cereals,Maize (white),67,KG,actual,Retail,KES,{price},0.5\n"
)


def carded(name: str, address: str) -> Source:
    """A source by its card, at another address."""
    [source] = sources_of(f"- {{name: {name}, card: {name}, address: '{address}'}}")
    return source


def run(source: Source, cursor: Any = None, now: datetime = NOW, **more: Any) -> Run:
    return follow(registry.find(source.connector).fetch, source, cursor or {}, now, **more)  # type: ignore[attr-defined]


def reading(source: Source, kept: Run, at: datetime = NOW) -> list[dict]:
    """The measurements of all that was kept."""
    rows: list[dict] = []
    for one in kept.kept:
        found: Reading = read(registry.find(source.connector), raw_of(one.content, source, one.name, at))
        assert not found.rejects, found.rejects
        rows += found.table("measurements").to_pylist()
    return rows


def test_hdx_gives_a_file_again_only_when_it_changed():
    clock = [NOW]
    december = NOW - timedelta(days=30)
    versions = [
        (december, PRICES.format(price=50).encode()),
        (NOW + timedelta(days=3), PRICES.format(price=55).encode()),
    ]
    with Service(lambda: clock[0]) as service:
        service.mount("/hdx", Hdx(lambda: service.url("/hdx"), {
            "wfp-food-prices-for-sudan": {"wfp_food_prices_ken.csv": versions, "readme.txt": [(december, b"no")]},
            "wfp-food-prices-for-yemen": {"wfp_food_prices_yem.csv": versions[:1]},
        }))  # fmt: skip
        source = carded("wfp_food_prices", service.url("/hdx/api/3/action/package_show"))
        first = run(source)
        again = run(source, first.cursor)
        clock[0] = later = NOW + timedelta(days=4)
        revised = run(source, again.cursor, later)
    assert first.names == [
        "wfp_food_prices_ken.20301211T120000000000.csv",
        "wfp_food_prices_yem.20301211T120000000000.csv",
    ]
    assert (again.names, again.fault) == ([], None)
    [old, _], [new] = reading(source, first), reading(source, revised, later)
    assert (old["value"], new["value"], old["country"], old["unit"]) == (50.0, 55.0, "KEN", "KES per KG")
    assert old["key"] == new["key"]
    assert old["known_at"] < new["known_at"] == later
    assert old["report_id"] != new["report_id"]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault("empty", body=b'{"success": false}'), "schema_changed"),
        (Fault("empty", body=b'{"success": true, "result": {"resources": []}}'), "schema_changed"),
        (Fault("empty", body=b"<html>"), "schema_changed"),
        (Fault("changed_schema"), "schema_changed"),
        (Fault("status", status=500), "server_error"),
        (Fault("cut"), "cut_short"),
    ],
)
def test_hdx_catalogues_that_fail(fault, kind):
    with Service(lambda: NOW) as service:
        files = {"wfp_food_prices_ken.csv": [(NOW, PRICES.format(price=1).encode())]}
        service.mount("/hdx", Hdx(lambda: service.url("/hdx"), {"wfp-food-prices-for-sudan": files}))
        service.inject("/hdx/api/*", fault)
        found = run(carded("wfp_food_prices", service.url("/hdx/api/3/action/package_show")))
    assert found.fault is not None
    assert found.fault.kind == kind
    assert found.names == []


def test_an_empty_file_is_told_and_asked_for_again():
    with Service(lambda: NOW) as service:
        files = {"wfp_food_prices_ken.csv": [(NOW, PRICES.format(price=1).encode())]}
        both = {"wfp-food-prices-for-sudan": files, "wfp-food-prices-for-yemen": files}
        service.mount("/hdx", Hdx(lambda: service.url("/hdx"), both))
        service.inject("/hdx/download/*", Fault("empty"), nth=1)
        source = carded("wfp_food_prices", service.url("/hdx/api/3/action/package_show"))
        found = run(source)
    assert len(found.said) == 1
    assert len(found.names) == 1


def rates(count: int) -> list[dict]:
    return [
        {"ISO3": "AFG", "adm1_name": "Kabul", "adm2_name": "Kabul", "mkt_name": f"Market {number}",
         "geo_id": str(number), "DATES": "2030-11-01", "currency": "AFN",
         "exchange_rate_unofficial": "" if number % 2 else 80 + number / 100,
         "o_exchange_rate_unofficial": 80, "h_exchange_rate_unofficial": 90, "l_exchange_rate_unofficial": 70,
         "c_exchange_rate_unofficial": 81}
        for number in range(count)
    ]  # fmt: skip


def test_pages_by_offset_until_all_have_come():
    with Service(lambda: NOW) as service:
        service.mount("/rates", Offsets(rates(2_500)))
        source = carded("worldbank_rtfx", service.url("/rates"))
        found = run(source)
    assert [call.url.partition("?")[2] for call in found.calls] == [
        "limit=1000&offset=0", "limit=1000&offset=1000", "limit=1000&offset=2000",
    ]  # fmt: skip
    rows = reading(source, found)
    assert len([row for row in rows if row["series"] == "exchange_rate_unofficial"]) == 1_250
    assert len([row for row in rows if row["series"] == "exchange_rate_unofficial_estimated"]) == 2_500
    assert {(row["low"], row["high"]) for row in rows if row["low"]} == {(70.0, 90.0)}
    assert found.cursor["had"] == 2_500


def test_a_run_that_broke_off_goes_on_at_its_page():
    with Service(lambda: NOW) as service:
        service.mount("/rates", Offsets(rates(2_500)))
        service.inject("/rates", Fault("status", status=500), nth=2)
        source = carded("worldbank_rtfx", service.url("/rates"))
        broken = run(source)
        assert broken.fault is not None
        assert len(broken.names) == 1
        rest = run(source, broken.cursor, NOW + timedelta(hours=1))
    assert [name[-9:-5] for name in broken.names + rest.names] == ["0000", "0001", "0002"]
    assert "offset=1000" in rest.calls[0].url
    assert rest.cursor["had"] == 2_500


def test_an_answer_that_fell_silent_is_told_and_one_that_lost_its_list_is_a_fault():
    with Service(lambda: NOW) as service:
        service.mount("/rates", Offsets(rates(3)))
        source = carded("worldbank_rtfx", service.url("/rates"))
        good = run(source)
        service.inject("/rates", Fault("empty", body=b'{"found": 0, "data": []}'), nth=2)
        silent = run(source, good.cursor)
        service.inject("/rates", Fault("changed_schema"), nth=3)
        changed = run(source, silent.cursor)
        service.inject("/rates", Fault("empty", body=b'{"found": 900, "data": []}'), nth=4)
        short = run(source, silent.cursor)
        whole = run(source, silent.cursor)
    assert (silent.names, silent.fault, silent.cursor) == ([], None, good.cursor)
    assert silent.said == ["The answer of worldbank_rtfx had no records, where the last one had 3."]
    assert changed.fault is not None
    assert changed.fault.kind == "schema_changed"
    assert short.fault is not None
    assert short.fault.kind == "schema_changed"
    assert len(whole.names) == 1


def test_unhcr_by_page_with_dashes_for_no_figure():
    rows = [
        {"year": 2029, "coo_iso": "AFG", "coa_iso": "PAK", "refugees": 91_500, "asylum_seekers": "-",
         "idps": 0, "ooc": "0", "stateless": 0, "oip": "-", "returned_refugees": 0, "returned_idps": 0}
    ] + [
        {"year": 2000 + number % 29, "coo_iso": "-", "coa_iso": "PAK", "refugees": number, "asylum_seekers": 5,
         "idps": 0, "ooc": 0, "stateless": 0, "oip": 0, "returned_refugees": 0, "returned_idps": 0}
        for number in range(2_100)
    ]  # fmt: skip
    with Service(lambda: NOW) as service:
        service.mount("/unhcr", Numbered(rows))
        source = carded("unhcr_population", service.url("/unhcr"))
        found = run(source)
        again = run(source, found.cursor, NOW + timedelta(days=14))
    assert [call.url.rpartition("=")[2] for call in found.calls] == ["1", "2"]
    told = reading(source, found)
    [figure] = [row for row in told if row["value"] == 91_500.0]
    assert (figure["series"], figure["place"], figure["country"]) == ("unhcr_refugees", "from AFG", "PAK")
    assert figure["period_to"] == datetime(2030, 1, 1, tzinfo=UTC)
    assert "unhcr_asylum_seekers" not in {row["series"] for row in told if row["period_from"].year == 2029}
    assert "yearFrom=2026" in again.calls[0].url


def days(count: int) -> list[dict]:
    start = NOW.replace(hour=0) - timedelta(days=count)
    return [
        {"date": int((start + timedelta(days=number)).timestamp() * 1000), "portid": "chokepoint1",
         "portname": "Suez Canal", "n_total": 60 + number % 5, "n_tanker": 20, "n_container": 15,
         "capacity": None if number == 3 else 3_000_000}
        for number in range(count)
    ]  # fmt: skip


def test_arcgis_by_result_offset_and_then_the_days_that_may_be_revised():
    with Service(lambda: NOW) as service:
        service.mount("/portwatch", Features(days(700), most=300))
        source = carded("portwatch_chokepoints", service.url("/portwatch"))
        found = run(source)
        again = run(source, found.cursor, NOW + timedelta(days=7))
    assert [call.url.rpartition("=")[2] for call in found.calls] == ["0", "300", "600"]
    rows = reading(source, found)
    assert len(rows) == 4 * 700 - 1
    assert all("country" not in row for row in rows)
    assert rows[0]["period_to"] - rows[0]["period_from"] == timedelta(days=1)
    assert len(json.loads(again.kept[0].content)["features"]) == 60


def test_arcgis_tells_its_errors_with_the_status_200():
    with Service(lambda: NOW) as service:
        service.mount("/portwatch", lambda *_: (200, {}, b'{"error": {"code": 400}}'))
        found = run(carded("portwatch_chokepoints", service.url("/portwatch")))
    assert found.fault is not None
    assert found.fault.kind == "other"


def test_an_outage_that_goes_on_comes_again_longer():
    began = int((NOW - timedelta(hours=2)).timestamp())
    outage = {"location": "country/IR", "start": began, "duration": 14_400, "uncertainty": None, "status": 0,
              "fraction": None, "score": 1234.5, "location_name": "Iran (Islamic Republic Of)",
              "overlaps_window": False, "datasource": "bgp", "method": "median"}  # fmt: skip
    region = {**outage, "location": "region/4416", "location_name": "Tehran"}
    clock = [NOW]
    with Service(lambda: clock[0]) as service:
        service.mount("/ioda", Windowed([outage, region]))
        source = carded("ioda", service.url("/ioda"))
        first = run(source)
        clock[0] = later = NOW + timedelta(hours=1)
        second = run(source, first.cursor, later)
    old, new = reading(source, first), reading(source, second, later)
    assert [(row["series"], row["value"], row["country"]) for row in old] == [
        ("internet_outage_score_bgp", 1234.5, "IRN"), ("internet_outage_score_bgp", 1234.5, None),
        ("internet_outage_duration_bgp", 7_200.0, "IRN"), ("internet_outage_duration_bgp", 7_200.0, None),
    ]  # fmt: skip
    assert [row["key"] for row in old] == [row["key"] for row in new]
    assert (new[2]["value"], new[2]["unit"]) == (10_800.0, "seconds")
    assert old[0]["id"] == new[0]["id"]
    assert old[0]["report_id"] != new[0]["report_id"]
    assert old[2]["id"] != new[2]["id"]


def test_no_outages_are_no_silence():
    with Service(lambda: NOW) as service:
        service.mount("/ioda", Windowed([]))
        found = run(carded("ioda", service.url("/ioda")))
    assert (found.names, found.said, found.fault) == ([], [], None)
    assert found.cursor["done"] == NOW.isoformat()


def test_idmc_wants_a_client_that_is_registered():
    row = {"id": 1, "iso3": "KEN", "centroid": "[1, 2]", "displacement_type": "Conflict", "figure": 40,
           "displacement_start_date": "2030-12-01", "displacement_end_date": "2030-12-03",
           "created_at": "2030-12-05T10:00:00Z"}  # fmt: skip
    with Service(lambda: NOW) as service:
        service.mount("/idmc", listed([row], client="desk"))
        source = carded("idmc_idu", service.url("/idmc"))
        refused = run(source, keys={"client": "nobody"})
        found = run(source, keys={"client": "desk"})
    assert refused.fault is not None
    assert refused.fault.kind == "forbidden"
    [figure] = reading(source, found)
    assert (figure["value"], figure["country"]) == (40.0, "KEN")
    assert (figure["period_from"].day, figure["period_to"].day) == (1, 4)
    assert "desk" not in found.calls[0].url


def test_usgs_is_asked_for_what_changed_since():
    def quake(number: int, updated: datetime, magnitude: float) -> dict:
        told = {"mag": magnitude, "place": "3 km N of Old Mill, Kenya", "time": int(NOW.timestamp() * 1000) - 9_000_000,
                "updated": int(updated.timestamp() * 1000), "type": "earthquake", "magType": "mb"}  # fmt: skip
        return {"type": "Feature", "id": f"us{number}", "properties": told, "geometry": None}

    features = [quake(1, NOW - timedelta(hours=2), 5.0), quake(1, NOW + timedelta(minutes=10), 5.3)]
    clock = [NOW]
    with Service(lambda: clock[0]) as service:
        service.mount("/usgs", Quakes(features))
        source = carded("usgs", service.url("/usgs"))
        first = run(source)
        clock[0] = later = NOW + timedelta(minutes=15)
        second = run(source, first.cursor, later)
    [old], [new] = reading(source, first), reading(source, second, later)
    assert (old["value"], new["value"], old["key"] == new["key"]) == (5.0, 5.3, True)
    assert "offset=1" in first.calls[0].url
    assert "updatedafter=2031-01-10T11:00:00" in second.calls[0].url


def detection(day: str, latitude: float = 1.25) -> bytes:
    return f"{latitude},36.25,306.7,0.4,0.6,{day},0659,N,VIIRS,n,2.0NRT,291.2,0.96,N\n".encode()


def test_firms_gives_each_of_the_last_days_and_those_that_were_missed():
    told = {f"2031-01-{day:02}": [detection(f"2031-01-{day:02}")] for day in range(1, 10)}
    with Service(lambda: NOW) as service:
        service.mount("/firms", Fires(told))
        source = carded("firms", service.url("/firms"))
        keys = {"map": "map-key"}
        first = run(source, keys=keys)
        missed = run(source, {"last": "2031-01-03"}, keys=keys)
        wrong = run(source, keys={"map": "other"})
    assert [name[-12:] for name in first.names] == ["20310108.csv", "20310109.csv"]
    assert (first.said, first.cursor) == ([], {"last": "2031-01-10"})
    assert [name[-6:-4] for name in missed.names] == ["03", "04", "05", "06", "07", "08", "09"]
    assert wrong.fault is not None
    assert wrong.fault.kind == "unauthorised"
    assert {row["series"] for row in reading(source, first)} == {
        "active_fires_viirs_snpp",
        "active_fire_power_viirs_snpp",
    }


def test_firms_without_a_detection_on_a_day_that_is_over_is_told():
    with Service(lambda: NOW) as service:
        service.mount("/firms", Fires({}))
        found = run(carded("firms", service.url("/firms")), keys={"map": "map-key"})
    assert (found.names, len(found.said)) == ([], 2)


@pytest.mark.parametrize(
    "told",
    [
        "pages", {"plan": "crawl"}, {"plan": "pages", "at": {"page": "leaves"}},
        {"plan": "pages", "size": {"a": 1, "b": 2}},
        {"plan": "pages", "colour": "red"}, {"plan": "pages", "size": {"limit": "many"}}, {"plan": "ckan"},
        {"plan": "ckan", "datasets": []},
    ],
)  # fmt: skip
def test_options_that_are_not_understood_are_settings_at_fault(told):
    source = Source("prices", "table", address="https://data.example.org", options={"mapping": "x", "fetch": told})
    with pytest.raises(SettingsError):
        next(registry.find("table").fetch(source, {}, NOW))  # type: ignore[attr-defined]
