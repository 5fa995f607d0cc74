"""Which rows are one event, and what is said of them."""

from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

import pyarrow as pa
import pytest
from tests.fusion.events.made import DAY, PLAIN, Seen, groups, one, row, table

from simurg.collection.connector import raw_of
from simurg.collection.rows import RowBuilder
from simurg.collection.source import Source
from simurg.fusion.events import corroborate, corroborating
from simurg.fusion.events.facts import NEEDED
from simurg.ledger import Ledger, Offer
from simurg.ledger.recall import Recall, recall_offer
from simurg.ontology.errors import CallerError, NotFound
from simurg.ontology.markings import EVERYTHING

TOGETHER, APART = {frozenset((1, 2))}, {frozenset((1,)), frozenset((2,))}


@pytest.mark.parametrize(
    "said",
    [
        {"event_type": "COERCE", "code": "173"},
        {"actor_code": "MORMIL"},
        {"actor_code": "TILREB", "recipient_code": "MOR"},
        {"recipient_code": None},
        {"actor_code": None},
        {"place_precision": "country", "latitude": 48.0, "longitude": 35.0},
    ],
)
def test_a_report_that_says_it_twice_tells_it_once(said: dict[str, object]) -> None:
    assert groups(row(1, report=1), row(2, report=1, **said)) == TOGETHER


@pytest.mark.parametrize(
    "said",
    [
        {"event_type": "AID", "code": "070"},
        {"recipient_code": "ULMREB"},
        {"latitude": 50.5},
        {"occurred_from": DAY + timedelta(1), "occurred_to": DAY + timedelta(2)},
    ],
)
def test_a_report_may_tell_of_two_events(said: dict[str, object]) -> None:
    assert groups(row(1, report=1), row(2, report=1, **said)) == APART


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"latitude": 49.55},
        {"actor_code": "MORMIL", "code": "193"},
        {"actor_code": "TILREB", "recipient_code": "MORGOV"},
        {"country": "TIL"},
        {"place_precision": "admin1", "latitude": 50.0},
        {"recipient_code": None},
        {"occurred_from": DAY, "occurred_to": DAY + timedelta(1), "mentions": 9},
    ],
)
def test_two_reports_of_one_event_are_one(said: dict[str, object]) -> None:
    assert groups(row(1), row(2, **said)) == TOGETHER


@pytest.mark.parametrize(
    "said",
    [
        {"event_type": "PROTEST"},
        {"event_type": "COERCE"},
        {"recipient_code": "ULMREB"},
        {"actor_code": "COP"},
        {"latitude": 49.7},
        {"place_precision": "country", "latitude": 12.0, "country": "TIL"},
        {"occurred_from": DAY + timedelta(1), "occurred_to": DAY + timedelta(2)},
        {"occurred_from": DAY, "occurred_to": DAY + timedelta(9)},
        {"occurred_from": None, "occurred_to": None},
    ],
)
def test_two_reports_of_two_events_stay_apart(said: dict[str, object]) -> None:
    assert groups(row(1), row(2, **said)) == APART


def test_two_reports_of_some_police_are_not_the_same_police() -> None:
    police = {"actor_code": "COP", "recipient_code": "CRM"}
    assert groups(row(1, **police), row(2, **police)) == APART


def test_a_deed_needs_a_place_and_words_between_states_do_not() -> None:
    somewhere = {"place_precision": "country", "recipient_code": "TIL"}
    assert groups(row(1, **somewhere), row(2, **somewhere)) == APART
    said = somewhere | {"event_type": "ACCUSE", "code": "110"}
    assert groups(row(1, **said), row(2, **said)) == TOGETHER


def test_words_between_states_need_not_even_a_country_and_deeds_do() -> None:
    """As readers of reports give them: who said what to whom, and nowhere where."""
    nowhere = {"country": None, "place": None, "place_precision": None, "latitude": None, "longitude": None}
    words = {**nowhere, "event_type": "CONSULT", "code": None, "actor_code": "MOR", "recipient_code": "TIL"}
    assert groups(row(1, **words), row(2, **words)) == TOGETHER
    assert groups(row(1, **words), row(2, days=2, **words)) == APART
    assert groups(row(1, **words), row(2, **{**words, "recipient_code": "KES"})) == APART
    deeds = {**words, "event_type": "ASSAULT"}
    assert groups(row(1, **deeds), row(2, **deeds)) == APART


def test_who_accuses_whom_is_part_of_an_accusation() -> None:
    said = {"event_type": "ACCUSE", "actor_code": "MOR", "recipient_code": "TIL"}
    assert groups(row(1, **said), row(2, **said | {"actor_code": "TIL", "recipient_code": "MOR"})) == APART


def test_names_link_where_a_source_has_no_codes_and_codes_win_where_they_differ() -> None:
    coded = {"actor": "MORDAVIA", "recipient": "TILISH RIDERS"}
    uncoded = {"actor_code": None, "recipient_code": None, "source_id": "register"}
    named = {"actor": "Government of Mordavia", "recipient": "Tilish Riders"}
    assert groups(row(1, **coded), row(2, **named, **uncoded)) == TOGETHER
    titled = {"actor": "PRESIDENT", "recipient": "REBELS"}
    third = row(3, **titled, **uncoded, latitude=0.0)
    found = groups(row(1, **titled), row(2, **titled, actor_code="ULMGOV"), third)
    assert frozenset((1, 2)) not in found


def test_one_source_with_two_counts_of_dead_tells_of_two_events() -> None:
    assert groups(row(1, deaths_best=3), row(2, deaths_best=9)) == APART
    assert groups(row(1, deaths_best=3), row(2, deaths_best=9, source_id="register")) == TOGETHER


