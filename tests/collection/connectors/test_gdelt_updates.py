"""GDELT's updates on a real wire: what is asked for, what is kept, and what happens to files that do not come."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.services.faults import Fault
from tests.services.gdelt import STEP, Gdelt
from tests.services.plans import follow
from tests.services.server import Asked, Service

from simurg.collection.connector import raw_of
from simurg.collection.connectors import gdelt, gdelt_gkg, gdelt_mentions
from simurg.collection.connectors._gdelt_updates import files_in
from simurg.collection.fetching.plan import Answer, Call
from simurg.collection.fetching.plan import Fault as Failed
from simurg.collection.source import Source
from simurg.testing.connectors import check_connector, read
from simurg.testing.hostile import zipped

START = datetime(2031, 5, 1, tzinfo=UTC)
SMALL = Gdelt(START, rows=1)


class Clock:
    now = START + timedelta(hours=2, minutes=3)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def player() -> Gdelt:
    return Gdelt(START)


@pytest.fixture
def service(clock, player) -> Iterator[Service]:
    with Service(clock) as running:
        running.mount_whole("/gdeltv2", player)
        yield running


def source(service: Service, connector: str = "gdelt", **options: object) -> Source:
    address = service.url("/gdeltv2/lastupdate.txt")
    return Source(connector, connector, address=address, known_delay=timedelta(minutes=15), options=options)


def events(run, at: datetime, told: Source) -> list[int]:
    """GLOBALEVENTIDs of all that was kept, by the connector's own reading."""
    found = []
    for kept in run.kept:
        reading = read(gdelt, raw_of(kept.content, told, kept.name, at))
        assert not reading.rejects
        found += [int.from_bytes(key.bytes[8:]) for key in reading.table("events")["key"].to_pylist()]
    return found


def test_the_first_fetch_begins_with_the_newest_file(service, clock, player):
    run = follow(gdelt.fetch, source(service), {}, clock())
    assert run.names == ["20310501020000.export.CSV.zip"]
    assert run.cursor == {"last": "20310501020000", "missing": []}
    assert run.kept[0].content == player.file(START + timedelta(hours=2), "export")


def test_since_says_how_far_back_the_first_fetch_begins(service, clock):
    run = follow(gdelt.fetch, source(service, since="1h"), {}, clock())
    assert len(run.kept) == 4
    assert run.names == sorted(run.names)


def test_a_span_that_is_none_is_told_as_the_settings_fault(service, clock):
    run = follow(gdelt.fetch, source(service, since="soon"), {}, clock())
    assert run.fault is not None
    assert (run.fault.kind, "`since`" in run.fault.what) == ("other", True)


def test_nothing_is_fetched_twice_and_nothing_left_out(service, clock, player):
    told = source(service)
    run = follow(gdelt.fetch, told, {}, clock())
    found = events(run, clock(), told)
    for pause in (15, 15, 0, 200, 15, 47, 3, 61):  # minutes
        clock.now += timedelta(minutes=pause)
        run = follow(gdelt.fetch, told, run.cursor, clock())
        found += events(run, clock(), told)
    first = player.number(START + timedelta(hours=2), 0)
    assert sorted(found) == sorted(one for one in player.numbers(clock()) if one >= first)


def test_a_long_pause_asks_the_master_list_for_its_end_only(service, clock):
    told = source(service)
    cursor = {"last": "20310501000000", "missing": []}
    run = follow(gdelt.fetch, told, cursor, clock())
    assert len(run.kept) == 8
    assert [call.headers["Range"] for call in run.calls if call.url.endswith("masterfilelist.txt")] == ["bytes=-7500"]


def test_without_the_master_list_the_names_are_made(service, clock):
    service.inject("/gdeltv2/masterfilelist.txt", Fault("status", status=404))
    run = follow(gdelt.fetch, source(service), {"last": "20310501000000"}, clock())
    assert len(run.kept) == 8
    assert any("master list" in said for said in run.said)


def test_without_the_master_list_a_file_must_be_a_whole_zip(service, clock):
    service.inject("/gdeltv2/masterfilelist.txt", Fault("status", status=404))
    service.inject("/gdeltv2/20310501013000.export.CSV.zip", Fault("changed_schema"))
    run = follow(gdelt.fetch, source(service), {"last": "20310501010000"}, clock())
    assert (len(run.kept), run.cursor["missing"]) == (3, ["20310501013000"])


def test_a_file_that_was_not_published_is_asked_for_again_for_a_day(clock):
    gap = START + timedelta(hours=1)
    player = Gdelt(START, absent=frozenset({gap}))
    with Service(clock) as service:
        service.mount_whole("/gdeltv2", player)
        told = source(service)
        run = follow(gdelt.fetch, told, {"last": "20310501004500"}, clock())
        assert run.cursor == {"last": "20310501020000", "missing": ["20310501010000"]}
        assert len(run.kept) == 4
        player.absent = frozenset()
        clock.now += STEP
        run = follow(gdelt.fetch, told, run.cursor, clock())
        assert run.names == ["20310501010000.export.CSV.zip", "20310501021500.export.CSV.zip"]
        assert run.cursor["missing"] == []
        late = follow(gdelt.fetch, told, {"last": run.cursor["last"], "missing": ["20310429010000"]}, clock())
        assert late.calls[1:] == []


