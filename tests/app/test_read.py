"""The reading job: what it reads, what becomes rows, and what it leaves alone."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from tests.app.reading_room import OPEN, SECRET, Plain, ReadingRoom, only, plain

from simurg.app.fuse import link_new
from simurg.app.read import read_by
from simurg.app.readers import Local
from simurg.extraction.reading import Reading, Text
from simurg.ledger.spines import Spines
from simurg.ontology.errors import CallerError, OperatorError
from simurg.ontology.markings import Scope

BODY = "On Monday Norvik shelled Sandrev. Durane may shell Osterby. Melk owns Arden."


@pytest.fixture
def room(tmp_path: Path) -> ReadingRoom:
    return ReadingRoom(tmp_path)


def test_events_stand_on_their_words_and_are_marked_and_known_as_their_report(room: ReadingRoom) -> None:
    report = room.tell("1", BODY, marking=SECRET)
    done = read_by(room.desk, only(coder=plain()))
    assert done["read"] == [
        {"source": "wire", "reader": "coder", "reports": 1, "events": 1, "claims": 1, "refused": 0, "left": 0}
    ]
    (event,) = room.rows("events")
    (told,) = room.rows("reports")
    whole = f"Report 1\n\n{BODY}"
    assert whole[event["span_from"] : event["span_to"]] == "Norvik shelled Sandrev"
    assert (event["actor"], event["actor_code"], event["event_type"]) == ("Norvik", "NOR", "ASSAULT")
    assert (event["method"], event["version"], event["confidence"]) == ("coder", "1", 0.9)
    for name in ("marking", "known_at", "source_id"):
        assert event[name] == told[name]
    assert event["report_id"] == report
    public = room.desk.ledger.as_of(scope=Scope())
    assert [public.count(table) for table in ("reports", "readings", "events", "claims", "name_keys")] == [0] * 5
    (claim,) = room.rows("claims")  # `reported_by` may not be claimed by a text
    assert (claim["subject"], claim["predicate"], claim["object"]) == ("Melk", "owns", "Arden")


def test_what_is_only_possible_stands_in_the_reading_alone(room: ReadingRoom) -> None:
    room.tell("1", BODY)
    read_by(room.desk, only(coder=plain()))
    (reading,) = room.rows("readings")
    assert (reading["reader"], reading["counted"], reading["events"], reading["abstained"]) == ("coder", True, 2, 1)
    told = orjson.loads(reading["detail"])["events"]
    assert [one["factuality"] for one in told] == ["asserted", "possible"]


def test_a_second_run_reads_nothing_and_a_new_report_alone_is_read(room: ReadingRoom) -> None:
    room.tell("1", BODY)
    read_by(room.desk, only(coder=plain()))
    before = room.rows("events"), room.rows("readings")
    assert read_by(room.desk, only(coder=plain()))["read"][0]["reports"] == 0
    assert (room.rows("events"), room.rows("readings")) == before
    room.tell("2", "Ferrin met Kestel.")
    assert read_by(room.desk, only(coder=plain()))["read"][0]["reports"] == 1
    assert len(room.rows("events")) == 2


def test_an_edited_report_hides_what_was_read_of_its_old_words(room: ReadingRoom) -> None:
    room.tell("1", BODY)
    read_by(room.desk, only(coder=plain()))
    then = room.moment
    room.tell("1", "Ferrin met Kestel.")
    read_by(room.desk, only(coder=plain()))
    assert [row["actor"] for row in room.rows("events")] == ["Ferrin"]
    past = room.desk.ledger.as_of(then, scope=room.view.scope)
    assert [row["actor"] for row in past.read("events").to_pylist()] == ["Norvik"]


def test_a_new_version_takes_back_what_it_does_not_find_again(room: ReadingRoom) -> None:
    room.tell("1", BODY + " Ferrin met Kestel.")
    read_by(room.desk, only(coder=plain()))
    assert len(room.rows("events")) == 2
    read_by(room.desk, only(coder=plain(version="2", verbs=("met",))))
    assert [row["actor"] for row in room.rows("events")] == ["Ferrin"]
    assert {row["version"] for row in room.rows("readings")} == {"2"}
    read_by(room.desk, only(coder=plain(version="3")))
    assert sorted(row["actor"] for row in room.rows("events")) == ["Ferrin", "Norvik"]
    read_by(room.desk, only(coder=plain(version="4", verbs=("met",))))
    read_by(room.desk, only(coder=plain(version="5", verbs=("met",))))
    assert [row["actor"] for row in room.rows("events")] == ["Ferrin"]


@pytest.mark.parametrize("table", ["events", "claims"])
def test_what_is_taken_back_is_no_row_of_any_view(room: ReadingRoom, table: str) -> None:
    room.tell("1", BODY)
    read_by(room.desk, only(coder=plain()))
    (told,) = room.rows(table)
    ledger, before = room.desk.ledger, room.view.recorded_until
    room.moment += timedelta(minutes=1)
    read_by(room.desk, only(coder=Local(Mute(version="2"))))
    (silent,) = (row for row in room.view.stored(table).to_pylist() if row["id"] != told["id"])
    view, both = room.view, {told["id"], silent["id"]}
    assert view.read(table).num_rows == view.count(table) == view.collect(view.table(table)).num_rows == 0
    spines = Spines(ledger.connection, ledger.store)
    assert view.standing(table, both) == view.standing(table, both, spines) == frozenset()
    assert view.about("", ledger.resident).num_rows == view.about("Melk", ledger.resident).num_rows == 0
    assert view.markings(table) == []
    assert silent["id"] not in view.versions(table, ("id",))["id"].to_pylist()
    as_recorded = ledger.as_of(recorded_until=before, scope=view.scope)
    assert [row["id"] for row in as_recorded.read(table).to_pylist()] == [told["id"]]


class Mute(Plain):
    def _one(self, text: Text) -> Reading:
        return Plain._one(self, Text("", ""))


def test_the_first_reader_counts_and_the_others_stand_beside_it(tmp_path: Path) -> None:
    room = ReadingRoom(tmp_path, {"wire": "[coder, model]"})
    room.tell("1", BODY + " Ferrin met Kestel.")
    readers = only(coder=plain(), model=plain(name="model:small", verbs=("met", "may shell")))
    read_by(room.desk, readers)
    assert len(room.rows("events")) == 2
    by = {row["reader"]: row for row in room.rows("readings")}
    assert by["coder"]["agreement"] is None
    assert by["model:small"]["agreement"] == pytest.approx(2 * 2 / (3 + 2))
    assert (by["model:small"]["counted"], by["model:small"]["events"]) == (False, 2)


def test_when_another_reader_is_named_first_its_events_count_from_then_on(tmp_path: Path) -> None:
    room = ReadingRoom(tmp_path, {"wire": "[coder, model]"})
    room.tell("1", BODY + " Ferrin met Kestel.")
    readers = only(coder=plain(), model=plain(name="model:small", verbs=("met",)))
    read_by(room.desk, readers)
    (tmp_path / "sources.yaml").write_text("- {name: wire, connector: rss, read: [model, coder], address: in/*}")
    read_by(room.desk, readers)
    rows = [row for row in room.rows("events") if row["event_type"]]
    assert [(row["actor"], row["method"]) for row in rows] == [("Ferrin", "model:small")]
    assert {row["reader"]: row["counted"] for row in room.rows("readings")} == {"coder": False, "model:small": True}


def test_a_text_that_a_reader_cannot_bear_costs_one_reading(room: ReadingRoom) -> None:
    room.tell("1", BODY)
    room.tell("2", "poison")
    read_by(room.desk, only(coder=plain()))
    assert len(room.rows("events")) == 1
    (refused,) = (row["refused"] for row in room.rows("readings") if row["refused"])
    assert refused == "the reader failed on it (ValueError)"  # and no word of the report


def test_what_was_read_before_stands_where_a_new_version_fails(room: ReadingRoom) -> None:
    room.tell("1", BODY)
    read_by(room.desk, only(coder=plain()))
    failing = type("Failing", (Plain,), {"_one": lambda self, text: 1 / 0})
    read_by(room.desk, only(coder=Local(failing(version="2"))))
    assert [row["actor"] for row in room.rows("events")] == ["Norvik"]
    assert [row["refused"] for row in room.rows("readings")] == ["the reader failed on it (ZeroDivisionError)"]


def test_names_of_claims_are_found_though_their_report_was_fused_before(room: ReadingRoom) -> None:
    room.tell("1", BODY)
    link_new(room.desk)
    assert room.rows("name_keys") == []
    read_by(room.desk, only(coder=plain()))
    assert {row["name"] for row in room.rows("name_keys")} == {"Melk"}
    assert all(row["report_id"] for row in room.rows("name_keys"))


def test_readers_that_are_not_there_are_told_and_the_others_go_on(tmp_path: Path) -> None:
    room = ReadingRoom(tmp_path, {"wire": "[oracle, coder]"})
    room.tell("1", BODY)
    done = read_by(room.desk, only(coder=plain()))
    assert done["warnings"] == ["wire: oracle could not read: there is no reader 'oracle' Use coder or model"]
    assert [row["counted"] for row in room.rows("readings")] == [False]


def test_a_source_without_readers_is_not_read(tmp_path: Path) -> None:
    room = ReadingRoom(tmp_path, {"wire": "[]"})
    room.tell("1", BODY)
    assert read_by(room.desk, only(coder=plain())) == {"read": [], "warnings": []}
    with pytest.raises(CallerError, match="no source 'nowhere'"):
        read_by(room.desk, only(coder=plain()), ("nowhere",))


def test_protected_names_come_out_of_no_reading(tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("# who helped us\nSandrev\n")
    room = ReadingRoom(tmp_path, settings={"protected": "file:names.txt"})
    room.tell(
        "1", "Norvik shelled SANDREV. Ferrin met Sandrev. Sandrev owns Melk.", title="Sandrev again", marking=OPEN
    )
    read_by(room.desk, only(coder=plain()))
    told = " ".join(str(room.rows(table)) for table in ("readings", "events", "claims"))
    assert "sandrev" not in told.lower()
    assert room.rows("readings")


def test_a_list_of_protected_names_that_cannot_be_read_stops_all_reading(tmp_path: Path) -> None:
    room = ReadingRoom(tmp_path, settings={"protected": "file:gone.txt"})
    room.tell("1", BODY)
    done = read_by(room.desk, only(coder=plain()))
    assert "list of protected names cannot be read" in done["warnings"][0]
    assert not room.rows("readings")
    with pytest.raises(OperatorError, match="file:PATH"):
        ReadingRoom(tmp_path, settings={"protected": "Ada Verhoeven"})


FRONT = b"---\npseudonym: HERON\nreport: '1'\ndate: 2026-03-01\nprotected: [Sandrev]\n---\nwords\n"


def test_names_that_a_human_report_protects_stand_in_its_document_alone(tmp_path: Path) -> None:
    from simurg.app.keeping import Kept

    room = ReadingRoom(tmp_path, {"desk": "[coder]"})
    sha256 = Kept(room.desk.workspace.payloads).keep_bytes(FRONT)
    room.tell("HERON/1", "Norvik shelled Sandrev. Ferrin met Kestel.", source="desk", payload=sha256)
    room.tell("HERON/2", "Norvik shelled Arden.", source="desk", payload="0" * 64)
    read_by(room.desk, only(coder=plain()))
    assert [row["actor"] for row in room.rows("events")] == ["Ferrin"]
    refused = [row["refused"] for row in room.rows("readings") if row["refused"]]
    assert refused == ["its document is gone, so the names that it protects are not known"]


def test_a_row_of_a_reader_leads_to_its_words_and_the_report_to_all_readings(tmp_path: Path) -> None:
    from simurg.app.show import show
    from simurg.ontology.markings import EVERYTHING

    room = ReadingRoom(tmp_path, {"wire": "[coder, model]"})
    report = room.tell("1", BODY)
    read_by(room.desk, only(coder=plain(), model=plain(name="model:small")))
    workspace, ledger = room.desk.workspace, room.desk.ledger
    (event,) = room.rows("events")
    found = show(workspace, ledger, EVERYTHING, event["id"].hex)
    assert found["words"] == "Norvik shelled Sandrev"
    (claim,) = room.rows("claims")
    assert show(workspace, ledger, EVERYTHING, claim["id"].hex)["words"] == "Melk owns Arden"
    readings = show(workspace, ledger, EVERYTHING, report.hex)["readings"]
    assert [(one["reader"], one["counted"], one["agreement"]) for one in readings] == [
        ("coder", True, None), ("model:small", False, 1.0)
    ]  # fmt: skip
    assert [(one["type"], one["factuality"], one["words"]) for one in readings[0]["found"]] == [
        ("ASSAULT", "asserted", "Norvik shelled Sandrev"), ("ASSAULT", "possible", "Durane may shell Osterby")
    ]  # fmt: skip


def test_a_run_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    class Dying(Plain):
        left = 5

        def _one(self, text: Any) -> Any:
            Dying.left -= 1
            if not Dying.left:
                raise KeyboardInterrupt
            return Plain._one(self, text)

    rows = []
    for name, dies in (("one", True), ("other", False)):
        (tmp_path / name).mkdir()
        room = ReadingRoom(tmp_path / name)
        for number in range(9):
            room.tell(str(number), f"{BODY} Place {number}.")
        if dies:
            with pytest.raises(KeyboardInterrupt):
                read_by(room.desk, only(coder=Local(Dying(), at_once=2)))
            assert len(room.rows("readings")) == 4
            assert read_by(room.desk, only(coder=plain()))["read"][0]["reports"] == 5
        else:
            read_by(room.desk, only(coder=plain()))
        kept = ("id", "key", "report_id", "actor", "span_from", "known_at", "marking")
        rows.append([{name: row[name] for name in kept} for row in room.rows("events")])
    assert rows[0] == rows[1]
    assert len(rows[0]) == 9
