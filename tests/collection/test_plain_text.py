import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.collection.plain_text import plain_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One</p><p>two</p>", "One\n\ntwo"),
        ("One<br>two<br/>three", "One\ntwo\nthree"),
        ("a <b>b</b>  c\n d", "a b c\nd"),
        ("1 < 2 &amp; 3 &gt; 2", "1 < 2 & 3 > 2"),
        ("x<!-- <b>hidden</b> -->y", "xy"),
        ("x<script>alert('</p>')</script>y", "xy"),
        ("x<STYLE>p {}</sTyLe >y", "xy"),
        ("x<script>never closed", "x"),
        ("x <a href=never closed", "x a href=never closed"),
        ("x<!-- never closed", "x !-- never closed"),
        ("&lt;script&gt;", "<script>"),
        ("&#" + "9" * 5000 + ";", "\ufffd"),
        ("&#x110000;&#0;", "\ufffd\ufffd"),
        ("", ""),
    ],
)
def test_markup_goes_and_words_stay(markup, text):
    assert plain_text(markup) == text


@given(st.text(alphabet="ab <>&;!-/#x9\n", max_size=200))
def test_no_tag_that_was_written_as_a_tag_survives(markup):
    assert "<b>" not in plain_text(markup.replace("&", "") + "<b>")


@given(st.text(max_size=500), st.integers(0, 50))
def test_the_text_is_bounded(markup, most):
    assert len(plain_text(markup, most)) <= most


@given(st.text(alphabet=st.characters(exclude_characters="<>&"), max_size=200))
def test_text_without_markup_keeps_its_words(text):
    assert plain_text(text).split() == text.split() or not text.isprintable()