@pytest.mark.parametrize("fault", [Fault("cut"), Fault("wrong_length")])
def test_a_file_that_breaks_off_is_asked_for_once_more(service, clock, fault):
    service.inject("/gdeltv2/*.zip", fault, nth=1)
    assert len(follow(gdelt.fetch, source(service), {}, clock()).kept) == 1


def test_a_file_whose_bytes_are_not_those_of_the_list_is_not_kept(service, clock):
    service.inject("/gdeltv2/*.zip", Fault("empty", body=b"PK\x03\x04 something else"))
    run = follow(gdelt.fetch, source(service), {}, clock())
    assert (run.kept, run.cursor["missing"]) == ([], ["20310501020000"])
    service.mend()
    assert len(follow(gdelt.fetch, source(service), run.cursor, clock()).kept) == 1


def test_a_server_error_ends_the_run_where_it_stood(service, clock):
    service.inject("/gdeltv2/20310501013000.export.CSV.zip", Fault("status", status=503), nth=1)
    run = follow(gdelt.fetch, source(service), {"last": "20310501004500"}, clock())
    assert run.fault is not None
    assert (run.fault.kind, run.cursor["last"], len(run.kept)) == ("server_error", "20310501011500", 2)
    again = follow(gdelt.fetch, source(service), run.cursor, clock())
    assert [name[:14] for name in again.names] == ["20310501013000", "20310501014500", "20310501020000"]


@pytest.mark.parametrize("fault", [Fault("changed_schema"), Fault("wrong_encoding"), Fault("empty")])
def test_a_list_that_names_nothing_is_a_fault(service, clock, fault):
    service.inject("/gdeltv2/lastupdate.txt", fault)
    run = follow(gdelt.fetch, source(service), {}, clock())
    assert run.fault is not None
    assert run.fault.kind == "schema_changed"


def test_an_older_list_changes_nothing(service, clock):
    told = source(service)
    run = follow(gdelt.fetch, told, {}, clock())
    service.inject("/gdeltv2/lastupdate.txt", Fault("late", delay=timedelta(hours=1)))
    again = follow(gdelt.fetch, told, run.cursor, clock())
    assert (again.kept, again.cursor) == ([], run.cursor)


@settings(max_examples=30)  # each is many runs
@given(
    st.lists(
        st.tuples(st.integers(0, 150), st.lists(st.sampled_from(["", "", "404", "500", "cut", "other"]))), max_size=8
    )
)
def test_whatever_fails_in_between_all_files_come_once_in_the_end(runs):
    """Pauses in minutes, and what becomes of each call; a day of nothing but good answers follows."""
    player = SMALL
    told = Source("gdelt", "gdelt", address="http://g.example/lastupdate.txt")
    now, cursor, kept = START, {}, []
    for pause, fates in [(0, []), *runs, (15, []), (15, [])]:
        now += timedelta(minutes=pause)
        run = follow(gdelt.fetch, told, cursor, now, instead=_fated(player, now, list(fates)))
        cursor, kept = run.cursor, [*kept, *run.kept]
    names = [one.name for one in kept]
    assert len(names) == len(set(names))
    assert set(names) == {f"{one:%Y%m%d%H%M%S}.export.CSV.zip" for one in player.moments(now)}
    assert all(
        one.content == player.file(datetime.strptime(one.name[:14] + "Z", "%Y%m%d%H%M%S%z"), "export") for one in kept
    )


def _fated(player: Gdelt, now: datetime, fates: list[str]):
    """Answers of the player; the nth call meets the nth fate."""

    def answer(call: Call) -> Answer:
        fate = fates.pop(0) if fates else ""
        if fate and not (fate == "other" and call.url.endswith("txt")):
            kinds = {"404": "not_found", "500": "server_error", "cut": "cut_short"}
            if fate in kinds:
                raise Failed(kinds[fate], "by fate")
        headers = {"host": "g.example", **{name.lower(): value for name, value in call.headers.items()}}
        reply = player(Asked("GET", call.url.removeprefix("http://g.example"), {}, headers, b"", now))
        if reply.status >= 400:
            raise Failed("not_found", "not there")
        body = b"PK of another kind" if fate == "other" and not call.url.endswith("txt") else reply.body
        return Answer(call.url, reply.status, {}, body, now)

    return answer


def test_lists_name_translated_files_too():
    text = (
        "1 0123456789abcdef0123456789ABCDEF http://g.example/20310501000000.translation.export.CSV.zip\r\n"
        "2 0123456789abcdef0123456789abcdef http://g.example/20310501000000.translation.gkg.csv.zip\r\n"
        "no line at all\n3 short http://g.example/20310501000000.export.CSV.zip\n"
    )
    [file] = files_in(text, "export")
    assert (file.size, file.md5) == (1, "0123456789abcdef0123456789abcdef")


