"""The sentences that the coder learns from, and learning itself."""

import re
from collections import Counter

import numpy as np
import pytest

from simurg.exercise.parts.language.matters import framed
from simurg.exercise.parts.language.teach import labels_of, learnt_table, macro_f1
from simurg.exercise.parts.language.teaching import HELD_OUT, WRITTEN, examples_of, marked, rows
from simurg.exercise.parts.language.templated import UNIONS, made, templates
from simurg.extraction.coder.features import features
from simurg.extraction.coder.lexicon import lexicon
from simurg.ontology.plover import PLOVER_TYPES

TYPES = {*PLOVER_TYPES, "NONE"}


@pytest.mark.parametrize("folder", [*WRITTEN, HELD_OUT])
def test_written_sentences_are_of_every_type_and_name_both_actors(folder: str) -> None:
    found = rows(folder)
    assert {row.event_type for row in found} == TYPES
    assert min(Counter(row.event_type for row in found).values()) >= 12
    assert all(row.text.count("{s}") >= 1 and row.text.count("{t}") >= 1 for row in found)


def test_no_held_out_sentence_is_taught() -> None:
    taught = {row.text for folder in WRITTEN for row in rows(folder)}
    assert not taught & {row.text for row in rows(HELD_OUT)}


def test_made_sentences_are_the_same_for_the_same_seed() -> None:
    assert list(made(3, 20)) == list(made(3, 20))
    assert list(made(3, 20)) != list(made(4, 20))
    assert list(framed(3, 30)) == list(framed(3, 30))


def test_made_sentences_leave_no_slot_open() -> None:
    for sentence in (*made(1, 60), *framed(1, 120)):
        assert sentence.event_type in TYPES
        assert not re.search(r"<\w+\.\w>|\bACT0?\b|\bTHING\b|\bDOING0?\b|\bDID0?\b|\[|\]|…", sentence.text), (
            sentence.text
        )


def test_templates_draw_from_classes_that_the_lexicon_has() -> None:
    known = {*lexicon().groups, *UNIONS}
    named = {
        name for patterns in templates().values() for each in patterns for name in re.findall(r"<(\w+)\.\w>", each)
    }
    assert named <= known
    assert {name for parts in UNIONS.values() for name in parts} <= set(lexicon().groups)
    assert set(templates()) == TYPES


def test_roles_turned_round_teach_direction_alone() -> None:
    (row,) = [row for row in rows(WRITTEN[0]) if row.event_type == "AID"][:1]
    right, turned, alone = examples_of([row])
    assert (right.direction, turned.direction, turned.event_type) == ("right", "turned", "")
    assert alone.sentence.place("T") == -1
    assert marked("{s} met {t}", turned=True).words == ["T", "met", "S"]


def test_learning_is_the_same_every_time_and_learns() -> None:
    some = [row for row in rows(WRITTEN[0]) if row.event_type in ("AID", "ASSAULT")][:80]
    some += [row for row in rows(WRITTEN[0]) if row.event_type == "ASSAULT"][:40]
    examples = list(examples_of(some))
    names = [features(each.sentence, lexicon()) for each in examples]
    labels = {"types": labels_of(examples)["types"]}
    first, second = (learnt_table(names, examples, labels) for _ in range(2))
    assert first.table.tobytes() == second.table.tobytes()
    assert first.hashes.tobytes() == second.hashes.tobytes()
    test = features(marked("{s} sent food and medicine to {t}"), lexicon())
    assert labels["types"][int(first.scores(test).argmax())] == "AID"


def test_macro_f1_is_the_mean_over_types() -> None:
    assert macro_f1(np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1]), 2) == pytest.approx((2 / 3 + 4 / 5) / 2)
