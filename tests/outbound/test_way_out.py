"""What may be reached: listed machines by one checked address, within bounds; and nothing else."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from simurg.ontology.errors import OperatorError
from simurg.outbound.addresses import address_for
from simurg.outbound.doors import Door, allowed_of
from simurg.outbound.errors import NotAllowed, Unreachable
from simurg.outbound.secrets import secret_of
from simurg.outbound.way_out import Bounds, WayOut

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


@contextmanager
def answering(answer: Callable[[socket.socket], None], context: ssl.SSLContext | None = None) -> Iterator[int]:
    """A server on loopback that does this to whoever connects, once they have said something."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        stopped = threading.Event()

        def serve() -> None:
            while not stopped.is_set():
                try:
                    peer, _ = listening.accept()
                    with context.wrap_socket(peer, server_side=True) if context else peer as talking:
                        talking.recv(65_536)
                        answer(talking)
                except OSError:
                    continue

        listening.settimeout(0.1)
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        stopped.set()
        thread.join()


def said(text: bytes) -> Callable[[socket.socket], None]:
    return lambda peer: peer.sendall(text)


def way(port: int, resolve: dict[str, Sequence[str]] | None = None, **more: object) -> WayOut:
    """localhost and, as private machines, hooks.example."""
    listed = {"webhook": [f"127.0.0.1:{port}", {"host": "hooks.example", "private": True, "plain": True}]}
    names = resolve or {}
    return WayOut(allowed_of(listed), resolve=lambda host, _: names.get(host, ()), **more)  # type: ignore[arg-type]


def test_a_listed_machine_answers() -> None:
    with answering(said(ANSWER)) as port, way(port).client("webhook") as client:
        answer = client.post(f"http://127.0.0.1:{port}/x", content=b"hello")
        assert (answer.status_code, answer.text) == (200, "ok")


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/", "https://other.example/", "http://localhost:80/"])
def test_what_is_not_listed_is_refused(address: str) -> None:
    with way(9).client("webhook") as client, pytest.raises(NotAllowed, match="is not listed for webhook"):
        client.get(address)


def test_what_is_listed_for_one_purpose_is_not_for_another() -> None:
    with answering(said(ANSWER)) as port, way(port).client("oidc") as client, pytest.raises(NotAllowed):
        client.get(f"http://127.0.0.1:{port}/")


def test_plain_http_is_for_loopback() -> None:
    out = WayOut(allowed_of({"webhook": ["hooks.example"]}), resolve=lambda *_: ("93.184.216.34",))
    with out.client("webhook") as client, pytest.raises(NotAllowed, match="by https"):
        client.get("http://hooks.example/")


def test_a_redirect_is_not_followed() -> None:
    away = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
    with answering(said(away)) as port, way(port).client("webhook") as client:
        assert client.get(f"http://127.0.0.1:{port}/").status_code == 302


def test_a_name_is_asked_once_and_its_answer_is_connected_to() -> None:
    """A name that would lead elsewhere when asked again (DNS rebinding) is not asked again."""
    asked: list[str] = []

    def resolve(host: str, _: int) -> Sequence[str]:
        asked.append(host)
        return ("127.0.0.1",) if len(asked) == 1 else ("127.0.0.2",)

    with answering(said(ANSWER)) as port:
        listed = {"webhook": [{"host": "hooks.example", "port": port, "private": True, "plain": True}]}
        with WayOut(allowed_of(listed), resolve=resolve).client("webhook") as client:
            assert client.get(f"http://hooks.example:{port}/").text == "ok"
    assert asked == ["hooks.example"]


BAD = ("127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "::1", "fe80::1", "::ffff:10.0.0.1", "0.0.0.0",
       "64:ff9b::a00:1", "2002:0a00:0001::", "224.0.0.1", "100.64.0.1", "fd00::1")  # fmt: skip


@pytest.mark.parametrize("address", BAD)
def test_a_public_name_that_leads_inside_is_refused(address: str) -> None:
    door = Door("hooks.example")
    with pytest.raises(NotAllowed, match="not public"):
        address_for(door, 443, lambda *_: ("93.184.216.34", address))
    assert address_for(door, 443, lambda *_: ("93.184.216.34",)) == "93.184.216.34"


@given(st.ip_addresses())
def test_law_without_private_only_public_addresses_are_reached(address: object) -> None:
    import ipaddress

    try:
        found = ipaddress.ip_address(address_for(Door("hooks.example"), 443, lambda *_: (str(address),)))
    except NotAllowed:
        return
    assert found.is_global
    assert not found.is_multicast


