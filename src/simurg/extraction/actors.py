"""Who: states, their institutions, organisations and groups that a sentence names, with a code for each.

A role stands with the country that it is told with ("Syrian army", "army of Syria", "Syria's army", "Baghdad police");
a capital that does something ("Ankara said") stands for its government. Persons come only as the holders of a public
role: the role is the actor, and its span takes in the name. What stands in `protected` never comes out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from simurg.extraction.actor_words import (
    ARTICLES,
    ATTRIBUTES,
    AUXILIARIES,
    BETWEEN,
    CLAUSE_ENDS,
    HELD,
    JOINS,
    NAME,
    NO_VERBS,
    TURKISH_PLACE,
    WHERE,
    WHITHER,
    WITH,
)
from simurg.extraction.folding import fold, has_case
from simurg.extraction.gazetteer import capitals
from simurg.extraction.names import Hit, Sense, sense_of
from simurg.extraction.places import Setting, country_of
from simurg.extraction.reading import ActorNamed, Span
from simurg.ontology.countries import COUNTRIES

_STRONG = ("REB", "UAF", "CRM", "OPP")
_OWNER_AFTER = frozenset(("es", "fr", "pt", "ar", "ru", "it", "ro"))
"""Languages in which a people or a state stands right after the role ("ejército sirio", "армия России")."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence to find actors in: its hits, in order, and what the text as a whole tells."""

    text: str
    span: Span
    hits: Sequence[Hit]
    setting: Setting


def actors_in(sentence: Sentence, protected: Sequence[str] = ()) -> tuple[list[ActorNamed], list[Span]]:
    """The actors of a sentence, in their order, none within another; and where the names of persons stand in them."""
    found: list[ActorNamed] = []
    persons: list[Span] = []
    at = reached = 0
    while at < len(sentence.hits):
        if sentence.hits[at].start < reached:  # the "David" of "Prime Minister David Cameron"
            at += 1
            continue
        actor, at = _actor(sentence, at)
        if actor is None:
            continue
        reached = actor.span.end
        if reached > sentence.hits[at - 1].end + 1:
            persons.append(Span(sentence.hits[at - 1].end, reached))
        if not names_one_of(f"{actor.span.of(sentence.text)} {actor.name}", protected):
            found.append(actor)
    return found, persons


def names_one_of(words: str, protected: Sequence[str]) -> bool:
    """Whether one of the protected names stands in some words, however it is written."""
    if not protected:
        return False
    folded = f" {' '.join(fold(words).split())} "
    return any(f" {name} " in folded for one in protected if (name := " ".join(fold(one).split())))


def _actor(sentence: Sentence, at: int) -> tuple[ActorNamed | None, int]:
    """The actor that begins with hit `at`, if there is one, and the hit to go on with."""
    hit = sentence.hits[at]
    sense = sense_of(hit)
    if sense.kind == "role":
        return _role_first(sentence, at, sense)
    role, end, close = _roles_after(sentence, at)
    if sense.kind in ("city", "region"):
        if role is not None and sense.kind == "city" and close - hit.end < 24:
            return _local(sentence, hit, role, close), end
        return _capital(sentence, hit), at + 1
    if role is None:
        return _alone(sentence, hit, sense), end
    return _with_role(sense, role, Span(hit.start, _with_holder(sentence, close, role))), end


def _roles_after(sentence: Sentence, at: int) -> tuple[Sense | None, int, int]:
    """The role that stands with hit `at`, before it in order; the hit to go on with, and where the role ends."""
    hits, role, close, end = sentence.hits, None, sentence.hits[at].end, at + 1
    while end < len(hits) and (following := sense_of(hits[end])).kind == "role":
        if not _beside(sentence.text[close : hits[end].start], first=role is None):
            break
        role, close, end = _joined(role, following), hits[end].end, end + 1
    return role, end, close


def _beside(gap: str, *, first: bool) -> bool:
    if gap in (" ", "-", "'s ", "’s ", "' ", "’ "):
        return True
    if not first or len(gap) > 32:
        return False
    return bool(BETWEEN.fullmatch(gap.removeprefix("'s").removeprefix("’s")))


def _joined(first: Sense | None, second: Sense) -> Sense:
    """Of two roles side by side ("rebel forces", "government troops") the one that tells more."""
    if first is None or first.code == second.code:
        return second
    return first if first.code in _STRONG or second.code in ("CVL", "PTY") else second


def _with_holder(sentence: Sentence, end: int, role: Sense) -> int:
    """Up to the end of the name of the one who holds the role, if it follows. German writes all nouns with capitals."""
    if role.code not in HELD or sentence.setting.language == "de":
        return end
    found = NAME.match(sentence.text, end, sentence.span.end)
    if not found or any(
        found.start() < hit.start < found.end() and sense_of(hit).kind != "city" for hit in sentence.hits
    ):
        return end
    words = found.group()
    return found.end() - (2 if words.endswith(("'s", "’s")) else 1 if words.endswith(("'", "’", "-")) else 0)


def _with_role(owner: Sense, role: Sense, span: Span) -> ActorNamed:
    if owner.kind == "organisation":
        return ActorNamed(owner.name, owner.code, owner.shape, span, owner.country)
    return _of_country(owner.code, owner.name, role, span)


