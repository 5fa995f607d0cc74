"""What is stored of a report rests on it alone: not on a recall, on a newer version, or on what others say of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from tests.laws.fused import HIGH, LOW, START, Told, World

from simurg.app.fuse import link_new
from simurg.app.story import Listing, stories
from simurg.collection.connector import raw_of
from simurg.collection.rows import RowBuilder
from simurg.collection.source import Source
from simurg.ledger import Offer
from simurg.ontology.ids import digest_of
from simurg.ontology.markings import Marking

SOME = [Told(1, "wire", 0, 12, 0, LOW, "Quarry Board", "Sandby"), Told(2, "radio", 1, 12, 0, LOW)]


def names(world: World, moment: datetime | None = None) -> Sequence[str]:
    picture = world.picture("chief")
    view = world.desk.ledger.as_of(moment, scope=picture.scope, picture=picture.name)
    return sorted(view.read("name_keys", ("name",))["name"].to_pylist())


def test_names_of_a_source_that_was_recalled_when_they_were_read_come_back_with_it() -> None:
    with World() as world:
        world.tell(SOME)
        world.recall("wire")
        link_new(world.desk)
        assert names(world) == []
        world.moment += timedelta(seconds=1)
        world.recall("wire", undo=True)
        assert names(world) == ["Quarry Board"]


def test_names_of_a_version_that_was_outdated_when_they_were_read_stand_as_of_then() -> None:
    with World() as world:
        for day, name in ((1, "Old Quay"), (5, "New Quay")):
            known = START + timedelta(days=day)
            builder = RowBuilder(raw_of(name.encode(), Source("wire", "rss"), "x.xml", known))
            report = builder.report(key="one", title=name, body=name, published_at=known)
            told = {"subject": "12345-quay", "predicate": "name", "object": name}
            builder.add("claims", key="one", known_at=known, report_id=report, **told)
            offer = Offer(digest_of(name).hex(), builder.take().tables, "wire", LOW, "test", "1")
            world.desk.ledger.append(offer)
        link_new(world.desk)
        assert names(world, START + timedelta(days=2)) == ["Old Quay"]
        assert names(world) == ["New Quay"]


@pytest.mark.parametrize(("source", "marking"), [("radio", LOW), ("wire", HIGH)])
def test_what_others_say_of_a_reports_publisher_is_no_part_of_its_sketch(source: str, marking: Marking) -> None:
    with World() as world:
        world.tell(SOME[:1])
        scope = world.picture("public").scope
        (report,) = world.desk.ledger.as_of(scope=scope).read("reports", ("id",))["id"].to_pylist()
        builder = RowBuilder(raw_of(b"x", Source(source, "rss", marking=marking), "x.xml", START))
        told = {"subject": "x", "predicate": "reported_by", "object": "Hidden Herald"}
        builder.add("claims", key="x", known_at=START, report_id=report, **told)
        world.desk.ledger.append(Offer(digest_of("x").hex(), builder.take().tables, source, marking, "test", "1"))
        link_new(world.desk)
        (cited,) = world.desk.ledger.as_of(scope=scope).read("sketches", ("origins",))["origins"].to_pylist()
        assert not [one for one in cited if one.startswith("feed:")]


@pytest.mark.parametrize("days", [800_000, 10**12])
def test_more_days_than_the_calendar_has_are_all_days(days: int) -> None:
    with World() as world:
        world.tell(SOME)
        link_new(world.desk)
        found = stories(world.desk.ledger, world.picture("chief"), (), Listing(days=days))
        assert (found["reports"], found["days"]) == (2, days)


def test_a_name_that_is_told_above_a_readers_scope_too_is_found_all_the_same() -> None:
    with World() as world:
        world.tell(SOME[1:])
        scope = world.picture("public").scope
        (report,) = world.desk.ledger.as_of(scope=scope).read("reports", ("id",))["id"].to_pylist()
        for source, marking in (("wire", HIGH), ("gazette", LOW)):
            builder = RowBuilder(raw_of(b"x", Source(source, "rss", marking=marking), "x.xml", START))
            told = {"subject": "Quarry Board", "predicate": "seat", "object": "Sandby"}
            builder.add("claims", key=source, known_at=START, report_id=report, **told)
            offer = Offer(digest_of(source).hex(), builder.take().tables, source, marking, "test", "1")
            world.desk.ledger.append(offer)
        link_new(world.desk)
        assert world.desk.ledger.as_of(scope=scope).read("name_keys", ("name",))["name"].to_pylist() == ["Quarry Board"]
