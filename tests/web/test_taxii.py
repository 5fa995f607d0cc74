"""TAXII over a real server, asked by `taxii2-client` and read by `stix2`: pages, filters, scopes, tokens, recalls."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import requests
import stix2
from requests.auth import AuthBase
from taxii2client.v21 import ApiRoot, Collection, Server, as_pages
from tests.web.served import served

from simurg.access.people.account import Account
from simurg.app.bootstrap import house_of
from simurg.app.house import House
from simurg.app.notes import note
from simurg.app.recall import recall
from simurg.app.worker import Desk
from simurg.app.workspace import create
from simurg.ledger import Ledger, Offer
from simurg.ledger.columns import table_of
from simurg.ledger.offer import marking_json
from simurg.ontology.ids import digest_of
from simurg.ontology.markings import Marking, Scope, scope_of
from simurg.web.server import create_app
from simurg.web.who import Doorkeeper

START = datetime(2031, 4, 2, 8, tzinfo=UTC)
LOW, HIGH = Marking(0, 1), Marking(1, 3)
OPEN, STAFF = Scope(0, 1), scope_of({"level": "restricted", "tlp": "amber+strict"})
MEDIA = "application/taxii+json;version=2.1"
SECRET = "Hidden Harbour"
HOSTILE = '<script>alert("x")</script>'


class Bearer(AuthBase):
    def __init__(self, token: str) -> None:
        self.token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


class World:
    """A workspace whose clock tests move, and its server's address."""

    def __init__(self, folder: Path) -> None:
        create(folder, title="Cell")
        self.moment = START
        self.house: House = house_of(folder, lambda: self.moment)
        self.url = ""
        self.count = 0

    def report(self, source: str, title: str, marking: Marking = LOW, *, name: str = "") -> UUID:
        """A report with an event and a claim; of one name: another version of it."""
        self.count += 1
        key = digest_of("report", name or str(self.count))
        number = digest_of("version", self.count)
        at = self.moment
        spine = {"source_id": source, "known_at": at, "marking": marking_json(marking)}
        report = {**spine, "id": number, "key": key, "title": title, "body": f"{title} {HOSTILE}", "language": "en",
                  "url": f"https://{source}.example/{self.count}", "published_at": at, "reliability": "B",
                  "credibility": 2}  # fmt: skip
        event = {**spine, "id": digest_of("e", self.count), "key": digest_of("ek", self.count), "report_id": number,
                 "actor": "Alva", "recipient": "Borland", "event_type": "ASSAULT", "country": "TUR",
                 "place": title, "latitude": 41.0, "longitude": 29.0, "occurred_from": at - timedelta(days=1),
                 "occurred_to": at, "deaths_best": 3}  # fmt: skip
        claim = {**spine, "id": digest_of("c", self.count), "key": digest_of("ck", self.count), "report_id": number,
                 "subject": "Alva", "predicate": "seat", "object": title, "confidence": 0.8}  # fmt: skip
        seen = {**spine, "id": digest_of("o", self.count), "key": digest_of("ok", self.count), "report_id": number,
                "observable_type": "ipv4-addr", "observable": f"198.51.100.{self.count % 250}", "at": at}  # fmt: skip
        tables = {"reports": report, "events": event, "claims": claim, "observations": seen}
        with Ledger.open(self.house.workspace.ledger, lambda: self.moment) as ledger:
            rows = {name: table_of(name, [row]) for name, row in tables.items()}
            ledger.append(Offer(f"batch {self.count}", rows, source_name=source))
        self.moment += timedelta(minutes=1)
        return UUID(bytes=number)

    def run(self, handler: Any, **arguments: Any) -> dict[str, Any]:
        with Ledger.open(self.house.workspace.ledger, lambda: self.moment) as ledger:
            told = handler(Desk(self.house.workspace, ledger, lambda: self.moment, lambda _: None), arguments)
        self.moment += timedelta(minutes=1)
        return dict(told)

    def token(self, scope: Scope, *, name: str = "", roles: tuple[str, ...] = ("partner",)) -> str:
        account = Account(name or f"partner{self.count}{scope.level}", "Partner", frozenset(roles), scope, "active")
        self.count += 1
        made = self.house.door.people.add(account, self.moment)
        given = frozenset(roles) & {"partner", "reader"}
        return self.house.door.tokens.make(made, "t", given, scope, self.moment, timedelta(days=30))[1]

    def collections(self, token: str) -> dict[str, Collection]:
        root = Server(f"{self.url}/taxii2/", auth=Bearer(token)).default
        return {one.title: one for one in root.collections}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "cell")
    for number in range(5):
        made.report("wire", f"Report {number}")
    made.report("gazette", SECRET, HIGH)
    with served(create_app(made.house, Doorkeeper(made.house))) as made.url:
        yield made
    made.house.close()


