"""What a view shows: three times, versions, recalls."""

import pyarrow as pa
import pytest
from tests.ledger.conftest import Desk, day

from simurg.ledger import Ledger, Offer, View
from simurg.ledger.recall import Recall, recall_offer
from simurg.ontology.errors import CallerError, InternalError, NotFound
from simurg.ontology.markings import EVERYTHING, Marking, Scope


def titles(view: View) -> list[str]:
    """Of the reports; the events and claims must agree with them."""
    shown = sorted(view.read("reports", ("title",))["title"].to_pylist())
    assert sorted(view.read("events", ("description",))["description"].to_pylist()) == shown
    assert sorted(view.read("claims", ("object",))["object"].to_pylist()) == shown
    assert view.count("events") == len(shown)
    return shown


def test_nothing_is_shown_before_it_was_known(ledger: Ledger, desk: Desk) -> None:
    desk.tell("early", known=day(1))
    desk.tell("late", known=day(9))
    assert titles(ledger.as_of(day(5), scope=EVERYTHING)) == ["early"]
    assert titles(ledger.as_of(scope=EVERYTHING)) == ["early", "late"]


def test_a_view_does_not_change_when_rows_come_later(ledger: Ledger, desk: Desk) -> None:
    desk.tell("first", known=day(1))
    before = ledger.as_of(scope=EVERYTHING)
    moment = ledger.now()
    desk.tell("backfilled", known=day(0))
    assert titles(before) == ["first"]
    assert titles(ledger.as_of(day(5), moment, scope=EVERYTHING)) == ["first"]
    assert titles(ledger.as_of(day(5), scope=EVERYTHING)) == ["backfilled", "first"]


def test_a_revision_supersedes_and_takes_what_the_old_report_told_with_it(ledger: Ledger, desk: Desk) -> None:
    first = desk.tell("3 dead", key="item", known=day(1))
    desk.tell("5 dead", key="item", known=day(2))
    assert titles(ledger.as_of(scope=EVERYTHING)) == ["5 dead"]
    assert titles(ledger.as_of(day(1), scope=EVERYTHING)) == ["3 dead"]
    assert ledger.as_of(scope=EVERYTHING).read("reports", ("supersedes",))["supersedes"].to_pylist() == [first]


def test_a_revision_that_arrives_before_the_original_still_wins(ledger: Ledger, desk: Desk) -> None:
    desk.tell("5 dead", key="item", known=day(2))
    desk.tell("3 dead", key="item", known=day(1))
    assert titles(ledger.as_of(scope=EVERYTHING)) == ["5 dead"]
    assert titles(ledger.as_of(day(1), scope=EVERYTHING)) == ["3 dead"]


def test_a_publisher_may_go_back_to_the_first_wording(ledger: Ledger, desk: Desk) -> None:
    for number, title in enumerate(["open", "shut", "open"]):
        desk.tell(title, key="border", known=day(number))
    assert titles(ledger.as_of(scope=EVERYTHING)) == ["open"]
    assert titles(ledger.as_of(day(1), scope=EVERYTHING)) == ["shut"]


def test_the_same_report_again_is_nothing_new(ledger: Ledger, desk: Desk) -> None:
    for _ in range(3):
        desk.tell("same", known=day(1))
    assert ledger.as_of(scope=EVERYTHING).stored("reports").num_rows == 1


def test_the_same_batch_again_changes_nothing(ledger: Ledger) -> None:
    desk = Desk(ledger)
    desk.tell("one", known=day(1))
    desk.told = 0
    desk.tell("one", known=day(1))
    assert len(ledger.catalogue.batches()) == 1


@pytest.mark.parametrize("by_source", [True, False])
def test_a_recall_hides_what_was_told_and_its_withdrawal_brings_it_back(
    ledger: Ledger, desk: Desk, by_source: bool
) -> None:
    desk.tell("kept", known=day(1))
    false = desk.tell("false", known=day(1), source="rumour")
    target = "rumour" if by_source else false
    before = ledger.now()
    offer = recall_offer(ledger.as_of(scope=EVERYTHING), Recall(target, "planted", "desk 3"), ledger.now())
    ledger.append(offer)
    assert titles(ledger.as_of(scope=EVERYTHING)) == ["kept"]
    assert titles(ledger.as_of(day(5), scope=EVERYTHING)) == ["false", "kept"], "on day 5 nobody knew of the recall"
    assert titles(ledger.as_of(before, scope=EVERYTHING)) == ["false", "kept"]
    undo = Recall(target, "proved right", "desk 3", withdrawn=True)
    ledger.append(recall_offer(ledger.as_of(scope=EVERYTHING), undo, ledger.now()))
    assert titles(ledger.as_of(scope=EVERYTHING)) == ["false", "kept"]


