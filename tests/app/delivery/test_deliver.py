"""Rounds of delivery over real servers: once each, whatever fails; to whom, when, and of what."""

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.app.delivery.servers import Hook, Mailbox, hook_server, mail_server
from tests.app.delivery.worlds import KEY, OPEN, START, World

from simurg.access.people.store import Change, People
from simurg.app.delivery.deliver import GIVEN_UP_AFTER, wait_after
from simurg.app.delivery.heard import Heard, HeardBook
from simurg.app.delivery.quiet import Digest, Quiet
from simurg.app.delivery.wishes import Second, Wishes
from simurg.app.workbench.watches import Watch, Watches
from simurg.ontology.markings import Marking

MAIL = Wishes(mail="ada@cell.example")
BOTH = replace(MAIL, webhook="desk")


def told(mailbox: Mailbox) -> list[str]:
    return [mail["Subject"] for mail in mailbox.kept]


def test_a_warning_reaches_a_person_once_by_each_way(world: World, mailbox: Mailbox, hook: Hook) -> None:
    world.person("ada")
    world.wish("ada", BOTH)
    world.later(minutes=1)
    (number,) = world.find("Norvik")
    first, second = world.round(), world.round()
    assert (first.entered, first.sent, second.entered, second.sent) == (1, 2, 0, 0)
    (mail,) = mailbox.kept
    assert mail["To"] == "ada@cell.example"
    assert mail["Subject"].startswith("EXERCISE – [RESTRICTED//TLP:AMBER+STRICT] Warning: ")
    body = mail.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    assert "12 assault" in body
    assert f"https://simurg.cell.example/warnings/{number}" in body
    assert len(hook.kept) == 1


def test_what_was_known_before_one_asked_is_not_sent(world: World, mailbox: Mailbox) -> None:
    world.person("ada")
    world.find("Norvik")
    world.later(hours=1)
    world.wish("ada", MAIL)
    assert world.round().entered == 0
    assert not mailbox.kept


def test_a_webhook_is_signed_and_cut_to_what_it_may_carry(world: World, hook: Hook) -> None:
    world.person("ada")
    world.person("public", OPEN)
    for name in ("ada", "public"):
        world.wish(name, Wishes(webhook="desk"))
    world.later(minutes=1)
    world.find("Hidden Harbour", picture="staff")
    world.find("Open Square", picture="open")
    world.round()
    assert len(hook.kept) == 2
    for headers, body in hook.kept:
        content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        digest = hmac.new(base64.b64decode(KEY.removeprefix("whsec_")), content, hashlib.sha256).digest()
        assert headers["webhook-signature"] == "v1," + base64.b64encode(digest).decode()
    types = sorted(json.loads(body)["type"] for _, body in hook.kept)
    assert types == ["warning.raised", "warning.waiting"]
    everything = b"".join(body for _, body in hook.kept)
    assert b"Open Square" in everything
    assert b"Hidden Harbour" not in everything


def test_each_hears_of_their_own_picture_only(world: World, mailbox: Mailbox) -> None:
    world.person("ada")
    world.person("public", OPEN)
    world.wish("ada", MAIL)
    world.wish("public", Wishes(mail="public@cell.example"))
    world.later(minutes=1)
    world.find("Hidden Harbour", picture="staff")
    world.find("Open Square", picture="open")
    world.round()
    by = {mail["To"]: mail["Subject"] for mail in mailbox.kept}
    assert "Hidden Harbour" in by["ada@cell.example"]
    assert "Open Square" in by["public@cell.example"]
    assert len(mailbox.kept) == 2


def test_whoever_lost_their_clearance_gets_nothing_of_what_waits(world: World, mailbox: Mailbox) -> None:
    world.person("ada")
    world.wish("ada", MAIL)
    world.later(minutes=1)
    world.find("Hidden Harbour")
    mailbox.faults = [451]
    assert world.round().failed == 1
    people = People(world.house.workspace.state)
    people.change("ada", Change(clearance=OPEN))
    people.close()
    world.later(hours=2)
    assert world.round().given_up == 1
    assert not mailbox.kept


@pytest.mark.parametrize("fault", [451, 550, 421, "cut"])
def test_a_mail_server_that_fails_loses_none_and_doubles_none(world: World, mailbox: Mailbox, fault: object) -> None:
    world.person("ada")
    world.wish("ada", MAIL)
    world.later(minutes=1)
    world.find("Norvik", "Sandby", "Osterby")
    mailbox.faults = [fault] * 4
    for _ in range(30):
        world.round()
        world.later(minutes=30)
    assert len(mailbox.kept) == 3
    assert len(set(mailbox.ids)) == 3


