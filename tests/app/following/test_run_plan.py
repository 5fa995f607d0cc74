"""Runs of plans against real servers that fail in every way: each failure is its own fault, nothing is lost, and no
key is told."""

import gzip
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.app.following.wires import START, Moment, source, wired
from tests.outbound.scripted import Scripted, answered, moved, scripted

from simurg.app.following.run_plan import Fetched, Limits, Wire, name_kept, run_plan
from simurg.collection.fetching.plan import Call, Fault, Fetch, Keep, Plan, Remember, Said
from simurg.collection.source import Source
from simurg.ontology.errors import OperatorError, SourceError


@pytest.fixture
def server() -> Iterator[Scripted]:
    with scripted() as found:
        yield found


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Wire]:
    with wired(tmp_path) as found:
        yield found


def planned(*wishes: object) -> Fetch:
    """A plan that wants these things in turn."""

    def fetch(source: Source, cursor: Mapping[str, Any], now: object) -> Plan:
        for wish in wishes:  # noqa: UP028  a tuple is sent nothing
            yield wish  # type: ignore[misc]

    return fetch


def of(server: Scripted, path: str = "/feed.xml", **more: Any) -> Source:
    return source(server.url(path), **more)


def test_a_source_without_a_plan_of_its_own_is_fetched_as_one_document(server: Scripted, wire: Wire) -> None:
    server.script["/feed.xml"] = answered(b"<rss/>")
    fetched = run_plan(wire, of(server))
    assert (fetched.calls, fetched.bytes, fetched.fault, fetched.unchanged) == (1, 6, None, False)
    assert fetched.documents == wire.spool.waiting("wire")
    assert [(one.name, one.path.read_bytes(), one.fetched_at) for one in fetched.documents] == [
        ("feed.xml", b"<rss/>", START)
    ]
    assert b"user-agent: simurg/" in server.heard[0].lower()


def test_what_did_not_change_is_not_fetched_again(server: Scripted, wire: Wire) -> None:
    server.script["/feed.xml"] = answered(b"<rss/>", ETag='"1"', Last_Modified="Wed, 02 Apr 2031 07:00:00 GMT")
    run_plan(wire, of(server))
    server.script["/feed.xml"] = answered(b"", 304)
    fetched = run_plan(wire, of(server))
    assert (fetched.unchanged, fetched.documents, fetched.fault) == (True, (), None)
    asked = server.heard[1].decode().lower()
    assert 'if-none-match: "1"' in asked
    assert "if-modified-since: wed, 02 apr 2031 07:00:00 gmt" in asked
    server.script["/feed.xml"] = answered(b"<rss>2</rss>")
    assert len(run_plan(wire, of(server)).documents) == 1
    run_plan(wire, of(server))
    assert b"if-none-match" not in server.heard[3].lower()  # the last answer had none


def test_a_304_that_nobody_asked_for_is_a_fault(server: Scripted, wire: Wire) -> None:
    server.script["/feed.xml"] = answered(b"", 304)
    fetched = run_plan(wire, of(server))
    assert fetched.fault is not None
    assert fetched.fault.kind == "other"
    assert not fetched.unchanged


