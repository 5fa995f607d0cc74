"""Redirects: each hop is a fresh address, and what was meant for one machine goes to no other."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import pytest
from tests.outbound.scripted import Scripted, answered, moved, scripted

from simurg.outbound.asking import MOST_HOPS, Question, Reply, ask, redirected
from simurg.outbound.doors import allowed_of
from simurg.outbound.errors import NotAllowed, TimedOut
from simurg.outbound.target import Target, target_of
from simurg.outbound.way_out import Bounds, WayOut

KEYS = {"Authorization": "Bearer hush", "X-Api-Key": "hush", "Cookie": "a=hush", "If-None-Match": '"hush"',
        "Accept": "text/csv", "User-Agent": "simurg"}  # fmt: skip


def way(*ports: int, other: tuple[str, ...] = ("other.example",)) -> WayOut:
    """127.0.0.1 at these ports, and names that lead there."""
    doors = [{"host": "127.0.0.1", "port": port} for port in ports]
    named = [{"host": name, "private": True, "plain": True} for name in other]
    return WayOut(allowed_of({"feeds": [*doors, *named]}), resolve=lambda *_: ("127.0.0.1",))


def asked(server: Scripted, out: WayOut | None = None, path: str = "/", **more: object) -> Reply:
    question = Question(target_of(server.url(path)), **more)  # type: ignore[arg-type]
    return ask(out or way(server.port), "feeds", question, Bounds(seconds=3))


REFUSED = {
    "to a file": "file:///etc/passwd", "to gopher": "gopher://127.0.0.1/", "to data": "data:text/plain,x",
    "to javascript": "javascript:alert(1)", "to an unlisted machine": "http://evil.example/",
    "to an unlisted machine by two slashes": "//evil.example/", "to another port": "http://127.0.0.1:1/",
    "to loopback": "http://localhost/", "to loopback of v6": "http://[::1]/", "to decimal loopback": "http://2130706433/",
    "to octal loopback": "http://0177.0.0.1/", "to short loopback": "http://127.1/", "to private": "http://10.0.0.1/",
    "to the keys of a cloud": "http://169.254.169.254/latest/meta-data/", "to mapped": "http://[::ffff:127.0.0.1]/",
    "to NAT64": "http://[64:ff9b::7f00:1]/", "to 6to4": "http://[2002:7f00:1::1]/", "to Teredo": "http://[2001:0:7f00:1::]/",
    "to a user name": "http://127.0.0.1@evil.example/", "to a backslash": "http:\\\\evil.example",
    "to a path that is a backslash": "/\\evil.example", "to a tab": "/a\tb", "to an unclosed bracket": "http://[::1/",
}  # fmt: skip


@pytest.mark.parametrize("location", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_refused(location: str, status: int) -> None:
    with scripted({"/": moved(location, status)}) as server, pytest.raises(NotAllowed):
        asked(server)


def test_a_listed_name_that_leads_inside_after_a_redirect_is_refused() -> None:
    out = WayOut(
        allowed_of({"feeds": ["127.0.0.1", {"host": "inside.example", "plain": True}]}),
        resolve=lambda *_: ("10.0.0.1",),
    )
    with scripted({"/": moved("http://inside.example/")}) as server, pytest.raises(NotAllowed, match="not public"):
        asked(server, out)


def test_redirects_on_one_machine_are_followed_to_the_end() -> None:
    script = {"/": moved("/b?x=1"), "/b?x=1": moved("c", 308), "/c": answered(b"here")}
    with scripted(script) as server:
        reply = asked(server, headers=KEYS)
        assert (reply.status, reply.body, reply.hops, reply.target.rest) == (200, b"here", 2, "/c")
        assert all(b"Bearer hush" in one for one in server.heard)


def test_keys_do_not_go_to_another_machine_though_it_is_listed() -> None:
    with scripted({"/there": answered()}) as other, scripted({"/": moved(other.url("/there"))}) as server:
        assert asked(server, way(server.port, other.port), headers=KEYS).status == 200
        assert b"hush" in server.heard[0]
        assert b"hush" not in other.heard[0]
        assert b"text/csv" in other.heard[0]


def test_keys_do_not_come_back_when_a_chain_returns_to_the_first_machine() -> None:
    with scripted() as other, scripted({"/end": answered()}) as server:
        server.script["/"] = moved(other.url("/there"))
        other.script["/there"] = moved(server.url("/end"))
        assert asked(server, way(server.port, other.port), headers=KEYS).status == 200
        assert b"hush" not in server.heard[1]


@pytest.mark.parametrize(
    ("status", "method", "content"),
    [(303, "GET", b""), (302, "GET", b""), (301, "GET", b""), (307, "POST", b"a=hush"), (308, "POST", b"a=hush")],
)
def test_what_is_sent_goes_along_on_one_machine_as_the_standard_says(status: int, method: str, content: bytes) -> None:
    with scripted({"/": moved("/b", status), "/b": answered()}) as server:
        asked(server, method="POST", content=b"a=hush", headers={"Content-Type": "application/x-www-form-urlencoded"})
        head, _, body = server.heard[1].partition(b"\r\n\r\n")
        assert head.startswith(f"{method} /b ".encode())
        assert body == content
        assert (b"content-type" in head.lower()) == (method == "POST")


@pytest.mark.parametrize("status", [307, 308])
def test_what_is_sent_does_not_go_to_another_machine(status: int) -> None:
    with scripted({"/there": answered()}) as other, scripted({"/": moved(other.url("/there"), status)}) as server:
        with pytest.raises(NotAllowed, match="to another machine"):
            asked(server, way(server.port, other.port), method="POST", content=b"a=hush")
        assert other.heard == []


def test_https_does_not_become_http() -> None:
    question = Question(target_of("https://good.example/"))
    with pytest.raises(NotAllowed, match="from https to http"):
        redirected(question, 301, "http://good.example/")
    assert (
        redirected(Question(target_of("http://good.example/")), 301, "https://good.example/").target.scheme == "https"
    )


def test_circles_and_long_chains_end() -> None:
    circle = {"/": moved("/b"), "/b": moved("/")}
    with scripted(circle) as server:
        with pytest.raises(NotAllowed, match="in a circle"):
            asked(server)
        assert server.paths == ["/", "/b"]
    with scripted({"/": moved("/")}) as server, pytest.raises(NotAllowed, match="in a circle"):
        asked(server)
    chain = {f"/{number}": moved(f"/{number + 1}") for number in range(50)}
    with scripted(chain) as server:
        with pytest.raises(NotAllowed, match="More than 5"):
            asked(server, path="/0")
        assert len(server.heard) == MOST_HOPS + 1


def test_the_longest_chain_that_is_allowed_is_followed() -> None:
    chain = {f"/{number}": moved(f"/{number + 1}") for number in range(MOST_HOPS)}
    with scripted({**chain, f"/{MOST_HOPS}": answered(b"end")}) as server:
        assert asked(server, path="/0").body == b"end"


def test_a_redirect_to_nowhere_is_an_answer() -> None:
    with scripted({"/": answered(b"", 302), "/many": answered(b"", 300, Location="/x")}) as server:
        assert asked(server).status == 302
        assert asked(server, path="/many").status == 300


def test_all_hops_share_one_deadline() -> None:
    now = [0.0]

    @contextmanager
    def turn(_: Target) -> Iterator[None]:
        yield
        now[0] += 2.0

    with scripted({"/": moved("/b"), "/b": moved("/c"), "/c": answered()}) as server:
        out = WayOut(way(server.port).allowed, monotonic=lambda: now[0])
        slow = WayOut(out.allowed, monotonic=_ticking(1.0))
        with pytest.raises(TimedOut):
            ask(slow, "feeds", Question(target_of(server.url())), Bounds(seconds=2.5))
        assert ask(out, "feeds", Question(target_of(server.url())), Bounds(seconds=3), turn).status == 200


def _ticking(step: float) -> object:
    """A clock that is later each time it is looked at."""
    now = [0.0]

    def monotonic() -> float:
        now[0] += step
        return now[0]

    return monotonic


def test_each_hop_waits_its_turn() -> None:
    hosts: list[str] = []

    def turn(target: Target) -> nullcontext[None]:
        hosts.append(target.host)
        return nullcontext()

    with scripted({"/": moved("http://other.example:PORT/there"), "/there": answered()}) as server:
        server.script["/"] = moved(server.url("/there", "other.example"))
        ask(way(server.port), "feeds", Question(target_of(server.url())), Bounds(), turn)
    assert hosts == ["127.0.0.1", "other.example"]


@pytest.mark.parametrize(
    "headers",
    [{"X-Key": "a\r\nX-Evil: b"}, {"X-Key": "a\nb"}, {"X-Key": "a\x00b"}, {"X-Key": "ключ"}, {"X Key": "a"},
     {"X:": "a"},
     {"X-Key\r\nX-Evil": "b"}, {"Host": "evil.example"}, {"Content-Length": "0"}, {"Transfer-Encoding": "chunked"},
     {"Connection": "upgrade"}, {"Accept-Encoding": "gzip"}, {"Proxy-Authorization": "x"}, {"X-Key": "a" * 9_000}],
)  # fmt: skip
def test_headers_that_would_change_the_exchange_are_not_sent(headers: dict[str, str]) -> None:
    with scripted({"/": answered()}) as server:
        with pytest.raises(NotAllowed):
            asked(server, headers=headers)
        assert server.heard == []


def test_a_key_with_a_line_break_is_not_told() -> None:
    with scripted() as server, pytest.raises(NotAllowed) as raised:
        asked(server, headers={"Authorization": "Bearer hush\n"})
    assert "hush" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_no_log_has_the_address_or_its_key(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(1), scripted({"/x?key=hush": answered()}) as server:
        assert asked(server, path="/x?key=hush", headers=KEYS).status == 200
    assert "hush" not in caplog.text
