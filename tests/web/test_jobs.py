"""A command from the page through the real worker: done for whoever asked, told to them alone, refused to whoever may
no longer."""

import os
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.web.doors import PASSWORD, QUICK, Repeats
from tests.web.office import NOW, worked_in

from simurg.access.door import Door
from simurg.access.people import Account, Change
from simurg.app.bootstrap import house_of
from simurg.app.house import House
from simurg.web.server import create_app
from simurg.web.who import Doorkeeper

WHY = "A second paper has it."


class Newsroom:
    """An office's workspace with two analysts' accounts, its server and its worker."""

    def __init__(self, folder: Path) -> None:
        made = house_of(folder, lambda: NOW)
        made.door.close()
        settings = made.workspace.settings
        door = Door.open(
            made.workspace.state, settings.sign_in, draw=Repeats(), clock=lambda: NOW, hasher=QUICK,
        )  # fmt: skip
        self.house = House(made.office, made.reading, door, made.trail, made.rules)
        for name in ("ayse", "can"):
            scope = self.house.workspace.scope("staff")
            account = door.people.add(Account(name, name.title(), frozenset({"analyst"}), scope, "active"), NOW)
            door.passwords.set(account, PASSWORD)
        self.app = create_app(self.house, Doorkeeper(self.house))

    def browser(self, name: str) -> TestClient:
        base = "http://localhost:8474"
        client = TestClient(self.app, base_url=base, headers={"Origin": base})
        answer = client.post("/api/session", json={"name": name, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        client.headers["X-CSRF-Token"] = answer.json()["csrf"]
        return client

    def work(self) -> int:
        """The worker, until nothing waits."""
        left = iter([False] * 3)
        return self.house.office.work(lambda: next(left, True))


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    copytree(worked_in(), tmp_path / "office")
    made = Newsroom(tmp_path / "office")
    yield made
    made.house.close()


def first_item(browser: TestClient) -> dict[str, Any]:
    items = browser.get("/api/inbox?days=366").json()["items"]
    return dict(items[0])


def regrade(browser: TestClient, number: str) -> Any:
    order = {"reliability": "D", "credibility": 5, "why": WHY}
    answer = browser.post(f"/api/reports/{number}/grade", json=order)
    assert answer.status_code == 202, answer.text
    return answer.json()


def graded(browser: TestClient, number: str) -> str:
    items = browser.get("/api/inbox?days=366&limit=200").json()["items"]
    return str(next(one["grade"]["grade"] for one in items if one["id"] == number))


def test_a_grade_goes_through_the_worker_into_every_view(newsroom: Newsroom) -> None:
    ayse, can = newsroom.browser("ayse"), newsroom.browser("can")
    number = first_item(ayse)["id"]
    before = graded(ayse, number)
    job = regrade(ayse, number)
    assert (job["state"], graded(ayse, number)) == ("queued", before)
    assert newsroom.work() == 1
    told = ayse.get(f"/api/jobs/{job['job']}").json()
    assert (told["state"], told["command"], told["error"]) == ("done", "grade", None)
    assert before != "D5"
    assert (graded(ayse, number), graded(can, number)) == ("D5", "D5")


def test_what_a_job_told_is_told_to_whoever_asked_alone(newsroom: Newsroom) -> None:
    ayse, can = newsroom.browser("ayse"), newsroom.browser("can")
    job = regrade(ayse, first_item(ayse)["id"])["job"]
    assert [one["job"] for one in ayse.get("/api/jobs").json()["items"]] == [job]
    assert can.get("/api/jobs").json()["items"] == []
    newsroom.work()
    nothing = os.urandom(16).hex()
    other, none = can.get(f"/api/jobs/{job}"), can.get(f"/api/jobs/{nothing}")
    assert (other.status_code, other.content) == (404, none.content)


def test_a_job_of_an_account_that_was_disabled_meanwhile_changes_nothing(newsroom: Newsroom) -> None:
    ayse, can = newsroom.browser("ayse"), newsroom.browser("can")
    number = first_item(ayse)["id"]
    before = graded(can, number)
    job = regrade(ayse, number)["job"]
    people = newsroom.house.door.people
    people.change("ayse", Change(state="disabled"))
    newsroom.work()
    assert graded(can, number) == before
    assert ayse.get(f"/api/jobs/{job}").status_code == 401
    people.change("ayse", Change(state="active"))
    told = newsroom.browser("ayse").get(f"/api/jobs/{job}").json()
    assert (told["state"], told["result"]) == ("failed", None)
