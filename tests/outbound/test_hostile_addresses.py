"""The table of hostile addresses: each is refused unless it is listed, whichever way it comes. The servers that must
not be reached are real ones on loopback, so that a hole would be seen by what they are asked."""

import ipaddress
import socket
import threading
from collections.abc import Iterator, Sequence

import pytest

from simurg.ontology.errors import OperatorError
from simurg.outbound.addresses import address_for
from simurg.outbound.asking import Question, ask
from simurg.outbound.doors import Allowed, Door, allowed_of
from simurg.outbound.errors import NotAllowed, Unreachable
from simurg.outbound.target import target_of
from simurg.outbound.way_out import Bounds, WayOut

PUBLIC = "93.184.216.34"

INSIDE = {
    "loopback": "127.0.0.1", "loopback's end": "127.255.255.254", "loopback of v6": "::1",
    "private 10": "10.0.0.1", "private 172": "172.16.0.1", "end of private 172": "172.31.255.255",
    "private 192": "192.168.1.1", "keys of a cloud": "169.254.169.254", "keys of a cloud, v6": "fd00:ec2::254",
    "link-local": "169.254.0.1", "link-local of v6": "fe80::1", "end of link-local of v6": "febf:ffff::1",
    "carriers' own": "100.64.0.1", "end of carriers' own": "100.127.255.255",
    "unspecified": "0.0.0.0", "this network": "0.1.2.3", "unspecified of v6": "::",
    "broadcast": "255.255.255.255", "multicast": "224.0.0.1", "end of multicast": "239.255.255.255",
    "multicast of v6": "ff02::1", "global multicast of v6": "ff0e::1",
    "reserved": "240.0.0.1", "protocol assignments": "192.0.0.1", "relays of 6to4": "192.88.99.1",
    "measurements": "198.18.0.1", "documentation 1": "192.0.2.1", "documentation 2": "198.51.100.1",
    "documentation 3": "203.0.113.1", "documentation of v6": "2001:db8::1", "new documentation of v6": "3fff::1",
    "unique-local": "fd00::1", "unique-local without L": "fc00::1", "site-local": "fec0::1",
    "mapped loopback": "::ffff:127.0.0.1", "mapped private": "::ffff:10.0.0.1", "mapped public": f"::ffff:{PUBLIC}",
    "mapped keys of a cloud": "::ffff:169.254.169.254", "compatible loopback": "::127.0.0.1",
    "compatible private": "::10.0.0.1", "translated loopback": "::ffff:0:7f00:1",
    "NAT64 of loopback": "64:ff9b::7f00:1", "NAT64 of private": "64:ff9b::a00:1",
    "NAT64 of the keys of a cloud": "64:ff9b::a9fe:a9fe", "NAT64 of a public one": "64:ff9b::5db8:d822",
    "local NAT64 of 96 bits": "64:ff9b:1::a00:1", "local NAT64 of 48 bits": "64:ff9b:1:a00:0:100::",
    "6to4 of private": "2002:a00:1::1", "6to4 of loopback": "2002:7f00:1::1",
    "6to4 of a public one": "2002:5db8:d822::1",
    "Teredo, private client": "2001:0:5db8:d822:8000:63bf:f5ff:fffe",
    "Teredo, private server": "2001:0:a00:1:8000:63bf:a247:27dd",
    "Teredo of public ones": "2001:0:5db8:d822:0:0:a247:27dd",
    "ISATAP of private": "2001:470:1:2:0:5efe:a00:1", "ISATAP of private, global": "2001:470:1:2:200:5efe:a00:1",
    "ISATAP link-local": "fe80::5efe:a00:1", "ORCHID": "2001:20::1", "discard": "100::1", "segment routing": "5f00::1",
    "never given out": "4000::1", "scoped": "fe80::1%eth0", "scoped public": "2606:4700::1111%1",
}  # fmt: skip