def everything(one: Collection, per_request: int = 500, **filters: Any) -> list[dict[str, Any]]:
    return [thing for page in as_pages(one.get_objects, per_request=per_request, **filters)
            for thing in page.get("objects", [])]  # fmt: skip


def test_a_client_finds_its_way_and_reads_what_parses_as_stix(world: World) -> None:
    server = Server(f"{world.url}/taxii2/", auth=Bearer(world.token(OPEN)))
    assert server.title == "Cell"
    assert isinstance(server.default, ApiRoot)
    assert server.default.versions == [MEDIA]
    (one,) = server.default.collections
    assert (one.title, one.can_read, one.can_write) == ("open", True, False)
    found = everything(one)
    parsed = [stix2.parse(thing, version="2.1") for thing in found]
    kinds = {thing["type"] for thing in parsed}
    assert kinds == {
        "identity", "location", "marking-definition", "extension-definition", "report", "note", "observed-data",
        "simurg-event", "ipv4-addr",
    }  # fmt: skip
    ids = {thing["id"] for thing in found}
    for thing in found:
        refs = [thing[name] for name in ("created_by_ref", "report_ref", "location_ref") if name in thing]
        refs += [*thing.get("object_refs", ()), *thing.get("object_marking_refs", ())]
        assert set(refs) <= ids, thing


def test_a_token_sees_its_pictures_and_nothing_of_others(world: World) -> None:
    low, high = world.token(OPEN), world.token(STAFF)
    assert sorted(world.collections(low)) == ["open"]
    assert sorted(world.collections(high)) == ["open", "staff"]
    staff = world.collections(high)["staff"]
    assert any(thing.get("name") == SECRET for thing in everything(staff))
    assert SECRET not in str(everything(world.collections(high)["open"]))
    assert "gazette" not in str(everything(world.collections(low)["open"]))
    with pytest.raises(requests.HTTPError) as raised:
        Collection(staff.url, auth=Bearer(low)).get_objects()
    assert raised.value.response.status_code == 404


def test_pages_hold_all_and_each_once(world: World) -> None:
    one = world.collections(world.token(OPEN))["open"]
    whole = everything(one)
    for size in (1, 3, 7):
        paged = everything(one, size)
        assert [thing["id"] for thing in paged] == [thing["id"] for thing in whole]
    assert len({thing["id"] for thing in whole}) == len(whole)
    records = [record for page in as_pages(one.get_manifest, per_request=4) for record in page["objects"]]
    assert [record["id"] for record in records] == [thing["id"] for thing in whole]
    added = [record["date_added"] for record in records]
    assert added == sorted(added)


def test_what_comes_later_stands_later(world: World) -> None:
    one = world.collections(world.token(OPEN))["open"]
    before = [thing["id"] for thing in everything(one)]
    first = one.get_objects(limit=4)
    world.report("wire", "Later", name="later")
    second = one.get_objects(limit=500, next=first["next"])
    told = [thing["id"] for thing in (*first["objects"], *second["objects"])]
    assert told[: len(before)] == before
    assert len(told) > len(before)


def test_filters(world: World) -> None:
    one = world.collections(world.token(OPEN))["open"]
    whole = everything(one)
    reports = everything(one, type="report")
    assert {thing["type"] for thing in reports} == {"report"}
    assert len(reports) == 5
    wanted = [reports[1]["id"], reports[3]["id"]]
    assert [thing["id"] for thing in everything(one, id=",".join(wanted))] == wanted
    assert one.get_object(wanted[0])["objects"][0]["id"] == wanted[0]
    assert everything(one, spec_version="2.0") == []
    assert len(everything(one, spec_version="2.1")) == len(whole)
    manifest = one.get_manifest(type="report")["objects"]
    after = manifest[2]["date_added"]
    assert [thing["id"] for thing in everything(one, type="report", added_after=after)] == [
        record["id"] for record in manifest[3:]
    ]
    assert everything(one, version=manifest[0]["version"], type="report")[0]["id"] == manifest[0]["id"]


