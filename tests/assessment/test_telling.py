"""Stories, independent origins and altered copies on the page, in a world whose reports have words."""

from datetime import timedelta
from typing import Any

import pytest

from simurg.assessment.brief import Brief, BriefRequest, Limits, compile
from simurg.assessment.brief.stories import _value
from simurg.fusion.story.seen import Press
from simurg.ontology.markings import Marking, Scope

from .conftest import MOMENT, SINCE

FERRY = (
    "Guards of Westmark stopped the ferry Lindwyn off Port Alder on Friday and searched it for nine hours. "
    "At least 12 people were led away, the harbour office said. The crew of Eastmark had protested by radio. "
    "The ferry had left Kelm at dawn and was bound for the islands of the Lower Sound with flour and timber."
)
DAM = (
    "Engineers opened the sluices at Melk after three days of rain, and the lower town was cleared by noon. "
    "The council of Osterby put up beds in two schools. A road near the mill was under water until the evening."
)
VINE = (
    "Growers from the Tarn hills counted their losses after a night of hail that broke glass and stripped the vines. "
    "An insurer spoke of the worst harvest for a generation, and the ministry promised to look at old loans again."
)
OTHERS = (DAM, VINE)


def brief_of(world: Any, **how: Any) -> Brief:
    return compile(world.view(), BriefRequest(SINCE, **how))


def changes(brief: Brief) -> list[str]:
    return [line.text for section in brief.all_sections() for line in section.changes]


def tell(world: Any, source: str, days: float, body: str, title: str = "Ferry searched", **content: Any) -> bytes:
    url = f"https://{source}.example/{days}"
    return bytes(world.report(title, days, source, **{"body": body, "url": url, **content}))


def warn(world: Any, reports: list[tuple[bytes, str]]) -> None:
    """An alarm over an event of each of the reports."""
    basis = [world.event(one, 1, source, actor="Westmark", recipient="Eastmark") for one, source in reports]
    week = timedelta(days=7)
    row = {
        "known_at": MOMENT, "picture": "staff", "detector": "surge", "subject": "Eastmark – Westmark", "kind": "pair",
        "window_from": MOMENT - week, "window_to": MOMENT, "observed": 4.0, "expected": 0.2, "q_value": 0.01,
        "strength": 2.0, "basis": basis,
    }  # fmt: skip
    world.add("findings", [row])


def confidence(world: Any, **how: Any) -> tuple[str, str]:
    (warning,) = [one for section in brief_of(world, **how).all_sections() for one in section.warnings]
    return warning.confidence.level, warning.confidence.reason


def test_copies_are_one_story_of_one_origin_whatever_their_titles(world: Any) -> None:
    for number, source in enumerate(("agency", "gazette", "wire")):
        tell(world, source, 2 - number / 10, FERRY, f"{source.title()}: ferry held")
    tell(world, "herald", 1, DAM, "Sluices opened")
    world.fuse()
    assert changes(brief_of(world))[1:] == [
        "“Agency: ferry held”: 3 reports, at most 1 independent origin.",
        "“Sluices opened”: 1 report, herald.",
    ]


def test_the_story_with_most_origins_comes_first(world: Any) -> None:
    for number, source in enumerate(("one", "two", "three", "four")):
        tell(world, source, 2 - number / 10, DAM, "Sluices opened")
    for number, source in enumerate(("agency", "gazette", "herald")):
        copied = FERRY.replace("the harbour office said", "the Quay Gazette reported" if number == 2 else "it was said")
        tell(world, source, 1.5 - number / 10, copied)
    own = "Twelve were led away by guards of Westmark from the ferry Lindwyn, on Friday, near Port Alder, in Eastmark."
    tell(world, "harbour", 1, own, "Ferry Lindwyn: twelve led away")
    world.fuse()
    first, second, *_ = changes(brief_of(world))[1:]
    assert first.endswith("reports, at most 2 independent origins.")
    assert second == "“Sluices opened”: 4 reports, at most 1 independent origin."


def test_a_story_is_named_by_its_first_report_which_is_cited_first(world: Any) -> None:
    first = tell(world, "gazette", 2, FERRY, "Ferry searched off Port Alder", reliability="D", credibility=4)
    tell(world, "wire", 1, FERRY, "Outrage at sea", reliability="A", credibility=1)
    world.fuse()
    brief = brief_of(world)
    (line,) = brief.outside.changes[1:] if brief.outside else ()
    assert line.text.startswith("“Ferry searched off Port Alder”: 2 reports")
    assert line.references[0].id.bytes == first


def test_reports_without_words_share_a_line_only_by_title_and_claim_no_origins(world: Any) -> None:
    world.report("Ferry searched", 2, "agency")
    world.report("Ferry searched!", 1, "gazette")
    tell(world, "wire", 1, FERRY)
    world.fuse()
    assert sorted(changes(brief_of(world))[1:]) == [
        "“Ferry searched”: 1 report, wire.",
        "“Ferry searched”: 2 reports of this title from 2 sources.",
    ]


