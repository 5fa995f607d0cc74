"""What rests on what, both ways, within a scope, also after a recall."""

from datetime import datetime
from uuid import UUID

from tests.ledger.conftest import Desk, day

from simurg.ledger import Ledger, Offer
from simurg.ledger.basis import basis_view_of, views_of
from simurg.ledger.columns import table_of
from simurg.ledger.lineage import computed_over, dependents, foundations, locate, rests_on
from simurg.ledger.recall import Recall, recall_offer
from simurg.ontology.ids import id_of
from simurg.ontology.markings import EVERYTHING, Marking, Scope


def conclude(
    ledger: Ledger, table: str, name: str, cited: list[UUID], *, basis_view: str | None = None,
    known: datetime | None = None, marking: Marking | None = None, as_known_at: datetime | None = None,
) -> UUID:  # fmt: skip
    """A derived row that cites others."""
    one = id_of(table, name)
    row = {"id": one, "key": one, "known_at": known or ledger.now(), "basis": cited, "basis_view": basis_view}
    rows = table_of(table, [row if as_known_at is None else {**row, "as_known_at": as_known_at}])
    ledger.append(Offer(f"{table}-{name}", {table: rows}, method="test", version="1", marking=marking or Marking()))
    return one


def chain(ledger: Ledger, desk: Desk) -> tuple[UUID, UUID, UUID]:
    report = desk.tell("shots at the border", known=day(1))
    event = ledger.as_of(scope=EVERYTHING).read("events", ("id",))["id"].to_pylist()[0]
    finding = conclude(ledger, "findings", "surge", [event])
    product = conclude(ledger, "products", "brief", [finding])
    return report, finding, product


def test_a_report_leads_to_every_product_that_rests_on_it(ledger: Ledger, desk: Desk) -> None:
    report, finding, product = chain(ledger, desk)
    other = desk.tell("market day", known=day(1))
    found = dependents(ledger.as_of(scope=EVERYTHING), ledger.edges, [report])
    assert {(link.table, link.how) for link in found} == {
        ("events", "told by"), ("claims", "told by"), ("findings", "cites"), ("products", "cites"),
    }  # fmt: skip
    assert {finding, product} <= {link.id for link in found}
    assert {link.table for link in dependents(ledger.as_of(scope=EVERYTHING), ledger.edges, [other])} == {
        "events",
        "claims",
    }


def test_a_product_leads_down_to_its_reports(ledger: Ledger, desk: Desk) -> None:
    report, finding, product = chain(ledger, desk)
    view = ledger.as_of(scope=EVERYTHING)
    assert [link.id for link in rests_on(view, "products", product)] == [finding]
    assert [link.table for link in foundations(view, "products", product)] == ["findings", "events", "reports"]
    assert foundations(view, "products", product)[-1].id == report


def test_a_recall_keeps_the_lineage(ledger: Ledger, desk: Desk) -> None:
    report, _, product = chain(ledger, desk)
    ledger.append(recall_offer(ledger.as_of(scope=EVERYTHING), Recall(report, "planted", "me"), ledger.now()))
    view = ledger.as_of(scope=EVERYTHING)
    assert view.count("reports") == 0
    assert product in {link.id for link in dependents(view, ledger.edges, [report])}
    assert report in {link.id for link in foundations(view, "products", product)}


def test_lineage_stops_at_the_scope(ledger: Ledger, desk: Desk) -> None:
    report = desk.tell("open", known=day(1))
    secret = conclude(ledger, "findings", "secret", [report], marking=Marking(3))
    low, high = ledger.as_of(scope=Scope()), ledger.as_of(scope=EVERYTHING)
    assert secret in {link.id for link in dependents(high, ledger.edges, [report])}
    assert secret not in {link.id for link in dependents(low, ledger.edges, [report])}
    assert locate(high, secret.hex[:8]) == [("findings", secret)]
    assert locate(low, secret.hex[:8]) == []


def test_a_view_that_held_the_report_counts_without_citing_it(ledger: Ledger, desk: Desk) -> None:
    early = desk.tell("early", known=day(1), source="rumour")
    desk.tell("late", known=day(9))
    predicate = basis_view_of(("events", {"occurred_from": (None, day(5)), "actor": "Arkania"}))
    product = conclude(ledger, "products", "brief", [], basis_view=predicate)
    view = ledger.as_of(scope=EVERYTHING)
    assert [link.id for link in computed_over(view, {"report_id": early})] == [product]
    assert [link.id for link in computed_over(view, {"source_id": "rumour"})] == [product]
    assert computed_over(view, {"source_id": "wire"}) == [], "the late event lies outside the view's range"
    after = desk.tell("early too", known=day(2), source="other")
    assert computed_over(ledger.as_of(scope=EVERYTHING), {"report_id": after}) == [], "recorded after the product"


def test_conditions_of_a_basis_round_trip() -> None:
    where = {"actor": "Ü'", "occurred_from": (day(1), None), "event_type": frozenset({"ASSAULT"}), "place": None}
    assert views_of(basis_view_of(("events", where))) == [("events", where)]
    assert views_of(None) == []


def test_lineage_survives_compaction(ledger: Ledger, desk: Desk) -> None:
    from simurg.ledger.upkeep import maintain

    report, _, _ = chain(ledger, desk)
    desk.tell("more", known=day(2))
    before = dependents(ledger.as_of(scope=EVERYTHING), ledger.edges, [report])
    assert maintain(ledger).merged
    after = dependents(ledger.as_of(scope=EVERYTHING), ledger.edges, [report])
    assert {link.id for link in after} == {link.id for link in before}


def test_what_was_drawn_after_the_recall_was_not_computed_over_it(ledger: Ledger, desk: Desk) -> None:
    report = desk.tell("planted", known=day(1), source="rumour")
    predicate = basis_view_of(("events", {"actor": "Arkania"}))
    before = conclude(ledger, "products", "before", [], basis_view=predicate, as_known_at=ledger.now())
    ledger.append(recall_offer(ledger.as_of(scope=EVERYTHING), Recall("rumour", "planted", "me"), ledger.now()))
    after = conclude(ledger, "products", "after", [], basis_view=predicate, as_known_at=ledger.now())
    replay = conclude(ledger, "products", "replay", [], basis_view=predicate, as_known_at=day(5))
    for told in ({"source_id": "rumour"}, {"report_id": report}):
        over = {link.id for link in computed_over(ledger.as_of(scope=EVERYTHING), told)}
        assert over == {before, replay}, "a replay of an earlier moment holds what was recalled later"
    undo = Recall("rumour", "proved right", "me", withdrawn=True)
    ledger.append(recall_offer(ledger.as_of(scope=EVERYTHING), undo, ledger.now()))
    again = conclude(ledger, "products", "again", [], basis_view=predicate, as_known_at=ledger.now())
    over = {link.id for link in computed_over(ledger.as_of(scope=EVERYTHING), {"source_id": "rumour"})}
    assert over == {before, replay, again}
    assert after not in over