def test_a_day_apart_the_same_dead_are_needed() -> None:
    other = {"source_id": "register"}
    assert groups(row(1, deaths_best=7), row(2, days=1, deaths_best=7, **other)) == TOGETHER
    assert groups(row(1, deaths_best=7), row(2, days=2, deaths_best=7, **other)) == APART
    assert groups(row(1, deaths_best=7), row(2, days=1, deaths_best=8, **other)) == APART
    assert groups(row(1, deaths_best=2), row(2, days=1, deaths_best=2, **other)) == APART
    assert groups(row(1, deaths_best=7), row(2, days=1, deaths_best=7)) == APART


def test_a_vague_row_that_could_be_either_stays_alone() -> None:
    two = (row(1), row(2, latitude=49.9))
    assert groups(*two, row(3, place_precision="country")) == {frozenset((each,)) for each in (1, 2, 3)}
    assert groups(row(1), row(3, place_precision="country")) == {frozenset((1, 3))}


def test_only_independent_origins_corroborate() -> None:
    rows = [row(1), row(2), row(3, source_id="register")]
    reports = [each["report_id"] for each in rows]
    assert one(*rows[:2])["corroborated"] is False
    assert one(*rows[:2], origins={reports[0]: "a", reports[1]: "a"})["corroborated"] is False
    assert one(*rows[:2], origins={reports[0]: "a", reports[1]: "b"})["origins"] == 2
    assert one(*rows) | {"corroborated": True, "origins": 2, "sources": 2, "reports": 3, "rows": 3} == one(*rows)


def test_the_spread_is_kept() -> None:
    found = one(
        row(1, actor="MORDAVIA", deaths_low=2, deaths_best=3, deaths_high=9),
        row(2, actor="MORDAVIA", deaths_best=5, source_id="register", latitude=49.53, place_precision="exact"),
        row(3, report=1, event_type="COERCE", actor="ARMY"),
    )
    assert (found["deaths_low"], found["deaths_least"], found["deaths_most"], found["deaths_high"]) == (2, 3, 5, 9)
    assert (found["latitude"], found["place_precision"]) == (49.53, "exact")
    assert found["radius_km"] == pytest.approx(3.3, abs=0.1)
    assert found["actors"] == [{"name": "MORDAVIA", "rows": 2}, {"name": "ARMY", "rows": 1}]
    assert found["event_types"] == [{"name": "ASSAULT", "rows": 2}, {"name": "COERCE", "rows": 1}]
    assert (found["first"], found["last"]) == (DAY, DAY + timedelta(1))
    assert found["contradictions"] == ["deaths"]
    assert found["group"] == UUID(int=1)


def test_no_rows_make_no_groups() -> None:
    found = corroborate(table())
    assert (found.rows.num_rows, found.groups.num_rows) == (0, 0)


def test_one_event_is_looked_up_with_what_belongs_to_it_wherever_it_stands() -> None:
    far = {"source_id": "register", "deaths_best": 7}
    rows = table(
        row(1, deaths_best=7), row(2, days=1, **far), row(3, country="TIL"), row(4, longitude=-150.0), row(5, days=4)
    )
    view = Seen(rows)
    found = corroborating(view, UUID(int=3)).to_pylist()
    assert found == corroborate(rows).of(UUID(int=3)).to_pylist()
    assert found[0]["rows"] == 3
    with pytest.raises(NotFound):
        corroborating(view, UUID(int=9))


def test_an_event_without_a_date_stands_alone() -> None:
    rows = table(row(1, occurred_from=None, occurred_to=None), row(2))
    view = Seen(rows)
    assert corroborating(view, UUID(int=1))["rows"].to_pylist() == [1]


def test_what_cannot_be_grouped_is_refused() -> None:
    rows = table(row(1), row(2))
    with pytest.raises(CallerError, match="no column 'report_id'"):
        corroborate(rows.drop_columns(["report_id"]))
    with pytest.raises(CallerError, match="same id"):
        corroborate(pa.concat_tables([rows, rows]))
    with pytest.raises(NotFound):
        corroborate(rows).of(UUID(int=3))
    empty = rows.select(NEEDED).set_column(0, "id", pa.nulls(2, pa.uuid()))
    with pytest.raises(CallerError, match="no id"):
        corroborate(empty)


def test_a_ledgers_view_is_read_narrowly_and_what_is_recalled_corroborates_nothing() -> None:
    ticks = count()
    with Ledger.in_memory(lambda: datetime(2031, 6, 1, tzinfo=UTC) + timedelta(seconds=next(ticks))) as ledger:
        ids = [tell(ledger, "wires", 49.5), tell(ledger, "register", 49.52), tell(ledger, "elsewhere", 10.0)]
        view = ledger.as_of(scope=EVERYTHING)
        found = corroborating(view, ids[0])
        assert found.equals(corroborate(view.read("events", NEEDED)).of(ids[0]))
        assert (found["rows"].to_pylist(), found["corroborated"].to_pylist()) == ([2], [True])
        ledger.append(recall_offer(view, Recall("register", "planted", "desk 3"), ledger.now()))
        assert corroborating(ledger.as_of(scope=EVERYTHING), ids[0])["corroborated"].to_pylist() == [False]


def tell(ledger: Ledger, source: str, latitude: float) -> UUID:
    builder = RowBuilder(raw_of(source.encode(), Source(source, "rss"), "1.xml", DAY))
    report = builder.report(key="1", published_at=DAY)
    said = {name: value for name, value in PLAIN.items() if name != "source_id"} | {"latitude": latitude}
    event = builder.add(
        "events", key="1", known_at=DAY, report_id=report, occurred_from=DAY, occurred_to=DAY + timedelta(1), **said
    )
    ledger.append(Offer(source, builder.take().tables, source_name=source))
    return event
