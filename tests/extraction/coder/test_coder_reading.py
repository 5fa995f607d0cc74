"""Pairs and reports as the coder reads them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.extraction.coder.pair import code_pair
from simurg.extraction.coder.reader import LONGEST_SENTENCE, Coder
from simurg.extraction.reading import Reader, Span, Text

PUBLISHED = datetime(2024, 5, 1, tzinfo=UTC)


def coded(text: str, *, language: str = "en") -> str:
    """The type of a sentence with its source as Karsova and its target as Velmark."""
    marks = [Span(text.index(name), text.index(name) + 7) for name in ("Karsova", "Velmark")]
    return code_pair(text, marks[0], marks[1], must=True, language=language).event_type


@pytest.mark.parametrize(
    ("text", "event_type"),
    [("Karsova agreed to withdraw its troops from Velmark.", "AGREE"),
     ("Karsova withdrew its troops from Velmark.", "RETREAT"),
     ("Karsova demanded that Velmark withdraw its troops.", "REQUEST"),
     ("Karsova refused to withdraw its troops from Velmark.", "REJECT"),
     ("Karsova threatened to attack Velmark.", "THREATEN"),
     ("Karsova recalled its ambassador from Velmark.", "SANCTION"),
     ("Velmark was accused by Karsova of arming rebels.", "ACCUSE"),
     ("Karsova's president met the leader of Velmark on Monday.", "CONSULT"),
     ("Karsova sent tents and blankets to Velmark.", "AID"),
     ("Karsova praised Velmark for its reforms.", "SUPPORT"),
     ("Thousands of Karsova workers marched against the Velmark government.", "PROTEST"),
     ("Karsova massed tanks on the border with Velmark.", "MOBILIZE"),
     ("Karsova police arrested three Velmark journalists.", "COERCE"),
     ("Two Velmark soldiers were killed by Karsova gunmen.", "ASSAULT")],
)  # fmt: skip
def test_intent_decides_the_type(text: str, event_type: str) -> None:
    assert coded(text) == event_type


@pytest.mark.parametrize(
    ("language", "text", "event_type"),
    [("es", "Karsova condenó a Velmark.", "ACCUSE"), ("fr", "Karsova a bombardé Velmark.", "ASSAULT"),
     ("de", "Karsova bedrohte Velmark und drohte mit Krieg.", "THREATEN")],
)  # fmt: skip
def test_other_languages_are_coded_by_the_classes_of_their_words(language: str, text: str, event_type: str) -> None:
    assert coded(text, language=language) == event_type


def test_the_turned_pair_is_known_for_what_it_is() -> None:
    text = "Karsova shelled Velmark."
    source, target = Span(0, 7), Span(16, 23)
    assert code_pair(text, source, target).right_way > 0.5 > code_pair(text, target, source).right_way


def test_the_words_that_tell_it_are_shown() -> None:
    text = "On Sunday Karsova shelled two villages in Velmark."
    found = code_pair(text, Span(10, 17), Span(42, 49))
    assert found.span.of(text) == "shelled"
    assert found.mode == "heavy-weapons"
    assert found.domain == "military"


@given(st.text(max_size=200), st.text(min_size=1, max_size=8), st.text(max_size=200))
def test_any_text_is_coded_with_probabilities_that_add_up(before: str, between: str, after: str) -> None:
    text = f"{before}Karsova{between}Velmark{after}"
    start = len(before)
    end = start + 7 + len(between)
    found = code_pair(text, Span(start, start + 7), Span(end, end + 7))
    assert sum(found.probabilities.values()) == pytest.approx(1, abs=1e-4)
    assert 0 <= found.span.start <= found.span.end <= len(text)


def test_a_report_is_read_to_events_with_place_day_and_deaths() -> None:
    text = Text(
        "", "Russian troops shelled Ukrainian positions near Kharkiv on Monday, killing 12 soldiers.", PUBLISHED
    )
    reader: Reader = Coder()
    (event,) = reader.read([text])[0].events
    assert event.event_type == "ASSAULT"
    assert event.actor is not None
    assert event.recipient is not None
    assert (event.actor.country, event.recipient.country) == ("RUS", "UKR")
    assert event.span.of(text.whole) == "shelled"
    assert event.place is not None
    assert event.place.name == "Kharkiv"
    assert event.period is not None
    assert event.period.start.date().isoformat() == "2024-04-29"
    assert event.deaths is not None
    assert event.deaths.best == 12


def test_joined_actors_share_an_event() -> None:
    reading = Coder().read([Text("", "France and Germany condemned Israel over the raid.", PUBLISHED)])[0]
    told = {
        (event.actor.country, event.recipient.country) for event in reading.events if event.actor and event.recipient
    }
    assert told == {("FRA", "ISR"), ("DEU", "ISR")}


def test_a_sentence_that_tells_nothing_between_two_actors_is_abstained_from() -> None:
    reading = Coder().read([Text("", "Japan has a larger population than Canada.", PUBLISHED)])[0]
    assert reading.events == ()
    assert reading.abstained == 1


def test_a_protest_needs_one_actor_only() -> None:
    reading = Coder().read([Text("", "Tens of thousands of Kenyan workers went on strike on Monday.", PUBLISHED)])[0]
    assert [(event.event_type, event.recipient) for event in reading.events] == [("PROTEST", None)]


def test_a_deed_of_words_is_asserted_though_its_content_is_planned() -> None:
    reading = Coder().read([Text("", "Turkey threatened to attack Greece.", PUBLISHED)])[0]
    assert [(event.event_type, event.factuality) for event in reading.events] == [("THREATEN", "asserted")]


def test_protected_names_never_come_out() -> None:
    text = Text("", "Hamas attacked Israel on Monday.", PUBLISHED)
    events = Coder(protected=["Hamas"]).read([text])[0].events
    assert not any(
        each and "hamas" in each.name.casefold() for event in events for each in (event.actor, event.recipient)
    )


def test_a_sentence_without_end_is_left_alone() -> None:
    text = Text("", "France condemned Israel " + ", and very " * 300 + "loudly", PUBLISHED)
    reading = Coder().read([text])[0]
    assert all(event.sentence.end - event.sentence.start <= LONGEST_SENTENCE for event in reading.events)


def test_reading_is_the_same_every_time_and_in_any_company() -> None:
    one = Text("Iran", "Iran was accused by France of hiding uranium.", PUBLISHED)
    other = Text("", "Kenya sent rice to Somalia.", PUBLISHED)
    assert Coder().read([one, other]) == [Coder().read([each])[0] for each in (one, other)]


def test_who_says_it_and_bare_roles_take_no_part() -> None:
    body = (
        "M23 rebels shelled positions of the Congolese army near Goma on Monday, killing at least nine soldiers, "
        "the United Nations said."
    )
    [event] = Coder().read([Text("", body, PUBLISHED)])[0].events
    assert event.event_type == "ASSAULT"
    assert event.actor is not None
    assert event.recipient is not None
    assert (event.actor.name, event.recipient.code) == ("M23", "COD MIL")
    assert event.attributed_to == "the United Nations"
    assert event.deaths is not None
    assert event.deaths.low == 9


def test_without_a_date_of_its_own_it_is_of_the_publications_day() -> None:
    text = Text("", "Turkey bombed Kurdish positions in northern Iraq.", datetime(2024, 5, 1, 17, 30, tzinfo=UTC))
    [event] = Coder().read([text])[0].events
    assert event.period is not None
    assert (event.period.start, event.period.until, event.period.span) == (
        PUBLISHED,
        datetime(2024, 5, 2, tzinfo=UTC),
        None,
    )
    [undated] = Coder().read([Text("", text.body)])[0].events
    assert undated.period is None


def test_a_place_before_a_colon_is_no_actor() -> None:
    title = "Sudan: market bombed by the Rapid Support Forces"
    told = [one.actor.name for one in Coder().read([Text(title, "", PUBLISHED)])[0].events if one.actor]
    assert "Sudan" not in told


def test_what_a_title_tells_again_is_told_once() -> None:
    title, body = "Turkey and Greece hold talks", "The foreign ministers of Turkey and Greece met in Athens on Monday."
    [event] = Coder().read([Text(title, body, PUBLISHED)])[0].events
    assert event.event_type == "CONSULT"
    assert event.span.start > len(title)
    assert [one.span.start < len(title) for one in Coder().read([Text(title, "", PUBLISHED)])[0].events] == [True]


@pytest.mark.parametrize(
    ("language", "text", "not_told"),
    [("es", "El gobierno de Venezuela cerró la frontera con Colombia.", "ASSAULT"),
     ("de", "Die Regierung von Ungarn griff die Kritik aus Polen auf.", "ASSAULT")],
)  # fmt: skip
def test_an_article_never_tells_an_event(language: str, text: str, not_told: str) -> None:
    read = Coder().read([Text("", text, PUBLISHED, language=language)])[0]
    assert not_told not in [one.event_type for one in read.events]
