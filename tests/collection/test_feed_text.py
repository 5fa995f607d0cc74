import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.collection.feed_text import MOST_DEPTH, mended, surveyed, whole_entries, without_people
from simurg.ontology.errors import SourceError


def test_a_well_formed_document_has_no_broken_place():
    assert surveyed(b"<rss><channel><item/></channel></rss>") is None
    assert surveyed(b"<rss><channel></rss>") == 16


@pytest.mark.parametrize(
    "content",
    [
        b"<a>" * (MOST_DEPTH + 1) + b"</a>" * (MOST_DEPTH + 1),
        b"<a>" + b"<b/>" * 60_001 + b"</a>",
        b"<a>" + b"<item/>" * 10_001 + b"</a>",
        b"<a " + b" ".join(b'a%d="1"' % number for number in range(1_500)) + b"/>",
        b"<a><item>" + b"<category/>" * 2_100 + b"</item></a>",
    ],
)
def test_what_would_cost_more_than_it_is_worth_is_refused(content):
    with pytest.raises(SourceError):
        surveyed(content)


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("<r>a & b</r>", "<r>a &amp; b</r>"),
        ("<r>&amp; &#65; &#x41; &nope;</r>", "<r>&amp; &#65; &#x41; &amp;nope;</r>"),
        ("<r><![CDATA[a & b]]> & c</r>", "<r><![CDATA[a & b]]> &amp; c</r>"),
        ("<r><dc:a/></r>", '<r xmlns:dc="urn:undeclared:dc"><dc:a/></r>'),
        ('<r xmlns:dc="x"><dc:a/></r>', '<r xmlns:dc="x"><dc:a/></r>'),
    ],
)
def test_common_faults_are_mended(text, better):
    assert mended(text) == better
    assert surveyed(better.encode()) is None
    assert mended(better) == better


def test_authors_are_taken_out():
    assert without_people("<i><author><name>A</name></author><dc:creator>B</dc:creator><title>t</title></i>") == (
        "<i><title>t</title></i>"
    )
    assert without_people("<i><authority>x</authority><author>open") == "<i><authority>x</authority><author>open"


def test_a_broken_feed_is_cut_after_its_last_whole_entry():
    cut, left = whole_entries("<rss><channel><item>1</item><item>2")
    assert (cut, left) == ("<rss><channel><item>1</item></channel></rss>", "<item>2")
    with pytest.raises(SourceError):
        whole_entries("<rss><channel><item>1")


@given(st.text(alphabet="<>/&;abcdeint: !-[]CDATA'\"=", max_size=300))
def test_no_text_makes_them_fail_otherwise(text):
    surveyed(mended(f"<feed>{without_people(text)}</feed>").encode())
