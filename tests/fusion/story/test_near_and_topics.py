"""Bulk near copies against the plain way; topics of a set of texts."""

import random

import pytest
from tests.fusion.story.made import ELSEWHERE, FIRST, RETOLD

from simurg.fusion.story import NearCopy, near_copies, topics
from simurg.fusion.story.minhash import normal, shingles
from simurg.ontology.errors import CallerError


def _plain(texts: list[str], alike: float) -> list[NearCopy]:
    sets = [set(shingles([normal(text)]).hashes.tolist()) for text in texts]
    shares = [
        (a, b, len(sets[a] & sets[b]) / max(1, len(sets[a] | sets[b]))) for b in range(len(texts)) for a in range(b)
    ]
    return sorted((NearCopy(a, b, s) for a, b, s in shares if s >= alike), key=lambda one: (one.left, one.right))


def test_pairs_given_are_those_of_the_plain_way() -> None:
    dice = random.Random(3)
    words = [f"word{n}" for n in range(500)]
    texts = [" ".join(dice.choices(words, k=120)) for _ in range(60)]
    for place in range(40):
        copy = texts[place].split()
        for _ in range(dice.randrange(12)):
            copy[dice.randrange(len(copy))] = dice.choice(words)
        texts.append(" ".join(copy))
    found, wanted = near_copies(texts, 0.6), _plain(texts, 0.6)
    assert set(found) <= set(wanted)
    assert len(found) >= 0.95 * len(wanted) > 30


def test_a_crowd_of_equal_texts_is_bounded() -> None:
    found = near_copies(["the harbour is closed until further notice"] * 1_000)
    assert 1_000 <= len(found) <= 64 * 1_000
    assert all(one.similarity == 1 for one in found)


@pytest.mark.parametrize("texts", [[], ["one text only"], ["", ""], ["!", "?"]])
def test_nothing_pairs_with_nothing(texts: list[str]) -> None:
    assert near_copies(texts) == []


def test_texts_about_one_thing_are_one_topic() -> None:
    farms = ELSEWHERE.split(" – ")[1]
    found = topics([FIRST, farms, RETOLD, farms.replace("40", "90"), "", ""])
    assert found[0] == found[2] != found[1] == found[3]
    assert len(set(found)) == 4


@pytest.mark.parametrize(
    ("texts", "labels"), [([], []), (["a"], [0]), (["", ""], [0, 1]), (["iron tin zinc"] * 3, [0, 0, 0])]
)
def test_few_texts(texts: list[str], labels: list[int]) -> None:
    assert topics(texts) == labels


def test_too_many_texts_are_refused_with_a_hint() -> None:
    with pytest.raises(CallerError) as refused:
        topics([""] * 5_001)
    assert refused.value.hint
