"""The surge detector on invented worlds: when it fires, when it does not, what a finding carries."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

from simurg.detection.detectors import surge
from simurg.detection.detectors.surge import Settings, detect
from simurg.detection.rows import findings_table
from simurg.ledger import Ledger, Offer
from simurg.ontology.errors import CallerError
from simurg.ontology.markings import EVERYTHING, Marking
from simurg.testing.detectors import check_detector
from simurg.testing.table_view import TableView

Events = Callable[..., pa.Table]
SeenAt = Callable[..., TableView]


def test_it_keeps_the_contract_of_detectors(world: Events, seen_at: SeenAt) -> None:
    findings = check_detector(surge, fires=seen_at(world(surge=15)), silent=seen_at(world()))
    assert {(finding.kind, finding.subject) for finding in findings} >= {("pair", "Arda – Belen")}


def test_a_week_in_which_everything_grows_is_no_surge_of_any_pair(world: Events, seen_at: SeenAt) -> None:
    """Four times as many events of every pair: alarms stay as rare as in a week like the others."""
    alarmed = [any(detect(seen_at(world(seed=seed, growth=4.0)), Settings(("pair",)))) for seed in range(20)]
    assert sum(alarmed) <= 4


def test_a_bursty_pair_needs_more_to_surge_than_a_steady_one(world: Events, seen_at: SeenAt, as_events: Events) -> None:
    steady = world(seed=3, surge=9, Arda_Belen=2.0)
    rows = steady.to_pylist()
    for row in rows:  # the same events of the pair's past, drawn together into every fifth week
        if row["country"] == "Arda" and row["recipient"] == "Belen":
            week = (row["occurred_from"] - datetime(2031, 1, 1, tzinfo=UTC)).days // 7
            if week < 19:
                row["occurred_from"] -= timedelta(weeks=week % 5)
    names = ("actor", "recipient", "event_type", "country", "occurred_from")
    bursty = as_events({name: [row[name] for row in rows] for name in names})

    def chance(events: pa.Table) -> float:
        [pair] = [f for f in detect(seen_at(events), Settings(("pair",), level=1.0)) if f.subject == "Arda – Belen"]
        return pair.p_value

    assert chance(steady) < chance(bursty) / 10


def test_nothing_is_said_on_a_short_past(world: Events, seen_at: SeenAt) -> None:
    assert not list(detect(seen_at(world(weeks=3, surge=50), weeks=3)))
    assert list(detect(seen_at(world(weeks=5, surge=50), weeks=5)))
    assert not list(detect(TableView(datetime(2031, 1, 1, tzinfo=UTC), {})))


def test_a_new_source_is_no_surge(world: Events, seen_at: SeenAt, as_events: Events) -> None:
    flood = as_events(
        {
            "actor": ["Gorland"] * 80, "recipient": ["Hesse"] * 80, "country": ["Gorland"] * 80,
            "source_id": ["newcomer"] * 80, "occurred_from": [datetime(2031, 5, 19, tzinfo=UTC)] * 80,
        }
    )  # fmt: skip
    columns = [name for name in flood.column_names if name in world().column_names]
    events = pa.concat_tables([world().select(columns), flood.select(columns)], promote_options="default")
    assert not list(detect(seen_at(events)))


def test_by_type_names_the_type(world: Events, seen_at: SeenAt) -> None:
    findings = list(detect(seen_at(world(surge=15)), Settings(("pair",), by_type=(False, True))))
    assert {finding.event_type for finding in findings} == {None, "ASSAULT"}


def test_citations_are_bounded_and_say_so(world: Events, seen_at: SeenAt) -> None:
    [pair] = detect(seen_at(world(surge=30)), Settings(("pair",), most_cited=10))
    assert len(pair.events) == len(pair.reports) == pair.detail["events_cited"] == 10
    assert pair.detail["events_in_window"] == pair.observed >= 30


def test_findings_go_into_a_ledger_and_come_back(world: Events) -> None:
    moment = datetime(2031, 5, 21, tzinfo=UTC)
    ledger = Ledger.in_memory(lambda: moment)
    events = world(surge=15)
    events = events.append_column("key", events["id"]).append_column("known_at", events["occurred_from"])
    ledger.append(Offer("events", {"events": events}, "wire", Marking(), "test", "1"))
    view = ledger.as_of(known_at=moment, recorded_until=moment, scope=EVERYTHING, picture="staff")
    findings = list(detect(view))
    table = findings_table(findings, picture="staff", issued=True, known_at=moment)
    ledger.append(Offer("findings", {"findings": table}, None, Marking(), "surge", "1"))
    back = ledger.as_of(known_at=moment, recorded_until=moment, scope=EVERYTHING, picture="staff").read("findings")
    assert sorted(back["subject"].to_pylist()) == sorted(finding.subject for finding in findings)
    cited = dict(zip(back["kind"].to_pylist(), back["basis"].to_pylist(), strict=True))
    assert cited["pair"] == list(next(f.basis for f in findings if f.kind == "pair"))
    ledger.close()


def test_no_findings_make_an_empty_table() -> None:
    table = findings_table([], picture="open", issued=False, known_at=datetime(2031, 1, 1, tzinfo=UTC))
    assert len(table) == 0
    assert "q_value" in table.column_names


@pytest.mark.parametrize(
    "wrong", [{"kinds": ("person",)}, {"window_days": 0}, {"level": 0.0}, {"least_weeks": 1}, {"most_cited": 0}]
)
def test_impossible_settings_cannot_be_built(wrong: dict[str, object]) -> None:
    with pytest.raises(CallerError):
        Settings(**wrong)  # type: ignore[arg-type]
