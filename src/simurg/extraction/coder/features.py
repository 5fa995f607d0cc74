"""What the model sees of a sentence: where the lexicon's classes stand relative to the two actors.

Written for wording that was never taught: most features name a class of the lexicon or a type, not a word.
A hit is seen with its zone (before, between, after the actors), the actors' order, its voice, whether it is
negated or stands under a word of intent (promised, threatened, refused, asked to …), and with its neighbours. Words
and their beginnings come besides.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from simurg.extraction.coder.lexicon import Group, Hit, Lexicon
from simurg.extraction.coder.tokens import SOURCE, TARGET, Sentence

_DETERMINERS_WORDS = "the a an its his her their this that these those 's no any some of another new recent fresh"
_DETERMINERS = frozenset(_DETERMINERS_WORDS.split())
_NEGATIVE_WORDS = "not never n't no without neither nor cannot hardly denied"
_NEGATIVE = frozenset(_NEGATIVE_WORDS.split())
INTENT = {
    "promise": "will",
    "agree": "will",
    "offer": "will",
    "ready": "will",
    "plan": "will",
    "future": "fut",
    "threaten": "menace",
    "refuse": "refuse",
    "ask": "ask",
    "urge": "ask",
    "demand": "ask",
    "allege": "blame",
    "criticise": "blame",
    "let": "let",
    "failverb": "fail",
    "tryverb": "try",
    "halt": "halt",
    "conditional": "if",
    "lift": "ease",
    "negation": "not",
}
_SIMPLE = frozenset({"beaux", "haveaux", "modal"})
MOST_REACH = 8


@dataclass(frozen=True, slots=True)
class Seen:
    """A hit with what the sentence makes of it."""

    hit: Hit
    group: Group
    zone: str  # B, M, A
    kind: str  # v, n, p
    voice: str  # a active, p passive, - neither
    negated: bool
    intent: str


def seen(sentence: Sentence, lexicon: Lexicon) -> list[Seen]:
    """The hits that count, in their order: of a verb and noun of one form the one that its neighbours allow."""
    words = sentence.words
    first, last = _marks(sentence)
    found: list[Seen] = []
    covered = 0
    hits = lexicon.hits(words)
    at = 0
    while at < len(hits):
        upto = at
        while upto < len(hits) and hits[upto].at == hits[at].at:
            upto += 1
        here = hits[at:upto]
        at = upto
        inside = here[0].at < covered
        if here[0].end > covered and here[0].end - here[0].at > 1:
            covered = here[0].end
        nominal = _nominal(words, here[0].at)
        kinds = {hit.kind for hit in here}
        for hit in here:
            group = lexicon.groups[hit.group]
            if inside and (group.event_type or (hit.end - hit.at == 1 and hit.kind == "v")):
                continue
            if len(kinds) > 1 and (
                (hit.kind == "v" and nominal) or (hit.kind == "n" and not nominal and hit.tag == "-" and "v" in kinds)
            ):
                continue
            zone = "B" if hit.at < first else ("A" if hit.at > last else "M")
            found.append(
                Seen(
                    hit,
                    group,
                    zone,
                    hit.kind,
                    _voice(words, hit, lexicon),
                    _negated(words, hit.at),
                    _intent(found, hit),
                )
            )
    return found


def _marks(sentence: Sentence) -> tuple[int, int]:
    places = sorted(place for place in (sentence.place(SOURCE), sentence.place(TARGET)) if place >= 0)
    if not places:
        return 0, 0
    return places[0], places[-1]


def _nominal(words: list[str], at: int) -> bool:
    return at > 0 and words[at - 1] in _DETERMINERS


def _voice(words: list[str], hit: Hit, lexicon: Lexicon) -> str:
    if hit.kind != "v":
        return "-"
    if hit.tag != "n":
        return "a"
    before, after = words[max(0, hit.at - 3) : hit.at], words[hit.at + 1 : hit.end + 2]
    passive = any(word in lexicon.passive for word in before) or any(word in lexicon.agent for word in after)
    return "p" if passive else "a"


def _negated(words: list[str], at: int) -> bool:
    return any(word in _NEGATIVE for word in words[max(0, at - 3) : at])


def _intent(before: list[Seen], hit: Hit) -> str:
    """The nearest word of intent that this one may depend on."""
    for each in reversed(before):
        if hit.at - each.hit.end > MOST_REACH:
            return ""
        if each.hit.at < hit.at and each.group.name in INTENT:
            return INTENT[each.group.name]
    return ""


def features(sentence: Sentence, lexicon: Lexicon, found: list[Seen] | None = None) -> list[str]:
    """The sentence's features by name, with repetitions. `found`: its hits, if they are known already."""
    source, target = sentence.place(SOURCE), sentence.place(TARGET)
    order = "-" if min(source, target) < 0 else ("st" if source < target else "ts")
    found = seen(sentence, lexicon) if found is None else found
    made = ["bias", f"o:{order}"]
    made.extend(_of_hits(found, order))
    made.extend(_of_neighbours(found, order))
    made.extend(_of_pair(sentence, found, order, source, target))
    made.extend(_of_chains(found, order, source, target))
    made.extend(_of_words(sentence.words))
    return made