FAULTS: dict[str, tuple[bytes, str]] = {
    "401": (answered(b"", 401), "unauthorised"), "402": (answered(b"", 402), "tier_refused"),
    "403": (answered(b"", 403), "forbidden"), "404": (answered(b"", 404), "not_found"),
    "410": (answered(b"", 410), "not_found"), "429": (answered(b"", 429), "throttled"),
    "500": (answered(b"", 500), "server_error"), "503": (answered(b"", 503), "server_error"),
    "a teapot": (answered(b"", 418), "other"), "partial": (answered(b"half", 206), "cut_short"),
    "cut": (answered(b"half", Content_Length="10"), "cut_short"),
    "too long": (answered(b"more than said", Content_Length="5"), "cut_short"),
    "wrong chunks": (answered(b"zz\r\n", Content_Length="", Transfer_Encoding="chunked"), "cut_short"),
    "broken off chunks": (answered(b"5\r\nabcde\r\n", Content_Length="", Transfer_Encoding="chunked"), "cut_short"),
    "torn gzip": (answered(gzip.compress(b"words" * 99)[:20], Content_Encoding="gzip"), "cut_short"),
    "no gzip": (answered(b"words", Content_Encoding="gzip"), "wrong_encoding"),
    "brotli": (answered(b"words", Content_Encoding="br"), "wrong_encoding"),
    "bomb": (answered(gzip.compress(bytes(40 << 20)), Content_Encoding="gzip"), "too_large"),
    "announced": (answered(b"", Content_Length=str(1 << 40)), "too_large"),
    "nothing": (b"", "unreachable"), "nonsense": (b"\xff\xfe\r\n\r\n", "unreachable"),
    "to the keys of a cloud": (moved("http://169.254.169.254/"), "refused_address"),
    "to a file": (moved("file:///etc/passwd"), "refused_address"),
    "in a circle": (moved("/feed.xml"), "refused_address"),
    "to another port": (moved("http://127.0.0.1:9/"), "refused_address"),
}  # fmt: skip


@pytest.mark.parametrize(("said", "kind"), FAULTS.values(), ids=FAULTS)
def test_each_failure_is_told_apart(server: Scripted, wire: Wire, said: bytes, kind: str) -> None:
    server.script["/feed.xml"] = said
    fetched = run_plan(wire, of(server))
    assert fetched.fault is not None
    assert fetched.fault.kind == kind
    assert "/feed.xml" in str(fetched.fault)
    assert fetched.documents == wire.spool.waiting() == ()
    server.script["/feed.xml"] = answered(b"well again")
    assert run_plan(wire, of(server)).fault is None


def test_slow_is_timed_out_and_nobody_there_is_unreachable(server: Scripted, wire: Wire) -> None:
    server.script["/slow"] = lambda peer: [(peer.sendall(b"H"), time.sleep(0.05)) for _ in range(40)] and None
    slow = run_plan(wire, of(server), planned(Call(server.url("/slow"), seconds=0.3)))
    assert slow.fault is not None
    assert slow.fault.kind == "timed_out"
    gone = run_plan(wire, source("http://127.0.0.1:9/"))
    assert gone.fault is not None
    assert gone.fault.kind == "unreachable"


def test_a_name_that_leads_inside_is_refused(tmp_path: Path) -> None:
    with wired(tmp_path, resolve=lambda *_: ("10.0.0.1",)) as wire:
        fetched = run_plan(wire, source("https://good.example/feed.xml"))
    assert fetched.fault is not None
    assert fetched.fault.kind == "refused_address"
    assert "private: true" in fetched.fault.hint


@pytest.mark.parametrize(
    "address", ["https://127.1/x", "https://a b/x", "https://u:p@good.example/x", "https://good.example:99999/"]
)
def test_an_address_that_is_none_is_told_and_not_asked(wire: Wire, address: str) -> None:
    fetched = run_plan(wire, source(address))
    assert fetched.fault is not None
    assert fetched.fault.kind == "refused_address"
    assert "u:p" not in str(fetched.fault)


def test_what_a_host_asks_for_holds_for_all_sources(server: Scripted, tmp_path: Path) -> None:
    clock = Moment()
    server.script["/feed.xml"] = answered(b"", 429, Retry_After="600")
    server.script["/other.xml"] = answered(b"x")
    with wired(tmp_path, clock=clock) as wire:
        first = run_plan(wire, of(server))
        assert first.fault is not None
        assert first.fault.retry_after_s == 600
        other = replace(of(server, "/other.xml"), name="other")
        held = run_plan(wire, other)
        assert held.fault is not None
        assert held.fault.kind == "throttled"
        assert server.paths == ["/feed.xml"]
        clock.now += timedelta(seconds=601)
        assert run_plan(wire, other).fault is None


