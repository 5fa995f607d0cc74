"""Providers that say wrong things about themselves: nobody comes in, and the error says who must act."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import orjson
import pytest
from tests.web.doors import NOW, QUICK, Repeats

from simurg.access.door import Door
from simurg.access.sessions.id_token import NotVouched
from simurg.access.sessions.oidc import Came, slug
from simurg.access.sessions.settings import sign_in_of
from simurg.ontology.errors import NotFound, OperatorError
from simurg.outbound.doors import allowed_of
from simurg.outbound.way_out import WayOut

BACK = "http://localhost:8474/api/session/oidc/ministry/return"
METADATA = "/.well-known/openid-configuration"


class Wrong:
    """A real server on loopback; `answers` is what it says at each path: a status with JSON, or bytes."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, Any]] = {}
        self.asked: list[str] = []
        answers, asked = self.answers, self.asked

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                length = int(self.headers.get("content-length", 0))
                asked.append(f"{self.path} {self.rfile.read(length).decode()}".strip())
                status, told = answers.get(self.path, (404, {}))
                body = told if isinstance(told, bytes) else orjson.dumps(told)
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET

            def log_message(self, *_: object) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://localhost:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.said = {"issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/auth"}
        self.said |= {"token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys"}
        self.answers[METADATA] = (200, self.said)

    def door(self, folder: Path) -> Door:
        entry = {"name": "ministry", "issuer": self.issuer, "client_id": "simurg", "claim": "groups"}
        settings = sign_in_of({"providers": [{**entry, "grants": {"desk": {"roles": ["reader"]}}}]})
        out = WayOut(allowed_of({"oidc": [self.issuer.removeprefix("http://")]}))
        return Door.open(
            folder / "state.db",
            settings,
            draw=Repeats(),
            clock=lambda: NOW,
            hasher=QUICK,
            client=lambda: out.client("oidc"),
        )


@pytest.fixture
def wrong() -> Iterator[Wrong]:
    made = Wrong()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def door(wrong: Wrong, tmp_path: Path) -> Iterator[Door]:
    made = wrong.door(tmp_path)
    yield made
    made.close()


def come(door: Door, **parts: Any) -> None:
    _, visit = door.providers.start("ministry", BACK, NOW)
    door.providers.finish("ministry", Came(**{"code": "c", "state": visit, "visit": visit, **parts}), BACK, NOW)


@pytest.mark.parametrize("issuer", ["https://evil.example", "", None, 5])
def test_metadata_of_another_issuer_is_refused(wrong: Wrong, door: Door, issuer: object) -> None:
    wrong.said["issuer"] = issuer  # type: ignore[assignment]
    with pytest.raises(OperatorError, match="another issuer"):
        door.providers.start("ministry", BACK, NOW)


def test_an_issuer_is_compared_to_the_letter(wrong: Wrong, door: Door) -> None:
    wrong.said["issuer"] = f"{wrong.issuer}/"
    with pytest.raises(OperatorError, match="another issuer"):
        door.providers.start("ministry", BACK, NOW)


@pytest.mark.parametrize("answer", [(500, {}), (200, []), (200, b"<html>"), (200, b"\xff"), (302, {}), (404, {})])
def test_what_is_no_metadata_is_the_operators(wrong: Wrong, door: Door, answer: tuple[int, Any]) -> None:
    wrong.answers[METADATA] = answer
    with pytest.raises(OperatorError, match="answered with"):
        door.providers.start("ministry", BACK, NOW)
    assert len(wrong.asked) == 1  # no redirect is followed


def test_an_answer_without_end_is_cut_off(wrong: Wrong, door: Door) -> None:
    wrong.answers[METADATA] = (200, b" " * (3 << 20))
    with pytest.raises(OperatorError, match="more than"):
        door.providers.start("ministry", BACK, NOW)


@pytest.mark.parametrize("address", [None, 5, "file:///etc/passwd", "javascript:alert(1)", "//evil.example/", ""])
def test_an_endpoint_that_is_none_is_refused(wrong: Wrong, door: Door, address: object) -> None:
    wrong.said["authorization_endpoint"] = address  # type: ignore[assignment]
    with pytest.raises(OperatorError, match="no usable"):
        door.providers.start("ministry", BACK, NOW)


def test_a_token_endpoint_elsewhere_gets_nothing(wrong: Wrong, door: Door) -> None:
    wrong.said["token_endpoint"] = "https://evil.example/token"
    with pytest.raises(OperatorError, match="not listed"):
        come(door)


@pytest.mark.parametrize("answer", [(200, {}), (200, {"id_token": "a.b.c"}), (200, {"id_token": None}), (400, {})])
def test_an_answer_without_a_right_id_token_lets_nobody_in(wrong: Wrong, door: Door, answer: tuple[int, Any]) -> None:
    wrong.answers |= {"/token": answer, "/keys": (200, {"keys": []})}
    with pytest.raises(NotVouched):
        come(door)
    assert door.people.none_yet()


def test_the_verifier_comes_along_and_no_secret_where_there_is_none(wrong: Wrong, door: Door) -> None:
    wrong.answers["/token"] = (400, {})
    with pytest.raises(NotVouched):
        come(door)
    sent = wrong.asked[-1]
    assert "code_verifier=" in sent
    assert "client_secret" not in sent


def test_where_the_issuer_is_promised_it_must_come(wrong: Wrong, door: Door) -> None:
    wrong.said["authorization_response_iss_parameter_supported"] = True  # type: ignore[assignment]
    for iss in (None, "https://evil.example"):
        with pytest.raises(NotVouched, match="another issuer"):
            come(door, iss=iss)


def test_metadata_is_believed_for_an_hour(wrong: Wrong, door: Door) -> None:
    for _ in range(3):
        door.providers.start("ministry", BACK, NOW)
    assert len(wrong.asked) == 1


def test_an_unknown_provider_is_not_found(door: Door) -> None:
    with pytest.raises(NotFound):
        door.providers.start("nobody", BACK, NOW)


@pytest.mark.parametrize(("told", "name"), [
    ("Ayşe.Yılmaz@mfa.example", "ayse.yilmaz"), ("a_b", "a.b"), ("Ömer  Faruk", "omer.faruk"), ("x" * 99, "x" * 40),
])  # fmt: skip
def test_a_name_for_an_account_is_made_of_what_the_provider_says(told: str, name: str) -> None:
    assert slug(told) == name


@pytest.mark.parametrize("told", ["", "@x", "7even", "...", "\u202e"])
def test_what_makes_no_name_is_refused(told: str) -> None:
    with pytest.raises(NotVouched):
        slug(told)
