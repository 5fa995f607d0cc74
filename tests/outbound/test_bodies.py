"""Bodies within bounds: too large, cut short, packed, badly packed, badly divided, slow."""

import gzip
import itertools
import socket
import time
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.outbound.scripted import Said, answered, scripted

from simurg.outbound.asking import Question, Reply, ask
from simurg.outbound.doors import allowed_of
from simurg.outbound.errors import CutShort, NotUnpacked, TimedOut, TooLarge, Unreachable
from simurg.outbound.target import target_of
from simurg.outbound.unpack import coding_of, unpacked
from simurg.outbound.way_out import Bounds, WayOut

BOUNDS = Bounds(seconds=3, answer_bytes=100_000, unpack=True)


def asked(said: Said, bounds: Bounds = BOUNDS) -> Reply:
    with scripted({"/": said}) as server:
        out = WayOut(allowed_of({"feeds": ["127.0.0.1"]}))
        return ask(out, "feeds", Question(target_of(server.url())), bounds)


def packed(body: bytes, coding: str = "gzip", **more: str) -> bytes:
    return answered(body, Content_Encoding=coding, **more)


def bare(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


def bomb(most: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(most >> 20)) + packer.flush()


def chunked(*chunks: bytes, end: bytes = b"0\r\n\r\n", **headers: str) -> bytes:
    head = answered(b"", Transfer_Encoding="chunked", Content_Length="", **headers)
    return head + b"".join(b"%x\r\n%s\r\n" % (len(one), one) for one in chunks) + end


BODY = b"a line of text, and another\n" * 400


@pytest.mark.parametrize(
    "said",
    [
        answered(BODY), chunked(BODY[:5_000], BODY[5_000:]), answered(BODY, Content_Length=""),
        packed(gzip.compress(BODY)), packed(gzip.compress(BODY), "x-gzip"), packed(gzip.compress(BODY), "GZIP"),
        packed(zlib.compress(BODY), "deflate"), packed(bare(BODY), "deflate"), packed(BODY, "identity"),
        packed(gzip.compress(BODY[:99]) + gzip.compress(BODY[99:])), packed(gzip.compress(BODY) + b"\0" * 512),
        chunked(gzip.compress(BODY)[:1], gzip.compress(BODY)[1:], Content_Encoding="gzip"),
        answered(BODY, Content_Length=str(len(BODY))), packed(gzip.compress(BODY), "identity, gzip"),
    ],
    ids=itertools.count(),
)  # fmt: skip
def test_whole_bodies_arrive_whole(said: bytes) -> None:
    assert asked(said).body == BODY


def test_an_empty_body_that_says_it_is_packed_is_empty() -> None:
    assert asked(packed(b"")).body == b""


@pytest.mark.parametrize(
    "said",
    [
        answered(BODY, Content_Length=str(len(BODY) + 1)), answered(b"", Content_Length="5"),
        chunked(BODY, end=b""), chunked(BODY, end=b"0\r\n"), chunked(end=b"fffff\r\nbut short"),
        chunked(end=b"zz\r\nno number\r\n"), chunked(end=b"5\r\nmore than five\r\n0\r\n\r\n"), chunked(end=b"-1\r\n"),
        packed(gzip.compress(BODY)[:-1]), packed(gzip.compress(BODY)[:30]), packed(gzip.compress(BODY)[:1]),
        packed(zlib.compress(BODY)[:-1], "deflate"), packed(bare(BODY)[:-5], "deflate"),
        packed(gzip.compress(BODY) + gzip.compress(BODY)[:40]), answered(BODY, Content_Length="10"),
    ],
    ids=itertools.count(),
)  # fmt: skip
def test_bodies_that_break_off_are_cut_short(said: bytes) -> None:
    with pytest.raises(CutShort):
        asked(said)


@pytest.mark.parametrize(
    "said",
    [
        packed(BODY), packed(b"\x1f\x8b but no gzip"), packed(gzip.compress(BODY), "br"), packed(BODY, "zstd"),
        packed(gzip.compress(gzip.compress(BODY)), "gzip, gzip"), packed(b"<html>", "deflate"),
        packed(gzip.compress(BODY)[:-8] + b"12345678"),
    ],
    ids=itertools.count(),
)  # fmt: skip
def test_bodies_that_are_not_packed_as_they_say_are_told(said: bytes) -> None:
    with pytest.raises(NotUnpacked):
        asked(said)


@pytest.mark.parametrize(
    "said",
    [
        answered(bytes(100_001)), chunked(*([bytes(1_000)] * 101)), answered(bytes(100_001), Content_Length=""),
        packed(gzip.compress(bytes(100_001))), packed(zlib.compress(bytes(100_001)), "deflate"),
    ],
    ids=itertools.count(),
)  # fmt: skip
def test_more_than_is_taken_is_too_large(said: bytes) -> None:
    with pytest.raises(TooLarge):
        asked(said)


def test_what_announces_too_much_is_refused_before_it_is_read() -> None:
    sent: list[int] = []

    def announce(peer: socket.socket) -> None:
        peer.sendall(answered(b"", Content_Length="100001"))
        sent.append(1)
        time.sleep(1.0)

    started = time.monotonic()
    with pytest.raises(TooLarge, match="announced"):
        asked(announce)
    assert sent == [1]
    assert time.monotonic() - started < 0.9


def test_a_bomb_is_too_large_before_it_fills_the_memory() -> None:
    said = packed(bomb(512 << 20))
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge, match="unpacks to more than"):
            asked(said, Bounds(seconds=10, answer_bytes=1 << 30, unpack=True))
        assert tracemalloc.get_traced_memory()[1] < 200 << 20
    finally:
        tracemalloc.stop()