def test_reports_that_were_never_sketched_stand_alone(world: Any) -> None:
    tell(world, "agency", 2, FERRY, "One")
    tell(world, "wire", 1, FERRY, "Two")
    assert changes(brief_of(world))[1:] == ["“One”: 1 report, agency.", "“Two”: 1 report, wire."]


def test_a_new_copy_of_an_old_report_goes_back_to_it(world: Any) -> None:
    """Far older than anything that is read for the page."""
    dated = FERRY.replace("on Friday", "on 17 August 2030")
    tell(world, "agency", 200, dated)
    copy = tell(world, "wire", 1, dated.replace("by radio", "over the radio"))
    other = tell(world, "agency", 2, DAM, "Sluices opened")
    warn(world, [(copy, "wire"), (other, "agency")])
    world.fuse()
    assert confidence(world)[1].startswith("2 sources, going back to at most 1 independent origin;")


def test_a_copy_that_changes_a_fact_is_named_with_both_reports(world: Any) -> None:
    original = tell(world, "ansgardtidende", 3, FERRY, "Ferry searched")
    copy = tell(world, "bordernotes", 1, FERRY.replace("12 people", "120 people"), "Scandal on the ferry")
    world.fuse()
    (line,) = [line for line in brief_of(world).outside.changes if "copies" in line.text]
    assert line.text == "“Ferry searched”: bordernotes copies ansgardtidende and changes the number: 12 → 120."
    assert [reference.id.bytes for reference in line.references] == [copy, original]
    assert {span.text for span in line.spans if span.kind == "name"} == {
        "Ferry searched", "bordernotes", "ansgardtidende",
    }  # fmt: skip


def test_changed_names_are_collected_text_and_the_rest_is_counted(world: Any) -> None:
    tell(world, "agency", 3, FERRY.replace("Friday", "28 February"))
    changed = FERRY.replace("Port Alder", "Fort Selwick").replace("12 people", "31 people").replace("Kelm", "Orrin")
    tell(world, "wire", 2, changed.replace("Friday", "28 February"))
    world.fuse()
    (line,) = [line for line in brief_of(world).outside.changes if "copies" in line.text]
    assert "the name: kelm → orrin and the name: port alder → fort selwick, and 1 more fact." in line.text
    assert {"kelm", "orrin", "port alder", "fort selwick"} <= {one.text for one in line.spans if one.kind == "name"}


def test_a_copy_stands_with_the_requirement_that_its_reports_match_and_once(world: Any) -> None:
    tell(world, "agency", 3, FERRY)
    tell(world, "wire", 1, FERRY.replace("Kelm", "Orrin"))
    world.require("Elsewhere", ["Osterby"])
    world.require("Orrin", ["Orrin"])
    world.require("Sound", ["Lower Sound"])
    world.fuse()
    brief = brief_of(world)
    told = [section.name for section in brief.all_sections() for one in section.changes if "copies" in one.text]
    assert told == ["Orrin"]


def test_a_copy_that_nobody_asked_for_stands_outside(world: Any) -> None:
    tell(world, "agency", 3, FERRY)
    tell(world, "wire", 1, FERRY.replace("12 people", "120 people"))
    world.require("Elsewhere", ["Osterby"])
    world.fuse()
    outside = brief_of(world).outside
    assert any("wire copies agency" in line.text for line in outside.changes)


def test_a_copy_that_was_known_before_is_not_told_again(world: Any) -> None:
    tell(world, "agency", 12, FERRY)
    tell(world, "wire", 11, FERRY.replace("12 people", "120 people"))
    tell(world, "gazette", 1, FERRY)
    world.fuse()
    assert not [text for text in changes(brief_of(world)) if "copies" in text]


def test_an_original_from_before_the_page_is_listed_as_evidence(world: Any) -> None:
    dated = FERRY.replace("on Friday", "on 17 August 2030")
    original = tell(world, "agency", 200, dated)
    tell(world, "wire", 1, dated.replace("12 people", "120 people"))
    world.fuse()
    brief = brief_of(world)
    (entry,) = [entry for entry in brief.evidence if entry.reference.id.bytes == original]
    assert (entry.source, entry.title, entry.grade) == ("agency", "Ferry searched", "B2")


def test_at_most_two_copies_take_room_and_the_rest_is_counted(world: Any) -> None:
    for number, body in enumerate((FERRY, DAM, VINE)):
        tell(world, "agency", 4 - number / 10, body + " There were 14 tents.", f"Title {number}")
        tell(world, "wire", 2 - number / 10, body + " There were 41 tents.", f"Title {number}")
    world.event(world.report("Note", 1), 1, actor="Arlen", recipient="Bost")
    world.fuse()
    brief = brief_of(world)
    lines = [line.text for line in brief.outside.changes]
    assert [text.startswith("New: ") for text in lines] == [True, False, False, False, False]
    assert lines[1].startswith("Arlen – Bost: ")
    assert [" copies " in text for text in lines] == [False, False, True, True, False]
    assert brief.outside.left_out == 1 + 2
    (total, copy) = brief_of(world, limits=Limits(changes=2)).outside.changes
    assert " copies " in copy.text
    assert total.text.startswith("New: ")


