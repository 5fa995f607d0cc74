"""Openings: two people, a reason, a quarter of an hour, once."""

from datetime import UTC, datetime, timedelta

import pytest

from simurg.access.sealing.openings import LASTS, Openings
from simurg.access.sealing.sealing_key import SealingKey
from simurg.access.sealing.vault import NAME, Vault
from simurg.ontology.errors import CallerError, NotFound
from simurg.ontology.markings import marking_of

NOW = datetime(2026, 11, 1, 6, tzinfo=UTC)
SOON = NOW + timedelta(minutes=5)


@pytest.fixture
def vault(tmp_path):
    with Vault(tmp_path / NAME, SealingKey(tmp_path / "keys")) as one:
        yield one


@pytest.fixture
def source(vault):
    made = vault.enter("desk", "HERON", marking_of({"compartments": ["LAKE"]}), NOW)
    vault.put(made, "identity", {"name": "Ilya Varga"}, NOW)
    return made


def test_two_people_and_a_reason_show_it_once(vault, source):
    desk = Openings(vault)
    asked = desk.ask(source, "ann", "the meeting place is not safe", NOW)
    assert (asked.state(NOW), desk.reason(source, asked)) == ("asked", "the meeting place is not safe")
    agreed = desk.agree(desk.one(asked.id), "bob", SOON)
    assert agreed == desk.one(asked.id)
    assert (agreed.state(SOON), agreed.lapses_at) == ("agreed", SOON + LASTS)
    desk.shown(agreed, "ann", SOON)
    assert desk.identity(source).words == {"name": "Ilya Varga"}
    assert desk.one(asked.id).state(SOON) == "shown"
    with pytest.raises(CallerError, match="shown before"):
        desk.shown(agreed, "ann", SOON)


def test_nobody_agrees_with_themselves_or_twice(vault, source):
    desk = Openings(vault)
    asked = desk.ask(source, "ann", "a reason of ten", NOW)
    with pytest.raises(CallerError, match="themselves"):
        desk.agree(asked, "ann", SOON)
    desk.agree(asked, "bob", SOON)
    with pytest.raises(CallerError, match="nothing to agree"):
        desk.agree(asked, "cem", SOON)


def test_whoever_did_not_ask_sees_nothing_and_nothing_is_seen_before_consent(vault, source):
    desk = Openings(vault)
    asked = desk.ask(source, "ann", "a reason of ten", NOW)
    with pytest.raises(CallerError, match="not agreed"):
        desk.shown(asked, "ann", NOW)
    desk.agree(asked, "bob", NOW)
    for other in ("bob", "cem"):
        with pytest.raises(CallerError):
            desk.shown(asked, other, NOW)


@pytest.mark.parametrize("late", [LASTS, LASTS + timedelta(seconds=1), timedelta(days=400)])
def test_it_lapses_after_a_quarter_of_an_hour(vault, source, late):
    desk = Openings(vault)
    asked = desk.ask(source, "ann", "a reason of ten", NOW)
    assert asked.state(NOW + late) == "lapsed"
    with pytest.raises(CallerError, match="lapsed"):
        desk.agree(asked, "bob", NOW + late)
    agreed = desk.agree(asked, "bob", SOON)
    assert agreed.state(SOON + late) == "lapsed"
    with pytest.raises(CallerError, match="lapsed"):
        desk.shown(agreed, "ann", SOON + late)


def test_a_forgotten_or_unknown_source_has_nothing_to_open(vault, source):
    desk = Openings(vault)
    asked = desk.agree(desk.ask(source, "ann", "a reason of ten", NOW), "bob", NOW)
    bare = vault.enter("desk", "CRANE", source.marking, NOW)
    with pytest.raises(CallerError, match="No identity"):
        desk.ask(bare, "ann", "a reason of ten", NOW)
    gone = vault.forget(source, "ann", "asked to be", NOW)
    assert desk.reason(gone, asked) == ""
    with pytest.raises(CallerError, match="forgotten"):
        desk.identity(gone)
    with pytest.raises(CallerError, match="forgotten"):
        desk.ask(gone, "ann", "a reason of ten", NOW)
    with pytest.raises(NotFound):
        desk.one("0" * 32)
