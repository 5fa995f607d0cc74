"""Invented feeds; then the 738 documents of feedparser's own tests, against what each says one should find."""

import ast
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.collection.connector import Raw, raw_of
from simurg.collection.connectors import rss
from simurg.collection.fetching.plan import Answer, Call, Keep
from simurg.collection.plain_text import plain_text
from simurg.collection.source import Source
from simurg.testing.connectors import Reading, bounded, check_connector, check_reading, read

FETCHED = datetime(2026, 11, 1, tzinfo=UTC)
SOURCE = Source("gazette", "rss")
SAMPLES = Path(__file__).parent / "samples"


def document(content: str | bytes, name: str = "feed.xml") -> Raw:
    return raw_of(content.encode() if isinstance(content, str) else content, SOURCE, name, FETCHED)


def sample(name: str) -> Raw:
    return document((SAMPLES / name).read_bytes(), name)


def items(*texts: str, head: str = "") -> Reading:
    joined = "".join(f"<item>{text}</item>" for text in texts)
    return read(rss, document(f'{head}<rss version="2.0"><channel><title>G</title>{joined}</channel></rss>'))


def test_the_connector_keeps_its_contract():
    check_connector(rss, [sample("feed_rss.xml"), sample("feed_atom.xml")], mutated=700)


def test_an_rss_entry_is_a_report_with_plain_text_and_claims():
    found = read(rss, sample("feed_rss.xml"))
    freight, meeting = found.table("reports").to_pylist()
    assert freight["title"] == "Freight waits at the Orsk crossing"
    assert freight["body"] == "More than sixty lorries stood in line on Sunday.\n\nCustoms & police gave no reason."
    assert freight["published_at"] == datetime(2023, 3, 6, 6, 30, tzinfo=UTC)
    assert (freight["language"], freight["url"]) == ("en-GB", "https://gazette.example/2023/freight")
    assert meeting["title"] == "Minister & envoy meet"
    assert [(row["subject"], row["predicate"], row["object"]) for row in found.table("claims").to_pylist()] == [
        ("gazette-101", "reported_by", "Teve Wire"), ("gazette-101", "category", "trade"),
        ("gazette-101", "category", "border"), ("gazette-101", "located_at", "49.5 36.25"),
    ]  # fmt: skip
    assert "Writer" not in str([table.to_pylist() for rows in found.rows for table in rows.tables.values()])


def test_an_atom_entry_counts_as_published_when_it_was_updated():
    [entry] = read(rss, sample("feed_atom.xml")).table("reports").to_pylist()
    assert entry["title"] == "Road 4 closed"
    assert entry["body"] == "Road 4 is closed from Orsk to the lake.\n\nUse road 7."
    assert entry["published_at"] == entry["known_at"] == datetime(2023, 3, 8, 9, tzinfo=UTC)


@pytest.mark.parametrize(("one", "other", "same"), [
    ("<guid>a</guid><title>x</title>", "<guid>a</guid><title>y</title>", True),
    ("<link>http://a.example/</link><title>x</title>", "<link>http://a.example/</link><title>y</title>", True),
    ("<title>x</title><description>1</description>", "<title>x</title><description>2</description>", True),
    ("<guid>a</guid><title>x</title>", "<guid>b</guid><title>x</title>", False),
    ("<title>x</title>", "<title>y</title>", False),
])  # fmt: skip
def test_the_key_is_the_identifier_else_the_link_else_the_title(one, other, same):
    first, second = items(one, other).table("reports")["key"].to_pylist()
    assert (first == second) is same


def test_other_words_are_a_new_version_and_another_date_is_not():
    first, touched, edited = (
        items(f"<guid>a</guid><description>{text}</description><pubDate>0{day} Mar 2023 00:00:00 GMT</pubDate>")
        .table("reports").to_pylist()[0]
        for text, day in (("x", 1), ("x", 2), ("y", 3))
    )  # fmt: skip
    assert first["key"] == touched["key"] == edited["key"]
    assert first["id"] == touched["id"] != edited["id"]
    assert edited["published_at"] == edited["known_at"] == datetime(2023, 3, 3, tzinfo=UTC)