def test_what_was_cut_off_after_it_was_taken_comes_again_under_its_id(
    world: World, mailbox: Mailbox, hook: Hook
) -> None:
    world.person("ada")
    world.wish("ada", BOTH)
    world.later(minutes=1)
    world.find("Norvik")
    mailbox.faults, hook.faults = ["cut after"], ["cut after"]
    assert world.round().failed == 2
    world.later(minutes=5)
    assert world.round().sent == 2
    assert len(mailbox.ids) == len(hook.ids) == 2
    assert len(set(mailbox.ids)) == len(set(hook.ids)) == 1


@pytest.mark.parametrize("fault", [500, 410, "cut", {"status": 302, "headers": {"Location": "http://127.0.0.1:1/"}}])
def test_a_webhook_that_fails_is_tried_again(world: World, hook: Hook, fault: object) -> None:
    world.person("ada")
    world.wish("ada", Wishes(webhook="desk"))
    world.later(minutes=1)
    world.find("Norvik")
    hook.faults = [fault]
    assert world.round().failed == 1
    assert world.round().sent == 0  # not before its time
    world.later(minutes=1)
    assert world.round().sent == 1
    assert len(hook.kept) == 1


def test_a_dead_server_costs_one_try_a_round_and_is_given_up_in_the_end(world: World, mailbox: Mailbox) -> None:
    world.person("ada")
    world.wish("ada", MAIL)
    world.later(minutes=1)
    world.find(*(f"Place {number}" for number in range(5)))
    mailbox.faults = [421] * 1_000
    assert world.round().failed == 1
    world.later(seconds=(GIVEN_UP_AFTER + timedelta(hours=1)).total_seconds())
    for _ in range(6):
        world.round()
    assert {one.state for one in world.outbox().of("ada")} == {"given_up"}


def test_waits_grow_to_an_hour() -> None:
    waits = [wait_after(tries) for tries in range(400)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=30)
    assert waits[-1] == timedelta(hours=1)


def test_quiet_hours_hold_all_but_what_is_severe(world: World, mailbox: Mailbox) -> None:
    world.person("ada")
    world.wish("ada", replace(MAIL, quiet=Quiet("22:00", "07:00", "Europe/Istanbul")))
    world.later(hours=12)  # 20:00 UTC, 23:00 in Istanbul
    world.find("Norvik")
    world.find("Sandby", q_value=1e-9)
    world.round()
    assert [subject for subject in told(mailbox) if "Sandby" in subject] == told(mailbox)
    world.later(hours=7, minutes=59)
    assert world.round().sent == 0
    world.later(minutes=2)
    assert world.round().sent == 1
    assert len(mailbox.kept) == 2


def test_severe_ones_wait_too_if_the_person_says_so(world: World, mailbox: Mailbox) -> None:
    world.person("ada")
    world.wish("ada", replace(MAIL, quiet=Quiet("22:00", "07:00", "Europe/Istanbul", severe_pass=False)))
    world.later(hours=12)
    world.find("Sandby", q_value=1e-9)
    assert world.round().sent == 0
    world.later(hours=9)
    assert world.round().sent == 1
    assert len(mailbox.kept) == 1


def test_a_digest_is_one_mail_a_day_and_severe_ones_do_not_wait_for_it(world: World, mailbox: Mailbox) -> None:
    world.person("ada")
    world.wish("ada", replace(MAIL, digest=Digest("18:00", "UTC")))
    world.later(minutes=1)
    world.find("Norvik")
    world.round()
    world.later(hours=1)
    world.find("Sandby")
    world.find("Osterby", q_value=1e-9)
    world.round()
    assert len(mailbox.kept) == 1
    assert "Osterby" in told(mailbox)[0]
    world.later(hours=9)
    world.round()
    assert len(mailbox.kept) == 2
    assert "2 warnings of the day" in told(mailbox)[1]
    body = mailbox.kept[1].get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    assert "Norvik" in body
    assert "Sandby" in body


def test_only_grave_enough_or_watched_ones_are_sent(world: World, mailbox: Mailbox) -> None:
    world.person("ada")
    world.wish("ada", replace(MAIL, only_watched=True))
    watches = Watches(world.house.workspace.state)
    watches.put("ada", Watch("country", "TUR", True, START))
    watches.put("ada", Watch("country", "GRC", False, START))
    watches.close()
    world.later(minutes=1)
    world.find("Türkiye", "Greece", "Iceland", q_value=0.5)  # notices
    world.find("Greece – Italy", "Italy")  # warnings
    world.round()
    assert sorted(subject.rpartition(": ")[2] for subject in told(mailbox)) == ["Greece – Italy", "Türkiye"]


