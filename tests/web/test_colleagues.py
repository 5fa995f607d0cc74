"""Notes, hand-overs, watches, warnings and wishes over HTTP: by two people of one picture, and one of a lesser one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import Request
from fastapi.testclient import TestClient
from tests.app.delivery.servers import mail_server
from tests.app.delivery.worlds import OPEN, START, World

from simurg.access.reader import Reader
from simurg.app.delivery.directory import Directory
from simurg.app.delivery.wishes import Wishes
from simurg.app.queue import Queue
from simurg.ledger import Ledger, Offer
from simurg.ledger.columns import table_of
from simurg.ledger.offer import marking_json
from simurg.ontology.ids import digest_of
from simurg.ontology.markings import Marking
from simurg.web.asking import signed_out
from simurg.web.server import create_app

PEOPLE = {"ada": None, "bo": None, "public": OPEN}


class Desk:
    """Asks as one of the people. Answers are (status, body)."""

    def __init__(self, world: World) -> None:
        self.world = world
        directory = Directory(world.house.workspace)

        def who(request: Request) -> Reader:
            found = directory.reader(request.headers.get("x-reader", ""))
            if found is None:
                raise signed_out()
            return found

        self.client = TestClient(create_app(world.house, who), base_url="http://localhost")

    def __call__(self, who: str, method: str, path: str, body: Any = None, **headers: str) -> Any:
        told = {"X-Reader": who, **{name.replace("_", "-"): value for name, value in headers.items()}}
        answer = self.client.request(method, f"/api{path}", json=body, headers=told)
        return answer.status_code, (answer.json() if answer.content else None)

    def job(self, who: str, method: str, path: str, body: Any = None, **headers: str) -> dict[str, Any]:
        """A command, run; the job as it ended."""
        status, told = self(who, method, path, body, **headers)
        assert status == 202, told
        self.world.later(seconds=1)
        queue = Queue(self.world.house.workspace.state)
        self.world.house.office.work(lambda: not queue.waiting())
        queue.close()
        return dict(self(who, "GET", f"/jobs/{told['job']}")[1])


def report(world: World, title: str, marking: Marking) -> str:
    row = {"id": digest_of("r", title), "key": digest_of("k", title), "title": title, "body": title,
           "source_id": "wire",
           "known_at": world.moment, "marking": marking_json(marking)}  # fmt: skip
    with Ledger.open(world.house.workspace.ledger, lambda: world.moment) as ledger:
        ledger.append(Offer(title, {"reports": table_of("reports", [row])}))
    return digest_of("r", title).hex()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with mail_server() as box:
        mail = {"server": f"127.0.0.1:{box.port}", "tls": "none", "sender": "s@cell.example",
                "domains": ["cell.example"], "most": {"level": "restricted", "tlp": "amber+strict"}}  # fmt: skip
        hooks = {"desk": {"url": "http://127.0.0.1:1/", "secret": "file:hook.key"}}
        world = World(tmp_path / "cell", {"mail": mail, "webhooks": hooks}, {"mail": [f"127.0.0.1:{box.port}"]})
        for name, scope in PEOPLE.items():
            world.person(name, *([scope] if scope else []))
        world.low = report(world, "In the open", Marking(0, 1))  # type: ignore[attr-defined]
        world.high = report(world, "Hidden Harbour", Marking(1, 3))  # type: ignore[attr-defined]
        made = Desk(world)
        with made.client:
            yield made
        world.house.close()


def written(desk: Desk, who: str = "ada", text: str = "Look here", about: str = "") -> dict[str, Any]:
    number = about or desk.world.low  # type: ignore[attr-defined]
    done = desk.job(who, "POST", "/notes", {"about": {"table": "reports", "id": number}, "text": text})
    assert done["state"] == "done", done
    return next(one for one in desk(who, "GET", "/notes")[1]["items"] if one["id"] == done["result"]["note"])


def test_a_note_is_read_by_those_of_its_picture_only(desk: Desk) -> None:
    made = written(desk)
    assert (made["by"], made["about"]["label"], made["mine"], made["edited"]) == ("ada", "In the open", True, False)
    assert made["marking"] == "RESTRICTED//TLP:AMBER+STRICT"
    (seen,) = desk("bo", "GET", "/notes")[1]["items"]
    assert (seen["text"], seen["mine"]) == ("Look here", False)
    assert desk("public", "GET", "/notes") == (200, {"items": [], "next": None, "total": 0})
    (about,) = desk("bo", "GET", f"/notes?table=reports&id={desk.world.low}")[1]["items"]  # type: ignore[attr-defined]
    assert about["id"] == made["id"]
    assert desk("bo", "GET", f"/notes?table=reports&id={desk.world.high}")[1]["total"] == 0  # type: ignore[attr-defined]


def test_a_note_on_what_one_may_not_see_is_like_one_on_nothing(desk: Desk) -> None:
    answers = [
        desk("public", "POST", "/notes", {"about": {"table": "reports", "id": number}, "text": "x"})
        for number in (desk.world.high, "0" * 32)  # type: ignore[attr-defined]
    ]
    assert answers[0] == answers[1]
    assert answers[0][0] == 404


def test_a_change_names_the_version_that_was_read(desk: Desk) -> None:
    made = written(desk)
    path = f"/notes/{made['id']}"
    assert desk("ada", "PUT", path, {"text": "Other"})[0] == 428
    assert desk("ada", "PUT", path, {"text": "Other"}, If_Match='"' + "0" * 32 + '"')[0] == 412
    assert desk("bo", "PUT", path, {"text": "Mine"}, If_Match=made["etag"])[0] == 403
    assert desk.job("ada", "PUT", path, {"text": "Other"}, If_Match=made["etag"])["state"] == "done"
    (after,) = desk("ada", "GET", "/notes")[1]["items"]
    assert (after["text"], after["edited"], after["etag"] != made["etag"]) == ("Other", True, True)
    assert desk("ada", "PUT", path, {"text": "Late"}, If_Match=made["etag"])[0] == 412


def test_two_changes_in_the_queue_at_once_do_not_overwrite_each_other(desk: Desk) -> None:
    made = written(desk)
    path, headers = f"/notes/{made['id']}", {"If_Match": made["etag"]}
    first = desk("ada", "PUT", path, {"text": "One"}, **headers)[1]["job"]
    second = desk.job("ada", "PUT", path, {"text": "Two"}, **headers)
    assert desk("ada", "GET", f"/jobs/{first}")[1]["state"] == "done"
    assert second["state"] == "failed"
    assert "changed this note meanwhile" in second["error"]["what"]
    assert desk("ada", "GET", "/notes")[1]["items"][0]["text"] == "One"


def test_a_note_is_taken_back_and_gone_but_for_the_past(desk: Desk) -> None:
    made = written(desk)
    moment = desk.world.moment.isoformat().replace("+00:00", "Z")
    desk.world.later(minutes=1)
    desk.job("ada", "DELETE", f"/notes/{made['id']}", If_Match=made["etag"])
    assert desk("ada", "GET", "/notes")[1]["total"] == 0
    assert desk("ada", "GET", f"/notes?as_of={moment}")[1]["total"] == 1
    assert desk("ada", "DELETE", f"/notes/{made['id']}", If_Match=made["etag"])[0] == 404


def test_the_same_note_twice_is_one(desk: Desk) -> None:
    written(desk)
    written(desk)
    assert desk("ada", "GET", "/notes")[1]["total"] == 1


def test_notes_come_in_pages(desk: Desk) -> None:
    for number in range(5):
        written(desk, text=f"Note {number}")
    told, cursor = [], ""
    while True:
        page = desk("bo", "GET", f"/notes?limit=2{cursor}")[1]
        told += [one["text"] for one in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert told == [f"Note {number}" for number in reversed(range(5))]
    assert desk("bo", "GET", "/notes?cursor=%21%21")[0] == 422


def test_a_hand_over_is_taken_by_whom_it_is_for(desk: Desk) -> None:
    refs = [{"table": "reports", "id": desk.world.high}, {"table": "countries", "id": "tur"}]  # type: ignore[attr-defined]
    status, made = desk("ada", "POST", "/handovers", {"to": "bo", "text": "Watch the harbour", "refs": refs})
    assert status == 200
    assert [(ref["table"], ref["id"]) for ref in made["refs"]] == [("reports", refs[0]["id"]), ("countries", "TUR")]
    assert made["refs"][0]["label"] == "Hidden Harbour"
    assert desk("public", "GET", "/handovers")[1]["total"] == 0
    waiting = desk("bo", "GET", "/handovers")[1]
    assert (waiting["waiting"], waiting["items"][0]["by"]) == (1, "ada")
    assert desk("ada", "POST", f"/handovers/{made['id']}/taken")[0] == 404
    assert desk("public", "POST", f"/handovers/{made['id']}/taken")[0] == 404
    taken = desk("bo", "POST", f"/handovers/{made['id']}/taken")[1]
    assert taken["taken_by"] == "bo"
    assert desk("bo", "POST", f"/handovers/{made['id']}/taken") == (200, taken)
    assert desk("ada", "GET", "/handovers")[1]["items"][0]["taken_by"] == "bo"


def test_a_hand_over_to_everybody_is_for_the_same_picture_and_taken_once(desk: Desk) -> None:
    desk.world.person("cy")
    made = desk("ada", "POST", "/handovers", {"text": "Whoever comes"})[1]
    assert desk("public", "GET", "/handovers")[1]["total"] == 0
    assert desk("bo", "POST", f"/handovers/{made['id']}/taken")[0] == 200
    assert desk("cy", "POST", f"/handovers/{made['id']}/taken")[0] == 422


def test_nobody_learns_whether_a_colleague_is_there_or_may_not_read(desk: Desk) -> None:
    answers = [desk("ada", "POST", "/handovers", {"to": name, "text": "x"}) for name in ("public", "nobody")]
    assert answers[0] == answers[1]
    assert answers[0][0] == 422


def test_a_watchlist_is_ones_own(desk: Desk) -> None:
    number = desk.world.high  # type: ignore[attr-defined]
    status, made = desk("ada", "PUT", f"/watches/story/{number}", {"notify": False})
    assert (status, made["label"], made["notify"]) == (200, "Hidden Harbour", False)
    assert desk("ada", "PUT", "/watches/country/tur", {})[1]["target"] == "TUR"
    assert [one["kind"] for one in desk("ada", "GET", "/watches")[1]["items"]] == ["country", "story"]
    assert desk("bo", "GET", "/watches")[1] == {"items": [], "total": 0}
    assert desk("ada", "DELETE", "/watches/country/TUR")[0] == 204
    assert desk("ada", "DELETE", "/watches/country/TUR")[0] == 404
    hidden, nothing = (desk("public", "PUT", f"/watches/story/{one}", {}) for one in (number, "0" * 32))
    assert hidden == nothing
    assert hidden[0] == 404


@pytest.mark.parametrize("path", ["country/XXX", "story/zz", "requirement/none", "entity/Nobody", "question/none"])
def test_what_is_not_there_cannot_be_watched(desk: Desk, path: str) -> None:
    assert desk("ada", "PUT", f"/watches/{path}", {})[0] in (404, 422)


def test_warnings_are_acknowledged_and_escalated(desk: Desk) -> None:
    (low,) = desk.world.find("Open Square", picture="open")
    first, second = desk.world.find("Hidden Harbour", "Norvik")
    assert [one["id"] for one in desk("public", "GET", "/warnings")[1]["items"]] == [low]
    told = desk("ada", "GET", "/warnings")[1]
    assert {one["id"] for one in told["items"]} == {first, second}
    assert told["waiting"] == 2
    assert desk("public", "POST", f"/warnings/{first}/acknowledge")[0] == 404
    done = desk("ada", "POST", f"/warnings/{first}/acknowledge")[1]
    assert (done["acknowledged"], done["heard"][0]["by"]) == (True, "ada")
    assert desk("bo", "GET", f"/warnings/{first}")[1]["acknowledged"]
    assert [one["id"] for one in desk("bo", "GET", "/warnings?waits=true")[1]["items"]] == [second]
    answers = [
        desk("ada", "POST", f"/warnings/{second}/escalate", {"to": name, "why": "x"}) for name in ("public", "no")
    ]
    assert answers[0] == answers[1]
    assert answers[0][0] == 422
    raised = desk("ada", "POST", f"/warnings/{second}/escalate", {"to": "bo", "why": "Yours"})[1]
    assert [(one["what"], one["to"], one["why"]) for one in raised["heard"]] == [("escalated", "bo", "Yours")]


def test_wishes_are_kept_and_checked(desk: Desk) -> None:
    empty = desk("ada", "GET", "/me/delivery")[1]
    assert (empty["mail"], empty["webhooks"], empty["mail_offered"]) == (None, ["desk"], True)
    wish = {"mail": "ada@cell.example", "webhook": "desk", "least": "severe", "only_watched": True,
            "quiet": {"start": "22:00", "end": "07:00", "zone": "Europe/Istanbul", "severe_pass": False},
            "digest": {"at": "18:00", "zone": "UTC"}, "second": {"to": "bo", "after_minutes": 30}}  # fmt: skip
    assert desk("ada", "PUT", "/me/delivery", wish)[0] == 200
    assert {name: desk("ada", "GET", "/me/delivery")[1][name] for name in wish} == wish
    assert desk("bo", "GET", "/me/delivery")[1]["mail"] is None
    for wrong in (
        {"mail": "ada@elsewhere.example"}, {"mail": "ada@cell.example,x@cell.example"}, {"webhook": "other"},
        {"mail": "a\nBcc: x@cell.example"}, {"quiet": {"start": "22:00", "end": "22:00", "zone": "UTC"}},
        {"quiet": {"start": "22:00", "end": "23:00", "zone": "Mars/Base"}},
        {"second": {"to": "ada", "after_minutes": 9}},
        {"quiet": {"start": "22:00", "end": "23:00", "zone": "../../etc/passwd"}}, {"least": "panic"},
    ):  # fmt: skip
        assert desk("ada", "PUT", "/me/delivery", wrong)[0] == 422, wrong


def test_deliveries_are_for_those_who_keep_and_within_their_picture(desk: Desk) -> None:
    desk.world.wish("ada", Wishes(mail="ada@cell.example"))
    desk.world.wish("public", Wishes(mail="public@cell.example"))
    desk.world.later(minutes=1)
    desk.world.find("Hidden Harbour")
    desk.world.find("Open Square", picture="open")
    assert desk.world.round().sent == 2
    desk.world.person("keeper", roles=("administrator", "reader"))
    desk.world.person("lower", OPEN, roles=("administrator", "reader"))
    assert desk("ada", "GET", "/deliveries")[0] == 403
    told = desk("keeper", "GET", "/deliveries")[1]
    assert {(one["person"], one["state"]) for one in told["items"]} == {("ada", "sent"), ("public", "sent")}
    assert "cell.example" not in str(told)
    below = desk("lower", "GET", "/deliveries")[1]
    assert (below["total"], below["items"][0]["person"]) == (1, "public")
    assert desk("ada", "GET", "/warnings")[1]["items"][0]["sent"][0]["state"] == "sent"
    assert desk.world.moment > START


def test_a_hand_over_that_is_sent_again_after_a_lost_answer_is_left_once(desk: Desk) -> None:
    told = {"to": "bo", "text": "Look at the harbour", "refs": []}
    first = desk("ada", "POST", "/handovers", told, Idempotency_Key="k1")
    again = desk("ada", "POST", "/handovers", told, Idempotency_Key="k1")
    assert first == again
    assert desk("bo", "GET", "/handovers")[1]["total"] == 1
    desk("ada", "POST", "/handovers", told, Idempotency_Key="k2")
    assert desk("bo", "GET", "/handovers")[1]["total"] == 2


def test_an_edit_that_is_sent_again_after_a_lost_answer_is_the_same_job(desk: Desk) -> None:
    """What it names in If-Match stands no longer, because it was carried out."""
    made = written(desk)
    sent = ("ada", "PUT", f"/notes/{made['id']}", {"text": "Look there"})
    tag = made["etag"]
    first = desk.job(*sent, If_Match=tag, Idempotency_Key="k1")
    again = desk(*sent, If_Match=tag, Idempotency_Key="k1")
    assert (again[0], again[1]["job"]) == (202, first["job"])
    assert desk(*sent, If_Match=tag, Idempotency_Key="k2")[0] == 412


def test_ones_own_notes_are_listed_apart(desk: Desk) -> None:
    mine = written(desk)
    written(desk, "bo", "And there")
    assert [one["id"] for one in desk("ada", "GET", "/notes?mine=true")[1]["items"]] == [mine["id"]]