def test_a_bomb_of_many_members_is_too_large() -> None:
    with pytest.raises(TooLarge):
        asked(packed(gzip.compress(bytes(60_000)) * 50))


def test_ratio_says_nothing_of_small_bodies() -> None:
    assert len(asked(packed(gzip.compress(bytes(99_999)))).body) == 99_999


def dripping(start: bytes) -> Callable[[socket.socket], None]:
    """A byte each 20 ms, and no end."""

    def drip(peer: socket.socket) -> None:
        peer.sendall(start)
        for _ in range(200):
            peer.sendall(b"x")
            time.sleep(0.02)

    return drip


@pytest.mark.parametrize(
    "start", [b"", b"HTTP/1.1 200 OK\r\nX: ", answered(b"", Content_Length="1000"), answered(b"", Content_Length="")]
)
def test_a_byte_at_a_time_ends_at_the_deadline(start: bytes) -> None:
    started = time.monotonic()
    with pytest.raises((TimedOut, Unreachable)) as raised:
        asked(dripping(start), Bounds(seconds=0.4, unpack=True))
    assert time.monotonic() - started < 2.0
    assert isinstance(raised.value, TimedOut) or start == b""  # x is no beginning of an answer


def test_endless_headers_and_answers_on_the_way_end() -> None:
    def headers(peer: socket.socket) -> None:
        peer.sendall(b"HTTP/1.1 200 OK\r\n")
        for number in range(100_000):
            peer.sendall(b"X-%d: %s\r\n" % (number, b"y" * 900))

    def continued(peer: socket.socket) -> None:
        while True:
            peer.sendall(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 50)
            time.sleep(0.01)

    with pytest.raises(Unreachable):
        asked(headers)
    with pytest.raises(TimedOut):
        asked(continued, Bounds(seconds=0.4))


@pytest.mark.parametrize(
    "said",
    [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
     b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
     b"HTTP/1.1 99999 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nbad header\r\n\r\n"],
    ids=itertools.count(),
)  # fmt: skip
def test_answers_that_are_none_are_unreachable(said: bytes) -> None:
    with pytest.raises(Unreachable) as raised:
        asked(said)
    assert not isinstance(raised.value, CutShort)


def test_of_a_refusal_the_status_counts_whatever_becomes_of_its_words() -> None:
    for body in (bytes(200_000), b"cut"):
        reply = asked(answered(body, 404, Content_Length="200000"))
        assert (reply.status, reply.body) == (404, body[: 64 << 10])
    assert asked(packed(b"no gzip", Content_Length="7").replace(b"200", b"500", 1)).status == 500


def test_what_is_not_to_be_unpacked_stays_as_it_came() -> None:
    body = gzip.compress(BODY)
    assert asked(packed(body), Bounds(answer_bytes=100_000)).body == body


@given(st.binary(max_size=5_000), st.sampled_from(["gzip", "deflate"]), st.data())
def test_law_pieces_of_any_size_unpack_to_the_same(body: bytes, coding: str, data: st.DataObject) -> None:
    whole = gzip.compress(body) if coding == "gzip" else zlib.compress(body)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=8)))
    chunks = [whole[start:end] for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    assert b"".join(unpacked(iter(chunks), coding, 10_000)) == body


@given(st.binary(max_size=2_000), st.sampled_from(["gzip", "deflate"]))
def test_law_any_bytes_unpack_or_are_an_error_of_ours(body: bytes, coding: str) -> None:
    try:
        found = b"".join(unpacked(iter([body]), coding, 1_000))
    except (CutShort, NotUnpacked, TooLarge):
        return
    assert len(found) <= 1_000


def test_codings_by_their_names() -> None:
    assert [coding_of(one) for one in ("", "identity", "gzip", " X-GZIP ", "deflate, identity")] == [
        "", "", "gzip", "gzip", "deflate",
    ]  # fmt: skip
