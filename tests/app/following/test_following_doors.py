"""What a source may reach: its address's host and its `hosts`, and nothing else."""

import socket
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from tests.app.following.wires import source, wired
from tests.outbound.scripted import answered, scripted
from tests.outbound.test_way_out import certified

from simurg.app.following.doors import MOST_HOSTS, allowed_of_source
from simurg.app.following.run_plan import run_plan
from simurg.collection.fetching.plan import Call, Plan
from simurg.ontology.errors import SourceError
from simurg.outbound.doors import PURPOSES, Allowed, Door, allowed_of
from simurg.outbound.errors import NotAllowed
from simurg.outbound.way_out import WayOut


def reached(address: str, *hosts: object) -> dict[tuple[str, int], tuple[bool, bool]]:
    """Of some machines, those that a source reaches: (private, plain)."""
    allowed = allowed_of_source(source(address, hosts=hosts))
    machines = [(host, port) for host in ("a.example", "b.example", "127.0.0.1") for port in (80, 443, 8080)]
    doors = {machine: allowed.door("feeds", *machine) for machine in machines}
    return {machine: (door.private, door.plain) for machine, door in doors.items() if door is not None}


@pytest.mark.parametrize(
    ("address", "hosts", "expected"),
    [
        ("https://a.example/x", (), {("a.example", 443): (False, False)}),
        ("http://a.example/x", (), {("a.example", 80): (False, True), ("a.example", 443): (False, False)}),
        ("https://a.example:8080/", (), {("a.example", 8080): (False, False)}),
        ("http://127.0.0.1:8080/", (), {("127.0.0.1", 8080): (True, True)}),
        ("inbox/*.xml", (), {}), ("", (), {}),
        ("", ({"host": "b.example", "port": 443},), {("b.example", 443): (False, False)}),
        ("https://a.example", ({"host": "a.example", "port": 443, "private": True},),
         {("a.example", 443): (True, False)}),
    ],
)  # fmt: skip
def test_doors_of_a_source(
    address: str, hosts: tuple[object, ...], expected: dict[tuple[str, int], tuple[bool, bool]]
) -> None:
    assert reached(address, *hosts) == expected


@pytest.mark.parametrize(
    ("address", "hosts"),
    [("https://127.1/", ()), ("https://u@a.example/", ()), ("https://a.example/", ("*.example",)),
     ("https://a.example/", ({"host": "b", "open": True},)), ("https://a.example/", ("b.example",) * (MOST_HOSTS + 1))],
)  # fmt: skip
def test_what_is_no_host_is_the_sources_fault(address: str, hosts: tuple[object, ...]) -> None:
    with pytest.raises(SourceError, match="Source wire"):
        allowed_of_source(source(address, hosts=hosts))


def test_a_source_reaches_no_machine_of_another_or_of_another_purpose(tmp_path: Path) -> None:
    """What the workspace lists for other purposes, or another source for itself, opens nothing."""
    with scripted({"/": answered()}) as server, wired(tmp_path) as wire:
        door = (Door("127.0.0.1", private=True, plain=True),)
        wide = replace(wire, out=replace(wire.out, allowed=Allowed(dict.fromkeys(PURPOSES, door))))
        held = replace(source(server.url()), address="")
        fetched = run_plan(wide, held, lambda *_: iter_call(server.url()))
        assert fetched.fault is not None
        assert "hosts:" in fetched.fault.hint
        assert server.heard == []


def iter_call(url: str) -> Plan:
    yield Call(url)


def test_each_purpose_stands_and_is_closed_by_default() -> None:
    assert {"feeds", "model"} <= set(PURPOSES)
    for purpose in PURPOSES:
        with pytest.raises(NotAllowed):
            WayOut(allowed_of(None)).door(purpose, "a.example", 443)
        listed = allowed_of({purpose: ["a.example"]})
        assert WayOut(listed).door(purpose, "A.example.", 443).host == "a.example"


@pytest.mark.parametrize(("host", "kind"), [("wire.example", None), ("other.example", "unreachable")])
def test_certificates_are_checked_against_the_name(tmp_path: Path, host: str, kind: str | None) -> None:
    server, trusted = certified(tmp_path, host)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            try:
                peer, _ = listening.accept()
                with server.wrap_socket(peer, server_side=True) as talking:
                    talking.recv(65_536)
                    talking.sendall(answered(b"by TLS"))
            except OSError:
                pass

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        with wired(tmp_path) as wire:
            port = listening.getsockname()[1]
            there = source(f"https://wire.example:{port}/", hosts=({"host": "wire.example", "private": True},))
            fetched = run_plan(replace(wire, out=replace(wire.out, trusted=trusted)), there)
        thread.join(5)
    assert (fetched.fault.kind if fetched.fault else None) == kind


def test_sources_run_side_by_side_and_share_manners(tmp_path: Path) -> None:
    script = {f"/{number}.xml": answered(b"%d" % number) for number in range(6)}
    results = []
    with scripted(script) as server, wired(tmp_path) as wire:

        def run(number: int) -> None:
            one = replace(source(server.url(f"/{number}.xml")), name=f"wire-{number}")
            results.append(run_plan(wire, one))

        threads = [threading.Thread(target=run, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [one.fault for one in results] == [None] * 6
        assert len(wire.spool.waiting()) == 6
