"""The watch: what it writes down is issued for each picture, of that picture's view; saying it again adds nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.app.asking import HIGH, LOW, NOW, Asking, days

from simurg.app.finds import episodes, finds_of
from simurg.app.watch import warnings_of, watch
from simurg.detection.detector import Finding
from simurg.detection.rows import findings_table
from simurg.ledger import Offer
from simurg.ontology.markings import Marking


@pytest.fixture
def asking() -> Iterator[Asking]:
    with Asking() as made:
        yield made


def surge(asking: Asking, marking: Marking, source: str = "wire") -> None:
    """Two quiet years of another place, one event a week here, then forty in three days."""
    quiet = days(NOW - timedelta(days=730), 104, 7)
    asking.tell_clashes(
        *quiet, *(NOW - timedelta(hours=2 * hour + 3) for hour in range(36)), source=source, marking=marking
    )


def issued(asking: Asking, reader: str = "chief") -> list[dict[str, Any]]:
    columns = ("subject", "picture", "issued", "observed", "marking")
    found: list[dict[str, Any]] = asking.view(reader).read("findings", columns).to_pylist()
    return found


def test_it_writes_down_what_it_finds_once_for_each_picture(asking: Asking) -> None:
    surge(asking, LOW)
    asking.until(NOW + timedelta(hours=1))
    first = watch(asking.desk, {})["pictures"]
    assert [(one["picture"], one["found"] > 0, one["found"] == one["new"]) for one in first] == [
        ("all", True, True),
        ("open", True, True),
    ]
    asking.until(NOW + timedelta(hours=2))
    again = watch(asking.desk, {})["pictures"]
    assert [(one["found"], one["new"]) for one in again] == [(one["found"], 0) for one in first]
    assert {one["marking"] for one in issued(asking) if one["picture"] == "open"} == {"OPEN//TLP:GREEN"}


def test_events_above_a_picture_set_nothing_off_in_it(asking: Asking) -> None:
    surge(asking, LOW)
    asking.tell_clashes(*(NOW - timedelta(minutes=5 * one + 1) for one in range(200)), source="radio", marking=HIGH)
    asking.until(NOW + timedelta(hours=1))
    watch(asking.desk, {})
    with Asking() as other:
        surge(other, LOW)
        other.until(NOW + timedelta(hours=1))
        watch(other.desk, {})
        assert issued(asking, "public") == issued(other, "public")
        assert warnings_of(asking.view("public"), NOW) == warnings_of(other.view("public"), NOW)
        assert asking.view().count("events") > other.view().count("events")


def finding(day: int, q_value: float, subject: str = "NRV") -> Finding:
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day)
    return Finding(
        "surge", subject, "place", None, moment - timedelta(days=7), moment, 30.0, 3.0, 0.001, q_value, 1 / q_value
    )


def write(asking: Asking, day: int, *found: Finding) -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day)
    rows = findings_table(found, picture="open", issued=True, known_at=moment)
    asking.ledger.append(Offer(f"day {day}", {"findings": rows}, marking=LOW, method="watch", version="1"))


def test_a_surge_that_goes_on_is_one_warning_and_a_graver_one_another(asking: Asking) -> None:
    for day, q_value in ((10, 0.02), (11, 0.005), (12, 0.004), (14, 1e-6), (15, 1e-7), (40, 0.03)):
        write(asking, day, finding(day, q_value))
    view = asking.view("public")
    told = warnings_of(view, datetime(2026, 1, 1, tzinfo=UTC))
    assert [(one.at.day, one.severity) for one in told] == [
        (11, "notice"),
        (12, "warning"),
        (15, "severe"),
        (10, "notice"),
    ]
    assert len({one.id for one in told}) == 4
    later = warnings_of(view, datetime(2026, 1, 12, 12, tzinfo=UTC))
    assert later == told[2:]  # whoever asks later hears the same, under the same name
    assert [len(one.reached) for one in episodes(finds_of(view, datetime(2026, 1, 1, tzinfo=UTC)))] == [1, 3]


def test_an_earlier_view_warns_of_what_was_known_then(asking: Asking) -> None:
    write(asking, 10, finding(10, 0.005))
    write(asking, 20, finding(20, 0.005, "SRV"))
    picture = asking.picture("public")
    then = asking.ledger.as_of(datetime(2026, 1, 12, tzinfo=UTC), scope=picture.scope, picture=picture.name)
    assert [one.title for one in warnings_of(then, datetime(2026, 1, 1, tzinfo=UTC))] == ["Surge: NRV"]
