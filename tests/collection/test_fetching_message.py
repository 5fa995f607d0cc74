"""A document under the few headers that say how to read it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.collection.fetching.message import KEPT, message, opened

URL = "https://a.example/x?y=1"


def test_an_unchanged_page_is_the_same_bytes_whatever_else_the_server_says():
    one = message(URL, {"content-type": "text/html", "date": "Mon", "set-cookie": "a=1"}, b"x")
    other = message(URL, {"date": "Tue", "content-type": "text/html"}, b"x")
    assert (
        one
        == other
        == b"HTTP/1.1 200 OK\r\ncontent-location: https://a.example/x?y=1\r\ncontent-type: text/html\r\n\r\nx"
    )


@given(st.dictionaries(st.sampled_from(KEPT), st.text(max_size=30), max_size=4), st.binary(max_size=60))
def test_what_was_put_together_comes_apart(headers, body):
    read = opened(message(URL, headers, body))
    assert read.body == body
    assert read.headers["content-location"] == URL
    assert set(read.headers) <= set(KEPT)


def test_a_header_cannot_forge_another():
    read = opened(message(URL, {"content-type": "text/html\r\nx-robots-tag: all\r\n\r\nwords"}, b"body"))
    assert read.body == b"body"
    assert "x-robots-tag" not in read.headers


@pytest.mark.parametrize("content", [
    b"", b"<rss/>", b"HTTP/1.1 404 Not Found\r\n\r\nx", b"HTTP/1.1 200 OK\r\nno head",
    b"HTTP/1.1 200 OK\r\na: b\r\n\r\nx",
    b"HTTP/1.1 200 OK\r\n" + b"link: x\r\n" * 50 + b"\r\nx",
])  # fmt: skip
def test_what_is_no_such_message_is_its_own_body(content):
    read = opened(content)
    assert (read.headers, read.body) == ({}, content)


def test_an_empty_head_is_read():
    assert opened(message("", {}, b"x")).body == b"x"
