"""The language part: same settings, same bytes; its truth is consistent with its texts; it names no real state."""

import hashlib
import re
from dataclasses import fields
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from babel import Locale
from hypothesis import given, settings
from hypothesis import strategies as st

from simurg.exercise.atlas import LABEL
from simurg.exercise.parts.language.feeds import last_feeds
from simurg.exercise.parts.language.files import workspace_files
from simurg.exercise.parts.language.happenings import SIDES, happenings
from simurg.exercise.parts.language.outlets import outlets
from simurg.exercise.parts.language.parties import parties, spoken
from simurg.exercise.parts.language.reports import page, reports
from simurg.exercise.parts.language.sentences import day_words, town
from simurg.exercise.parts.language.settings import LANGUAGES, LanguagePart
from simurg.exercise.parts.language.truth import HAPPENED, truth
from simurg.exercise.parts.language.vocabulary import actors
from simurg.ontology.countries import COUNTRIES
from simurg.ontology.errors import CallerError
from simurg.ontology.plover import PLOVER_TYPES

SMALL = 0.25


@given(st.integers(0, 10_000), st.sampled_from(["easy", "normal", "hard"]))
@settings(max_examples=4, deadline=None)
def test_the_same_part_gives_the_same_bytes(seed: int, difficulty: str) -> None:
    assert dict(workspace_files(LanguagePart(seed, difficulty, 0.1))) == dict(
        workspace_files(LanguagePart(seed, difficulty, 0.1))
    )


def test_another_seed_or_difficulty_gives_other_feeds() -> None:
    first = last_feeds(LanguagePart(1, size=SMALL))
    for other in (LanguagePart(2, size=SMALL), LanguagePart(1, "hard", SMALL)):
        assert [name for name, content in last_feeds(other).items() if first[name] == content] == []


@pytest.mark.parametrize(
    "given_settings", [{"difficulty": "brutal"}, {"size": 0.0}, {"size": 1e9}, {"seed": -1}, {"version": "0"}]
)
def test_settings_that_make_no_language_part_are_refused(given_settings: dict[str, object]) -> None:
    with pytest.raises(CallerError):
        LanguagePart(**given_settings)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_all_types_and_all_ways_of_telling(language: str) -> None:
    words = spoken(language)
    assert set(words["types"]) == set(PLOVER_TYPES) == set(SIDES)
    for patterns in words["types"].values():
        assert len(patterns) == len(set(patterns)) >= 4
        assert all("{a" in one and "{b" in one for one in patterns)
        assert sum("{t}" in one for one in patterns) >= len(patterns) - 2
    assert {factuality for factuality, _, _ in words["unreal"]} == {"planned", "possible", "denied"}
    assert set(words["idle"]) == {"context", "history", "quote", "weather", "sport"}
    assert all("{s}" in one for wraps in words["wraps"].values() for one in wraps)
    assert all("{n}" in one for one in words["types"]["ASSAULT"])
    assert len(words["words"]["weekdays"]) == 7
    assert len(words["words"]["months"]) == 12


@given(st.integers(0, 10_000), st.sampled_from(["easy", "normal", "hard"]))
@settings(max_examples=5, deadline=None)
def test_each_place_in_the_truth_has_the_words_it_names(seed: int, difficulty: str) -> None:
    part = LanguagePart(seed, difficulty, SMALL)
    wholes = {
        (one.id, number): page(version, one.outlet).whole
        for one in reports(part)
        for number, version in enumerate(one.versions)
    }
    for row in truth(part).sentences.to_pylist():
        whole = wholes[row["report"], row["version"]]
        assert whole[row["start"] : row["end"]].startswith(row["text"])
        for name in ("actor", "recipient", "place", "day", "deaths"):
            if row[f"{name}_start"] is not None:
                assert row["start"] <= row[f"{name}_start"] < row[f"{name}_end"] <= row["end"]
        if row["deaths"] is not None:
            assert whole[row["deaths_start"] : row["deaths_end"]] == str(row["deaths"])
        if row["place"] is not None:
            here = whole[row["place_start"] : row["place_end"]]
            assert here.partition(" (")[0] in {row["place"], *spoken("names")["cities"][row["place"]]}


def test_names_stand_where_the_truth_says_in_every_language() -> None:
    known = {entry["name"]: entry["names"] for entry in (*actors()["actors"], *actors()["states"])}
    checked = set()
    for row in truth(LanguagePart(3, "hard")).sentences.to_pylist():
        for side in ("actor", "recipient"):
            if row[side] not in known or row[f"{side}_start"] is None:
                continue
            at = row["start"]
            here = row["text"][row[f"{side}_start"] - at : row[f"{side}_end"] - at].casefold()
            assert any(name.casefold() in here for name in known[row[side]]), (here, known[row[side]])
            checked.add((row["language"], row[side]))
    assert len(checked) > 8 * 15


