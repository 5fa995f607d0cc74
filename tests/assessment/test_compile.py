"""The brief of a small world: what stands on it, and what every brief keeps."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simurg.assessment.brief import Brief, BriefRequest, Limits, RecallEffect, SourceHealth, compile
from simurg.ontology.errors import CallerError
from simurg.ontology.markings import Marking, Scope

from .conftest import MOMENT, SINCE


def brief_of(world: Any, **how: Any) -> Brief:
    return compile(world.view(), BriefRequest(SINCE, **how))


def test_requirements_come_by_priority(tense: Any) -> None:
    assert [section.name for section in brief_of(tense).sections] == ["Arlen and Bost", "Quiet coast"]


def test_counts_and_stories_of_what_is_new(tense: Any) -> None:
    texts = [line.text for line in brief_of(tense).sections[0].changes]
    assert texts[0] == "New: 4 → 14 reports and 4 → 12 events, from 3 sources."
    assert "Arlen – Bost: 4 → 12 events (threaten 12), in Harbour." in texts
    assert any(text.endswith("2 reports of this title from 2 sources.") for text in texts)


def test_a_first_period_has_no_zero_before(world: Any) -> None:
    world.report("Arlen talks", 1)
    (line,) = brief_of(world).outside.changes[:1]
    assert line.text == "New: 1 report, from 1 source. None is known from the period before."


def test_a_warning_shows_its_numbers_grades_and_reports(tense: Any) -> None:
    (warning,) = brief_of(tense).sections[0].warnings
    assert warning.line.text == ("Arlen – Bost: 12 events in the 7 days before 5 Mar 2031, where 1.4 were expected.")
    assert "fewer than 1 in 1,000" in warning.chance
    reason = "3 sources; origins cannot be told from table rows; best grade B2"
    assert (warning.confidence.level, warning.confidence.reason) == ("high", reason)
    assert [quote.title for quote in warning.quotes] == [f"Arlen warns Bost, note {number}" for number in range(3)]
    assert sum(warning.weekly) == 16


def test_sources_that_nobody_graded_give_low_confidence(world: Any) -> None:
    events = [
        world.event(world.report(f"Note {n}", 1, reliability="F", credibility=6), 1, actor="Arlen", recipient="Bost")
        for n in range(3)
    ]
    world.add("findings", [_finding(basis=events)])
    (warning,) = brief_of(world).outside.warnings
    assert warning.confidence.level == "low"
    assert "none of them graded" in warning.confidence.reason


def _finding(**more: Any) -> dict[str, Any]:
    return {
        "known_at": MOMENT, "picture": "staff", "detector": "surge", "subject": "Arlen – Bost", "kind": "pair",
        "window_from": MOMENT - timedelta(days=7), "window_to": MOMENT, "observed": 3.0, "expected": 0.2,
        "q_value": 0.01, "strength": 2.0, **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"q_value": 0.2},
        {"picture": "restricted"},
        {"window_to": MOMENT - timedelta(days=30)},
        {"observed": None},
    ],
)
def test_findings_that_are_weak_old_or_of_another_picture_are_no_warnings(world: Any, change: dict[str, Any]) -> None:
    event = world.event(world.report("Note", 1), 1, actor="Arlen", recipient="Bost")
    world.add("findings", [_finding(basis=[event], **change)])
    assert not brief_of(world).outside.warnings


def test_one_warning_a_subject_with_the_other_types_named(world: Any) -> None:
    event = world.event(world.report("Note", 1), 1, actor="Arlen", recipient="Bost")
    world.add("findings", [_finding(basis=[event])])
    world.add("findings", [_finding(basis=[event], event_type="THREATEN", strength=1.0)])
    (warning,) = brief_of(world).outside.warnings
    assert warning.line.text.endswith("Also by type: threaten.")


def test_a_tie_is_broken_by_what_is_said(make_world: Callable[[], Any]) -> None:
    """All types together first, whatever the ids of the findings are."""
    texts = set()
    for number in range(8):
        world = make_world()
        event = world.event(world.report("Note", 1), 1, actor="Arlen", recipient="Bost")
        known = {"known_at": MOMENT - timedelta(hours=number)}  # gives the findings other ids
        told = [{}, {"event_type": "THREATEN"}, {"event_type": "ACCUSE"}]
        for one in told:
            world.add("findings", [_finding(basis=[event], **known, **one)])
        texts |= {warning.line.text for warning in brief_of(world).outside.warnings}
    (text,) = texts
    assert text.startswith("Arlen – Bost: 3 events in the 7 days")
    assert text.endswith("Also by type: accuse, threaten.")


def test_a_warning_on_nothing_but_a_stronger_ones_events_is_told_with_it(world: Any) -> None:
    def event(number: int) -> bytes:
        return bytes(
            world.event(world.report(f"Note {number}", 1), 1, actor="Arlen", recipient="Bost", place="Harbour")
        )

    one, two, three = map(event, range(3))
    world.add("findings", [_finding(basis=[one, two])])
    world.add("findings", [_finding(basis=[two], subject="Harbour", kind="place", observed=1.0, strength=1.5)])
    world.add("findings", [_finding(basis=[two, three], subject="Mole", kind="place", strength=1.0)])
    world.require("Port", ["Harbour"])
    first, second = [warning for section in brief_of(world).all_sections() for warning in section.warnings]
    assert first.line.text.endswith("where 0.2 were expected. Also at Harbour.")
    assert second.subject == "Mole"
    assert not brief_of(world).sections[0].warnings[0].also


def test_a_weaker_warning_that_counts_more_than_it_cites_stands_alone(world: Any) -> None:
    event = world.event(world.report("Note", 1), 1, actor="Arlen", recipient="Bost", place="Harbour")
    world.add("findings", [_finding(basis=[event])])
    world.add("findings", [_finding(basis=[event], subject="Harbour", kind="place", observed=90.0, strength=1.0)])
    assert [one.subject for one in brief_of(world).outside.warnings] == ["Arlen – Bost", "Harbour"]


def test_a_warning_is_spelled_like_the_changes_below_it(world: Any) -> None:
    event = world.event(world.report("Note", 1), 1, actor="BRENNOCH", recipient="ORRELIA")
    world.add("findings", [_finding(basis=[event], subject="BRENNOCH – ORRELIA")])
    outside = brief_of(world).outside
    assert outside.warnings[0].line.text.startswith("Brennoch – Orrelia: 3 events")
    assert outside.changes[1].text.startswith("Brennoch – Orrelia: ")


def test_what_nobody_asked_for_can_be_left_out(tense: Any) -> None:
    for _ in range(3):
        tense.event(tense.report("Cape Norra closes its port", 1), 1, actor="Norra", recipient="Ulm")
    with_all, asked_only = brief_of(tense), brief_of(tense, outside=False)
    assert with_all.outside is not None
    assert asked_only.outside is None
    assert not any("Norra" in line for line in asked_only.headlines(99))
    assert asked_only.evidence_in_all < with_all.evidence_in_all


def test_a_code_that_is_no_country_gets_the_name_of_its_places(world: Any) -> None:
    event = world.event(world.report("Note", 1), 1, country="XL", place="Bab Serra, Ilmar Coast, Ilmara")
    world.add("findings", [_finding(basis=[event], subject="XL", kind="place")])
    (warning,) = brief_of(world).outside.warnings
    assert warning.line.text.startswith("Ilmara (XL): 3 events in the 7 days before")
    assert warning.weekly[-1] == 1


def test_forecasts_are_ranges_with_words_and_record(tense: Any) -> None:
    (outlook,) = brief_of(tense).sections[0].outlooks
    assert "Bost, state-based deaths, Mar 2031: 9.9 to 89 (80 % range), median 50" in outlook.line.text
    assert outlook.line.text.endswith("at least 25: 75 %, likely.")
    assert [one.label for one in outlook.ranges] == ["Mar 2031", "Apr 2031", "May 2031", "Jun 2031"]
    assert outlook.record == (
        "Track record replayed on its own past, 1 period ahead (240 cases): CRPS 12.3 against 15.6 for the baseline "
        "(less is better); 80 % ranges held 83 %; Brier score 0.050 against 0.081."
    )


def test_neighbouring_periods_with_one_range_become_one(tense: Any) -> None:
    view = tense.view()
    rows = view.read("forecasts").to_pylist()
    one = pa.array([rows[0]["samples"]] * len(rows), pa.list_(pa.float32()))
    table = view.read("forecasts")
    same = table.set_column(table.column_names.index("samples"), "samples", one)
    (outlook,) = compile(view, BriefRequest(SINCE, forecasts=same)).sections[0].outlooks
    assert [one.label for one in outlook.ranges] == ["Mar 2031 to Jun 2031"]
    assert ", each month, Mar 2031 to Jun 2031: 9.9 to 89 (80 % range)" in outlook.line.text


def test_a_fall_counts_half(world: Any) -> None:
    for number in range(6):
        world.event(world.report(f"Old {number}", 8 + number / 2), 8 + number / 2, actor="Down")
    for number in range(2):
        world.event(world.report(f"New {number}", 1 + number), 1 + number, actor="Up")
    texts = [line.text for line in brief_of(world).outside.changes]
    assert texts[1:3] == ["Up: 0 → 2 events (threaten 2).", "Down: 6 → 0 events (threaten 6)."]


def test_a_data_file_gives_its_events_no_title(world: Any) -> None:
    report = world.report("All events of a day", 1)
    for number in range(21):
        world.event(report, 1, actor="Arlen", recipient="Bost", mode=str(number))
    entry = next(entry for entry in brief_of(world).evidence if entry.reference.kind == "event")
    assert (entry.title, entry.says) == ("Arlen → Bost: threaten", "in “All events of a day”")


def test_one_report_with_words_of_its_own_is_named_with_its_source(world: Any) -> None:
    world.report("Ferry opens", 1, "gazette")
    assert [line.text for line in brief_of(world).outside.changes][1:] == ["“Ferry opens”: 1 report, gazette."]


def test_a_report_without_title_is_told_by_its_event(world: Any) -> None:
    world.event(world.report(None, 1), 1, actor="ARLENIA", recipient="Bost", place="Harbour, North Bost")
    entry = next(entry for entry in brief_of(world).evidence if entry.reference.kind == "report")
    assert (entry.title, entry.says) == ("(report without a title)", "Arlenia → Bost: threaten, Harbour")


def test_a_warning_stands_once_and_names_the_other_requirements(tense: Any) -> None:
    tense.require("Bost alone", ["Bost"], [], 3)
    sections = brief_of(tense).sections
    assert [len(section.warnings) for section in sections] == [1, 0, 0]
    assert [len(section.outlooks) for section in sections] == [1, 0, 0]
    assert sections[0].warnings[0].also == ("Bost alone",)


def test_an_outlook_stands_where_a_topic_names_its_series(tense: Any) -> None:
    tense.require("Losses", ["Bost"], ["deaths"], 3)
    sections = brief_of(tense).sections
    assert [(section.name, len(section.outlooks)) for section in sections] == [
        ("Arlen and Bost", 0),
        ("Quiet coast", 0),
        ("Losses", 1),
    ]


def test_a_forecast_leads_to_the_reports_behind_it_however_old(world: Any) -> None:
    reports = [world.report(f"Register of month {number}", 300 + number, "register") for number in range(3)]
    row = {
        "known_at": MOMENT, "picture": "staff", "model": "last_18_months", "series": "state_based_deaths",
        "place": "Bost", "horizon": 1, "target_from": MOMENT, "target_to": MOMENT + timedelta(days=30),
        "samples": [1.0, 2.0], "basis": reports,
    }  # fmt: skip
    world.add("forecasts", [row])
    brief = brief_of(world)
    (outlook,) = brief.outside.outlooks
    cited = [brief.evidence[brief.number_of(reference) - 1] for reference in outlook.line.references]
    assert [entry.title for entry in cited[1:]] == ["Register of month 0", "Register of month 1"]
    assert (cited[1].grade, cited[1].source, outlook.line.rests_on) == ("B2", "register", 3)


def test_a_model_without_scores_says_so(tense: Any) -> None:
    view = tense.view()
    none = view.read("scores").slice(0, 0)
    brief = compile(view, BriefRequest(SINCE, scores=none))
    assert brief.sections[0].outlooks[0].record.startswith("No track record")


def test_issued_and_replayed_scores_are_not_mixed(tense: Any) -> None:
    row = {
        "known_at": MOMENT, "picture": "staff", "issued": True, "model": "last_18_months",
        "series": "state_based_deaths", "measure": "crps", "horizon": 1, "value": 20.0, "baseline": 21.0, "cases": 3,
    }  # fmt: skip
    tense.add("scores", [row])
    record = brief_of(tense).sections[0].outlooks[0].record
    assert record.startswith("Track record on forecasts as issued, 1 period ahead (3 cases): CRPS 20 against 21")
    assert "80 %" not in record


def test_silence_is_unknown_and_never_nought(tense: Any) -> None:
    quiet = brief_of(tense).sections[1]
    assert quiet.gaps[0].text.startswith("No report on Selmany in the last 30 days")
    assert not quiet.changes
    tense.require("Quiet topic", ["Bost"], ["cyber"])
    topical = brief_of(tense).sections[1]
    assert topical.gaps[0].text == (
        "No report on this topic in the last 30 days from Bost, though other reports come from there."
    )
    assert not topical.changes


def test_no_report_on_a_topic_is_said_of_the_topic_alone(world: Any) -> None:
    world.report("Bost holds a drill", 20)
    world.report("Bost mends its roads", 1)
    world.require("Drills", ["Bost"], ["drill"])
    (section,) = brief_of(world).sections
    assert [line.text for line in section.changes] == [
        "No report on this topic since 26 Feb 2031 06:00 UTC. That is unknown, not calm."
    ]
    assert not section.gaps


def test_a_recall_is_told_with_its_effect(tense: Any) -> None:
    (note,) = brief_of(tense, recall_effects=(RecallEffect("rumour-mill", 14, ("Brief of 1 March",)),)).recalls
    assert note.line.text == "Recalled on 3 Mar 2031: source rumour-mill. Reason: Invented by its owner."
    assert note.effect == "Reports withdrawn: 14 reports. Stale: Brief of 1 March."
    assert "not been worked out" in brief_of(tense).recalls[0].effect


def test_the_lines_that_matter_come_with_their_section(tense: Any) -> None:
    brief = brief_of(tense)
    first, second, third, fourth = brief.headlines(4)
    assert first.startswith("Arlen and Bost: Arlen – Bost: 12 events in the 7 days")
    assert second == "Arlen and Bost: Arlen – Bost: 4 → 12 events (threaten 12), in Harbour."
    assert third.startswith("Arlen and Bost: Bost, state-based deaths, Mar 2031:")
    assert fourth.startswith("Quiet coast: No report on Selmany")
    assert brief.headlines(99)[-1].startswith("Arlen and Bost: New: 4 → 14")


def test_late_sources_stand_first(tense: Any) -> None:
    sources = (SourceHealth("agency"), SourceHealth("wire", late=True, gap="nothing for 9 days"))
    assert [source.name for source in brief_of(tense, sources=sources).sources] == ["wire", "agency"]


def test_what_nobody_asked_for_stands_outside_if_it_is_there(tense: Any) -> None:
    assert brief_of(tense).outside is None
    for _ in range(3):
        tense.event(tense.report("Cape Norra closes its port", 1), 1, actor="Norra", recipient="Ulm", description="x")
    outside = brief_of(tense).outside
    assert outside is not None
    assert outside.name == "Outside your requirements"
    assert any("Norra – Ulm" in line.text for line in outside.changes)


def test_the_banner_is_the_marking_of_the_picture(tense: Any) -> None:
    scope = Scope(1, 2)
    brief = compile(tense.view(scope=scope), BriefRequest(SINCE))
    assert brief.marking == "RESTRICTED//TLP:AMBER"


def test_what_a_reader_may_not_see_changes_nothing(make_world: Callable[[], Any]) -> None:
    briefs = []
    for secret in (False, True):
        world = make_world()
        world.report("Arlen talks", 1)
        if secret:
            row = {"known_at": MOMENT - timedelta(days=1), "title": "Arlen arms", "reliability": "A", "credibility": 1}
            world.add("reports", [row], marking=Marking(3))
        briefs.append(compile(world.view(scope=Scope(1, 2)), BriefRequest(SINCE)))
    assert briefs[0] == briefs[1]


def test_a_brief_needs_a_time_to_speak_of(world: Any) -> None:
    with pytest.raises(CallerError, match="changed"):
        compile(world.view(), BriefRequest(MOMENT))


@pytest.mark.parametrize("wrong", [{"false_discovery": 0}, {"silent_after": timedelta(hours=1)}])
def test_impossible_requests_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(CallerError):
        BriefRequest(SINCE, **wrong)
    with pytest.raises(CallerError):
        Limits(evidence=0)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(1, 12), st.integers(1, 4),
    st.lists(
        st.tuples(st.sampled_from("ABCDE"), st.sampled_from("ABCDE"), st.floats(0.1, 20), st.text(max_size=12)),
        max_size=12,
    ),
)  # fmt: skip
def test_every_line_leads_to_listed_evidence(
    make_world: Callable[[], Any], room: int, each: int, told: list[tuple[str, str, float, str]]
) -> None:
    world = make_world()
    world.require("A or B", ["A", "B"])
    for actor, recipient, days, title in told:
        report = world.report(title.encode("utf-8", "replace").decode(), days)
        world.event(report, days, actor=actor, recipient=recipient)
    request = BriefRequest(SINCE, limits=Limits(evidence=room, evidence_per_line=each))
    brief = compile(world.view(), request)
    assert len(brief.evidence) <= min(room, brief.evidence_in_all)
    assert [entry.number for entry in brief.evidence] == list(range(1, len(brief.evidence) + 1))
    for line in brief.lines():
        assert line.references or "No report" in line.text
        assert all(1 <= brief.number_of(reference) <= room for reference in line.references)
    assert brief == compile(world.view(), replace(request))
