"""The coder's lexicon, forms of words, and sentences as it sees them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.extraction.coder.inflection import plural, verb_forms
from simurg.extraction.coder.lexicon import languages, lexicon
from simurg.extraction.coder.tokens import MOST_WORDS, tokens
from simurg.extraction.reading import Span
from simurg.ontology.plover import PLOVER_TYPES


def found(text: str, language: str = "en") -> set[tuple[str, str]]:
    known = lexicon(language)
    words = tokens(text, known, None, None).words
    return {(" ".join(words[hit.at : hit.end]), hit.group) for hit in known.hits(words)}


@pytest.mark.parametrize(
    ("base", "past", "ing"),
    [("criticise", "criticized", "criticising"), ("withdraw", "withdrew", "withdrawing"),
     ("stop", "stopped", "stopping"), ("deny", "denied", "denying"), ("free", "freed", "freeing"),
     ("panic", "panicked", "panicking"), ("die", "died", "dying")],
)  # fmt: skip
def test_verbs_take_the_forms_that_english_gives_them(base: str, past: str, ing: str) -> None:
    forms = dict(verb_forms(base))
    assert past in forms
    assert ing in forms


def test_only_a_participle_makes_a_passive() -> None:
    assert dict(verb_forms("take"))["taken"] == "n"
    assert dict(verb_forms("take"))["took"] == "d"
    assert dict(verb_forms("attack"))["attacked"] == "n"


def test_nouns_have_plurals() -> None:
    assert [plural(noun) for noun in ("ally", "gunman", "peace talk", "fox")] == [
        "allies",
        "gunmen",
        "peace talks",
        "foxes",
    ]


def test_phrases_are_found_in_every_form_and_around_the_actors() -> None:
    text = "She took Velmark to task"
    known = lexicon()
    words = tokens(text, known, None, Span(9, 16)).words
    assert ("criticise", 1, 5) in {(hit.group, hit.at, hit.end) for hit in known.hits(words)}
    assert ("recalled its ambassador", "breakoff") in found("It recalled its ambassador")
    assert ("lifting the embargo", "lift") in found("lifting the embargo")


def test_the_longest_entry_wins_where_two_begin() -> None:
    assert ("ceasefire", "ceasefire") in found("a ceasefire")
    assert ("call off the attack", "ceasefire") in found("they call off the attack")


@pytest.mark.parametrize(
    ("language", "text", "group"),
    [("es", "El gobierno condenó el ataque", "criticise"), ("fr", "Paris a condamné l'attaque", "criticise"),
     ("de", "Berlin verurteilte den Angriff", "criticise"), ("pt", "O governo condenou o ataque", "criticise"),
     ("ru", "Москва осудила нападение", "criticise"), ("tr", "Ankara saldırıyı kınadı", "criticise"),
     ("ar", "أدانت الحكومة الهجوم", "attack")],
)  # fmt: skip
def test_eight_languages_have_the_classes(language: str, text: str, group: str) -> None:
    assert group in {name for _, name in found(text, language)}


def test_a_language_without_lexicon_is_read_with_the_english_one() -> None:
    assert lexicon("xx").language == "en"
    assert languages() >= {"en", "es", "fr", "de", "ru", "ar", "tr", "pt"}


@pytest.mark.parametrize("language", sorted(languages()))
def test_every_class_is_one_that_the_english_files_state(language: str) -> None:
    known = lexicon(language)
    assert {group.event_type for group in known.groups.values()} <= {"", *PLOVER_TYPES}
    assert {hit for node in known.root.then.values() for hit in (meaning.group for meaning in node.ends)} <= set(
        known.groups
    )


def test_every_type_has_words_of_its_own() -> None:
    assert {group.event_type for group in lexicon().groups.values()} == {"", *PLOVER_TYPES}


def test_a_mentions_own_words_follow_its_mark() -> None:
    wide = tokens("Karsovan troops shelled Velmark", lexicon(), Span(0, 15), Span(24, 31))
    narrow = tokens("Karsovan troops shelled Velmark", lexicon(), Span(0, 8), Span(24, 31))
    assert wide.words == narrow.words == ["S", "troops", "shelled", "T"]


def test_contractions_and_hyphens_are_taken_apart() -> None:
    assert tokens("It doesn't like Velmark’s plan", lexicon(), None, None).words == [
        "it", "does", "n't", "like", "velmark", "'s", "plan",
    ]  # fmt: skip
    assert tokens("the Velmark-led force", lexicon(), None, None).words == ["the", "velmark", "led", "force"]


@given(st.text(max_size=300))
def test_any_text_has_words_with_spans_inside_it(text: str) -> None:
    sentence = tokens(text, lexicon(), None, None)
    assert len(sentence.words) == len(sentence.spans) <= MOST_WORDS
    assert all(0 <= span.start < span.end <= len(text) for span in sentence.spans)
    lexicon().hits(sentence.words)