def test_events_keep_to_their_sides_and_have_dead_only_where_people_are_attacked() -> None:
    for event in happenings(LanguagePart(4, "hard")):
        acting, receiving = SIDES[event.kind]
        assert event.actor.kind in acting
        assert event.recipient.kind in receiving
        assert (event.deaths > 0) == (event.kind == "ASSAULT")


def test_tellings_are_the_last_versions_events_told_as_having_happened() -> None:
    told = truth(LanguagePart(5, "hard", SMALL))
    rows = told.sentences.to_pylist()
    last = {row["report"]: row["version"] for row in rows}
    expected = {
        (row["report"], row["event"])
        for row in rows
        if row["version"] == last[row["report"]] and row["event"] is not None and row["factuality"] in HAPPENED
    }
    assert {(row["report"], row["event"]) for row in told.tellings.to_pylist()} == expected
    days = {row["event"]: row["day"] for row in told.events.to_pylist()}
    assert all(row["day"] == days[row["event"]] for row in told.tellings.to_pylist())
    outside = [row for row in rows if row["kind"] not in ("event", "unreal")]
    assert {row["event"] for row in outside} == {None}
    assert {row["factuality"] for row in rows if row["kind"] == "unreal"} == {"planned", "possible", "denied"}


def test_edits_tell_what_changed_and_the_number_of_dead_ends_right() -> None:
    part = LanguagePart(6, "hard")
    told = truth(part)
    dead = {row["event"]: row["deaths"] for row in told.events.to_pylist()}
    assert {row["what"] for row in told.edits.to_pylist()} == {"deaths", "withdrawn", "headline"}
    for row in told.edits.to_pylist():
        assert row["before"]
        assert (row["after"] == "") == (row["what"] == "withdrawn")
    for row in told.tellings.to_pylist():
        assert row["deaths"] is None or row["deaths"] == dead[row["event"]]
    corrected = {row["report"] for row in told.edits.to_pylist() if row["what"] == "deaths"}
    first = [row for row in told.sentences.to_pylist() if row["report"] in corrected and row["version"] == 0]
    assert any(row["deaths"] and row["deaths"] < dead[row["event"]] for row in first)


def test_as_of_no_version_stands_before_it_was_published() -> None:
    for report in reports(LanguagePart(7, "hard", SMALL)):
        assert report.at(report.published - timedelta(seconds=1)) is None
        for version in report.versions:
            assert report.at(version.at) is version
        assert [one.at for one in report.versions] == sorted({one.at for one in report.versions})


def test_several_outlets_tell_one_event_in_several_languages() -> None:
    told = truth(LanguagePart(8)).tellings.to_pylist()
    by_event: dict[int, set[str]] = {}
    for row in told:
        by_event.setdefault(row["event"], set()).add(row["language"])
    assert sum(len(one) > 1 for one in by_event.values()) > len(by_event) / 3
    assert {row["language"] for row in told} == set(LANGUAGES)
    assert {row["style"] for row in told} == {outlet.style for outlet in outlets()}


def test_no_real_state_is_named_and_all_says_that_it_is_fictional() -> None:
    real = set(COUNTRIES.values())
    for language in LANGUAGES:
        real |= {name for name in Locale.parse(language).territories.values() if len(name) > 3}
    for report in reports(LanguagePart(9, "hard", SMALL)):
        for version in report.versions:
            made = page(version, report.outlet)
            assert LABEL in made.whole
            words = re.findall(r"[\w’'-]+", made.whole)
            assert not {*words, *(f"{one} {two}" for one, two in pairwise(words))} & real


def test_days_are_told_in_each_way() -> None:
    monday = datetime(2026, 3, 9).date()
    assert day_words(monday, monday, "en", "near") == "today"
    assert day_words(monday - timedelta(days=1), monday, "de", "near") == "gestern"
    assert day_words(monday - timedelta(days=3), monday, "ru", "near") == "в пятницу"
    assert day_words(monday - timedelta(days=3), monday, "tr", "weekday") == "cuma günü"
    assert day_words(monday - timedelta(days=9), monday, "pt", "weekday") == "em 28 de fevereiro"


def test_a_place_with_a_namesake_says_which_state_it_is_in() -> None:
    event = next(one for one in happenings(LanguagePart(1, "hard")) if one.ambiguous)
    assert town(event.city, "en", ambiguous=True) == f"{event.city.name} ({event.city.state})"
    assert len({one.state for one in parties()["state"]}) == 8


def test_version_1_of_the_language_part_is_frozen() -> None:
    """Scores are compared between commits: a change of what is drawn needs a new VERSION and a new digest here."""
    digest = hashlib.sha256()
    for difficulty in ("easy", "normal", "hard"):
        told = truth(LanguagePart(7, difficulty, 0.1))
        for table in fields(told):
            for row in getattr(told, table.name).to_pylist():
                digest.update(repr(sorted((key, str(value)) for key, value in row.items())).encode())
    assert digest.hexdigest()[:16] == "6e84356cbb7aa474"