def test_a_second_person_hears_of_what_nobody_acknowledged(world: World, mailbox: Mailbox) -> None:
    world.person("ada")
    world.person("bo")
    world.wish("ada", replace(MAIL, second=Second("bo", 30)))
    world.wish("bo", Wishes(mail="bo@cell.example", least="severe"))
    world.later(minutes=1)
    late, heard = world.find("Norvik", "Sandby")
    world.round()
    book = HeardBook.open(world.house.workspace.state)
    book.add(Heard(heard, "acknowledged", world.moment, Marking(), "ada"))
    world.later(minutes=29)
    assert world.round().passed_on == 0
    world.later(minutes=2)
    assert (world.round().passed_on, world.round().passed_on) == (1, 0)
    (mail,) = [one for one in mailbox.kept if one["To"] == "bo@cell.example"]
    assert "Escalated to you." in mail["Subject"]
    assert [(one.by, one.to) for one in book.of(late)] == [(None, "bo")]
    book.close()


def test_a_second_person_who_may_not_see_it_hears_nothing(world: World, mailbox: Mailbox) -> None:
    world.person("ada")
    world.person("public", OPEN)
    world.wish("ada", replace(MAIL, second=Second("public", 5)))
    world.wish("public", Wishes(mail="public@cell.example"))
    world.later(minutes=1)
    world.find("Hidden Harbour")
    world.round()
    world.later(minutes=6)
    done = world.round()
    assert done.passed_on == 0
    assert done.troubles == ["A warning could not be passed on: the second person may not see it."]
    assert {mail["To"] for mail in mailbox.kept} == {"ada@cell.example"}
    assert world.round().troubles == []


def test_what_mail_may_not_carry_is_not_in_it(world: World) -> None:
    """A reader above what mail may carry: the mail says that a warning waits, and neither of what nor how grave."""
    import yaml

    from simurg.app.bootstrap import house_of

    path = world.folder / "simurg.yaml"
    values = yaml.safe_load(path.read_text())
    values["delivery"]["mail"]["most"] = {"level": "open", "tlp": "green"}
    with mail_server() as box:
        values["delivery"]["mail"]["server"] = f"127.0.0.1:{box.port}"
        values["outbound"]["mail"] = [f"127.0.0.1:{box.port}"]
        path.write_text(yaml.safe_dump(values))
        world.house.close()
        world.house = house_of(world.folder, lambda: world.moment)
        world.person("ada")
        world.wish("ada", MAIL)
        world.later(minutes=1)
        (number,) = world.find("Hidden Harbour", q_value=1e-9)
        world.round()
        (mail,) = box.kept
        assert mail["Subject"] == "EXERCISE – A warning waits"
        whole = mail.as_string()
        assert number not in whole
        for part in mail.walk():
            if part.get_content_maintype() == "text":
                text = part.get_content()  # type: ignore[attr-defined]
                assert "Hidden Harbour" not in text
                assert "evere" not in text


def test_two_deliverers_do_not_send_at_once(world: World, mailbox: Mailbox) -> None:
    from simurg.ledger.lock import WriterLock

    world.person("ada")
    world.wish("ada", MAIL)
    world.later(minutes=1)
    world.find("Norvik")
    lock = WriterLock(world.folder / "deliver.lock")
    lock.take()
    assert world.round().busy
    assert not mailbox.kept
    lock.release()
    assert world.round().sent == 1


@settings(max_examples=12)
@given(st.lists(st.sampled_from(["ok", 451, 550, "cut", "cut after"]), max_size=8), st.integers(1, 4))
def test_law_none_is_lost_and_no_id_stands_for_two(tmp_path_factory: pytest.TempPathFactory, faults: list[object],
                                                   count: int) -> None:  # fmt: skip
    """Whatever the server does, each warning arrives, and what arrives more often does so under one id."""
    with mail_server() as box, hook_server():
        box.faults = list(faults)
        mail = {"server": f"127.0.0.1:{box.port}", "tls": "none", "sender": "s@cell.example",
                "domains": ["cell.example"], "most": {"level": "secret", "tlp": "red"}}  # fmt: skip
        world = World(tmp_path_factory.mktemp("law") / "cell", {"mail": mail}, {"mail": [f"127.0.0.1:{box.port}"]})
        world.person("ada")
        world.wish("ada", MAIL)
        world.later(minutes=1)
        world.find(*(f"Place {number}" for number in range(count)))
        for _ in range(len(faults) + count + 2):
            world.round()
            world.later(hours=1, minutes=1)
        by_id = {number: {mail["Subject"] for mail in box.kept if mail["Message-ID"] == number} for number in box.ids}
        assert len(by_id) == count
        assert all(len(subjects) == 1 for subjects in by_id.values())
        assert len(box.kept) <= count + faults.count("cut after")
        world.house.close()
