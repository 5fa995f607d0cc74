"""Page and paper: the same content, hostile text as text, the same bytes each time."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import typst
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from simurg.assessment.brief import Brief, BriefRequest, SourceHealth, compile
from simurg.assessment.page import page_of
from simurg.assessment.pictures import PAGE, PAPER, ranges_svg, weeks_svg
from simurg.assessment.render_html import render_html
from simurg.assessment.render_pdf import render_pdf
from simurg.assessment.visible import visible
from simurg.ontology.errors import InternalError

from .conftest import MOMENT, SINCE

NOTO = Path("/usr/share/fonts/truetype/noto")

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    '#import "x.typ": * $x$ *bold* _it_ #panic() \\ `raw` <label> @ref [c] // c',
    "{{ 7*7 }} {% raw %}",
    "</style></title></bdi><!--",
    "مرحبا بالعالم 12",
    "关于乌克兰 မြန်မာ 🕊",
]


class Tags(HTMLParser):
    """Tags, ids, links and text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, name: str) -> list[str]:
        return [value or "" for key, value in self.attributes if key == name]


@pytest.fixture
def brief(tense: Any) -> Brief:
    sources = (SourceHealth("agency", "Agency", MOMENT, MOMENT), SourceHealth("wire", "", None, None, True, "silent"))
    return compile(tense.view(), BriefRequest(SINCE, sources=sources))


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u00ad]+", "", text)


def test_page_and_paper_say_the_same(brief: Brief) -> None:
    page, paper = squeezed(Tags(render_html(brief)).text), squeezed(text_of(render_pdf(brief)))
    for line in brief.lines():
        assert squeezed(line.text) in page
        assert squeezed(line.text) in paper
    for entry in brief.evidence:
        assert entry.short_id in page
        assert entry.short_id in paper


def test_every_link_of_the_page_leads_somewhere_and_nowhere_outside(brief: Brief) -> None:
    tags = Tags(render_html(brief))
    ids = tags.values("id")
    assert len(ids) == len(set(ids))
    assert {link.removeprefix("#") for link in tags.values("href")} <= set(ids)
    assert not {"script", "link", "img", "iframe", "object"} & set(tags.tags)
    assert not tags.values("src")


def test_late_sources_are_rows_and_the_others_one_sentence(brief: Brief) -> None:
    page = page_of(brief, PAGE)
    assert [(source["name"], source["fetched"], source["state"]) for source in page["sources"]] == [
        ("wire", "never", "late: silent")
    ]
    assert page["on_time"] == [{"name": "Agency", "day": "5 Mar 2031"}]


def test_evidence_and_lines_lead_to_each_other(brief: Brief) -> None:
    page = page_of(brief, PAGE)
    lines = {line["anchor"]: line for section in page["sections"] for line in section["changes"]}
    cited = [(anchor, number) for anchor, line in lines.items() for number in line["cites"]]
    back = {(anchor, entry["number"]) for entry in page["evidence"] for anchor in entry["lines"]}
    assert cited
    assert set(cited) <= back
    assert all(entry["lines"] for entry in page["evidence"])


def test_marking_replay_and_exercise_are_loud(tense: Any) -> None:
    brief = compile(tense.view(), BriefRequest(SINCE, issued=False, exercise=True))
    page, paper = Tags(render_html(brief)).text, text_of(render_pdf(brief))
    for text in (page, paper):
        assert squeezed(text).count(squeezed(brief.marking)) >= 2
        assert "Replayed." in text
        assert "EXERCISE – FICTIONAL" in text
    assert "Replayed" not in render_html(replace(brief, issued=True))


def test_the_pdf_claims_what_pdf_ua_asks_for(brief: Brief) -> None:
    reader = PdfReader(io.BytesIO(render_pdf(brief)))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/StructTreeRoot"]["/K"]
    assert reader.metadata is not None
    assert reader.metadata.title == f"Morning brief, 5 March 2031 ({brief.marking})"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert str(reader.metadata["/CreationDate"]) == "D:20310305060000Z"


def test_every_page_of_the_pdf_bears_the_marking(make_world: Callable[[], Any]) -> None:
    world = make_world()
    for number in range(30):
        world.require(f"Question {number}", [f"Land {number}"])
    brief = compile(world.view(), BriefRequest(SINCE))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(render_pdf(brief))).pages]
    assert len(pages) > 1
    assert all(squeezed(page).count(squeezed(brief.marking)) >= 2 for page in pages)


def test_the_same_brief_gives_the_same_bytes(brief: Brief) -> None:
    assert render_html(brief) == render_html(brief)
    assert render_pdf(brief) == render_pdf(brief)