def test_the_headers_tell_of_the_page(world: World) -> None:
    token = world.token(OPEN)
    one = world.collections(token)["open"]
    answer = requests.get(
        f"{one.url}objects/", headers={"Accept": MEDIA, "Authorization": f"Bearer {token}"}, timeout=9
    )
    records = one.get_manifest()["objects"]
    assert answer.headers["Content-Type"] == MEDIA
    assert answer.headers["X-TAXII-Date-Added-First"] == records[0]["date_added"]
    assert answer.headers["X-TAXII-Date-Added-Last"] == records[-1]["date_added"]


def test_versions_of_a_report(world: World) -> None:
    world.report("wire", "First told", name="changing")
    world.report("wire", "Told anew", name="changing")
    one = world.collections(world.token(OPEN))["open"]
    (last,) = [thing for thing in everything(one, type="report") if thing["name"] == "Told anew"]
    both = everything(one, id=last["id"], version="all")
    assert [thing["name"] for thing in both] == ["First told", "Told anew"]
    assert both[0]["created"] == both[1]["created"] == both[0]["modified"] < both[1]["modified"]
    assert everything(one, id=last["id"], version="first") == both[:1]
    assert one.object_versions(last["id"])["versions"] == [thing["modified"] for thing in both]
    (event,) = everything(one, type="simurg-event", version="last", added_after=both[0]["modified"])[-1:]
    assert event["report_ref"] == last["id"]
    gone = [thing for thing in everything(one, type="simurg-event") if thing.get("revoked")]
    assert len(gone) == 1  # what the first version told and the second does not


def test_what_is_recalled_is_revoked_and_comes_back_as_another(world: World) -> None:
    number = world.report("wire", "Forged", name="forged")
    one = world.collections(world.token(OPEN))["open"]
    (told,) = [thing for thing in everything(one, type="report") if thing["name"] == "Forged"]
    world.run(recall, target=number.hex, why="a forgery", reader="staff")
    (revoked,) = everything(one, id=told["id"])
    assert revoked["revoked"] is True
    assert "Forged" not in str(revoked)
    assert revoked["created"] == told["created"]
    assert revoked["modified"] > told["modified"]
    assert stix2.parse(revoked, version="2.1").revoked
    revoked_at = one.get_manifest(id=told["id"])["objects"][0]["date_added"]
    world.run(recall, target=number.hex, why="it was none", undo=True, reader="staff")
    (again,) = [thing for thing in everything(one, added_after=revoked_at, type="report") if not thing.get("revoked")]
    assert (again["name"], again["id"] != told["id"]) == ("Forged", True)
    assert everything(one, id=told["id"])[0]["revoked"] is True


def test_notes_are_told_and_revoked_when_taken_back(world: World) -> None:
    number = world.report("wire", "Noted", name="noted")
    told = world.run(note, act="write", about_table="reports", about=number.hex, text="Look here", reader="public")
    one = world.collections(world.token(OPEN))["open"]
    (found,) = [thing for thing in everything(one, type="note") if thing["content"] == "Look here"]
    (report,) = everything(one, id=found["object_refs"][0])
    assert report["name"] == "Noted"
    world.run(note, act="withdraw", note=told["note"], version=told["version"], reader="public")
    (gone,) = everything(one, id=found["id"])
    assert gone["revoked"] is True
    assert "Look here" not in str(gone)


def ask(url: str, token: str | None, accept: str = MEDIA, method: str = "GET") -> requests.Response:
    headers = {"Accept": accept} | ({"Authorization": f"Bearer {token}"} if token else {})
    return requests.request(method, url, headers=headers, timeout=9)


@pytest.mark.parametrize("token", [None, "", "simurg_" + "0" * 43, "nonsense"])
def test_wrong_tokens_are_told_401(world: World, token: str | None) -> None:
    for path in ("", "simurg/", "simurg/collections/"):
        answer = ask(f"{world.url}/taxii2/{path}", token)
        assert answer.status_code == 401
        assert answer.headers["Content-Type"] == MEDIA
        assert "WWW-Authenticate" in answer.headers
        assert answer.json()["http_status"] == "401"