SPELLED = {
    "decimal": "http://2130706433/", "octal": "http://0177.0.0.1/", "hexadecimal": "http://0x7f000001/",
    "hexadecimal parts": "http://0x7f.0x0.0x0.0x1/", "mixed and short": "http://0x7f.1/", "short": "http://127.1/",
    "shorter": "http://0/", "leading zeros": "http://127.000.000.001/", "octal with zeros": "http://00000177.1/",
    "too large a part": "http://127.0.0.256/", "five parts": "http://127.0.0.1.1/",
    "decimal with a dot": "http://2130706433./",
    "upper case hexadecimal": "http://0X7F000001/", "name that ends in a number": "http://good.example.1/",
    "user name": "http://good.example@127.0.0.1/", "user name and word": "http://a:b@good.example/",
    "empty user name": "http://@good.example/", "user name in the port": "http://good.example:80@127.0.0.1/",
    "percent sign in the host": "http://127.0.0.1%2f.good.example/", "percent-encoded letter": "http://g%6fod.example/",
    "percent-encoded slash": "http://good.example%2f@x/", "null": "http://good.example\x00.evil.example/",
    "line break": "http://good.example/\r\nX: y", "tab": "http://good.example\t/", "space": "http://good.example /",
    "backslash": "http://good.example\\@127.0.0.1/", "backslashes for slashes": "http:\\\\good.example/",
    "homograph in Cyrillic": "http://gооd.example/", "fullwidth letters": "http://ｇood.example/",
    "circled digits": "http://①②⑦.0.0.1/", "ideographic full stop": "http://127。0。0。1/",
    "soft hyphen": "http://go\xadod.example/", "scope": "http://[fe80::1%25eth0]/", "unclosed": "http://[::1/",
    "brackets around v4": "http://[127.0.0.1]/", "v6 without brackets": "http://::1/", "empty host": "http:///x",
    "only dots": "http://../", "two dots at the end": "http://good.example../", "an empty label": "http://good..example/",
    "a long label": f"http://{'a' * 64}.example/", "a long host": f"http://{'a.' * 130}example/",
    "a long address": f"http://good.example/{'a' * 9_000}", "no port": "http://good.example:/",
    "port 0": "http://good.example:0/", "port too high": "http://good.example:65536/",
    "a port in words": "http://good.example:http/",
    "signed port": "http://good.example:+80/", "Arabic digits": "http://good.example:٨٠/",
    "file": "file:///etc/passwd", "ftp": "ftp://good.example/", "gopher": "gopher://good.example:25/x",
    "data": "data:text/plain,x", "javascript": "javascript:alert(1)", "unix socket": "http+unix://%2fvar%2frun/x",
    "without a scheme": "//good.example/", "a path": "/etc/passwd", "one slash": "http:/good.example/", "nothing": "",
}  # fmt: skip

UNLISTED = {
    "another host": "http://evil.example/", "a host below": "http://a.good.example/", "a host above": "http://example/",
    "a host that begins alike": "http://good.example.evil.example/", "another port": "http://good.example:8080/",
    "port of mail": "http://good.example:25/", "loopback": "http://127.0.0.1/", "localhost": "http://localhost/",
    "localhost and a dot": "http://localhost./", "LOCALHOST": "http://LOCALHOST/", "loopback of v6": "http://[::1]/",
    "loopback of v6 in full": "http://[0:0:0:0:0:0:0:1]/", "mapped loopback": "http://[::ffff:127.0.0.1]/",
    "mapped loopback in hexadecimal": "http://[::ffff:7f00:1]/", "all addresses": "http://0.0.0.0/",
    "keys of a cloud": "http://169.254.169.254/latest/meta-data/", "name of the keys": "http://metadata.google.internal/",
    "its name in Punycode": "http://xn--gd-emca.example/", "https on its other port": "https://good.example:444/",
}  # fmt: skip


def out(resolve: Sequence[str] = (PUBLIC,)) -> WayOut:
    """good.example at its ports, in plain text too."""
    listed = [{"host": "good.example", "port": 80, "plain": True}, {"host": "good.example", "port": 443}]
    return WayOut(allowed_of({"feeds": listed}), resolve=lambda *_: resolve)


def test_the_table_is_long_enough() -> None:
    assert len(INSIDE) + len(SPELLED) + len(UNLISTED) >= 120


@pytest.mark.parametrize("address", INSIDE.values(), ids=INSIDE)
def test_a_listed_name_that_leads_inside_is_refused(address: str) -> None:
    for found in ((address,), (PUBLIC, address), (address, PUBLIC)):
        with pytest.raises(NotAllowed, match="not public"):
            address_for(Door("good.example"), 443, lambda *_, found=found: found)


@pytest.mark.parametrize("address", INSIDE.values(), ids=INSIDE)
def test_an_address_that_is_asked_itself_is_refused_unless_it_is_listed(address: str) -> None:
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(NotAllowed):
        ask(out(), "feeds", Question(target_of(f"http://{host}/")), Bounds(seconds=1))


