"""Names of one thing in several scripts: entities, mentions of them, and pairs of mentions to judge, with their truth.

Entities are holders of public roles, organisations and places, all invented. A mention spells the entity's words in a
script, plainly or dressed: title, initial, patronymic, other order, acronym, legal form. Pairs that are not the same
are near (one word differs in one sound), kin (one word is another) or strangers.
"""

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from simurg.exercise.parts.fusion.dress import Dressed, Entity, dressed
from simurg.exercise.parts.fusion.settings import FusionPart
from simurg.exercise.parts.fusion.spelling import SCRIPTS, Lexicon, draw_lexicon, usual_spelling

ENTITIES, PAIRS = 220, 900
KINDS = {"person": 0.5, "organisation": 0.3, "place": 0.2}
LEXICONS = {"given": 45, "family": 110, "stem": 90}  # pairs of near words
SAME = 0.3  # of the pairs
ONE_SCRIPT = {"easy": 0.4, "normal": 0.2, "hard": 0.1}  # of the pairs, both mentions in the same script
KIN = 0.25  # of the pairs that are not the same


@dataclass(frozen=True, slots=True)
class Mention:
    """What names an entity where; `read` is for oracles, which take a mention apart without error."""

    entity: int
    script: str
    read: Dressed


@dataclass(frozen=True, slots=True)
class Names:
    """Mentions and pairs, and the truth apart.

    mentions: id, text, script, kind. pairs: left, right (ids). mention_truth: id, entity (id). pair_truth, row for row
    with pairs: same, relation (same, near, kin, stranger). entities: entity, kind, name (usual Latin spelling).
    """

    mentions: pa.Table
    pairs: pa.Table
    mention_truth: pa.Table
    pair_truth: pa.Table
    entities: pa.Table
    read: dict[str, Mention]
    lexicons: dict[str, Lexicon]


def names(part: FusionPart) -> Names:
    """All names of one part."""
    dice = part.dice("names")
    lexicons = {kind: draw_lexicon(part.dice(f"lexicon {kind}"), count) for kind, count in LEXICONS.items()}
    known = [_entity(dice, lexicons) for _ in range(part.count(ENTITIES))]
    drawn: list[tuple[Mention, Mention, str]] = []
    for _ in range(part.count(PAIRS)):
        left = int(dice.integers(len(known)))
        right, relation = _other(part, dice, left, (known, lexicons))
        one, two = _scripts(part, dice)
        mentions = [
            _said(part, dice, entity, (known, lexicons), where) for entity, where in ((left, one), (right, two))
        ]
        drawn.append((mentions[0], mentions[1], relation))
    return _tables(part, known, drawn, lexicons)


def _entity(dice: np.random.Generator, lexicons: dict[str, Lexicon]) -> Entity:
    kind = str(dice.choice(list(KINDS), p=list(KINDS.values())))
    pools = {"person": ("given", "family"), "organisation": ("stem", "stem"), "place": ("stem",)}[kind]
    words = tuple((pool, int(dice.integers(len(lexicons[pool].words)))) for pool in pools)
    father = int(dice.integers(len(lexicons["given"].words)))
    return Entity(kind, words, father, int(dice.integers(4)))


def _other(
    part: FusionPart, dice: np.random.Generator, left: int, world: tuple[list[Entity], dict[str, Lexicon]]
) -> tuple[int, str]:
    """The right entity of a pair and its relation; near ones and kin are added to the known."""
    known, lexicons = world
    mine, chance = known[left], dice.random()
    if dice.random() < SAME:
        return left, "same"
    at = int(dice.integers(len(mine.words)))
    pool, word = mine.words[at]
    if chance < part.dial.near:
        new, relation = lexicons[pool].near(word), "near"
    elif chance < part.dial.near + KIN and len(mine.words) > 1:
        new, relation = int(dice.integers(len(lexicons[pool].words))), "kin"
    else:
        strangers = [row for row, each in enumerate(known) if each.kind == mine.kind and each.words != mine.words]
        if not strangers:  # a very small part may have one entity of a kind
            return left, "same"
        return strangers[int(dice.integers(len(strangers)))], "stranger"
    if new == word:
        return left, "same"
    known.append(replace(mine, words=(*mine.words[:at], (pool, new), *mine.words[at + 1 :])))
    return len(known) - 1, relation


def _scripts(part: FusionPart, dice: np.random.Generator) -> tuple[str, str]:
    one, two = dice.choice(len(SCRIPTS), 2, replace=False)
    if dice.random() < ONE_SCRIPT[part.difficulty]:
        two = one
    return SCRIPTS[int(one)], SCRIPTS[int(two)]


def _said(
    part: FusionPart, dice: np.random.Generator, number: int, world: tuple[list[Entity], dict[str, Lexicon]], where: str
) -> Mention:
    return Mention(number, where, dressed(dice, part.dial, world[0][number], world[1], where))


def _tables(
    part: FusionPart, known: list[Entity], drawn: list[tuple[Mention, Mention, str]], lexicons: dict[str, Lexicon]
) -> Names:
    numbers = part.dice("name ids").permutation(2 * len(drawn) + len(known))
    ids = [f"n{number:05d}" for number in numbers[: 2 * len(drawn)]]
    entities = [f"e{number:05d}" for number in numbers[2 * len(drawn) :]]
    both = [mention for one, two, _ in drawn for mention in (one, two)]
    read = dict(zip(ids, both, strict=True))
    order = sorted(read)
    usual = [" ".join(usual_spelling(lexicons[pool].words[word]) for pool, word in each.words) for each in known]
    return Names(
        pa.table(
            {
                "id": order,
                "text": [read[each].read.text for each in order],
                "script": [read[each].script for each in order],
                "kind": [known[read[each].entity].kind for each in order],
            }
        ),
        pa.table({"left": ids[0::2], "right": ids[1::2]}),
        pa.table({"id": order, "entity": [entities[read[each].entity] for each in order]}),
        pa.table(
            {"same": [one.entity == two.entity for one, two, _ in drawn], "relation": [last for *_, last in drawn]}
        ),
        pa.table({"entity": entities, "kind": [each.kind for each in known], "name": usual}),
        read,
        lexicons,
    )
