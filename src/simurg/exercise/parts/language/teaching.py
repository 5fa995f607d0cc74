"""What the coder learns from: the written sentences, sentences made from patterns, and both with roles turned round.

Nothing here comes from a benchmark or a codebook. `held_out` is by another hand: the design was chosen on it, and only
the last fit learns from it too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources

from simurg.exercise.parts.language.matters import framed
from simurg.exercise.parts.language.templated import made
from simurg.extraction.coder.lexicon import lexicon
from simurg.extraction.coder.tokens import Sentence, tokens
from simurg.extraction.reading import Span

WRITTEN = ("agency", "terse", "plain", "plainer")
HELD_OUT = "held_out"
SYMMETRIC = frozenset({"CONSULT", "COOPERATE"})
ALONE = "a neighbouring state"
SOURCE_NAME, TARGET_NAME = "Sourceland", "Targetland"


@dataclass(frozen=True, slots=True)
class Row:
    """One written sentence; {s} and {t} stand for the actors."""

    event_type: str
    mode: str
    domain: str
    text: str


@dataclass(frozen=True, slots=True)
class Example:
    """`direction`: right, turned or none, "" where it teaches no direction. `event_type` "" likewise."""

    sentence: Sentence
    event_type: str
    direction: str
    mode: str
    domains: tuple[str, ...]
    weight: float


def rows(folder: str) -> list[Row]:
    """Of one writer, in the files' order; lines without both actors are left out."""
    found = []
    path = resources.files("simurg.exercise.parts.language") / "written" / folder
    for file in sorted(path.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".tsv"):
            for line in file.read_text("utf-8").splitlines():
                cells = line.split("\t")
                if len(cells) == 4 and "{s}" in cells[3] and "{t}" in cells[3]:
                    found.append(Row(*cells))
    return found


def marked(text: str, *, turned: bool = False, alone: bool = False) -> Sentence:
    """A sentence with its actors marked; `turned` with source and target exchanged; `alone` without target."""
    text = text.replace("{t}", ALONE if alone else TARGET_NAME, 1).replace("{s}", SOURCE_NAME, 1)
    source = text.index(SOURCE_NAME)
    target = text.find(TARGET_NAME)
    first = Span(source, source + len(SOURCE_NAME))
    second = Span(target, target + len(TARGET_NAME)) if target >= 0 else None
    if turned and second is not None:
        first, second = second, first
    return tokens(text, lexicon(), first, second)


def examples_of(written: Sequence[Row], weight: float = 1.0) -> Iterator[Example]:
    for row in written:
        domains = tuple(each for each in row.domain.split(";") if each)
        direction = "none" if row.event_type == "NONE" else "right"
        yield Example(marked(row.text), row.event_type, direction, row.mode, domains, weight)
        if row.event_type not in SYMMETRIC and row.event_type != "NONE":
            yield Example(marked(row.text, turned=True), "", "turned", "", (), weight)
        yield Example(marked(row.text, alone=True), row.event_type, "", "", (), weight * 0.2)


def made_examples(seed: int, each: int, framed_each: int, weight: float) -> Iterator[Example]:
    for sentence in (*made(seed, each), *framed(seed, framed_each)):
        if "{s}" in sentence.text and "{t}" in sentence.text:
            direction = "none" if sentence.event_type == "NONE" else "right"
            yield Example(marked(sentence.text), sentence.event_type, direction, "", (), weight)
            if sentence.event_type not in SYMMETRIC and direction == "right":
                yield Example(marked(sentence.text, turned=True), "", "turned", "", (), weight)