def test_refusals(world: World) -> None:
    token, number = world.token(OPEN), "00000000-0000-8000-8000-000000000000"
    one = world.collections(token)["open"]
    base = f"{world.url}/taxii2/simurg/collections/"
    assert ask(f"{base}{number}/objects/", token).status_code == 404
    assert ask(f"{one.url}objects/report--{number}/", token).status_code == 404
    assert ask(f"{world.url}/taxii2/other/", token).status_code == 404
    for accept in ("text/html", "application/taxii+json;version=2.0", "application/vnd.oasis.stix+json"):
        assert ask(f"{one.url}objects/", token, accept).status_code == 406
    for accept in ("application/taxii+json", "*/*", 'application/taxii+json; version="2.1"'):
        assert ask(f"{one.url}objects/", token, accept).status_code == 200
    for query in ("limit=0", "limit=x", "next=%21", "added_after=never", "match[version]=new", "limit=1&limit=2"):
        assert ask(f"{one.url}objects/?{query}", token).status_code == 400
    for method in ("POST", "DELETE", "PUT"):
        assert ask(f"{one.url}objects/", token, method=method).status_code == 405


def test_every_refusal_is_an_error_message_of_taxii(world: World) -> None:
    token = world.token(OPEN)
    one = world.collections(token)["open"]
    told = [
        ask(f"{one.url}objects/", token, method="DELETE"),
        ask(f"{world.url}/taxii2/other/", token),
        ask(f"{world.url}/taxii2/", "simurg_wrong"),
        ask(f"{one.url}objects/?next={'a' * 20_000}", token),
        ask(f"{one.url}objects/?limit=0", token),
    ]
    assert [answer.status_code for answer in told] == [405, 404, 401, 414, 400]
    for answer in told:
        assert answer.headers["content-type"] == "application/taxii+json;version=2.1"
        assert answer.json()["http_status"] == str(answer.status_code)
        assert answer.json()["title"]


def test_a_token_without_the_role_to_export_is_told_403(world: World) -> None:
    token = world.token(OPEN, name="plain", roles=("reader",))
    assert ask(f"{world.url}/taxii2/", token).status_code == 403


def test_a_row_above_the_picture_changes_no_byte(world: World) -> None:
    token = world.token(OPEN)
    one = world.collections(token)["open"]
    before = ask(f"{one.url}objects/?limit=500", token)
    world.report("wire", "Above", HIGH)
    world.run(recall, target="gazette", why="above", reader="staff")
    after = ask(f"{one.url}objects/?limit=500", token)
    assert before.content == after.content
    volatile = {"date"}
    headers = [{name: value for name, value in answer.headers.lower_items() if name not in volatile}
               for answer in (before, after)]  # fmt: skip
    assert headers[0] == headers[1]


def test_marked_objects_are_in_the_audit_log(world: World) -> None:
    staff = world.collections(world.token(STAFF, name="ally"))["staff"]
    (secret,) = [thing for thing in everything(staff, type="report") if thing["name"] == SECRET]
    rows = world.house.trail.page(limit=50, who="ally").entries  # type: ignore[union-attr]
    assert any("objects" in one.what and one.about for one in rows)
    assert secret["id"] not in str(rows)  # the log has ids of rows


def test_the_organisations_rules_hold_here_too(tmp_path: Path) -> None:
    made = World(tmp_path / "cell")
    made.report("wire", "Told")
    made.report("gazette", "Kept")
    made.house.close()
    folder = made.house.workspace.policies
    folder.mkdir(exist_ok=True)
    rule = 'forbid (principal, action == Action::"export", resource is Report) when { resource.source == "gazette" };'
    (folder / "gazette.cedar").write_text(rule)
    made.house = house_of(made.house.workspace.folder, lambda: made.moment)
    with served(create_app(made.house, Doorkeeper(made.house))) as made.url:
        one = made.collections(made.token(OPEN))["open"]
        assert [thing["name"] for thing in everything(one, type="report")] == ["Told"]
        assert len(one.get_manifest(type="report")["objects"]) == 1
    made.house.close()