def test_a_plan_goes_on_where_it_remembered(server: Scripted, wire: Wire) -> None:
    def fetch(source: Source, cursor: Mapping[str, Any], now: object) -> Plan:
        for page in range(cursor.get("page", 0), 4):
            answer = yield Call(server.url(f"/p{page}"))
            assert answer is not None
            yield Keep(f"{page}.json", answer.body)
            yield Remember({"page": page + 1})

    server.script |= {f"/p{page}": answered(b"%d" % page) for page in (0, 1, 3)}
    server.script["/p2"] = answered(b"", 500)
    first = run_plan(wire, of(server), fetch)
    assert [one.name for one in first.documents] == ["0.json", "1.json"]
    assert first.fault is not None
    assert wire.spool.cursor("wire") == {"page": 2}
    server.script["/p2"] = answered(b"2")
    assert [one.name for one in run_plan(wire, of(server), fetch).documents] == ["2.json", "3.json"]
    assert server.paths == ["/p0", "/p1", "/p2", "/p2", "/p3"]


def test_what_was_kept_before_a_fault_stays_but_is_not_dealt_with(server: Scripted, wire: Wire) -> None:
    server.script |= {"/a": answered(b"a", ETag='"a"'), "/b": answered(b"", 500)}

    def fetch(source: Source, cursor: Mapping[str, Any], now: object) -> Plan:
        answer = yield Call(server.url("/a"), conditional=True)
        assert answer is not None
        yield Keep("a", answer.body)
        yield Call(server.url("/b"))

    assert [one.name for one in run_plan(wire, of(server), fetch).documents] == ["a"]
    assert not wire.spool.validators("wire", server.url("/a"))
    server.script["/b"] = answered(b"b")
    assert run_plan(wire, of(server), fetch).documents == ()  # the same bytes wait already
    assert wire.spool.validators("wire", server.url("/a"))


def test_a_plan_may_catch_a_fault_and_see_what_was_answered(server: Scripted, wire: Wire) -> None:
    server.script |= {"/a": answered(b"no such tier", 403), "/b": answered(b"b")}
    seen: list[Fault] = []

    def fetch(source: Source, cursor: Mapping[str, Any], now: object) -> Plan:
        try:
            yield Call(server.url("/a"))
        except Fault as fault:
            seen.append(fault)
            yield Said("a was refused")
        yield Call(server.url("/b"))

    fetched = run_plan(wire, of(server), fetch)
    assert (fetched.fault, fetched.calls, fetched.said) == (None, 2, ("a was refused",))
    assert [(one.kind, one.status, one.body) for one in seen] == [("forbidden", 403, b"no such tier")]


def test_a_form_and_json_are_posted(server: Scripted, wire: Wire) -> None:
    server.script["/token"] = answered(b"{}")
    calls = [
        Call(server.url("/token"), "POST", form={"user": "ä b", "grant": "x&y"}),
        Call(server.url("/token"), "POST", json={"a": [1]}),
    ]
    assert run_plan(wire, of(server), planned(*calls)).fault is None
    assert server.heard[0].endswith(b"\r\n\r\nuser=%C3%A4+b&grant=x%26y")
    assert b"application/x-www-form-urlencoded" in server.heard[0]
    assert server.heard[1].endswith(b'\r\n\r\n{"a":[1]}')


SECRET = "hu/sh+ sesame"
SPOKEN = ("hu/sh", "hu%2Fsh", "sesame")


def keyed(server: Scripted, **more: Any) -> Source:
    return of(server, keys={"token": "env:WIRE_TOKEN"}, **more)


@pytest.fixture
def open_wire(tmp_path: Path) -> Iterator[Wire]:
    with wired(tmp_path, environment={"WIRE_TOKEN": SECRET}) as found:
        yield found


def told(fetched: Fetched, wire: Wire) -> str:
    """All that a run leaves."""
    rows = [tuple(row) for table in ("spooled", "cursors", "validators", "quiet_hosts") for row in _rows(wire, table)]
    fault = fetched.fault
    return f"{fetched!r} {fault} {fault and (fault.__cause__, fault.__context__, fault.__traceback__)} {rows}"


def _rows(wire: Wire, table: str) -> list[Any]:
    return wire.hosts._state.rows(f"SELECT * FROM {table}")


