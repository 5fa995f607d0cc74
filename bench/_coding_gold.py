"""Gold sentences for `bench coding`: their pair of actors, marked, and their type in PLOVER's present names.

plover_gold: the older draft's names are read as the data's README says. petrarch_gold gives actors as codes only: a
code is found in its sentence as an actor that we read with that code, else as a capitalised word that begins with the
code's first letter and has its first three in order ("Gondor" for GON); what is not found is left out and counted.
Nothing is learnt from these.
"""

import csv
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simurg.extraction.base import read_base
from simurg.extraction.reading import Span, Text
from simurg.ontology.plover import PLOVER_TYPES, plover_of

NAMES: Mapping[str, str] = {
    "DEMAND": "REQUEST",
    "APPEAL": "REQUEST",
    "DISAPPROVE": "ACCUSE",
    "INVESTIGATE": "ACCUSE",
    "FIGHT": "ASSAULT",
    "MASS VIOLENCE": "ASSAULT",
    "EXHIBIT FORCE POSTURE": "MOBILIZE",
    "EXHIBIT MILITARY POSTURE": "MOBILIZE",
    "MOBILISE": "MOBILIZE",
    "REDUCE RELATIONS": "SANCTION",
    "PROVIDE AID": "AID",
    "ENGAGE IN DIPLOMATIC COOPERATION": "SUPPORT",
    "ENGAGE IN MATERIAL COOPERATION": "COOPERATE",
    "EXPRESS INTENT TO COOPERATE": "AGREE",
}
YIELD = "YIELD"
YIELDING = ("CONCEDE", "RETREAT")
LEFT_OUT = frozenset({"DOCUMENT"})


@dataclass(frozen=True, slots=True)
class Gold:
    event_type: str
    text: str
    source: Span | None
    target: Span | None
    countries: frozenset[str] = frozenset()


def present_name(label: str) -> str:
    name = label.strip().upper().replace("_", " ")
    if name[:2].isdigit():
        return plover_of(name[:2]) or "NONE"
    return NAMES.get(name, name)


def plover_gold(path: Path) -> list[Gold]:
    found = []
    for record in json.loads(path.read_text("utf-8"))[1:]:
        name = present_name(record["event"])
        if name not in LEFT_OUT:
            sources, targets = _actors(record.get("source")), _actors(record.get("target"))
            first = _where(record["text"], sources, None)
            second = _where(record["text"], targets, first) or _where(record["text"], sources[1:], first)
            codes = frozenset(str(each.get("code", "")) for each in (*sources, *targets))
            countries = frozenset(code for code in codes if len(code) == 3)
            found.append(Gold(name, record["text"], first, second, countries))
    return found


def _actors(value: object) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _where(text: str, actors: Sequence[Mapping[str, Any]], taken: Span | None) -> Span | None:
    for actor in actors:
        name = str(actor.get("actorText", "")).strip()
        at = text.find(name) if name else -1
        while at >= 0:
            span = Span(at, at + len(name))
            if taken is None or span.end <= taken.start or taken.end <= span.start:
                return span
            at = text.find(name, at + 1)
    return None


def petrarch_gold(path: Path) -> tuple[list[Gold], int]:
    """Events of CAMEO's roots with both actors found, and how many were left out for want of one."""
    found, lost = [], 0
    for sentence in ET.parse(path).getroot().iter("Sentence"):
        text = re.sub(r"\s+", " ", sentence.findtext("Text") or "").strip()
        words = {each.get("eid"): each for each in sentence.iter("EventText")}
        for event in sentence.iter("EventCoding"):
            label = _label(event)
            if label:
                said = words.get(event.get("eid")) if event.get("eid") else None
                source = _coded(text, event.get("sourcecode", ""), said, "sourcetext", None)
                target = _coded(text, event.get("targetcode", ""), said, "targettext", source)
                if source is None or target is None:
                    lost += 1
                else:
                    found.append(Gold(label, text, source, target))
    return found, lost


def _label(event: ET.Element) -> str | None:
    if event.get("plover"):
        return present_name(event.get("plover", ""))
    code = event.get("eventcode", "")
    if not code[:2].isdigit() or not 1 <= int(code[:2]) <= 20:
        return None
    return plover_of(code) or "NONE"


def _coded(text: str, code: str, said: ET.Element | None, name: str, taken: Span | None) -> Span | None:
    if said is not None and (words := said.get(name, "").strip()):
        at = text.find(words)
        return Span(at, at + len(words)) if at >= 0 else None
    if not code[:3].isalpha() or len(code) < 3:
        return None
    free = (each.span for each in read_base(Text("", text)).actors if (each.country or each.code)[:3] == code[:3])
    return next((span for span in (*free, *_lettered(text, code)) if span != taken), None)


def _lettered(text: str, code: str) -> Iterator[Span]:
    pattern = re.compile(rf"\b{code[0]}\w*?{code[1].lower()}\w*?{code[2].lower()}\w*")
    for match in pattern.finditer(text):
        yield Span(match.start(), match.end())


def marked_pairs(path: Path) -> list[Gold]:
    """`marked_sentence` has its actors between <s>…</s> and <t>…</t>. Quotes are CSV's unless that would lose rows."""
    quoted, plain = (_rows(path, quoting) for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE))
    kept = quoted if len(quoted) >= len(plain) else plain
    return [_unmarked(row["gold_root"], row["marked_sentence"]) for row in kept]


def _rows(path: Path, quoting: int) -> list[dict[str, str]]:
    csv.field_size_limit(1 << 24)
    with path.open(encoding="utf-8-sig", newline="") as lines:
        found = csv.DictReader(lines, delimiter="\t", quoting=quoting)
        return [row for row in found if row.get("gold_root") and "<s>" in (row.get("marked_sentence") or "").lower()]


def _unmarked(label: str, marked: str) -> Gold:
    text, spans, open_at = "", dict[str, Span](), dict[str, int]()
    at = 0
    for tag in re.finditer(r"</?([stST])>", marked):
        text += marked[at : tag.start()]
        at = tag.end()
        name = tag.group(1).lower()
        if tag.group().startswith("</"):
            if name in open_at:
                spans.setdefault(name, Span(open_at[name], len(text)))
        else:
            open_at.setdefault(name, len(text))
    text += marked[at:]
    return Gold(present_name(label), text, spans.get("s"), spans.get("t"))


def answer(probabilities: Mapping[str, float], labels: frozenset[str], none: bool) -> str:
    """The likeliest of the labels in use; where they have YIELD, our CONCEDE and RETREAT together are it."""
    shares = dict(probabilities)
    if YIELD in labels:
        shares[YIELD] = sum(shares.pop(name) for name in YIELDING)
    if not none:
        shares.pop("NONE", None)
    return max(shares, key=lambda name: shares[name])


__all__ = ["PLOVER_TYPES", "Gold", "answer", "marked_pairs", "petrarch_gold", "plover_gold"]
