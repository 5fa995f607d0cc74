"""Who: states, their institutions, organisations and groups that a sentence names, with a code for each.

A role stands with the country that it is told with ("Syrian army", "army of Syria", "Syria's army"); a capital that does something
("Ankara said") stands for its government. Persons come only as the holders of a public role: the role is the actor,
and its span takes in the name. What stands in `protected` never comes out.
"""

import re
from collections.abc import Sequence

from simurg.extraction.folding import fold, has_case
from simurg.extraction.gazetteer import capitals
from simurg.extraction.names import Hit, Sense
from simurg.extraction.reading import ActorNamed, Span
from simurg.ontology.countries import COUNTRIES

_WHERE = frozenset(
    "in at near inside outside across throughout within around into en à dans bei в на под из em nel w från".split()
)
_WHITHER = frozenset("from to of for toward towards through via over de desde hacia aus nach von к от до para".split())
_JOINS = frozenset("of in for from de del du des da do von in der à en".split())
_STRONG = ("REB", "UAF", "CRM", "OPP")
_NAME = re.compile(r"(?:[ ](?:al-|el-|bin |ibn |van |von |de |da |dos |di )?[A-ZÀ-ÞА-Я][\w’'.-]+){1,4}")
_ADJECTIVES = re.compile(r"(?:[ -](?!and\b|or\b|of\b|in\b|to\b|by\b|on\b|at\b|with\b|for\b|the\b|that\b|said\b|y\b|e\b|et\b|und\b)"
                         r"[\w’'-]+){1,2}[ -]")  # fmt: skip


def actors_in(text: str, sentence: Span, hits: Sequence[Hit], protected: Sequence[str] = ()) -> list[ActorNamed]:
    """The actors among a sentence's hits, in their order, none within another."""
    found: list[ActorNamed] = []
    at = 0
    while at < len(hits):
        actor, at = _actor(text, sentence, hits, at)
        if actor is not None and not _is_protected(actor, text, protected):
            found.append(actor)
    return found


def _is_protected(actor: ActorNamed, text: str, protected: Sequence[str]) -> bool:
    if not protected:
        return False
    words = fold(f" {actor.span.of(text)} {actor.name} ")
    return any(fold(name).strip() in words for name in protected if name.strip())


def _actor(text: str, sentence: Span, hits: Sequence[Hit], at: int) -> tuple[ActorNamed | None, int]:
    """The actor that begins with hit `at`, if there is one, and the hit to go on with."""
    hit = hits[at]
    sense = _sense(hit)
    if sense.kind == "role":
        return _role_first(text, sentence, hits, at, sense)
    if sense.kind == "city":
        return _capital(text, sentence, hits, at)
    end = at + 1
    role: Sense | None = None
    close = hit.end
    while (
        end < len(hits)
        and (following := _sense(hits[end])).kind == "role"
        and _beside(text, close, hits[end].start, role)
    ):
        role = _joined(role, following)
        close = hits[end].end
        end += 1
    if role is None:
        return _alone(text, sentence, hit, sense), end
    close = _with_holder(text, close, sentence, role)
    return _with_role(sense, role, Span(hit.start, close)), end


def _sense(hit: Hit) -> Sense:
    """States and people before organisations before roles before cities, as the senses are written."""
    return min(hit.senses, key=_rank)


_ORDER = {"state": 0, "people": 1, "organisation": 2, "role": 3, "region": 4, "city": 5}


def _rank(sense: Sense) -> int:
    return _ORDER[sense.kind]


def _beside(text: str, end: int, start: int, role: Sense | None) -> bool:
    gap = text[end:start]
    if gap in (" ", "-", "'s ", "’s ", "' ", "’ "):
        return True
    if role is not None:
        return False
    plain = gap.removeprefix("'s").removeprefix("’s")
    return len(plain) < 32 and bool(_ADJECTIVES.fullmatch(plain))


def _joined(first: Sense | None, second: Sense) -> Sense:
    """Of two roles side by side ("rebel forces", "government troops") the one that tells more."""
    if first is None or first.code == second.code:
        return second
    return first if first.code in _STRONG or second.code in ("CVL", "PTY") else second