def with_title(make_world: Callable[[], Any], title: str) -> Brief:
    world = make_world()
    for source in ("agency", "wire"):
        world.report(title + " end", 1, source, url="https://example.org/" + title)
    return compile(world.view(), BriefRequest(SINCE))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_titles_stay_text(make_world: Callable[[], Any], hostile: str) -> None:
    brief = with_title(make_world, hostile)
    page = render_html(brief)
    tags = Tags(page)
    assert squeezed(hostile) in squeezed(tags.text)
    assert not {"script", "img"} & set(tags.tags)
    assert page.count("</style>") == 1
    pdf = render_pdf(brief)
    assert pdf == render_pdf(brief)
    if hostile.isascii():
        assert squeezed(hostile) in squeezed(text_of(pdf))


def test_characters_without_a_glyph_are_squares_and_the_page_says_so(make_world: Callable[[], Any]) -> None:
    lacking, full = (
        text_of(render_pdf(with_title(make_world, title))) for title in ("Talks on 乌克兰", "Talks on Київ")
    )
    assert "Talks on □□□ end" in lacking
    assert squeezed("no font at hand") in squeezed(lacking)
    assert "Talks on Київ end" in full
    assert "□" not in full


@pytest.mark.skipif(not NOTO.is_dir(), reason="needs fonts: sudo apt-get install fonts-noto-core")
def test_folders_of_fonts_serve_other_scripts(make_world: Callable[[], Any]) -> None:
    brief = with_title(make_world, "\u1019\u103c\u1014\u103a\u1019\u102c")  # Burmese
    assert "\u25a1" in text_of(render_pdf(brief))
    served = render_pdf(brief, font_paths=[NOTO])
    assert "\u25a1" not in text_of(served)
    assert "\u1014" in text_of(served)
    assert served == render_pdf(brief, font_paths=[NOTO])


def test_a_setter_that_names_no_character_gets_sure_letters_only_and_then_we_give_up(
    brief: Brief, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def refuses(source: bytes, *, sys_inputs: dict[str, str], **how: Any) -> bytes:
        told.append(sys_inputs["page"])
        if len(told) < 2:
            raise typst.TypstError("something else")
        return b"%PDF"

    monkeypatch.setattr(typst, "compile", refuses)
    assert render_pdf(replace(brief, title="Brief on 乌克兰 and Київ")) == b"%PDF"
    assert "乌克兰" in told[0]
    assert "□□□ and Київ" in told[1]
    told.clear()
    monkeypatch.setattr(typst, "compile", lambda source, **how: refuses(source, **how) if not told.clear() else b"")
    with pytest.raises(InternalError, match="could not be set"):
        render_pdf(brief)


TEXT = st.text(max_size=40).map(lambda text: text.replace("\x00", "").encode("utf-8", "replace").decode())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXT)
@example("\x1b[31m\x85\ufffe")
@example("<b>&amp;</b>")
def test_any_title_is_escaped_and_sets(make_world: Callable[[], Any], title: str) -> None:
    brief = with_title(make_world, title)
    plain = with_title(make_world, "x")
    page = render_html(brief)
    assert Tags(page).tags.count("bdi") == Tags(render_html(plain)).tags.count("bdi")
    assert sorted(set(Tags(page).tags)) == sorted(set(Tags(render_html(plain)).tags))
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", page)
    assert render_pdf(brief).startswith(b"%PDF-1.7")


@given(st.text(st.characters(exclude_categories=[]), max_size=20))
def test_what_is_made_visible_can_be_written(text: str) -> None:
    made = visible({"a": [text]})
    assert isinstance(made, dict)
    made["a"][0].encode("utf-8")
    assert not re.search("[\x00-\x08\x7f-\x9f\u202a-\u202e\u2066-\u2069]", made["a"][0])
    assert visible(made) == made


@given(st.lists(st.integers(0, 10**9), max_size=20))
def test_pictures_stay_in_their_frame(counts: list[int]) -> None:
    drawn = weeks_svg(counts, PAPER)
    heights = [float(tall) for tall in re.findall(r'<rect [^>]*height="([\d.]+)"', drawn)]
    assert len(heights) == len(counts)
    assert all(0 < tall <= 16 for tall in heights)


def test_ranges_are_drawn_from_low_to_high(brief: Brief) -> None:
    outlook = brief.sections[0].outlooks[0]
    drawn = ranges_svg(outlook.ranges, outlook.threshold, PAPER)
    assert drawn.count("<rect") == 2 * len(outlook.ranges)
    assert "nan" not in drawn


def test_a_reference_that_is_not_listed_is_our_own_error(brief: Brief) -> None:
    with pytest.raises(InternalError, match="evidence"):
        replace(brief, evidence=brief.evidence[1:])
    with pytest.raises(InternalError, match="no report"):
        replace(brief.sections[0].changes[0], references=())