def _of_hits(found: list[Seen], order: str) -> Iterator[str]:
    for each in found:
        name, zone, kind = each.group.name, each.zone, each.kind
        if name in _SIMPLE:
            continue
        yield f"g:{name}"
        yield f"gz:{name}{zone}{kind}{order}"
        yield f"gv:{name}{kind}{each.voice}{order}{zone}{'!' if each.negated else ''}"
        if each.intent:
            yield f"gi:{name}<{each.intent}"
            yield f"giz:{name}<{each.intent}{zone}"
        event_type = each.group.event_type
        if event_type:
            yield f"t:{event_type}"
            yield f"tv:{event_type}{kind}{each.voice}{zone}{order}"
            if each.intent:
                yield f"ti:{event_type}<{each.intent}"
            if each.negated:
                yield f"tn:{event_type}"


def _of_neighbours(found: list[Seen], order: str) -> Iterator[str]:
    kept = [each for each in found if each.group.name not in _SIMPLE]
    for at, each in enumerate(kept):
        for step, other in enumerate(kept[at + 1 : at + 4]):
            if other.hit.at - each.hit.end > MOST_REACH:
                break
            if other.hit.at == each.hit.at:
                continue
            yield f"n:{each.group.name}>{other.group.name}"
            if step == 0:
                yield f"nz:{each.group.name}>{other.group.name}{each.zone}{other.zone}{order}"
            if each.group.event_type and other.group.event_type:
                yield f"nt:{each.group.event_type}>{other.group.event_type}"


def _of_pair(sentence: Sentence, found: list[Seen], order: str, source: int, target: int) -> Iterator[str]:
    """The hits nearest to each actor, the first verb between them, the words at their sides."""
    words = sentence.words
    typed = [each for each in found if each.group.event_type]
    for mark, place in ((SOURCE, source), (TARGET, target)):
        if place < 0:
            continue
        after = next((each for each in typed if each.hit.at > place), None)
        before = next((each for each in reversed(typed) if each.hit.at < place), None)
        for side, near in (("+", after), ("-", before)):
            if near is not None:
                yield f"p:{mark}{side}{near.group.name}{near.kind}{near.voice}{order}"
                yield f"pt:{mark}{side}{near.group.event_type}{order}"
                if near.intent:
                    yield f"pi:{mark}{side}{near.group.event_type}<{near.intent}"
        left = words[place - 1] if place else "^"
        right = words[place + 1] if place + 1 < len(words) else "$"
        yield f"pl:{mark}{left}{order}"
        yield f"pr:{mark}{right}{order}"
        if before is not None:
            yield f"plb:{mark}{left}{before.group.name}"
    between = [each for each in typed if each.zone == "M"]
    yield f"m#:{min(len(between), 4)}{order}"
    main = next((each for each in between if each.kind == "v"), None)
    if main is not None:
        yield f"mv:{main.group.name}{main.voice}{order}"
        yield f"mt:{main.group.event_type}{main.voice}{order}"
    if between:
        yield f"ml:{between[-1].group.name}{order}"
        yield f"mtt:{between[0].group.event_type}{between[-1].group.event_type}{order}"
    elif order != "-":
        yield "m0:" + order


def _of_chains(found: list[Seen], order: str, source: int, target: int) -> Iterator[str]:
    """The two hits that follow each actor, and the two before it: intent and deed, deed and object."""
    typed = [each for each in found if each.group.event_type]
    for mark, place in ((SOURCE, source), (TARGET, target)):
        if place < 0:
            continue
        after = [each.group for each in typed if each.hit.at > place][:2]
        before = [each.group for each in typed if each.hit.at < place][-2:]
        for side, two in (("+", after), ("-", before)):
            if len(two) == 2:
                yield f"q:{mark}{side}{two[0].event_type}>{two[1].event_type}{order}"
                yield f"qg:{mark}{side}{two[0].name}>{two[1].event_type}"
                yield f"qh:{mark}{side}{two[0].event_type}>{two[1].name}"


def _of_words(words: list[str]) -> Iterator[str]:
    previous = "^"
    for word in words:
        if len(word) > 1 or word in "ST":
            yield f"w:{word}"
            if len(word) > 5:
                yield f"c:{word[:5]}"
        yield f"b:{previous} {word}"
        previous = word
