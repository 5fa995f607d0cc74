"""Names by the batch: the same answers as one by one, whatever the order, the repeats and the blocks."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simurg.fusion.identity import pairs as batch
from simurg.fusion.identity.align import align
from simurg.fusion.identity.columns import columns_of
from simurg.fusion.identity.counterparts import counterparts
from simurg.fusion.identity.features import features
from simurg.fusion.identity.model import compare_names, log_odds
from simurg.fusion.identity.names import Kind, read_name
from simurg.fusion.identity.pairs import log_odds_of, logistic_of, score_pairs
from simurg.fusion.identity.vectors import vectors
from simurg.fusion.identity.words import Words
from simurg.ontology.errors import CallerError

WORDS = (
    *("Ali", "bin", "ibn", "al-Rawi", "Karim", "Omar", "abd", "Abdulrahim", "Анна", "Петрович", "هدى", "دוד", "김민수"),
    *(
        "王小明",
        "王",
        "カオリ",
        "Ltd",
        "GmbH",
        "2",
        "III",
        "Forty-Four",
        "44",
        "O.",
        "JC",
        "Jean-Claude",
        "van",
        "der",
        "Bilt",
    ),
    *(
        "Vanderbilt",
        "PLA",
        "People's",
        "Liberation",
        "Army",
        "Bank",
        "of",
        "Trust",
        "Norvik",
        "Norvyk",
        "Bill",
        "William",
    ),
    *("Ivanovich", "Oscar", "Оscar", "0scar", "a", "😀", "शांति", "Dr", "MV", "Xi", "Hsi", "Wen-chiang", "ß", "𝔘nion"),
)
made = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
texts = st.one_of(made, made, st.text(max_size=20))
kinds = st.sampled_from(list(Kind))


@settings(max_examples=150, deadline=None)
@given(st.lists(texts, min_size=1, max_size=7), kinds)
def test_a_batch_says_what_one_pair_says(names: list[str], kind: Kind) -> None:
    left, right = (side.ravel() for side in np.indices((len(names), len(names))))
    read = [read_name(name, kind) for name in names]
    odds = log_odds_of(read, left, right)
    assert odds == pytest.approx([log_odds(read[i], read[j]) for i, j in zip(left, right, strict=True)], abs=1e-9)
    found = score_pairs(names, left, right, kind)
    wanted = [compare_names(names[i], names[j], kind).probability for i, j in zip(left, right, strict=True)]
    assert found == pytest.approx(wanted, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.lists(texts, min_size=2, max_size=6), kinds)
def test_every_feature_and_every_counterpart_is_the_same(names: list[str], kind: Kind) -> None:
    read = sorted((read_name(name, kind) for name in names), key=lambda name: (name.tokens, name.foreign))
    columns = columns_of(read)
    words = Words(columns.words)
    left, right = np.triu_indices(len(read))
    rows = counterparts(columns, words, left, right)
    values = vectors(columns, words, left, right, rows)
    for pair, (i, j) in enumerate(zip(left, right, strict=True)):
        assert values[pair] == pytest.approx(features(read[i], read[j]), abs=1e-9)
        wanted = {(p.left_place, p.right_place, round(p.likeness, 9)) for p in align(read[i], read[j]).pairs}
        mine = np.flatnonzero(rows.pair == pair)
        places = zip(rows.left_place[mine], rows.right_place[mine], rows.likeness[mine].round(9), strict=True)
        assert set(places) == wanted


@settings(max_examples=40, deadline=None)
@given(st.lists(texts, min_size=2, max_size=6), st.randoms(use_true_random=False), kinds)
def test_order_and_repeats_change_nothing(names: list[str], chance: random.Random, kind: Kind) -> None:
    left, right = (side.ravel() for side in np.indices((len(names), len(names))))
    found = dict(zip(zip(left, right, strict=True), score_pairs(names, left, right, kind), strict=True))
    order = list(range(len(names))) * 2
    chance.shuffle(order)
    turned = [names[place] for place in order]
    one, two = (side.ravel() for side in np.indices((len(turned), len(turned))))
    again = score_pairs(turned, two, one, kind)
    assert again == pytest.approx([found[order[i], order[j]] for i, j in zip(one, two, strict=True)], abs=1e-9)


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"{one} {two}" for one in WORDS[:12] for two in WORDS[20:26]]
    left, right = np.triu_indices(len(names), 1)
    whole = score_pairs(names, left, right)
    monkeypatch.setattr(batch, "BLOCK", 100)
    assert score_pairs(names, left, right) == pytest.approx(whole, abs=1e-12)
    monkeypatch.setattr(batch, "MOST_CELLS", 3)  # less than the words of one pair against each other
    assert score_pairs(names, left[:50], right[:50]) == pytest.approx(whole[:50], abs=1e-12)


def test_names_of_two_kinds_are_compared_as_what_the_left_one_is() -> None:
    read = [read_name("Norvik Bank 2", kind) for kind in (Kind.PERSON, Kind.ORGANISATION)]
    found = log_odds_of(read, [0, 1, 1], [1, 0, 1])
    assert found == pytest.approx([log_odds(read[i], read[j]) for i, j in ((0, 1), (1, 0), (1, 1))], abs=1e-9)


@pytest.mark.parametrize(
    "text",
    ["a" * 10_000, "ab " * 5_000, "王" * 10_000, "\u202eabc\u202c דוד abc", "👩‍👩‍👧" * 500, "O." * 4_000, "", "я"],
)
def test_hard_names_are_bounded_in_a_batch_too(text: str) -> None:
    found = score_pairs([text, "Tomas Verhoeven"], [0, 0, 1], [0, 1, 1])
    assert ((found >= 0.0) & (found <= 1.0)).all()
    assert found[0] == pytest.approx(compare_names(text, text).probability)


def test_no_pairs_and_no_names() -> None:
    assert score_pairs([], [], []).tolist() == []
    assert score_pairs(["Ada"], [], []).tolist() == []
    assert score_pairs(["", "😀"], [0, 0, 1], [0, 1, 1]).tolist() == [0.0, 0.0, 0.0]
    assert logistic_of(np.array([-1e9, 0.0, 1e9])).tolist() == [0.0, 0.5, 1.0]


def test_pairs_that_do_not_fit_are_refused() -> None:
    with pytest.raises(CallerError, match="equally many"):
        score_pairs(["Ada"], [0], [0, 0])
    for beyond in (1, -1):
        with pytest.raises(CallerError, match="beyond"):
            score_pairs(["Ada"], [0], [beyond])
