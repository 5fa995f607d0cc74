"""A fortnight of numeric signals, followed with a clock of our own: revisions supersede, and views of the past do not
know of them; faults and silence are told apart; nothing is doubled."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import yaml
from tests.app.following.test_follow import Time
from tests.services.faults import Fault
from tests.services.server import Service
from tests.services.signals import Hdx, Offsets, Quakes, Windowed

from simurg.app.following.follow import Follow, Habits
from simurg.app.following.health import health_of_fetches
from simurg.app.following.real import Real
from simurg.app.following.rounds import rounds_in
from simurg.app.jobs import HANDLERS
from simurg.app.sources import sources_in
from simurg.app.worker import Office
from simurg.app.workspace import create
from simurg.ledger import Ledger
from simurg.ontology.markings import EVERYTHING
from simurg.outbound.doors import Allowed
from simurg.outbound.way_out import WayOut

NOW = datetime(2026, 11, 1, 6, tzinfo=UTC)
DAY = timedelta(days=1)
HEADER = (
    "date,admin1,admin2,market,market_id,latitude,longitude,category,commodity,commodity_id,unit,priceflag,pricetype,"
    "currency,price,usdprice\n"
)


def prices(*values: float) -> bytes:
    """Maize of successive months; the last month is October 2026."""
    months = [f"2026-{10 - back:02}-15" for back in range(len(values))]
    rows = [
        f"{month},Upper Vale,Old Ford,Old Ford,1,1,2,cereals,Maize,67,KG,actual,Retail,KES,{value},\n"
        for month, value in zip(months, values, strict=True)
    ]
    return (HEADER + "".join(rows)).encode()


def rates() -> list[dict]:
    return [
        {"ISO3": "AFG", "adm1_name": "Kabul", "adm2_name": "Kabul", "mkt_name": f"Market {number}",
         "geo_id": str(number), "DATES": "2026-09-01", "currency": "AFN", "exchange_rate_unofficial": 70,
         "l_exchange_rate_unofficial": 69, "h_exchange_rate_unofficial": 71, "c_exchange_rate_unofficial": 70}
        for number in range(1_200)
    ]  # fmt: skip


def quake(number: int, at: datetime, updated: datetime, magnitude: float) -> dict:
    told = {"mag": magnitude, "place": "3 km N of Old Mill, Kenya", "time": int(at.timestamp() * 1000), "magType": "mb",
            "updated": int(updated.timestamp() * 1000), "type": "earthquake"}  # fmt: skip
    return {"type": "Feature", "id": f"us{number}", "properties": told, "geometry": None}


QUAKES = [
    one
    for number in range(14)
    for at in [NOW + number * DAY + timedelta(hours=3)]
    for one in (quake(number, at, at + timedelta(minutes=9), 5.0), quake(number, at, at + timedelta(days=2), 5.4))
]
OUTAGE = {"location": "country/IR", "start": int((NOW + DAY).timestamp()), "duration": 3 * 86_400, "score": 99.5,
          "location_name": "Iran (Islamic Republic Of)", "datasource": "bgp", "method": "median"}  # fmt: skip


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def service(time):
    with Service(time) as service:
        files = [(NOW - DAY, prices(50, 48)), (NOW + 5 * DAY, prices(55, 48, 47))]
        datasets = {"wfp-food-prices-for-sudan": {"wfp_food_prices_ken.csv": files}}
        service.mount("/hdx", Hdx(lambda: service.url("/hdx"), datasets))
        service.mount("/rates", Offsets(rates()))
        service.mount("/ioda", Windowed([OUTAGE]))
        service.mount("/usgs", Quakes(QUAKES))
        yield service


@pytest.fixture
def office(tmp_path, time, service):
    workspace = create(tmp_path / "ws")
    fetch = {"plan": "ckan", "datasets": ["wfp-food-prices-for-sudan"]}
    address = service.url("/hdx/api/3/action/package_show")
    entries = [
        {"name": "prices", "card": "wfp_food_prices", "address": address, "options": {"fetch": fetch}},
        {"name": "rates", "card": "worldbank_rtfx", "address": service.url("/rates"), "schedule": "1d"},
        {"name": "outages", "card": "ioda", "address": service.url("/ioda"), "schedule": "6h"},
        {"name": "quakes", "card": "usgs", "address": service.url("/usgs"), "schedule": "6h"},
    ]
    workspace.sources_file.write_text(yaml.safe_dump(entries))
    return Office(workspace, HANDLERS, time, real=Real(WayOut(Allowed()), time.sleep, lambda: 0.5, {}))


def follow(office: Office, time: Time, days: int) -> None:
    time.stop_at = time.now + days * DAY + timedelta(seconds=1)
    with rounds_in(office.workspace, time, office.real) as rounds:
        Follow(office, rounds, Habits(at_once=0, look_every_s=3_600), lambda _: None).run(time.over)


def figures(office: Office, time: Time, source: str, at: datetime) -> list[dict[str, Any]]:
    columns = ("source_id", "series", "place", "country", "period_from", "value", "report_id")
    with Ledger.open_to_read(office.workspace.ledger, time) as ledger:
        rows = ledger.as_of(at, scope=EVERYTHING).read("measurements", columns).to_pylist()
    return [row for row in rows if row["source_id"] == source]


def health(office: Office, time: Time, name: str) -> str:
    [source] = [one for one in sources_in(office.workspace) if one.name == name]
    with rounds_in(office.workspace, time, office.real) as rounds:
        return health_of_fetches(source, rounds.log.fetches(name, time.now), time.now).state


def test_a_fortnight(office, time, service):
    service.inject("/hdx/*", Fault("status", status=503), between=(NOW + 2 * DAY, NOW + 3 * DAY))
    service.inject("/usgs", Fault("cut"), between=(NOW + 4 * DAY, NOW + 5 * DAY))
    service.inject("/rates", Fault("changed_schema"), between=(NOW + 6 * DAY, NOW + 7 * DAY))
    follow(office, time, 14)

    before, after = (figures(office, time, "prices", NOW + days * DAY) for days in (4, 14))
    assert sorted((row["period_from"].month, row["value"]) for row in before) == [(9, 48.0), (10, 50.0)]
    assert sorted((row["period_from"].month, row["value"]) for row in after) == [(8, 47.0), (9, 48.0), (10, 55.0)]
    assert {row["country"] for row in after} == {"KEN"}
    kept = {row["period_from"]: row["report_id"] for row in before}
    new = {row["period_from"]: row["report_id"] for row in after}
    september, october = (datetime(2026, month, 1, tzinfo=UTC) for month in (9, 10))
    assert kept[september] == new[september]
    assert kept[october] != new[october]

    assert len(figures(office, time, "rates", time.now)) == 2_400
    magnitudes = [row["value"] for row in figures(office, time, "quakes", time.now)]
    assert sorted(magnitudes) == [5.0] * 2 + [5.4] * 12
    lengths = [
        [row["value"] for row in figures(office, time, "outages", at) if "duration" in row["series"]]
        for at in (NOW, NOW + timedelta(days=2), time.now)
    ]
    assert lengths[0] == []
    assert 0 < lengths[1][0] < lengths[2][0] == OUTAGE["duration"]
    assert {health(office, time, name) for name in ("prices", "rates", "quakes")} == {"ok"}
    with Ledger.open_to_read(office.workspace.ledger, time) as ledger:
        versions = ledger.as_of(time.now, scope=EVERYTHING).versions("measurements", ("series",))
    told = [one.as_py() for one in versions["series"] if "exchange_rate" in one.as_py()]
    assert len(told) == 2_400  # fourteen deliveries of the same table are written once


def test_faults_and_silence_are_told_apart(office, time, service):
    follow(office, time, 3)
    service.inject("/rates", Fault("changed_schema"))
    service.inject("/hdx/api/*", Fault("empty", body=b'{"success": true, "result": {"resources": []}}'))
    service.inject("/usgs", Fault("status", status=429, headers={"Retry-After": "60"}))
    follow(office, time, 3)
    assert health(office, time, "rates") == "schema_changed"
    assert health(office, time, "prices") == "schema_changed"
    assert health(office, time, "quakes") == "throttled"
    service.mend()
    service.inject("/rates", Fault("empty", body=b'{"found": 0, "data": []}'))
    follow(office, time, 9)
    assert health(office, time, "prices") == "ok"
    assert health(office, time, "rates") in ("silent", "late", "ok")