@pytest.mark.parametrize("url", SPELLED.values(), ids=SPELLED)
def test_an_address_in_a_form_that_parsers_read_differently_is_refused(url: str) -> None:
    with pytest.raises(NotAllowed):
        target_of(url)


@pytest.mark.parametrize("url", UNLISTED.values(), ids=UNLISTED)
def test_what_is_not_listed_is_refused_before_its_name_is_asked(url: str) -> None:
    asked: list[str] = []
    way = WayOut(out().allowed, resolve=lambda host, _: asked.append(host) or (PUBLIC,))
    with pytest.raises(NotAllowed, match="is not listed for feeds"):
        ask(way, "feeds", Question(target_of(url)), Bounds(seconds=1))
    assert asked == []


@pytest.mark.parametrize("number", ["2130706433", "0x7f.1", "127.1", "0177.0.0.1", "127.0.0.1.1", "exa%6dple.org"])
def test_odd_hosts_cannot_be_listed_either(number: str) -> None:
    with pytest.raises(OperatorError, match="is no host"):
        allowed_of({"feeds": [number]})


NEVER = ["0.0.0.0", "::", "255.255.255.255", "224.0.0.1", "ff02::1", "240.0.0.1", "169.254.169.254", "fe80::1",
         "::ffff:0.0.0.0", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1",
         "fe80::1%eth0"]  # fmt: skip


@pytest.mark.parametrize("address", NEVER)
def test_a_private_door_too_does_not_lead_everywhere(address: str) -> None:
    with pytest.raises(NotAllowed):
        address_for(Door("inside.example", private=True), 80, lambda *_: (address,))


@pytest.mark.parametrize("address", ["10.0.0.1", "::1", "127.0.0.1", "fd00::1", "100.64.0.1", "64:ff9b::5db8:d822"])
def test_what_is_listed_as_private_is_reached(address: str) -> None:
    assert address_for(Door("inside.example", private=True), 80, lambda *_: (address,)) == address
    assert address_for(Door(address, private=True), 80, lambda *_: ()) == address


PUBLIC_ONES = [
    "1.1.1.1", "93.184.216.34", "172.32.0.1", "172.15.255.255", "100.128.0.1", "11.0.0.1", "223.255.255.254",
    "2606:4700:4700::1111", "2a00:1450:4001:80b::200e", "2001:470::1", "2003::1", "2400:cb00::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC_ONES)
def test_public_machines_are_reached(address: str) -> None:
    assert address_for(Door("good.example"), 443, lambda *_: (address,)) == str(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("HTTPS://GOOD.Example./A?b=ö#c", "https://good.example"),
        ("http://good.example:80", "http://good.example"),
        ("https://[2606:4700:0:0:0:0:0:1]:8443/", "https://[2606:4700::1]:8443"),
        ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example"),
        ("http://1.2.3.4/", "http://1.2.3.4"),
    ],
)
def test_an_address_is_read_in_one_way(url: str, origin: str) -> None:
    target = target_of(url)
    assert target.origin == origin
    assert target_of(target.url) == target
    assert target.url.isascii()


@pytest.fixture
def inside() -> Iterator[tuple[int, list[bytes]]]:
    """A machine that nobody may reach, and what it was asked."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.05)
        stopped = threading.Event()

        def serve() -> None:
            while not stopped.is_set():
                try:
                    peer, _ = listening.accept()
                except OSError:
                    continue
                with peer:
                    heard.append(b"connected")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1], heard
        stopped.set()
        thread.join()


def test_a_name_that_changes_between_check_and_use_is_asked_once(inside: tuple[int, list[bytes]]) -> None:
    """DNS rebinding: public when it is checked, this machine when it would be used."""
    port, heard = inside
    answers = iter([("127.0.0.1",), (PUBLIC,)])
    way = WayOut(Allowed({"feeds": (Door("rebind.example", port, plain=True),)}), resolve=lambda *_: next(answers))
    with pytest.raises(NotAllowed, match="not public"):
        ask(way, "feeds", Question(target_of(f"http://rebind.example:{port}/")), Bounds(seconds=2))
    assert next(answers) == (PUBLIC,)  # it was not asked again in the hope of a better answer
    assert heard == []


def test_a_name_server_that_answers_nonsense_is_an_error_of_ours() -> None:
    with pytest.raises(Unreachable, match="no address"):
        address_for(Door("good.example"), 443, lambda *_: ("not an address",))
    with pytest.raises(Unreachable, match="has no address"):
        address_for(Door("good.example"), 443, lambda *_: ())