def test_recalling_a_revision_brings_the_version_before_back(ledger: Ledger, desk: Desk) -> None:
    desk.tell("3 dead", key="item", known=day(1))
    second = desk.tell("5 dead", key="item", known=day(2))
    ledger.append(recall_offer(ledger.as_of(scope=EVERYTHING), Recall(second, "misread", "desk 3"), ledger.now()))
    assert titles(ledger.as_of(scope=EVERYTHING)) == ["3 dead"]


def test_recalling_a_middle_version_does_not_bring_the_first_back_beside_the_last(ledger: Ledger, desk: Desk) -> None:
    desk.tell("3 dead", key="item", known=day(1))
    second = desk.tell("5 dead", key="item", known=day(2))
    recall = Recall(second, "misread", "desk 3")
    ledger.append(recall_offer(ledger.as_of(day(2), scope=EVERYTHING), recall, ledger.now()))
    desk.tell("4 dead", key="item", known=day(3))
    assert titles(ledger.as_of(scope=EVERYTHING)) == ["4 dead"]


def test_a_recall_needs_a_reason_and_a_target_in_view(ledger: Ledger, desk: Desk) -> None:
    secret = desk.tell("secret", known=day(1), marking=Marking(3))
    with pytest.raises(CallerError, match="reason"):
        Recall(secret, " ", "me")
    low = ledger.as_of(scope=Scope())
    with pytest.raises(NotFound):
        recall_offer(low, Recall(secret, "why", "me"), ledger.now())
    with pytest.raises(NotFound):
        recall_offer(low, Recall(secret, "why", "me", withdrawn=True), ledger.now())


def test_a_superseding_row_above_the_scope_hides_nothing(ledger: Ledger, desk: Desk) -> None:
    desk.tell("public", key="item", known=day(1))
    desk.tell("what we know", key="item", known=day(2), marking=Marking(3))
    assert titles(ledger.as_of(scope=Scope())) == ["public"]
    assert titles(ledger.as_of(scope=EVERYTHING)) == ["what we know"]


def test_a_low_row_after_a_high_one_names_no_predecessor_that_its_reader_cannot_see(ledger: Ledger, desk: Desk) -> None:
    desk.tell("what we know", key="item", known=day(1), marking=Marking(3))
    desk.tell("public", key="item", known=day(2))
    low = ledger.as_of(scope=Scope())
    assert low.read("reports", ("supersedes",))["supersedes"].to_pylist() == [None]
    assert titles(ledger.as_of(scope=EVERYTHING)) == ["public"], "the later version wins for those who see both"


def test_conditions(ledger: Ledger, desk: Desk) -> None:
    for number in range(4):
        desk.tell(f"n{number}", known=day(number), source="wire" if number % 2 else "post")
    view = ledger.as_of(scope=EVERYTHING)

    def found(**where: object) -> list[str]:
        return sorted(view.read("reports", ("title",), where)["title"].to_pylist())

    assert found(source_id="post") == ["n0", "n2"]
    assert found(known_at=(day(1), day(3))) == ["n1", "n2"]
    assert found(known_at=(None, day(1))) == ["n0"]
    assert found(title=frozenset({"n0", "n3", "n9"})) == ["n0", "n3"]
    assert found(title=frozenset()) == []
    assert found(body=None) == ["n0", "n1", "n2", "n3"]
    assert found(title="n'; DROP TABLE x --") == []
    with pytest.raises(InternalError, match="no column"):
        found(nonsense=1)
    with pytest.raises(InternalError, match="compare"):
        found(title=b"n0")


def test_a_view_shows_no_label_bits_and_no_batches(ledger: Ledger, desk: Desk) -> None:
    desk.tell("one", known=day(1), marking=Marking(1, 2, frozenset({"ALPHA"}), frozenset({"NORTH"})))
    row = ledger.as_of(scope=EVERYTHING).read("reports").to_pylist()[0]
    assert row["marking"] == "RESTRICTED//ALPHA//TLP:AMBER//REL TO NORTH"
    assert not {"level", "compartments", "releasable", "batch", "contested"} & set(row)


def test_ibis_and_read_agree(ledger: Ledger, desk: Desk) -> None:
    desk.tell("one", known=day(1))
    desk.tell("two", key="one", known=day(2))
    expression = ledger.as_of(scope=EVERYTHING).table("events")
    assert expression.count().execute() == 1
    assert expression.description.execute().tolist() == ["two"]
    assert ledger.as_of(scope=EVERYTHING).table("forecasts").count().execute() == 0


def test_an_offer_is_checked(ledger: Ledger) -> None:
    with pytest.raises(InternalError, match="no table"):
        Offer("b", {"nonsense": pa.table({})})
    with pytest.raises(InternalError, match="missing"):
        ledger.append(Offer("b", {"events": pa.table({"actor": ["x"]})}))
    assert not ledger.as_of(scope=EVERYTHING).count("events")
    assert not ledger.catalogue.has_batch("b")
