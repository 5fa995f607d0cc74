"""Mail over TLS: certificates are checked, the password goes over TLS only, and plain mail stays on this machine."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from tests.app.delivery.servers import Mailbox, mail_server
from tests.outbound.test_way_out import certified

from simurg.app.delivery.mail import Refused, letter, send_mail
from simurg.app.delivery.settings import MailWay
from simurg.app.delivery.words import Message
from simurg.outbound.doors import allowed_of
from simurg.outbound.errors import NotAllowed, Unreachable
from simurg.outbound.secrets import Secret
from simurg.outbound.way_out import WayOut

AT = datetime(2031, 4, 2, 8, tzinfo=UTC)
HOST = "mail.example"


def checked(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and data == LoginPassword(b"simurg", b"hush")
    return AuthResult(success=right, handled=False)


@contextmanager
def tls_server(folder: Path, host: str = HOST) -> Iterator[tuple[Mailbox, ssl.SSLContext]]:
    server, trusted = certified(folder, host)
    one = {"authenticator": checked, "auth_required": True, "auth_exclude_mechanism": ["LOGIN"]}
    with mail_server(tls_context=server, require_starttls=True, **one) as box:
        yield box, trusted


def post(box: Mailbox, trusted: ssl.SSLContext | None, *, tls: str = "starttls", password: str = "hush") -> None:
    way = MailWay(HOST, box.port, tls, "simurg@cell.example", frozenset({"cell.example"}), user="simurg")
    listed = {"mail": [{"host": HOST, "port": box.port, "private": True}]}
    out = WayOut(allowed_of(listed), resolve=lambda *_: ("127.0.0.1",), trusted=trusted)
    mail = letter("a" * 32, "ada@cell.example", way, Message("Subject", "text", "<p>text</p>", False), AT)
    send_mail(out, way, Secret(password), mail)


def test_mail_goes_over_tls_with_the_password(tmp_path: Path) -> None:
    with tls_server(tmp_path) as (box, trusted):
        post(box, trusted)
        assert [mail["Subject"] for mail in box.kept] == ["Subject"]


def test_a_certificate_of_another_name_is_refused(tmp_path: Path) -> None:
    with tls_server(tmp_path, "other.example") as (box, trusted):
        with pytest.raises(Unreachable, match="broke off"):
            post(box, trusted)
        assert not box.kept


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    with tls_server(tmp_path) as (box, _), pytest.raises(Unreachable):
        post(box, None)


def test_a_server_without_tls_gets_neither_mail_nor_password() -> None:
    with mail_server() as box:
        with pytest.raises(Unreachable):
            post(box, None)
        assert not box.kept


def test_a_wrong_password_is_said_without_it(tmp_path: Path) -> None:
    with tls_server(tmp_path) as (box, trusted), pytest.raises(Refused) as raised:
        post(box, trusted, password="wrong-hush")
    assert "535" in str(raised.value)
    assert "hush" not in str(raised.value)


def test_plain_mail_to_another_machine_is_refused() -> None:
    with mail_server() as box, pytest.raises(NotAllowed, match="Mail without TLS"):
        post(box, None, tls="none")