def test_keys_go_out_and_are_told_nowhere(server: Scripted, open_wire: Wire, caplog: pytest.LogCaptureFixture) -> None:
    server.script["/x/hu%2Fsh%2B%20sesame/y?key=hu%2Fsh%2B%20sesame"] = answered(b"x", ETag='"1"')
    url = server.url("/x/{key:token}/y?key={key:token}")
    call = Call(url, headers={"Authorization": "Bearer {key:token}"}, form={"key": "{key:token}"}, conditional=True)
    seen: list[str] = []

    def fetch(source: Source, cursor: Mapping[str, Any], now: object) -> Plan:
        answer = yield replace(call, method="POST")
        assert answer is not None
        seen.append(answer.url)
        yield Keep(f"{SECRET}.json", answer.body)
        yield Said(f"the key is {SECRET}")

    with caplog.at_level(1):
        fetched = run_plan(open_wire, keyed(server), fetch)
    assert fetched.fault is None
    assert f"authorization: bearer {SECRET}".encode() in server.heard[0].lower()
    assert server.heard[0].endswith(b"key=hu%2Fsh%2B+sesame")
    assert seen == [url]
    assert fetched.said == ("the key is {key:token}",)
    assert not any(word in told(fetched, open_wire) + caplog.text for word in SPOKEN)


