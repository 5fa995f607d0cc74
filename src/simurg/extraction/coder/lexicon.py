"""The coder's open lexicon, compiled to a trie: words and phrases by class, with the forms that they take in text.

A class says what its words mean alone (a PLOVER type with mode and domain, or nothing); the model learns what they mean
together. `verbs` are inflected in their first word, `nouns` in their last, `phrases` stand as written; `…` in a
phrase is up to four words, and articles, possessives and the marked actors may stand between any two words.
"""

from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import yaml

from simurg.extraction.coder.inflection import plural, verb_forms

GAP = "…"
MOST_GAP = 4
LOOSE_WORDS = "the a an its his her their our all any some new more further several two three four five its ' 's ’s S T"
LOOSE = frozenset(LOOSE_WORDS.split())
MOST_LOOSE = 3


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word or phrase is: its class, kind (v verb, n noun, p phrase) and tag of form."""

    group: str
    kind: str
    tag: str


@dataclass(frozen=True, slots=True)
class Group:
    """A class of the lexicon. `event_type` is "" for words that make no event alone."""

    name: str
    event_type: str
    mode: str
    domain: str


@dataclass(slots=True)
class Node:
    then: dict[str, "Node"] = field(default_factory=dict)
    ends: list[Meaning] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Hit:
    """Words `at` … `end` (exclusive) of the tokens, as one of the lexicon's entries."""

    at: int
    end: int
    group: str
    kind: str
    tag: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    groups: dict[str, Group]
    root: Node
    forms: int

    def hits(self, words: list[str]) -> list[Hit]:
        """For each place the longest entries that start there; a later one may overlap an earlier one."""
        found: list[Hit] = []
        roots = self.root.then
        for at, word in enumerate(words):
            node = roots.get(word)
            if node is None:
                continue
            if node.then:
                end, meanings = _longest(node, words, at + 1)
            else:
                end, meanings = at + 1, node.ends
            for meaning in meanings:
                found.append(Hit(at, end, meaning.group, meaning.kind, meaning.tag))
        return found

    def knows(self, word: str) -> bool:
        return word in self.root.then


def _longest(node: Node, words: list[str], start: int) -> tuple[int, list[Meaning]]:
    end, meanings = (start, node.ends) if node.ends else (start, [])
    stack = [(node, start, 0, 0)]
    while stack:
        here, at, loose, gap = stack.pop()
        if at >= len(words):
            continue
        word = words[at]
        ahead = here.then.get(word)
        if ahead is not None:
            if ahead.ends and at + 1 >= end:
                end, meanings = at + 1, ahead.ends
            if ahead.then:
                stack.append((ahead, at + 1, 0, 0))
        elif loose < MOST_LOOSE and word in LOOSE:
            stack.append((here, at + 1, loose + 1, 0))
        if gap == 0 and (open_ := here.then.get(GAP)) is not None:
            for skipped in range(1, MOST_GAP + 1):
                stack.append((open_, at + skipped, 0, 1))
    return end, meanings


@cache
def lexicon() -> Lexicon:
    """Of every language that stands in the folder `lexicon`."""
    groups: dict[str, Group] = {}
    root, forms = Node(), 0
    folder = resources.files("simurg.extraction.coder") / "lexicon"
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".yaml"):
            document = yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
            forms += _add_document(document, groups, root)
    return Lexicon(groups, root, forms)


def _add_document(document: dict[str, Any], groups: dict[str, Group], root: Node) -> int:
    inflected = document["language"] == "en"
    forms = 0
    for name, entry in document["classes"].items():
        if name not in groups:
            groups[name] = Group(name, entry.get("type", ""), entry.get("mode", ""), entry.get("domain", ""))
        for kind in ("verbs", "nouns", "phrases"):
            for phrase in entries(entry.get(kind, "")):
                forms += _add(root, phrase, name, kind[0], inflected)
    return forms


def entries(text: str) -> list[str]:
    return [entry.strip() for entry in text.replace("\n", " ").split(",") if entry.strip()]


def _add(root: Node, phrase: str, group: str, kind: str, inflected: bool) -> int:
    first, space, rest = phrase.partition(" ")
    if not inflected or kind == "p":
        written = [(phrase, "-")]
    elif kind == "v":
        written = [(form + space + rest, tag) for form, tag in verb_forms(first)]
    else:
        written = [(phrase, "-"), (plural(phrase), "-")]
    for form, tag in written:
        node = root
        for word in form.lower().split():
            node = node.then.setdefault(word, Node())
        meaning = Meaning(group, kind, tag)
        if meaning not in node.ends:
            node.ends.append(meaning)
    return len(written)