def _with_holder(text: str, end: int, sentence: Span, role: Sense) -> int:
    """Up to the end of the name of the one who holds the role, if it follows."""
    if role.plural or role.code not in ("GOV", "MIL", "LEG", "OPP", "REB", "JUD", "SPY", "COP", "PTY", "REL"):
        return end
    found = _NAME.match(text, end, sentence.end)
    if not found:
        return end
    return (
        found.end()
        - (1 if found.group().endswith((".", "'", "’")) else 0)
        - (2 if found.group().endswith(("'s", "’s")) else 0)
    )


def _with_role(owner: Sense, role: Sense, span: Span) -> ActorNamed:
    if owner.kind == "organisation":
        return ActorNamed(owner.name, owner.code, owner.shape, span, owner.country)
    name = f"{COUNTRIES[owner.code]}, {role.name}"
    return ActorNamed(name, f"{owner.code} {role.code}", role.shape, span, owner.code)


def _alone(text: str, sentence: Span, hit: Hit, sense: Sense) -> ActorNamed | None:
    span = Span(hit.start, hit.end)
    if sense.kind == "organisation":
        return ActorNamed(sense.name, sense.code, sense.shape, span, sense.country)
    if sense.kind == "state":
        if _word_before(text, sentence, hit.start) in _WHERE:
            return None
        return ActorNamed(COUNTRIES[sense.code], sense.code, "state", span, sense.code)
    if sense.kind == "people":
        if sense.plural:
            return ActorNamed(f"{COUNTRIES[sense.code]}, people", f"{sense.code} CVL", "people", span, sense.code)
        return ActorNamed(COUNTRIES[sense.code], sense.code, "state", span, sense.code)
    return None


def _role_first(text: str, sentence: Span, hits: Sequence[Hit], at: int, role: Sense) -> tuple[ActorNamed, int]:
    end = at + 1
    close = hits[at].end
    start = hits[at].start
    while (
        end < len(hits)
        and (following := _sense(hits[end])).kind == "role"
        and text[close : hits[end].start] in (" ", "-")
    ):
        role = _joined(role, following)
        close = hits[end].end
        end += 1
    if end < len(hits):
        owner = _sense(hits[end])
        gap = text[close : hits[end].start].lower().split()
        if (
            owner.kind in ("state", "organisation", "people")
            and 1 <= len(gap) <= 2
            and gap[0] in _JOINS
            and set(gap) <= _JOINS | _THE
        ):
            return _with_role(owner, role, Span(start, hits[end].end)), end + 1
    close = _with_holder(text, close, sentence, role)
    return ActorNamed(role.name, role.code, role.shape, Span(start, close)), end


_THE = frozenset("the la el los las le les den dem der das die l".split())


def _capital(text: str, sentence: Span, hits: Sequence[Hit], at: int) -> tuple[ActorNamed | None, int]:
    """A capital that acts stands for its government."""
    hit = hits[at]
    code = capitals().get(fold(text[hit.start : hit.end]).strip())
    if code is None or code not in COUNTRIES:
        return None, at + 1
    before = _word_before(text, sentence, hit.start)
    if before in _WHERE or before in _WHITHER or not _acts(text, hit, before):
        return None, at + 1
    span = Span(hit.start, hit.end)
    return ActorNamed(f"{COUNTRIES[code]}, Government", f"{code} GOV", "institution", span, code), at + 1


_WITH = frozenset(
    "with by between against and urged told asked accused that for con contra entre mit gegen avec contre с и против".split()
)
_NOT_A_VERB = frozenset(
    "airport suburb residents district streets area province region bureau stadium hotel street".split()
)


def _acts(text: str, hit: Hit, before: str) -> bool:
    after = text[hit.end : hit.end + 40]
    if after[:2] in ("'s", "’s"):
        return True
    word = after.strip().partition(" ")[0].lower().rstrip(",.;:") if after[:1] == " " else ""
    if word in _NOT_A_VERB or after.startswith("-based"):
        return False
    if not has_case(text[hit.start]):
        return True
    return (
        before in _WITH
        or before == ""
        or word in _AUXILIARIES
        or word.endswith(("ed", "es", "ts", "ns", "ys", "ks", "ds", "ls"))
    )


_AUXILIARIES = frozenset(
    "has had have is was will would said says may might could can must should and to did does".split()
)


def _word_before(text: str, sentence: Span, start: int) -> str:
    """The word before, in small letters, articles apart; '' at the beginning of the sentence."""
    words = text[max(sentence.start, start - 24) : start].lower().split()
    while words and words[-1] in _THE:
        words.pop()
    return words[-1].strip("\"“”'’(,") if words else ""