def fetched(body: bytes, content_type: str, status: int = 200) -> list[Keep]:
    plan = rss.fetch(replace(SOURCE, address="https://a.example/feed"), {}, FETCHED)
    call = next(plan)
    assert isinstance(call, Call)
    assert call.conditional
    kept = []
    try:
        item = plan.send(Answer(call.url, status, {"content-type": content_type}, body, FETCHED))
        while True:
            assert isinstance(item, Keep)
            kept.append(item)
            item = next(plan)
    except StopIteration:
        return kept


FOREST = '<rss version="2.0"><channel><item><title>Лес и поле</title></item></channel></rss>'


@pytest.mark.parametrize(("body", "content_type", "as_it_came"), [
    (FOREST.encode(), "application/rss+xml", True),
    (FOREST.encode("koi8-r"), "text/xml; charset=koi8-r", False),
    (b'<?xml version="1.0" encoding="koi8-r"?>' + FOREST.encode("koi8-r"), "text/xml; charset=utf-8", True),
    (FOREST.encode("utf-16"), "text/xml; charset=utf-16", True),
])  # fmt: skip
def test_what_only_the_server_says_of_the_bytes_is_kept_with_them(body, content_type, as_it_came):
    [kept] = fetched(body, content_type)
    assert (kept.content == body) is as_it_came
    [row] = read(rss, document(kept.content)).table("reports").to_pylist()
    assert row["title"] == "Лес и поле"


def test_a_feed_that_did_not_change_is_not_kept_again():
    assert fetched(b"", "text/xml", 304) == []


DATES = ["Mon, 31 Feb 2023 00:00:00 GMT", "Sun, 06 Nov 2190 00:00:00 GMT", "0000-00-00", "2.02E+13", "yesterday",
         "Mon, 01 Jan 0001 00:00:00 GMT", "9" * 400]  # fmt: skip


@pytest.mark.parametrize("date", DATES)
def test_an_impossible_or_future_date_is_no_date(date):
    [row] = items(f"<title>x</title><pubDate>{date}</pubDate>").table("reports").to_pylist()
    assert row.get("published_at") is None
    assert row["known_at"] == FETCHED


def test_netscape_feeds_and_plain_entities_work():
    public = 'PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.example/rss-0.91.dtd"'
    entities = '<!ENTITY lake "Lake Teve"><!ENTITY unused SYSTEM "file:///x">'
    head = f'<?xml version="1.0"?><!DOCTYPE rss {public} [{entities}]>'
    [row] = items("<title>At &lake;&nbsp;&amp; Orsk</title>", head=head).table("reports").to_pylist()
    assert row["title"] == "At Lake Teve\xa0& Orsk"


DECLARED = [
    '<!ENTITY x SYSTEM "file:///etc/passwd">', '<!ENTITY x PUBLIC "a" "http://a.example/">', '<!ENTITY x "&x;">',
    '<!ENTITY x "&y;"><!ENTITY y "z">', "".join(f'<!ENTITY e{i} "x">' for i in range(300)) + '<!ENTITY x "x">',
    '<!ENTITY x "' + "y" * 60_000 + '">', '<!ENTITY x "a"><!ENTITY ' + "x" * 70_000,
]  # fmt: skip


@pytest.mark.parametrize("declared", DECLARED)
def test_entities_that_are_not_plain_text_are_refused(declared):
    found = items("<title>&x;</title>", head=f"<!DOCTYPE rss [{declared}]>")
    assert not found.rows
    assert "entit" in found.rejects[0].cause or "DOCTYPE" in found.rejects[0].cause


