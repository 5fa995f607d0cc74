"""The coder's open lexicon, compiled to a trie: words and phrases by class, with the forms that they take in text.

A class says what its words mean alone (a PLOVER type with mode and domain, or nothing); the model learns what they mean
together. `verbs` are inflected in their first word, `nouns` in their last, `phrases` stand as written; `…` in a
phrase is up to four words, and articles, possessives and the marked actors may stand between any two words. In other
languages than English nothing is inflected; `*` at a word's end is any ending.
"""

import re
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import yaml

from simurg.extraction.coder.inflection import plural, verb_forms

GAP, ANY = "…", "*"
_BE = "was were been being be is are am get gets got"
_JOINED = re.compile("^(?:[وفبلك]?ال|لل|[وفبل])")
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
    """Of one language. `passive`: words before a passive participle; `agent`: words before the one who does it."""

    language: str
    groups: dict[str, Group]
    root: Node
    forms: int
    stems: bool
    passive: frozenset[str]
    agent: frozenset[str]

    def hits(self, words: list[str]) -> list[Hit]:
        """For each place the longest entries that start there; a later one may overlap an earlier one."""
        found: list[Hit] = []
        roots = self.root.then
        for at, word in enumerate(words):
            node = roots.get(word) if not self.stems else self.child(self.root, word)
            if node is None:
                continue
            if node.then:
                end, meanings = self._longest(node, words, at + 1)
            else:
                end, meanings = at + 1, node.ends
            for meaning in meanings:
                found.append(Hit(at, end, meaning.group, meaning.kind, meaning.tag))
        return found

    def knows(self, word: str) -> bool:
        return word in self.root.then

    def child(self, node: Node, word: str) -> Node | None:
        """What a word leads to: as it stands, else by its longest stem, else without Arabic's joined particles."""
        exact = node.then.get(word)
        if exact is not None or not self.stems:
            return exact
        for length in range(len(word), 1, -1):
            if (stem := node.then.get(word[:length] + ANY)) is not None:
                return stem
        bare = _JOINED.sub("", word) if self.language == "ar" else word
        return self.child(node, bare) if bare != word and len(bare) > 2 else None

    def _longest(self, node: Node, words: list[str], start: int) -> tuple[int, list[Meaning]]:
        end, meanings = (start, node.ends) if node.ends else (start, [])
        stack = [(node, start, 0, 0)]
        while stack:
            here, at, loose, gap = stack.pop()
            if at >= len(words):
                continue
            word = words[at]
            ahead = self.child(here, word)
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
def languages() -> frozenset[str]:
    """Those that have a lexicon (ISO 639-1)."""
    folder = resources.files("simurg.extraction.coder") / "lexicon"
    return frozenset(file.name[:2] for file in folder.iterdir() if file.name.endswith(".yaml"))


@cache
def lexicon(language: str = "en") -> Lexicon:
    """Of a language; of English where there is none of it. The English files state what the classes mean."""
    known = language if language in languages() else "en"
    groups: dict[str, Group] = {}
    root, forms, passive, agent = Node(), 0, frozenset(_BE.split()), frozenset(["by"])
    folder = resources.files("simurg.extraction.coder") / "lexicon"
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".yaml") and file.name[:2] in ("en", known):
            document = yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
            _add_groups(document, groups)
            if document["language"] == known:
                forms += _add_document(document, root)
            if known != "en" and document["language"] == known:
                passive, agent = frozenset(document["passive"].split()), frozenset(document["agent"].split())
    return Lexicon(known, groups, root, forms, known != "en", passive, agent)


def _add_groups(document: dict[str, Any], groups: dict[str, Group]) -> None:
    if document["language"] == "en":
        for name, entry in document["classes"].items():
            groups[name] = Group(name, entry.get("type", ""), entry.get("mode", ""), entry.get("domain", ""))


def _add_document(document: dict[str, Any], root: Node) -> int:
    inflected = document["language"] == "en"
    forms = 0
    for name, entry in document["classes"].items():
        for kind in ("verbs", "nouns", "phrases"):
            for phrase in entries(entry.get(kind, "")):
                forms += _add(root, phrase, name, kind[0], inflected)
    return forms


def entries(text: str) -> list[str]:
    return [entry.strip() for entry in text.replace("\n", " ").split(",") if entry.strip()]


def _add(root: Node, phrase: str, group: str, kind: str, inflected: bool) -> int:
    first, space, rest = phrase.partition(" ")
    if kind == "p":
        written = [(phrase, "-")]
    elif not inflected:
        written = [(phrase, "n" if kind == "v" else "-")]
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