def test_where_clouds_keep_their_keys_must_be_listed_itself() -> None:
    with pytest.raises(NotAllowed):
        address_for(Door("metadata.internal", private=True), 80, lambda *_: ("169.254.169.254",))


def test_a_large_answer_is_cut_off() -> None:
    large = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"x" * 5_000
    with (
        answering(said(large)) as port,
        way(port).client("webhook", Bounds(answer_bytes=1_000)) as client,
        pytest.raises(Unreachable, match="more than 1,000 bytes"),
    ):
        client.get(f"http://127.0.0.1:{port}/")


def test_a_packed_answer_is_not_unpacked() -> None:
    packed = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nhm"
    with answering(said(packed)) as port, way(port).client("webhook") as client:
        assert client.get(f"http://127.0.0.1:{port}/").content == b"hm"


def test_a_server_that_drips_is_left_at_the_deadline() -> None:
    def drip(peer: socket.socket) -> None:
        import time

        for number in range(100):
            peer.sendall(b"HTTP/1.1 200 OK\r\n" if number == 0 else b"X: y\r\n")
            time.sleep(0.05)

    with (
        answering(drip) as port,
        way(port).client("webhook", Bounds(seconds=0.4)) as client,
        pytest.raises(Unreachable, match=r"did not answer in 0\.4 s"),
    ):
        client.get(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", b"\x00\xff\r\n\r\n"])
def test_a_broken_answer_is_an_error_of_ours(answer: bytes) -> None:
    with answering(said(answer)) as port, way(port).client("webhook") as client, pytest.raises(Unreachable):
        client.get(f"http://127.0.0.1:{port}/")


def test_nobody_there_is_an_error_of_ours() -> None:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    out = way(port)
    with out.client("webhook") as client, pytest.raises(Unreachable):
        client.get(f"http://127.0.0.1:{port}/")
    with pytest.raises(Unreachable, match="cannot be reached"):
        out.connect("webhook", "127.0.0.1", port, 1)


def certified(folder: Path, host: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's TLS context for a host, and a client's that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = made.public_bytes(serialization.Encoding.PEM)
    plain = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "both.pem").write_bytes(secret + pem)
    (folder / "one.pem").write_bytes(pem)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "both.pem")
    return server, ssl.create_default_context(cafile=str(folder / "one.pem"))


@pytest.mark.parametrize(("host", "fits"), [("hooks.example", True), ("other.example", False)])
def test_tls_is_checked_against_the_name_though_the_address_is_connected_to(
    tmp_path: Path, host: str, fits: bool
) -> None:
    server, trusted = certified(tmp_path, host)
    names = {"hooks.example": ("127.0.0.1",)}
    with (
        answering(said(ANSWER), server) as port,
        way(port, names, trusted=trusted).client("webhook") as client,
    ):
        if fits:
            assert client.get(f"https://hooks.example:{port}/").text == "ok"
        else:
            with pytest.raises(Unreachable):
                client.get(f"https://hooks.example:{port}/")


@pytest.mark.parametrize(
    "wrong",
    [
        {"fax": []}, {"mail": "x"}, {"mail": [7]}, {"mail": ["*.example.org"]}, {"mail": [{"host": "a", "way": 1}]},
        {"mail": [{"host": "a", "port": 70_000}]}, {"mail": [{"host": "a", "private": "yes"}]}, {"mail": ["https://a/"]},
        {"mail": ["exämple.org"]}, [], {"mail": [{"host": ""}]},
    ],
)  # fmt: skip
def test_settings_that_are_not_understood_are_refused(wrong: object) -> None:
    with pytest.raises(OperatorError, match=r"simurg\.yaml"):
        allowed_of(wrong)


def test_nothing_is_allowed_by_default() -> None:
    assert allowed_of(None).door("mail", "localhost", 25) is None


def test_secrets_come_from_outside_and_do_not_show_themselves(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("hush\n")
    (tmp_path / "empty").write_text(" ")
    for place in ("env:KEY", "file:key"):
        secret = secret_of(place, tmp_path, {"KEY": "hush"})
        assert secret.reveal() == "hush"
        assert "hush" not in f"{secret} {secret!r} {[secret]}"
    for place in ("env:NONE", "file:none", "file:empty", "hush", "env:", "vault:x"):
        with pytest.raises(OperatorError) as raised:
            secret_of(place, tmp_path, {})
        assert "hush" not in str(raised.value)