def test_entities_cannot_make_a_document_grow():
    found = items("<title>" + "&x;" * 1_000 + "</title>", head=f'<!DOCTYPE rss [<!ENTITY x "{"y" * 2_000}">]>')
    assert "add more" in found.rejects[0].cause


ENCODINGS = [
    ("windows-1252", "windows-1252"), ("iso-8859-2", "iso-8859-2"), ("utf-16", "utf-16"), ("windows-1252", ""),
    ("utf-8", ""), ("utf-8", "punycode"), ("gb18030", "gb2312"), ("koi8-r", "koi8-r"), ("utf-8", "no-such"),
]  # fmt: skip


@pytest.mark.parametrize(("encoding", "declared"), ENCODINGS)
def test_encodings(encoding, declared):
    title = {"koi8-r": "Лес", "gb18030": "森林"}.get(encoding, "Café")
    declaration = f"<?xml version='1.0' encoding='{declared}'?>" if declared else "<?xml version='1.0'?>"
    text = f'{declaration}<rss version="2.0"><channel><item><title>{title}</title></item></channel></rss>'
    [row] = read(rss, document(text.encode(encoding))).table("reports").to_pylist()
    assert row["title"] == title


def test_a_few_damaged_bytes_do_not_change_the_encoding():
    text = '<rss version="2.0"><channel><item><title>' + "Лес и поле " * 20 + "</title></item></channel></rss>"
    [row] = read(rss, document(text.encode().replace(b"\xd0\x9b", b"\xd0", 1))).table("reports").to_pylist()
    assert "и поле" in row["title"]


@pytest.mark.parametrize("fault", ["<title>Bread & butter</title>", "<x:y>1</x:y><title>Bread & butter</title>",
                                   "<title>Bread & butter</title><link>http://a.example/?a=1&b=2</link>"])  # fmt: skip
@pytest.mark.parametrize("size", [1, 2_000])
def test_common_faults_are_mended(fault, size):
    found = items(*[f"<guid>{n}</guid>{fault}" for n in range(size)])
    assert found.count("reports") == size
    assert set(found.table("reports")["title"].to_pylist()) == {"Bread & butter"}


@pytest.mark.parametrize("size", [20, 2_000])
def test_what_stands_before_the_damage_is_read_and_the_rest_is_kept(size):
    text = "".join(f"<item><guid>{n}</guid><title>Number {n}</title></item>" for n in range(size))
    found = read(rss, document(f'<rss version="2.0"><channel>{text}<item><title>Half a ti'))
    assert found.count("reports") >= size
    if size > 1_000:
        assert found.rejects[0].content == b"<item><title>Half a ti"


def test_a_feed_without_entries_is_empty_and_what_is_no_feed_is_quarantined():
    assert read(rss, document('<rss version="2.0"><channel><title>x</title></channel></rss>')) == Reading((), ())
    for content in ("", "words", "<html><body>Moved</body></html>", '{"a": 1}'):
        assert read(rss, document(content)).rejects[0].content == content.encode()