def _of_country(country: str, name: str, role: Sense, span: Span) -> ActorNamed:
    return ActorNamed(f"{name}, {role.name}", f"{country} {role.code}", role.shape, span, country)


def _local(sentence: Sentence, hit: Hit, role: Sense, close: int) -> ActorNamed:
    """ "Baghdad police": a role with its city."""
    country = country_of(hit, sentence.setting)
    span = Span(hit.start, _with_holder(sentence, close, role))
    if not country:
        return ActorNamed(role.name, role.code, role.shape, span)
    return _of_country(country, sentence.setting.added.name_of(country), role, span)


def _alone(sentence: Sentence, hit: Hit, sense: Sense) -> ActorNamed | None:
    span = Span(hit.start, hit.end)
    if sense.kind == "organisation":
        return ActorNamed(sense.name, sense.code, sense.shape, span, sense.country)
    if sense.kind == "state" and _is_where(sentence, hit):
        return None
    if sense.kind == "people" and sense.plural:
        return ActorNamed(f"{sense.name}, people", f"{sense.code} CVL", "people", span, sense.code)
    return ActorNamed(sense.name, sense.code, "state", span, sense.code)


def _is_where(sentence: Sentence, hit: Hit) -> bool:
    if _word_before(sentence, hit.start) in WHERE:
        return True
    return sentence.setting.language == "tr" and bool(TURKISH_PLACE.match(sentence.text, hit.end))


def _role_first(sentence: Sentence, at: int, role: Sense) -> tuple[ActorNamed | None, int]:
    hits, text = sentence.hits, sentence.text
    start, close, end = hits[at].start, hits[at].end, at + 1
    while (
        end < len(hits)
        and (following := sense_of(hits[end])).kind == "role"
        and text[close : hits[end].start] in (" ", "-")
    ):
        role, close, end = _joined(role, following), hits[end].end, end + 1
    if end < len(hits) and _owns(sentence, text[close : hits[end].start], sense_of(hits[end])):
        owner, span = sense_of(hits[end]), Span(start, _with_holder(sentence, hits[end].end, role))
        if owner.kind in ("city", "region"):
            country = country_of(hits[end], sentence.setting)
            if country:
                return _of_country(country, sentence.setting.added.name_of(country), role, span), end + 1
        else:
            return _with_role(owner, role, span), end + 1
    if end == at + 1 and _is_attribute(sentence, start, close):
        return None, end
    close = _with_holder(sentence, close, role)
    return ActorNamed(role.name, role.code, role.shape, Span(start, close)), end


def _is_attribute(sentence: Sentence, start: int, close: int) -> bool:
    """ "military airport", "artillery fire": a word for a role that only describes what follows."""
    if sentence.text[start:close].lower() not in ATTRIBUTES:
        return False
    after = sentence.text[close : close + 24]
    word = after[1:].partition(" ")[0].strip(".,;:") if after[:1] == " " else ""
    return word.isalpha() and word not in AUXILIARIES and not word.endswith(("ed", "s"))


def _owns(sentence: Sentence, gap: str, owner: Sense) -> bool:
    """Whether what follows a role after a gap is whose role it is."""
    if owner.kind == "role" or len(gap) > 16 or any(letter in CLAUSE_ENDS for letter in gap):
        return False
    words = gap.lower().replace("’", " ").replace("'", " ").split()
    if not words:
        direct = owner.kind in ("people", "state") and sentence.setting.language in _OWNER_AFTER
        return gap == " " and (direct or (owner.kind == "state" and sentence.setting.language == "de"))
    return words[0] in JOINS and all(word in JOINS or word in ARTICLES for word in words)


def _capital(sentence: Sentence, hit: Hit) -> ActorNamed | None:
    """A capital that acts stands for its government."""
    code = capitals().get(fold(sentence.text[hit.start : hit.end]).strip())
    if code is None or code not in COUNTRIES:
        return None
    before = _word_before(sentence, hit.start)
    if before in WHERE or before in WHITHER or not _acts(sentence, hit, before):
        return None
    span = Span(hit.start, hit.end)
    return ActorNamed(f"{COUNTRIES[code]}, Government", f"{code} GOV", "institution", span, code)


def _acts(sentence: Sentence, hit: Hit, before: str) -> bool:
    after = sentence.text[hit.end : hit.end + 40]
    if after[:2] in ("'s", "’s"):
        return True
    if after.startswith("-based") or TURKISH_PLACE.match(after):
        return False
    word = after.strip().partition(" ")[0].lower().rstrip(",.;:") if after[:1] == " " else ""
    if word in NO_VERBS:
        return False
    if not has_case(sentence.text[hit.start]):
        return True
    verbal = word.endswith(("ed", "es", "ts", "ns", "ys", "ks", "ds", "ls", "ms", "ps", "gs"))
    return before in WITH or before == "" or word in AUXILIARIES or verbal


def _word_before(sentence: Sentence, start: int) -> str:
    """The word before, in small letters, articles apart; '' at the beginning of the sentence."""
    words = sentence.text[max(sentence.span.start, start - 24) : start].lower().split()
    while words and words[-1] in ARTICLES:
        words.pop()
    return words[-1].strip("\"“”'’(,") if words else ""
