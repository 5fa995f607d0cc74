"""Reading and comparing names: examples an analyst would check first, laws, and names that are hard to swallow."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simurg.fusion.identity.align import align
from simurg.fusion.identity.features import FEATURES, features
from simurg.fusion.identity.letters import LONGEST, latin, script_of, units
from simurg.fusion.identity.likeness import foreign_likeness, likeness, sounds
from simurg.fusion.identity.model import (
    Model,
    compare_names,
    document_of,
    fit,
    log_odds,
    model_of,
    packaged_model,
    probability,
)
from simurg.fusion.identity.names import MOST_TOKENS, Kind, read_name
from simurg.fusion.identity.pairs import score_pairs
from simurg.ontology.errors import CallerError, OperatorError

PERSON, ORGANISATION, VESSEL, PLACE = Kind.PERSON, Kind.ORGANISATION, Kind.VESSEL, Kind.PLACE
words = st.text(alphabet="abdeghiklmnorstuvyz", min_size=2, max_size=9)
texts = st.one_of(
    st.text(max_size=40),
    st.lists(
        st.sampled_from(["Ali", "bin", "al-Rawi", "Анна", "هدى", "김민수", "王", "Ltd", "2", "III", "O.", "😀"]),
        max_size=6,
    ).map(" ".join),
)
kinds = st.sampled_from(list(Kind))

SAME = [
    ("Tomas Verhoeven", "VERHOEVEN, Tomas", PERSON),
    ("Dr. Ilse Brandtner", "Ilse Brandtner", PERSON),
    ("Abd al-Rahim al-Zubaydi", "Abdulrahim Zubaidi", PERSON),
    ("Марина Волкова", "Marina Volkova", PERSON),
    ("Marina Sergeyevna Volkova", "Marina Volkova", PERSON),
    ("VanderMeulen Kees", "Kees van der Meulen", PERSON),
    ("J. P. Oduya", "J.P. Oduya", PERSON),
    ("Hsi Wen-chiang", "Xi Wenchiang", PERSON),
    ("Norvik Shipping GmbH", "Norvik Shipping Gesellschaft mit beschränkter Haftung", ORGANISATION),
    ("The Lakeside Clinic & Co", "Lakeside Clinic and Company", ORGANISATION),
    ("ООО Ромашка", "Romashka LLC", ORGANISATION),
    ("MV Silver Heron", "Silver Heron", VESSEL),
]
OTHER = [
    ("Tomas Verhoeven", "Tomas Lindqvist", PERSON),
    ("Karim bin Yusuf al-Basri", "Yusuf bin Karim al-Basri", PERSON),
    ("Nadia Karim al-Basri", "Nadia Karim al-Hilli", PERSON),
    ("Igor Petrovich Malenko", "Igor Semyonovich Malenko", PERSON),
    ("Northern Timber Corporation", "Northern Copper Corporation", ORGANISATION),
    ("Bank of Freedonia", "Bank of Sylvania", ORGANISATION),
    ("", "Tomas Verhoeven", PERSON),
]


@pytest.mark.parametrize(("left", "right", "kind"), SAME)
def test_ways_of_writing_one_name_are_likely_one(left: str, right: str, kind: Kind) -> None:
    assert compare_names(left, right, kind).probability > 0.5


@pytest.mark.parametrize(("left", "right", "kind"), OTHER)
def test_other_names_are_likely_not(left: str, right: str, kind: Kind) -> None:
    assert compare_names(left, right, kind).probability < 0.5


def test_the_parts_make_up_the_probability() -> None:
    found = compare_names("Tomas Verhoeven", "Thomas van Hoeven")
    total = sum(part.effect for part in found.parts)
    assert total == pytest.approx(log_odds(read_name("Tomas Verhoeven"), read_name("Thomas van Hoeven")))
    assert {part.feature for part in found.parts} <= {*FEATURES, "intercept"}
    assert found.version == packaged_model().version


def test_a_name_without_words_says_so() -> None:
    for empty in ("", " ", "😀", "...", "\u202e\u202d", "'"):
        found = compare_names(empty, "Tomas Verhoeven")
        assert found.probability == 0.0
        assert [part.feature for part in found.parts] == ["no words"]


def test_titles_articles_fathers_and_forms_are_told_apart() -> None:
    name = read_name("Sheikh Karim bin Yusuf al-Basri")
    assert name.tokens == ("karim", "yusuf", "basri")
    assert (name.fathers, name.clans) == (frozenset({"yusuf"}), frozenset({"basri"}))
    firm = read_name("Norvik Shipping (U.K.) III, S.A.R.L.", ORGANISATION)
    assert (firm.tokens, firm.forms, firm.numbers) == (("norvik", "shipping", "unitedkingdom"), {"sarl"}, ("3",))
    assert read_name("Ltd", ORGANISATION).tokens == ("ltd",)
    assert read_name("Dr").tokens == ("dr",)
    assert read_name("Brigade Forty-Four", ORGANISATION).numbers == ("44",)
    assert read_name("Fleet Twenty 7 One", ORGANISATION).numbers == ("1", "27")
    assert read_name("Fleet 20 7", ORGANISATION).numbers == ("20", "7")
    assert read_name("64-я бригада", ORGANISATION) == read_name("64th бригада", ORGANISATION)
    assert read_name("Plant No. 5", ORGANISATION).tokens == ("plant",)


@settings(max_examples=300)
@given(texts, texts, kinds)
def test_comparison_is_symmetric_bounded_and_repeatable(left: str, right: str, kind: Kind) -> None:
    one, two = read_name(left, kind), read_name(right, kind)
    assert features(one, two) == features(two, one)
    assert 0.0 <= probability(one, two) <= 1.0
    assert compare_names(left, right, kind) == compare_names(left, right, kind)


@settings(max_examples=200)
@given(st.lists(words, min_size=2, max_size=4, unique=True), st.randoms(use_true_random=False))
def test_the_order_of_words_changes_little_and_loses_none(tokens: list[str], chance) -> None:
    turned = list(tokens)
    chance.shuffle(turned)
    one, two = read_name(" ".join(tokens), PLACE), read_name(" ".join(turned), PLACE)
    found = align(one, two)
    assert sorted(one.tokens) == sorted(two.tokens)
    assert not found.left_only
    assert not found.right_only
    assert all(pair.likeness == 1.0 for pair in found.pairs)


@given(texts, texts)
def test_every_word_is_used_once(left: str, right: str) -> None:
    one, two = read_name(left), read_name(right)
    found = align(one, two)
    mirrored = align(two, one)
    assert (found.left_only, found.right_only) == (mirrored.right_only, mirrored.left_only)
    places = [pair.left_place for pair in found.pairs]
    assert len(places) == len(set(places))
    assert not set(places) & set(found.left_only)


@settings(max_examples=200)
@given(texts, kinds)
def test_a_name_is_itself(text: str, kind: Kind) -> None:
    name = read_name(text, kind)
    if name.joined:
        assert features(name, name)[FEATURES.index("equal")] == 1.0
        assert features(name, name)[FEATURES.index("conflict")] == 0.0
        assert probability(name, name) > 0.5


@pytest.mark.parametrize(
    "text",
    [
        "a" * 10_000,
        "ab " * 5_000,
        "ى" * 10_000,
        "王" * 10_000,
        "\u0301" * 10_000,
        "א1b" * 3_000,
        "\u202eabc\u202c דוד abc",
        "👩‍👩‍👧" * 500,
        "O." * 4_000,
    ],
)
def test_hard_names_are_bounded(text: str) -> None:
    name = read_name(text)
    assert len(name.tokens) <= MOST_TOKENS
    assert len(name.joined) <= 8 * LONGEST
    assert name.cut == (len(text) > LONGEST)
    assert 0.0 <= probability(name, read_name("Tomas Verhoeven")) <= 1.0
    assert 0.0 <= probability(name, name) <= 1.0


def test_look_alike_letters_of_another_script_are_read_by_their_sound_or_shape() -> None:
    latin_name, mixed = "Oscar Pereira", "Оscar Реreira"  # a Cyrillic О, Р and е
    assert compare_names(latin_name, mixed).probability > 0.5


def test_a_name_that_was_cut_says_so() -> None:
    long = "Tomas " + "x" * 10_000
    assert [part for part in compare_names(long, "Tomas").parts if part.feature == "cut"] != []
    assert [part for part in compare_names("Tomas", "Tomas").parts if part.feature == "cut"] == []


@pytest.mark.parametrize("mark", ["\u202e", "\u200f", "\u2067", "\u200b", "\u200d", "\ufeff", "\u00ad"])
def test_marks_that_nobody_sees_change_nothing(mark: str) -> None:
    for name in ("Ada Verhoeven", "هدى الراوي", "דוד כהן"):
        marked = mark.join(name)
        assert read_name(marked) == read_name(name)
        assert score_pairs([name, marked], [0], [1])[0] == compare_names(name, name).probability > 0.5


@pytest.mark.parametrize(
    ("left", "right"), [("wladimir", "vladimir"), ("xi", "hsi"), ("yusef", "youssef"), ("shcherba", "scherba")]
)
def test_spellings_of_one_sound_are_alike(left: str, right: str) -> None:
    assert likeness(left, right) == likeness(right, left) >= 0.8


def test_words_with_nothing_in_common_are_unlike() -> None:
    assert likeness("verhoeven", "ali") < 0.5
    assert likeness("ahmed", "mohamed") < 0.55  # two given names that are both known
    assert sounds("phillip") == sounds("filip")


def test_scripts_units_and_spelling() -> None:
    assert [script_of(word) for word in ("abc", "мир", "سلام", "שלום", "かな", "한글", "王", "")] == [
        *("latin", "cyrillic", "arabic", "hebrew", "kana", "hangul", "han", "latin")
    ]
    assert units("马") == units("馬") == ("ma",)
    assert latin("Żółć") == "zolc"
    assert foreign_likeness("марина", "marina") > 0.8 > foreign_likeness("марина", "verhoeven")
    assert foreign_likeness("नमस्ते", "namaste") == 0.0  # no table for the script


def test_a_fit_finds_what_separates_and_goes_through_its_document() -> None:
    same = [(f"Name{letter} Person", f"Name{letter} Person", PERSON, True) for letter in "abcdef"]
    other = [(f"Name{letter} Person", f"{letter * 5} Other", PERSON, False) for letter in "abcdef"]
    model = fit("test", same + other)
    assert probability(read_name("Ada Sample"), read_name("Ada Sample"), model) > 0.8
    assert probability(read_name("Ada Sample"), read_name("Ben Example"), model) < 0.5
    assert model == fit("test", same + other)
    assert model_of(document_of(model)) == model
    assert model.of(ORGANISATION) == (0.0,) * (len(FEATURES) + 1)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(CallerError, match="no pairs"):
        fit("test", [])
    with pytest.raises(OperatorError, match="number of coefficients"):
        Model("test", (1.0,), (1.0,))
    with pytest.raises(OperatorError, match="does not fit"):
        model_of({"version": "x", "person": {"shared": 1.0}, "other": {}})
