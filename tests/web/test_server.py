"""The frame of the server: what it answers to, how it says no, what its headers promise."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.web.rooms import client_of

from simurg.app.queue import Queue
from simurg.app.workspace import create
from simurg.web.page import serve_page
from simurg.web.shut_in import MOST_BODY


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    create(tmp_path)
    with client_of(tmp_path) as client:
        yield client


STAFF = {"X-Reader": "staff"}


def test_whoever_is_not_signed_in_gets_nothing(client: TestClient) -> None:
    answer = client.get("/api/jobs")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:simurg:problem:signed-out"


def test_another_host_is_refused_on_every_address(client: TestClient) -> None:
    """A page elsewhere that points its own name at this machine (DNS rebinding)."""
    for path in ("/", "/api/jobs", "/api/openapi.json"):
        answer = client.get(path, headers={**STAFF, "Host": "evil.example:80"})
        assert (answer.status_code, answer.json()["type"]) == (421, "urn:simurg:problem:host")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8474", "127.0.0.1:1", "[::1]:8474"])
def test_its_own_names_are_answered_with_any_port(client: TestClient, host: str) -> None:
    assert client.get("/api/jobs", headers={**STAFF, "Host": host}).status_code == 200


def test_every_answer_is_shut_in(client: TestClient) -> None:
    for path in ("/api/jobs", "/api/nothing", "/", "/assets/none.js"):
        headers = client.get(path, headers=STAFF).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert "unsafe" not in headers["content-security-policy"]


def test_a_body_above_the_limit_is_refused_whatever_it_says_of_its_length(client: TestClient) -> None:
    told = client.post("/api/nothing", headers=STAFF, content=b"x" * (MOST_BODY + 1))
    assert told.status_code == 413
    broken = client.post("/api/jobs", headers={**STAFF, "Content-Length": "-5"})
    assert broken.status_code == 400


def test_an_answer_that_has_not_changed_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/api/jobs", headers=STAFF)
    again = client.get("/api/jobs", headers={**STAFF, "If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_job_that_is_not_ones_own_is_like_none(client: TestClient) -> None:
    assert client.get("/api/jobs/" + "0" * 32, headers=STAFF).status_code == 404
    assert client.get("/api/jobs/xyz", headers=STAFF).status_code == 422


@pytest.mark.parametrize("moment", ["yesterday", "9999-01-01", "2031-13-45", "\x00", "2031-02-30T25:00"])
def test_a_moment_that_is_none_or_has_not_come_is_said_so(client: TestClient, moment: str) -> None:
    answer = client.get("/api/jobs", headers=STAFF, params={"as_of": moment})
    assert answer.status_code == 422
    assert answer.json()["hint"]


def test_an_address_with_a_dot_is_a_screen_unless_it_would_be_a_file(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<title>The page</title>")
    app = FastAPI()
    serve_page(app, tmp_path)
    with TestClient(app) as page:
        for screen in ("/", "/entities/Q1.2", "/entities/ACME%20Ltd.", "/stories/a.b"):
            assert "The page" in page.get(screen).text
        for gone in ("/assets/index-old.js", "/assets/piece", "/favicon.ico", "/robots.txt", "/index.JS"):
            assert page.get(gone).status_code == 404


def test_no_path_leads_out_of_the_page(client: TestClient) -> None:
    for path in ("/../server.py", "/%2e%2e/server.py", "/assets/..%2f..%2fserver.py", "/%00"):
        assert b"Putting the server together" not in client.get(path, headers=STAFF).content


def test_a_method_that_an_address_does_not_take_is_told_with_those_that_it_does(client: TestClient) -> None:
    for path, allowed in (("/api/jobs", "GET"), ("/api/notes", "GET, POST"), ("/api/notes/" + "0" * 32, "DELETE, PUT")):
        for method in ("PATCH", "OPTIONS", "TRACE"):
            answer = client.request(method, path, headers=STAFF)
            assert (answer.status_code, answer.headers["allow"]) == (405, allowed)


def test_an_error_that_nobody_foresaw_shows_nothing_of_its_message(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(tmp_path)

    def fails(*_: object) -> None:
        raise RuntimeError("words of a report")

    monkeypatch.setattr(Queue, "waiting", fails)
    with client_of(tmp_path) as client:
        answer = client.get("/api/jobs", headers=STAFF)
    assert (answer.status_code, answer.json()["type"]) == (500, "urn:simurg:problem:internal")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "simurg.web.routes.jobs" in caplog.text
    assert "words of a report" not in answer.text + caplog.text