def test_sources_that_copy_one_agency_give_no_confidence(world: Any) -> None:
    sources = ("agency", "gazette", "wire", "herald")
    warn(world, [(tell(world, source, 3 - n / 10, FERRY, f"Note {n}"), source) for n, source in enumerate(sources)])
    assert confidence(world) == (
        "high",
        "4 sources, going back to at most 4 independent origins; best grade B2",
    )  # before anything was compared
    world.fuse()
    assert confidence(world) == ("low", "4 sources, going back to at most 1 independent origin; best grade B2")


@pytest.mark.parametrize(("bodies", "level"), [((FERRY, DAM, VINE), "high"), ((FERRY, DAM, DAM), "moderate")])
def test_origins_decide_beside_the_sources(world: Any, bodies: tuple[str, ...], level: str) -> None:
    sources = ("agency", "gazette", "wire")
    told = zip(sources, bodies, strict=True)
    warn(world, [(tell(world, source, 3 - n / 10, body), source) for n, (source, body) in enumerate(told)])
    world.fuse()
    assert confidence(world)[0] == level


def test_origins_do_not_make_up_for_sources_that_are_not_good(world: Any) -> None:
    sources = ("agency", "gazette", "wire")
    told = zip(sources, (FERRY, DAM, VINE), strict=True)
    reports = [
        (tell(world, source, 3 - n / 10, body, reliability="B" if n else "D"), source)
        for n, (source, body) in enumerate(told)
    ]
    warn(world, reports)
    world.fuse()
    assert confidence(world) == ("moderate", "3 sources, going back to at most 3 independent origins; best grade B2")


def test_publishers_of_one_owner_are_one_origin_across_stories(world: Any) -> None:
    sources = ("agency", "gazette", "wire")
    told = zip(sources, (FERRY, DAM, VINE), strict=True)
    warn(world, [(tell(world, source, 3 - n / 10, body), source) for n, (source, body) in enumerate(told)])
    world.fuse()
    press = Press({"gazette": "Ridge Media", "wire": "Ridge Media"})
    assert confidence(world, press=press) == (
        "moderate",
        "3 sources, going back to at most 2 independent origins; best grade B2",
    )


def test_two_sources_on_one_host_are_one_origin(world: Any) -> None:
    for n, (source, body) in enumerate((("feed-a", FERRY), ("feed-b", DAM))):
        tell(world, source, 3 - n, body, url=f"https://www.paper.example/{n}")
    rows = world.view().read("reports", ("id", "source_id")).to_pylist()
    warn(world, [(row["id"].bytes, row["source_id"]) for row in rows])
    world.fuse()
    assert confidence(world)[1].startswith("2 sources, going back to at most 1 independent origin;")


def test_a_table_row_beside_words_counts_as_its_publishers_own(world: Any) -> None:
    worded = tell(world, "agency", 2, FERRY)
    copy = tell(world, "wire", 1, FERRY)
    warn(world, [(worded, "agency"), (copy, "wire"), (world.report(None, 1, "register"), "register")])
    world.fuse()
    assert confidence(world)[1].startswith("3 sources, going back to at most 2 independent origins;")


def test_what_lies_above_the_scope_changes_no_story(make_world: Any) -> None:
    briefs = []
    for secret in (False, True):
        world = make_world()
        tell(world, "agency", 3, FERRY)
        tell(world, "wire", 2, FERRY.replace("12 people", "120 people"))
        if secret:
            row = {
                "known_at": MOMENT - timedelta(days=4), "published_at": MOMENT - timedelta(days=4), "title": "Ferry",
                "body": FERRY.replace("12 people", "7 people"), "url": "https://deep.example/1",
            }  # fmt: skip
            world.add("reports", [row], "deep", marking=Marking(3))
        world.fuse()
        briefs.append(compile(world.view(scope=Scope(1, 2)), BriefRequest(SINCE)))
    assert any("copies" in text for text in changes(briefs[0]))
    assert briefs[0] == briefs[1]


@pytest.mark.parametrize(
    ("told", "written"),
    [("day:743104 day:743105", "20 Jul 2035 21 Jul 2035"), ("day:0", "day:0"), ("", "–"), ("a  b\n" * 40, "a b a b")],
)
def test_values_are_written_as_a_reader_writes_them_and_cut(told: str, written: str) -> None:
    shown = _value(told)
    assert shown.startswith(written)
    assert len(shown) <= 42


def test_entries_of_a_technical_feed_tell_no_story(world: Any) -> None:
    reports = [
        (tell(world, source, 2 - n, FERRY, f"Tool {source}", discipline="TECHINT"), source)
        for n, source in enumerate(("attack", "cert"))
    ]
    warn(world, reports)
    world.report("Note", 1)
    world.fuse()
    brief = brief_of(world)
    assert not any("origin" in text or "copies" in text for text in changes(brief))
    assert confidence(world)[1].startswith("2 sources; origins cannot be told from table rows;")