N = 150_000
HOSTILE = {
    "deep": "<rss>" + "<a>" * N + "</a>" * N + "</rss>",
    "attributes": "<rss><channel " + " ".join(f'a{n}="x"' for n in range(N // 3)) + "/></rss>",
    "categories": "<rss><channel><item>" + "<category>x</category>" * (N // 6) + "</item></channel></rss>",
    "author": f"<rss><channel><item><author>{'a' * N}</author><title>x</title></item></channel></rss>",
    "broken author": f"<rss><channel><item><title>x</title><author>{'a' * N}",
    "open tags": "<rss><channel><item><title>" + '<a "' * N,
    "quotes": "<rss><channel><item><title>" + "<a b='\"' " * N,
    "ampersands": "<rss><channel><item><title>" + "&" * N,
    "comments": "<rss><channel><item><title>" + "<!--" * N,
    "blank lines": "\n" * N + "<!DOCTYPE rss>" + "\n" * N + "<rss><channel><item><guid>x</guid></item></channel></rss>",
    "base": '<rss xml:base="http://a/">' + '<a xml:base="b/">' * 9_000 + "</a>" * 9_000 + "</rss>",
    "escaped": "<rss><channel><item><description>" + "&lt;!--&lt;script " * N + "</description></item></channel></rss>",
    "number": f"<rss><channel><item><title>&amp;#{'9' * N};</title></item></channel></rss>",
    "entries": "<rss><channel>" + "<item/>" * N + "</channel></rss>",
    "large": "<rss><channel><item><title>" + "x" * (5 << 20) + "</title></item></channel></rss>",
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_feeds_cost_little(case):
    raw = document(HOSTILE[case])
    found = bounded(rss, raw, case)
    check_reading(found, raw, case)
    assert found.rows or found.rejects


@given(st.text(alphabet="<>/&;![]\"'= abCDATA-", max_size=300))
def test_any_markup_is_read_or_quarantined(text):
    raw = document(f'<rss version="2.0"><channel><item><title>{text}</title></item></channel></rss>')
    check_reading(read(rss, raw), raw, "any markup")


_EXPECT = re.compile(
    r"entries\[0\]\['(title|link|summary|description|content|source|tags|title_detail|summary_detail)'\]"
    r"(?:\[0\])?(?:\['(?:value|title|term)'\])? == (u?'(?:[^'\\]|\\.)*')\s*$",
    re.MULTILINE,
)
_DATE = re.compile(r"entries\[0\]\['(?:published|updated|created)_parsed'\] == (\([\d, ]+\))")
_COLUMN = {"title": "title", "title_detail": "title", "link": "url"}
_PREDICATE = {"source": "reported_by", "tags": "category"}


def agreements(path: Path) -> list[bool]:
    """For each expectation that concerns what we keep, whether our report or its claims say so."""
    text = path.read_text("utf-8", "replace")[:2_000]
    found = read(rss, document(path.read_bytes(), path.name))
    row = found.table("reports").to_pylist()[0] if found.count("reports") else {}
    claims = found.table("claims").to_pylist() if found.count("claims") else []
    answers = []
    for name, literal in _EXPECT.findall(text):
        wanted = ast.literal_eval(literal)
        ours = [row.get(_COLUMN.get(name, "body")) or ""]
        if name in _PREDICATE:
            ours = [claim["object"] for claim in claims if claim["predicate"] == _PREDICATE[name]]
        answers.append(bool({wanted, wanted.strip(), plain_text(wanted)} & set(ours)))
    for literal in _DATE.findall(text):
        moment = row.get("published_at")
        answers.append(moment is not None and moment.utctimetuple()[:6] == ast.literal_eval(literal)[:6])
    return answers


@pytest.mark.data
def test_all_of_feedparsers_documents_are_read_empty_or_quarantined(data):
    paths = sorted((data / "osint" / "feeds" / "tests").rglob("*.xml"))
    assert len(paths) == 738
    for path in paths:
        raw = document(path.read_bytes(), path.name)
        check_reading(read(rss, raw), raw, path.name)


@pytest.mark.data
def test_what_feedparsers_documents_expect_is_found(data):
    paths = sorted((data / "osint" / "feeds" / "tests").rglob("*.xml"))
    served = re.compile("/base/http_")  # these expect the address and headers of a web server
    answers = [answer for path in paths if not served.search(str(path)) for answer in agreements(path)]
    assert len(answers) > 100
    assert sum(answers) >= 0.95 * len(answers)


@pytest.mark.data
def test_disaster_alerts_keep_their_place_and_level(data):
    found = read(rss, document((data / "osint" / "signals" / "gdacs-rss.xml").read_bytes()))
    predicates = set(found.table("claims")["predicate"].to_pylist())
    assert {"located_at", "gdacs_alertlevel", "gdacs_eventtype"} <= predicates
    assert found.count("reports") == 16
