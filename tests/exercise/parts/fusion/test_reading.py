"""What oracles are given of a text can be read from the text alone: a reader made of the grammar finds all of it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from simurg.exercise.atlas import atlas
from simurg.exercise.parts.fusion import FusionPart, Reports, reports
from simurg.exercise.parts.fusion.incidents import BEGIN, KINDS
from simurg.exercise.parts.fusion.wording import sentences, spelled
from simurg.exercise.prose import phrases
from simurg.exercise.rates import pairs

NUMBERS = {
    text: number for number in range(100) for text in (str(number), spelled(number), spelled(number).capitalize())
}
PARTIES = {form + name: name for pair in pairs() for name in (pair.one, pair.other) for form in ("", "the ", "The ")}
KNOWN = {
    "a": "|".join(sorted(map(re.escape, PARTIES), key=len, reverse=True)),
    "n": "|".join(sorted(NUMBERS, key=len, reverse=True)),
    "issue": "|".join(map(re.escape, phrases()["issues"])),
    "date": r"\d+ \w+",
}
KNOWN |= {"b": KNOWN["a"], "d": KNOWN["n"]}
CORE = {name: sentences()[name] for name in ("who", "figures", "when", "matter")}


@pytest.fixture(scope="module")
def told() -> Reports:
    return reports(FusionPart(2, "hard", 0.25))


def _pattern(template: str) -> re.Pattern[str]:
    """A sentence of the grammar as an expression; a slot is named where it stands first."""
    made, seen = "", set[str]()
    for text, slot in re.findall(r"([^{]*)(?:\{(\w+)\})?", template):
        made += re.escape(text)
        if slot:
            made += f"(?P={slot})" if slot in seen else f"(?P<{slot}>{KNOWN.get(slot, '.+?')})"
            seen.add(slot)
    return re.compile(made)


def _found(body: str, templates: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    for template in templates:
        if hit := _pattern(template).search(body):
            yield hit.start(), hit.groupdict()


def test_parties_figures_day_and_matter_stand_in_every_text(told: Reports) -> None:
    for said, body in zip(told.said, told.documents["body"].to_pylist(), strict=True):
        dateline, rest = body.split(" – ", maxsplit=1)
        ((_, who),) = _found(rest, CORE["who"])
        assert (PARTIES[who["a"]], PARTIES[who["b"]]) == (said.actor, said.recipient)
        ((_, figures),) = _found(rest, CORE["figures"])
        assert NUMBERS[figures["n"]] == said.people
        ((_, when),) = _found(rest, CORE["when"])
        assert datetime.strptime(f"{when['date']} {BEGIN.year}", "%d %B %Y").replace(tzinfo=UTC) == said.day
        ((_, matter),) = _found(rest, CORE["matter"])
        assert matter["issue"] == said.issue
        dead = [each["d"] for _, each in _found(rest, phrases()["deaths"]["some"]) if each.get("d") in NUMBERS]
        assert {NUMBERS[each] for each in dead} == ({said.deaths} if said.deaths else set())
        assert dateline.startswith(f"{said.place.name.upper()}, {said.place.state}, ")


def test_the_type_stands_in_the_lead(told: Reports) -> None:
    leads = {kind: [_pattern(each) for each in phrases()["types"][kind]["leads"]] for kind in set(KINDS)}
    for said, body in zip(told.said, told.documents["body"].to_pylist(), strict=True):
        rest = body.split(" – ", maxsplit=1)[1]
        kinds = {kind for kind, patterns in leads.items() if any(each.match(rest) for each in patterns)}
        assert kinds == {said.kind}


def test_the_order_of_the_sentences_with_the_facts_can_be_read(told: Reports) -> None:
    for wording, body in zip(told.wordings, told.documents["body"].to_pylist(), strict=True):
        rest = body.split(" – ", maxsplit=1)[1]
        places = {name: next(_found(rest, templates))[0] for name, templates in CORE.items()}
        order = [section for section, _ in wording.core if section in places]
        assert sorted(places, key=places.__getitem__) == order


def test_place_names_are_one_each() -> None:
    names = [(city.name, city.state) for state in atlas().states for city in state.cities]
    assert len(set(names)) == len(names) == 96
