"""Invented web pages, fetched by a plan and read."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.collection.connector import Raw, SettingsError, raw_of
from simurg.collection.connectors import web_page
from simurg.collection.fetching.message import message
from simurg.collection.fetching.plan import Answer, Call, Fault, Keep, Said
from simurg.collection.source import Source
from simurg.testing.connectors import Reading, bounded, check_connector, check_reading, read

FETCHED = datetime(2026, 11, 1, tzinfo=UTC)
URL = "https://roads.example/statements/4?print=1"
SOURCE = Source("roads", "web_page", address=URL)
SAMPLE = (Path(__file__).parent / "samples" / "statement.html").read_bytes()


def document(content: bytes, **headers: str) -> Raw:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return raw_of(message(URL, told, content), SOURCE, "4", FETCHED)


def page(body: str, head: str = "") -> bytes:
    return f"<html><head>{head}</head><body><article><p>{body}</p></article></body></html>".encode()


def claims(found: Reading) -> list[tuple[str, str]]:
    rows = found.table("claims").to_pylist() if found.count("claims") else []
    return [(row["predicate"], row["object"]) for row in rows]


def test_the_connector_keeps_its_contract():
    check_connector(web_page, [document(SAMPLE, content_type="text/html")], mutated=200)


def test_a_page_is_a_report_under_its_canonical_address_with_its_notices():
    found = read(web_page, document(SAMPLE, x_robots_tag="noai", tdm_reservation="1"))
    [row] = found.table("reports").to_pylist()
    assert row["title"] == "Road 4 is closed"
    assert row["url"] == "https://roads.example/statements/4"
    assert row["published_at"] == datetime(2023, 3, 8, 9, tzinfo=UTC)
    assert "Road 4 is closed from Orsk to the lake" in row["body"]
    assert claims(found) == [
        ("reported_by", "Ministry of Roads"), ("robots_notice", "noarchive"), ("robots_notice", "noai"),
        ("tdm_reservation", "1"), ("licence", "https://creativecommons.org/licenses/by/4.0/"),
    ]  # fmt: skip
    told = str([table.to_pylist() for rows in found.rows for table in rows.tables.values()])
    assert not any(word in told for word in ("Writer", "never", "password", "evil"))


def test_an_edited_page_is_a_new_version_of_the_same_report():
    dated = '<meta property="article:modified_time" content="2023-03-0{}T00:00:00Z">'
    first, touched, edited = (
        read(web_page, document(page(f"Road 4 is {word}.", dated.format(day)))).table("reports").to_pylist()[0]
        for word, day in (("closed", 1), ("closed", 2), ("open", 3))
    )
    assert first["key"] == touched["key"] == edited["key"]
    assert first["id"] == touched["id"] != edited["id"]


@pytest.mark.parametrize(
    "link", ["https://elsewhere.example/x", "javascript:alert(1)", "http://[", "//elsewhere.example/"]
)
def test_a_page_cannot_claim_an_address_of_another_host(link):
    [row] = (
        read(web_page, document(page("Words.", f'<link rel="canonical" href="{link}">'))).table("reports").to_pylist()
    )
    assert row["url"] == URL


@pytest.mark.parametrize(("encoding", "content_type", "head"), [
    ("koi8-r", "text/html; charset=koi8-r", ""), ("koi8-r", "text/html", '<meta charset="koi8-r">'),
    ("koi8-r", "text/html", ""), ("utf-8", "text/html; charset=latin-9000", ""), ("utf-16", "text/html", ""),
])  # fmt: skip
def test_encodings(encoding, content_type, head):
    words = "Дорога закрыта от города до озера, сообщило министерство дорог в понедельник."
    content = page(words, head).decode().encode(encoding)
    [row] = read(web_page, document(content, content_type=content_type)).table("reports").to_pylist()
    assert row["body"] == words


N = 19_000
HOSTILE = {
    "attributes": b"<div " + b" ".join(b'a%d="x"' % n for n in range(100_000)) + b">x</div>",
    "attributes without spaces": b"<div " + b"".join(b'a%d="x"' % n for n in range(100_000)) + b">x</div>",
    "attributes by slashes": b"<div " + b"/".join(b"a%d" % n for n in range(100_000)) + b">x</div>",
    "hidden attributes": b'<div x"y=">" ' + b" ".join(b"a%d" % n for n in range(100_000)) + b">x</div>",
    "deep": b"<div>" * N, "spans": b"<p>" + b"<span>a" * N, "tables": b"<table><tr><td>a" * 140,
    "cells": b"<table>" + b"<tr><td>a<td>b" * 13_000, "paragraphs": b"<p>Some words of it here</p>" * N,
    "links": b'<a href="x">a</a>' * N, "breaks": b"<p>" + b"a<br>" * (2 * N), "headings": b"<h2>a</h2>" * N,
    "lists": b"<ul>" + b"<li>Some words</li>" * N, "one word": b"<p>" + b"w" * 3_500_000,
    "space": b"<p>x" + b" \n" * 1_500_000,
    "references": b"<p>" + b"&amp;" * 700_000, "number": b"<p>&#" + b"9" * 1_000_000 + b";</p>",
    "classes": b'<div class="' + b"comment-" * 300_000 + b'">a b c</div>', "comments": b"<!--" * N + b"x",
    "JSON": b'<script type="application/ld+json">' + b"[" * 60_000 + b"</script><p>words</p>",
    "metas": b'<meta name="a" content="b">' * N, "unclosed": b"<p>x<" + b"a='" * N, "frames": b"<iframe src=x>" * N,
    "large": b"<p>" + b"x" * (5 << 20),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_pages_cost_little(case):
    raw = document(b"<html><body>" + HOSTILE[case])
    found = bounded(web_page, raw, case)
    check_reading(found, raw, case)
    assert found.rows or found.rejects


@given(st.text(alphabet="<>/=\"' abpdiv!-&;", max_size=300))
def test_any_markup_is_read_or_quarantined(text):
    raw = document(b"<html><body><p>" + text.encode())
    check_reading(read(web_page, raw), raw, "any markup")


def followed(
    answers: Mapping[str, tuple[int, dict[str, str], bytes] | Fault], **options: object
) -> tuple[list, Fault | None]:
    """What a plan asked for, kept and said, and the fault it ended with."""
    plan = web_page.fetch(replace(SOURCE, options=options), {}, FETCHED)
    told: list = []
    try:
        item = next(plan)
        while True:
            told.append(item.url if isinstance(item, Call) else item)
            if not isinstance(item, Call):
                item = next(plan)
                continue
            answer = answers.get(item.url, Fault("not_found", "No such page.", status=404))
            if isinstance(answer, Fault):
                item = plan.throw(answer)
            else:
                status, headers, body = answer
                item = plan.send(Answer(item.url, status, headers, body, FETCHED))
    except StopIteration:
        return told, None
    except Fault as fault:
        return told, fault


ROBOTS = "https://roads.example/robots.txt"
PAGE = (200, {"content-type": "text/html", "x-robots-tag": "noai", "set-cookie": "a=1"}, SAMPLE)


def test_pages_are_fetched_as_robots_txt_allows_and_kept_with_what_says_how_to_read_them():
    told, fault = followed({ROBOTS: (200, {}, b"User-agent: *\nDisallow: /private"), URL: PAGE})
    assert fault is None
    assert told[:2] == [ROBOTS, URL]
    kept = next(one for one in told if isinstance(one, Keep))
    assert b"x-robots-tag: noai" in kept.content
    assert b"set-cookie" not in kept.content
    [row] = read(web_page, raw_of(kept.content, SOURCE, kept.name, FETCHED)).table("reports").to_pylist()
    assert row["title"] == "Road 4 is closed"


def test_a_page_that_its_site_does_not_want_fetched_is_not_and_the_others_are():
    other = "https://roads.example/private/5"
    told, fault = followed(
        {ROBOTS: (200, {}, b"User-agent: *\nDisallow: /private"), URL: PAGE, other: PAGE}, pages=[other]
    )
    assert other not in told
    assert sum(isinstance(one, Keep) for one in told) == 1
    assert fault is not None
    assert fault.kind == "refused_by_robots"


def test_a_site_whose_robots_txt_cannot_be_had_is_left_alone():
    told, fault = followed({ROBOTS: Fault("server_error", "503", status=503), URL: PAGE})
    assert URL not in told
    assert fault is not None


def test_an_unchanged_page_is_not_kept_and_what_is_no_page_is_said():
    told, fault = followed({URL: (304, {}, b"")})
    assert (told, fault) == ([ROBOTS, URL], None)
    told, _ = followed({URL: (200, {"content-type": "application/pdf"}, b"%PDF-")})
    assert isinstance(told[-1], Said)


def test_a_page_that_is_gone_does_not_take_the_others_with_it():
    gone = "https://roads.example/gone"
    told, fault = followed({URL: PAGE}, pages=[gone])
    assert sum(isinstance(one, Keep) for one in told) == 1
    assert fault is not None
    assert fault.kind == "not_found"


@pytest.mark.parametrize("pages", ["https://a.example/", [3], ["file:///etc/passwd"], ["a"] * 600])
def test_addresses_that_are_none_fail_the_source(pages):
    with pytest.raises(SettingsError):
        followed({}, pages=pages)