@pytest.mark.parametrize(
    "said", [answered(b"", 401), b"", answered(b"x", Content_Length="9"), moved("//evil.example/")]
)
def test_keys_are_told_in_no_fault(
    server: Scripted, open_wire: Wire, said: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    server.script["/?key=hu%2Fsh%2B%20sesame"] = said
    call = Call(server.url("/?key={key:token}"), headers={"X-Key": "{key:token}"})
    with caplog.at_level(1):
        fetched = run_plan(open_wire, keyed(server), planned(call))
    assert fetched.fault is not None
    assert not any(word in told(fetched, open_wire) + caplog.text for word in SPOKEN)


def test_a_redirect_that_repeats_a_key_is_scrubbed(server: Scripted, open_wire: Wire) -> None:
    server.script["/?key=hu%2Fsh%2B%20sesame"] = moved("/there?again=hu%2Fsh%2B%20sesame")
    server.script["/there?again=hu%2Fsh%2B%20sesame"] = answered(b"x")
    seen: list[str] = []

    def fetch(source: Source, cursor: Mapping[str, Any], now: object) -> Plan:
        answer = yield Call(server.url("/?key={key:token}"))
        assert answer is not None
        seen.append(answer.url)

    assert run_plan(open_wire, keyed(server), fetch).fault is None
    assert seen == [server.url("/there?again={key:token}")]


def test_no_key_goes_into_a_cursor(server: Scripted, open_wire: Wire) -> None:
    server.script["/?key=hu%2Fsh%2B%20sesame"] = answered(b"x")
    plan = planned(Call(server.url("/?key={key:token}")), Remember({"next": f"?key={SECRET}"}))
    fetched = run_plan(open_wire, keyed(server), plan)
    assert fetched.fault is not None
    assert "holds a key" in str(fetched.fault)
    assert open_wire.spool.cursor("wire") == {}
    assert not any(word in told(fetched, open_wire) for word in SPOKEN)


@pytest.mark.parametrize("keys", [{}, {"token": "env:UNSET"}, {"token": "file:none.txt"}, {"token": "hush"}])
def test_a_key_that_is_not_set_is_told_before_anything_is_sent(
    server: Scripted, wire: Wire, keys: dict[str, str]
) -> None:
    fetched = run_plan(wire, of(server, keys=keys), planned(Call(server.url("/?key={key:token}"))))
    assert fetched.fault is not None
    assert fetched.fault.kind == "missing_key"
    assert server.heard == []


def test_a_key_file_stands_in_the_workspace(server: Scripted, wire: Wire) -> None:
    (wire.folder / "token.txt").write_text("from a file\n")
    server.script["/?key=from%20a%20file"] = answered(b"x")
    fetched = run_plan(
        wire, of(server, keys={"token": "file:token.txt"}), planned(Call(server.url("/?key={key:token}")))
    )
    assert fetched.fault is None


def test_a_key_does_not_decide_which_machine_is_asked(server: Scripted, tmp_path: Path) -> None:
    with wired(tmp_path, environment={"WIRE_TOKEN": "@evil.example/"}) as wire:
        for url in ("http://{key:token}/", "http://a{key:token}/x", "{key:token}"):
            fetched = run_plan(wire, keyed(server), planned(Call(url)))
            assert fetched.fault is not None
            assert fetched.fault.kind == "refused_address"


def test_a_placeholder_in_an_answer_sends_no_key_to_another_machine(server: Scripted, open_wire: Wire) -> None:
    """A next link, or a token, that a hostile publisher made of a placeholder."""
    with scripted() as other:
        server.script["/first"] = answered(other.url("/?{key:token}").encode())

        def fetch(source: Source, cursor: Mapping[str, Any], now: object) -> Plan:
            first = yield Call(server.url("/first"), headers={"X-Key": "{key:token}"})
            assert first is not None
            for call in (
                Call(first.body.decode()),
                Call(other.url("/"), headers={"Authorization": "Bearer {key:token}"}),
                Call(other.url("/?~key~token~")),
            ):
                try:
                    yield call
                except Fault as fault:
                    yield Said(fault.kind)

        fetched = run_plan(open_wire, keyed(server, hosts=({"host": "127.0.0.1", "port": other.port},)), fetch)
        assert fetched.said == ("refused_address",) * 3
        assert other.heard == []


def test_a_key_goes_to_no_machine_in_plain_text(server: Scripted, open_wire: Wire) -> None:
    for call in (
        Call("http://good.example/?{key:token}"),
        Call("http://good.example/", headers={"A": "{key:token}"}),
        Call("http://good.example/", "POST", form={"a": "{key:token}"}),
    ):
        fetched = run_plan(open_wire, replace(keyed(server), address="http://good.example/"), planned(call))
        assert fetched.fault is not None
        assert "in plain text" in str(fetched.fault)


def test_a_key_with_a_line_break_is_no_header(server: Scripted, tmp_path: Path) -> None:
    with wired(tmp_path, environment={"WIRE_TOKEN": "hu/sh\r\nX-Evil: sesame"}) as wire:
        fetched = run_plan(wire, keyed(server), planned(Call(server.url(), headers={"A": "{key:token}"})))
        assert fetched.fault is not None
        assert fetched.fault.kind == "refused_address"
        assert not any(word in told(fetched, wire) for word in SPOKEN)
    assert server.heard == []


STUMBLES: list[tuple[Callable[[], Exception], str]] = [
    (lambda: KeyError("hush"), "schema_changed"), (lambda: RecursionError(), "schema_changed"),
    (lambda: SourceError("The list has no links.", hint="Look."), "schema_changed"),
    (lambda: Fault("tier_refused", "Not for this account."), "tier_refused"),
]  # fmt: skip


@pytest.mark.parametrize(("error", "kind"), STUMBLES)
def test_a_plan_that_stumbles_over_an_answer_is_told(
    server: Scripted, wire: Wire, error: Callable[[], Exception], kind: str
) -> None:
    def fetch(source: Source, cursor: Mapping[str, Any], now: object) -> Plan:
        yield Keep("a", b"a")
        raise error()

    fetched = run_plan(wire, of(server), fetch)
    assert fetched.fault is not None
    assert fetched.fault.kind == kind
    assert "hush" not in str(fetched.fault)
    assert [one.name for one in fetched.documents] == ["a"]


def test_a_plan_that_fails_at_once_is_told(server: Scripted, wire: Wire) -> None:
    def fetch(source: Source, cursor: Mapping[str, Any], now: object) -> Plan:
        raise Fault("missing_key", "It needs a key.")

    fetched = run_plan(wire, of(server), fetch)
    assert fetched.fault is not None
    assert (fetched.fault.kind, fetched.calls) == ("missing_key", 0)


@pytest.mark.parametrize("wish", [None, "https://a.example", 7])
def test_what_is_no_wish_is_a_fault(server: Scripted, wire: Wire, wish: object) -> None:
    assert run_plan(wire, of(server), planned(wish)).fault is not None


@pytest.mark.parametrize("cursor", [{"a": object()}, {"a": float("nan")}, {"a": "x" * 70_000}])
def test_a_cursor_is_small_and_json(server: Scripted, wire: Wire, cursor: dict[str, Any]) -> None:
    assert run_plan(wire, of(server), planned(Remember(cursor))).fault is not None
    assert wire.spool.cursor("wire") == {}


def greedy(server: Scripted, wishes: list[str]) -> Fetch:
    """A plan that wants ever more, whatever it is told."""

    def fetch(source: Source, cursor: Mapping[str, Any], now: object) -> Plan:
        while True:
            try:
                answer = yield Call(server.url("/feed.xml"))
                assert answer is not None
                yield Keep(f"{len(wishes)}", b"%d" % len(wishes))
            except Fault as fault:
                wishes.append(fault.what)
            wishes.append("more")

    return fetch


@pytest.mark.parametrize(
    ("limits", "kind"),
    [(Limits(calls=7), "too_large"), (Limits(bytes=35), "too_large"), (Limits(documents=4), "too_large"),
     (Limits(seconds=0.0), "timed_out")],
    ids=["calls", "bytes", "documents", "seconds"],
)  # fmt: skip
def test_a_run_that_would_not_end_is_ended(server: Scripted, tmp_path: Path, limits: Limits, kind: str) -> None:
    server.script["/feed.xml"] = answered(b"12345")
    with wired(tmp_path, limits=limits) as wire:
        wishes: list[str] = []
        fetched = run_plan(wire, of(server), greedy(server, wishes))
        assert fetched.fault is not None
        assert fetched.fault.kind == kind
        assert "and ends" in str(fetched.fault)
        assert fetched.calls <= 8
        assert len(wishes) < 30
        assert len(fetched.documents) == len(wire.spool.waiting())


def test_a_plan_that_will_not_end_when_it_is_closed_is_left(server: Scripted, tmp_path: Path) -> None:
    def fetch(source: Source, cursor: Mapping[str, Any], now: object) -> Plan:
        try:
            while True:
                with suppress(Fault):
                    yield Call(server.url("/feed.xml"))
        except GeneratorExit:
            yield Call(server.url("/feed.xml"))

    with wired(tmp_path, limits=Limits(calls=2)) as wire:
        assert run_plan(wire, of(server), fetch).fault is not None


def test_a_source_that_is_being_fetched_is_not_fetched_twice(server: Scripted, wire: Wire) -> None:
    with wire.spool.turn("wire") as mine:
        assert mine
        fetched = run_plan(wire, of(server))
    assert fetched.fault is not None
    assert (fetched.fault.kind, server.heard) == ("other", [])


def test_a_disk_that_fails_ends_the_run_and_remembers_nothing(server: Scripted, wire: Wire) -> None:
    server.script["/feed.xml"] = answered(b"x")

    def fetch(source: Source, cursor: Mapping[str, Any], now: object) -> Plan:
        (wire.spool.folder / "wire" / "2d").write_text("in the way of the folder of these bytes")
        yield Keep("x", b"x")
        yield Remember({"last": 1})

    with pytest.raises(OperatorError):
        run_plan(wire, of(server), fetch)
    assert wire.spool.cursor("wire") == {}


@pytest.mark.parametrize(
    ("name", "kept"),
    [("a.xml", "a.xml"), ("../../etc/passwd", "passwd"), ("a/b\\c.csv", "c.csv"), ("", "document"), ("..", "document"),
     ("a\x00\nb", "ab"), ("x" * 500, "x" * 120), ("/", "document"), (".hidden", "hidden")],
)  # fmt: skip
def test_names_are_names(name: str, kept: str) -> None:
    assert name_kept(name) == kept
