"""The grade that a view shows is that of the latest grading that stands in it: as of its moment, within its scope."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from simurg.ledger import Ledger, Offer, View
from simurg.ledger.columns import table_of
from simurg.ontology.ids import id_of
from simurg.ontology.markings import EVERYTHING, Marking, Scope

START = datetime(2026, 1, 1, tzinfo=UTC)
LOW, HIGH = Scope(0, 1), Scope(2, 3)
REPORTS = tuple(id_of("report", number) for number in range(3))
PEOPLE = ("ann", "ben")


@dataclass(frozen=True)
class Given:
    """One grading, or with `undo` the taking back of one's own."""

    report: int
    by: str
    reliability: str
    credibility: int
    secret: bool
    undo: bool


GIVEN = st.builds(
    Given,
    st.integers(0, 2),
    st.sampled_from(PEOPLE),
    st.sampled_from("ABCDEF"),
    st.integers(1, 6),
    st.booleans(),
    st.booleans(),
)


def told(ledger: Ledger) -> None:
    rows = [
        {"id": one, "key": one, "known_at": START, "title": "A report", "reliability": "C", "credibility": 3}
        for one in REPORTS
    ]
    ledger.append(Offer("reports", {"reports": table_of("reports", rows)}))


def graded(ledger: Ledger, one: Given, hour: int) -> None:
    marking = HIGH.marking() if one.secret else LOW.marking()
    key = id_of("grading", one.report, one.by, str(marking))
    row = {
        "id": id_of(key.bytes, hour),
        "key": key,
        "known_at": START + timedelta(hours=hour),
        "report": REPORTS[one.report],
        "reliability": one.reliability,
        "credibility": one.credibility,
        "by": one.by,
        "withdrawn": one.undo,
    }
    ledger.append(Offer(f"grading {hour}", {"gradings": table_of("gradings", [row])}, marking=marking))


def shown(view: View) -> dict[UUID, tuple[str, int]]:
    rows = view.read("reports", ("id", "reliability", "credibility")).to_pylist()
    return {row["id"]: (row["reliability"], row["credibility"]) for row in rows}


def expected(some: list[Given], *, secret: bool) -> dict[UUID, tuple[str, int]]:
    """By the rule as it stands in words: of each person's last word, the latest that was not taken back."""
    found = dict.fromkeys(REPORTS, ("C", 3))
    for number, report in enumerate(REPORTS):
        last: dict[tuple[str, bool], tuple[int, Given]] = {}
        for hour, one in enumerate(some):
            if one.report == number and (secret or not one.secret):
                last[one.by, one.secret] = (hour, one)
        stand = [(hour, one) for hour, one in last.values() if not one.undo]
        if stand:
            _, one = max(stand, key=lambda pair: pair[0])
            found[report] = (one.reliability, one.credibility)
    return found


@given(st.lists(GIVEN, max_size=12), st.integers(0, 12))
def test_a_view_shows_what_stood_by_its_moment_within_its_scope(some: list[Given], hours: int) -> None:
    ledger = Ledger.in_memory(lambda: START + timedelta(days=30))
    told(ledger)
    for hour, one in enumerate(some):
        graded(ledger, one, hour)
    moment = START + timedelta(hours=hours)
    for scope, secret in ((LOW, False), (HIGH, True), (EVERYTHING, True)):
        assert shown(ledger.as_of(scope=scope)) == expected(some, secret=secret)
        assert shown(ledger.as_of(moment, scope=scope)) == expected(some[: hours + 1], secret=secret)
    ledger.close()


@given(st.lists(GIVEN, max_size=8), st.lists(GIVEN, max_size=8))
def test_a_grading_above_the_scope_changes_nothing(some: list[Given], others: list[Given]) -> None:
    answers = []
    for secret in (some, others):
        ledger = Ledger.in_memory(lambda: START + timedelta(days=30))
        told(ledger)
        for hour, one in enumerate(secret):
            graded(ledger, Given(one.report, one.by, one.reliability, one.credibility, True, one.undo), hour)
        view = ledger.as_of(scope=LOW)
        answers.append((shown(view), view.count("gradings"), sorted(map(str, view.read("reports").to_pylist()))))
        ledger.close()
    assert answers[0][:2] == answers[1][:2] == (dict.fromkeys(REPORTS, ("C", 3)), 0)


def test_conditions_counts_and_versions_see_the_grade_that_stands() -> None:
    ledger = Ledger.in_memory(lambda: START + timedelta(days=30))
    told(ledger)
    graded(ledger, Given(0, "ann", "A", 1, False, False), 1)
    view = ledger.as_of(scope=LOW)
    assert view.count("reports", {"reliability": "A"}) == 1
    assert view.count("reports", {"reliability": "C"}) == 2
    assert view.read("reports", ("id",), {"credibility": 1})["id"].to_pylist() == [REPORTS[0]]
    assert view.stored("reports", ("reliability",), {"id": REPORTS[0]})["reliability"].to_pylist() == ["A"]
    assert view.versions("reports", ("reliability",), {"id": REPORTS[0]})["reliability"].to_pylist() == ["A"]
    assert view.any_stored("reports", {"reliability": "A"})
    assert view.standing("reports", REPORTS) == frozenset(REPORTS)
    assert shown(view.as_graded_by_sources()) == dict.fromkeys(REPORTS, ("C", 3))
    assert shown(view.on(ledger.engine)) == shown(view)
    expression = view.table("reports")
    assert sorted(view.collect(expression.select("reliability"))["reliability"].to_pylist()) == ["A", "C", "C"]
    ledger.close()


def test_without_gradings_the_view_reads_the_files_themselves() -> None:
    ledger = Ledger.in_memory(lambda: START + timedelta(days=30))
    told(ledger)
    view = ledger.as_of(scope=LOW)
    assert view.as_graded_by_sources() is view
    assert Marking() <= view.scope.marking()
    ledger.close()