def document(player: Gdelt, connector: str, kind: str, at: datetime = START):
    content = player.file(at, kind)
    return raw_of(content, Source(connector, connector), f"{at:%Y%m%d%H%M%S}.zip", START + timedelta(days=1))


def test_mentions_say_who_told_of_an_event(player):
    reading = read(gdelt_mentions, document(player, "gdelt_mentions", "mentions"))
    claims = reading.table("claims").to_pylist()
    assert {(one["subject"], one["predicate"], one["object"], one["confidence"]) for one in claims} == {
        (f"gdelt:{player.number(START, row)}", "told_by", "gazette.example", 0.8) for row in range(3)
    }
    assert reading.table("reports")["url"][0].as_py() == "https://gazette.example/2031/05/01/0000/0"
    assert {one["report_id"] for one in claims} == set(reading.table("reports")["id"].to_pylist())


def test_the_knowledge_graph_becomes_counts_by_country(player):
    reading = read(gdelt_gkg, document(player, "gdelt_gkg", "gkg"))
    found = {(row["series"], row["country"]): row for row in reading.table("measurements").to_pylist()}
    assert {key: row["value"] for key, row in found.items()} == {
        ("gdelt_articles", "UKR"): 3, ("gdelt_articles", "POL"): 3, ("gdelt_tone", "UKR"): -4.5,
        ("gdelt_tone", "POL"): -4.5, ("gdelt_theme_protest", "UKR"): 3, ("gdelt_theme_protest", "POL"): 3,
        ("gdelt_theme_armedconflict", "UKR"): 3, ("gdelt_theme_armedconflict", "POL"): 3,
    }  # fmt: skip
    assert found["gdelt_articles", "UKR"]["period_from"] == START - STEP
    assert found["gdelt_articles", "UKR"]["period_to"] == START


def test_themes_are_the_sources_choice(player):
    raw = document(player, "gdelt_gkg", "gkg")
    chosen = Source("gdelt_gkg", "gdelt_gkg", options={"themes": ["TAX_ETHNICITY"]})
    reading = read(gdelt_gkg, raw_of(raw.read(), chosen, raw.name, raw.fetched_at))
    series = set(reading.table("measurements")["series"].to_pylist())
    assert series == {"gdelt_articles", "gdelt_tone", "gdelt_theme_tax_ethnicity"}


@pytest.mark.parametrize(("connector", "kind"), [(gdelt_mentions, "mentions"), (gdelt_gkg, "gkg")])
def test_the_connectors_keep_their_contract(player, connector, kind):
    packed = document(player, connector.CONNECTOR.name, kind)
    content = next(iter(_members(packed.read())))
    plain = raw_of(content, packed.source, "plain.csv", packed.fetched_at)
    check_connector(connector, [plain, packed], mutated=200)
    assert read(connector, raw_of(zipped({"a.csv": content}), packed.source, "a.zip", packed.fetched_at)).rows


@pytest.mark.parametrize("place", [0, 1, 2, 11])
def test_a_mention_with_something_impossible_is_rejected_alone(player, place):
    rows = next(iter(_members(player.file(START, "mentions")))).splitlines()
    cells = rows[1].split(b"\t")
    cells[place] = b"29990101000000" if place in (1, 2) else b"x"
    bad = b"\t".join(cells)
    raw = raw_of(b"\n".join([rows[0], bad, rows[2]]), Source("m", "gdelt_mentions"), "a", START + timedelta(days=1))
    reading = read(gdelt_mentions, raw)
    assert (reading.count("claims"), [reject.content for reject in reading.rejects]) == (2, [bad])


def _members(content: bytes) -> Iterator[bytes]:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            yield archive.read(name)


@pytest.mark.data
def test_the_recorded_mentions_land_whole(data):
    """The recorded sample is comma-separated with a header; its rows, joined by tabs again, are GDELT's."""
    import csv

    path = data / "osint" / "gdelt" / "gdeltPyR" / "data" / "mentionssamp.csv"
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))[1:]
    content = "\n".join("\t".join(row) for row in rows).encode()
    reading = read(
        gdelt_mentions, raw_of(content, Source("m", "gdelt_mentions"), "a", datetime(2031, 1, 1, tzinfo=UTC))
    )
    assert not reading.rejects
    assert reading.count("claims") == len({(row[0], row[5], *row[6:10]) for row in rows})
    assert reading.count("reports") == len({row[5] for row in rows})


@pytest.mark.data
def test_recorded_rows_can_be_played(data, clock):
    rows = (data / "osint" / "gdelt" / "gdelt-events.export.tsv").read_bytes().splitlines()
    player = Gdelt(START, rows=len(rows), recorded=rows)
    with Service(clock) as service:
        service.mount_whole("/gdeltv2", player)
        told = source(service)
        assert len(events(follow(gdelt.fetch, told, {}, clock()), clock(), told)) == len(rows)
