"""What is put right of feedparser's reading, and what a document is read as whose encoding nobody states."""

import pytest
from bench._feeds import holds, score_feeds
from hypothesis import given
from hypothesis import strategies as st

from simurg.collection.feeds.encoding import MOST_SAMPLE, characters_of, charset_in, sample_of
from simurg.collection.feeds.parsed import parsed
from simurg.ontology.errors import SourceError

AT = "http://gazette.example/feeds/all.xml"


def rss(entry: str, **headers: str):
    content = f'<rss version="2.0"><channel><item>{entry}</item></channel></rss>'.encode()
    return parsed(content, {name.replace("_", "-"): value for name, value in headers.items()}, AT).feed


@pytest.mark.data
def test_every_document_of_the_corpus_is_read_as_it_expects(data):
    score = score_feeds(data)
    assert (score["feeds"], score["feeds_as_expected"], score["feeds_amiss"]) == (738, 738, [])


def test_an_expectation_that_does_not_hold_is_told():
    assert holds("entries[0]['a'] == 1 and not bozo", {"entries": [{"a": 1}], "bozo": False})
    assert not holds("entries[0]['a'] == 2", {"entries": [{"a": 1}]})
    assert not holds("entries[1]['a'] == 1", {"entries": [{"a": 1}]})
    with pytest.raises(ValueError, match="calls"):
        holds("__import__('os')", {})


@pytest.mark.parametrize(("given_id", "read_id"), [
    ("abc", "abc"), ("HTTP://A.example/x", "HTTP://A.example/x"), ("tag:a.example,2023:1", "tag:a.example,2023:1"),
    ("/a/b", "http://gazette.example/a/b"), ("17", "17"),
])  # fmt: skip
def test_an_identifier_is_compared_letter_by_letter(given_id, read_id):
    assert rss(f"<guid>{given_id}</guid>").entries[0]["id"] == read_id


@pytest.mark.parametrize("order", [1, -1])
def test_the_link_to_the_entry_itself_counts(order):
    links = ['<link rel="alternate">http://a.example/1</link>', '<link rel="enclosure">http://a.example/2</link>']
    content = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry>{"".join(links[::order])}</entry></feed>'
    assert parsed(content.encode(), {}, AT).feed.entries[0]["link"] == "http://a.example/1"


HREF = '<description>&lt;a href="{}"&gt;x&lt;/a&gt;</description>'


def test_html_is_completed_by_the_host_or_by_a_stated_base():
    assert 'href="http://gazette.example/x"' in rss(HREF.format("/x")).entries[0]["summary"]
    assert 'href="x"' in rss(HREF.format("x")).entries[0]["summary"]
    content = f'<rss xml:base="http://b.example/c/"><channel><item>{HREF.format("x")}</item></channel></rss>'
    assert 'href="http://b.example/c/x"' in parsed(content.encode(), {}, AT).feed.entries[0]["summary"]


KOI8 = "<rss><channel><item><title>Лес, река и поле под снегом</title></item></channel></rss>".encode("koi8-r")


def test_the_servers_charset_is_heard():
    read = parsed(KOI8, {"content-type": "text/xml; charset=KOI8-R"}).feed
    assert (read.entries[0]["title"], read.encoding, read.bozo) == ("Лес, река и поле под снегом", "koi8-r", False)


def test_a_charset_that_nobody_states_is_guessed_and_said_to_be():
    read = parsed(KOI8).feed
    assert (read.entries[0]["title"], read.bozo) == ("Лес, река и поле под снегом", True)


@pytest.mark.parametrize("lie", ["utf-8", "shift_jis", "utf-16", "no-such-charset", "punycode", "a" * 300])
def test_a_charset_that_lies_is_not_believed(lie):
    read = parsed(KOI8, {"content-type": f"text/xml; charset={lie}"}).feed
    assert read.entries[0]["title"].startswith("Лес")
    assert read.bozo


def test_the_charset_is_read_from_the_header():
    assert charset_in({"content-type": 'text/html ; Charset = "utf-8"'}) == "utf-8"
    assert charset_in({"content-type": "text/html"}) == charset_in({}) == ""


def test_the_sample_is_small_and_holds_what_tells():
    content = b"a" * 100_000 + b"\n" + "Лес".encode("koi8-r") * 30_000
    assert b"\xec" in sample_of(content)
    assert len(sample_of(content)) <= MOST_SAMPLE + 1_000


@given(st.binary(max_size=400))
def test_any_bytes_have_a_reading(content):
    assert isinstance(characters_of(content, {}).text, str)


DATES = ["Mon, 31 Feb 2023", "0000-00-00", "2.02E+13", "9" * 400, "-1", "Mon, 01 Jan 99999999999 00:00:00 GMT",
         "2023-13-45T99:99:99Z",
         "Thu, 1 Jan 2004 00:00:00 +99999999", "０１/０２/２００４", "\u0661\u0662"]  # fmt: skip


@given(st.sampled_from(DATES) | st.text(alphabet="0123456789-:TZ+., GMTadnuJ/\u0661", max_size=40))
def test_a_date_that_is_none_swallows_no_other_entry(date):
    date = date.replace("&", "").replace("<", "")
    content = (
        f"<rss><channel><item><guid>a</guid><pubDate>{date}</pubDate></item>"
        f"<item><guid>b</guid><pubDate>Sat, 04 Mar 2023 10:00:00 GMT</pubDate></item></channel></rss>"
    )
    entries = parsed(content.encode(), {}, AT).feed.entries
    assert [entry["id"] for entry in entries] == ["a", "b"]
    assert entries[1]["published_parsed"][:5] == (2023, 3, 4, 10, 0)


@pytest.mark.parametrize("content", [b"", b"words", b"{}", b"\x00" * 100])
def test_what_has_no_element_is_refused(content):
    with pytest.raises(SourceError):
        parsed(content)
