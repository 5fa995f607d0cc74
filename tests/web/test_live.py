"""Open pages hear of their own jobs and of their picture, and of nothing else."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.web.rooms import app_of
from tests.web.served import served

from simurg.app.bootstrap import office_of
from simurg.app.workspace import create
from simurg.ontology.errors import CallerError
from simurg.web.live import MOST_PAGES


class Ear:
    """Listens to /api/live in a thread."""

    def __init__(self, address: str, reader: str) -> None:
        self.heard: list[tuple[str, Any]] = []
        self._new = threading.Condition()
        self._client = httpx.Client(timeout=20)
        self._thread = threading.Thread(target=self._listen, args=(address, reader), daemon=True)
        self._thread.start()
        self.waits_for("hello")

    def waits_for(self, kind: str, seconds: float = 15) -> Any:
        """The next event of a kind."""
        with self._new:
            found = self._new.wait_for(lambda: next((e for e in self.heard if e[0] == kind), None), seconds)
        assert found, f"no {kind} among {[kind for kind, _ in self.heard]}"
        return found[1]

    def close(self) -> None:
        self._client.close()
        self._thread.join(timeout=10)

    def _listen(self, address: str, reader: str) -> None:
        kind = ""
        try:
            with self._client.stream("GET", f"{address}/api/live", headers=_streaming(reader)) as answer:
                for line in answer.iter_lines():
                    if line.startswith("event: "):
                        kind = line.removeprefix("event: ")
                    elif line.startswith("data: "):
                        with self._new:
                            self.heard.append((kind, json.loads(line.removeprefix("data: "))))
                            self._new.notify_all()
        except (httpx.HTTPError, RuntimeError, OSError, AttributeError):
            return


def _streaming(reader: str) -> dict[str, str]:
    """What a browser's EventSource sends."""
    return {"X-Reader": reader, "Accept": "text/event-stream"}


@contextmanager
def ear(address: str, reader: str) -> Iterator[Ear]:
    made = Ear(address, reader)
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    create(tmp_path)
    with app_of(tmp_path) as app, served(app) as address:
        yield address


REQUIRE = {"entries": [{"name": "borders", "question": "Is it war?", "marking": {"level": "restricted"}}]}


def test_a_job_and_the_change_it_makes_are_heard_by_those_whom_they_concern(tmp_path: Path, address: str) -> None:
    with ear(address, "staff") as staff, ear(address, "public") as public:
        office_of(tmp_path).run("require", {**REQUIRE, "reader": "staff"})
        assert staff.waits_for("picture")["generation"]
        office_of(tmp_path).run("require", {"entries": [{"name": "open", "marking": {}}], "reader": "public"})
        public.waits_for("picture")
        assert [kind for kind, _ in public.heard].count("picture") == 1, "a row above its picture made itself heard"


def test_ones_own_jobs_are_heard_to_their_end(tmp_path: Path, address: str) -> None:
    with ear(address, "staff") as staff, ear(address, "public") as public:
        with suppress(CallerError):  # there is no such account: the job fails, and that is heard too
            office_of(tmp_path).run("require", {**REQUIRE, "reader": "@staff"})
        job = staff.waits_for("job")
        assert job["command"] == "require"
        assert "job" not in [kind for kind, _ in public.heard]


def test_too_many_pages_of_one_account_are_refused_before_the_stream_begins(tmp_path: Path, address: str) -> None:
    ears = [Ear(address, "staff") for _ in range(MOST_PAGES)]
    try:
        answer = httpx.get(f"{address}/api/live", headers=_streaming("staff"), timeout=5)
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "5")
    finally:
        for one in ears:
            one.close()


def test_whoever_takes_no_stream_gets_its_first_event_and_an_end(address: str) -> None:
    answer = httpx.get(f"{address}/api/live", headers={"X-Reader": "staff"}, timeout=5)
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.text.startswith("event: hello\n")
