"""Sentences made from deeds and their frames: one deed done, promised, asked for, refused, threatened, charged.

This is PLOVER's own logic (draft 0.8): intent words decide the type, the deed's own type stands when it is done.
"""

import random
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

import yaml

from simurg.exercise.parts.language.templated import Made, dressed, forms_of

_TARGET = re.compile(r"\[([^\]]*)\]")
_FORM = {"ACT": "b", "DID": "d", "DONE": "n", "DOING": "g", "DOES": "s"}
_WORD = re.compile(r"\b(ACT|DID|DONE|DOING|DOES)(0?)\b")


@cache
def _loaded(name: str) -> dict[str, Any]:
    text = (resources.files("simurg.exercise.parts.language") / "templates" / f"{name}.yaml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def framed(seed: int, each: int) -> Iterator[Made]:
    """About `each` sentences for every type that has frames; fewer where deeds are few."""
    rng = random.Random(f"frames {seed}")  # noqa: S311 - words, not secrets
    plans: dict[str, list[tuple[str, dict[str, Any], str]]] = {}
    for kind in ("good", "bad"):
        for matter in (*_loaded("matters")[kind].values(), *_loaded("more_matters")[kind].values()):
            for frame, patterns in _loaded("frames")[kind].items():
                event_type = matter["type"] if frame == "own" else frame
                plans.setdefault(event_type, []).extend((pattern, matter, frame) for pattern in patterns)
    for event_type, plan in sorted(plans.items()):
        for number in range(each):
            if number % len(plan) == 0:
                rng.shuffle(plan)
            pattern, matter, _ = plan[number % len(plan)]
            text = _framed(pattern, matter, rng)
            if "{s}" in text and "{t}" in text:
                yield Made(event_type, text)


def _framed(pattern: str, matter: dict[str, Any], rng: random.Random) -> str:
    act = rng.choice([line.strip() for line in matter["acts"].splitlines() if line.strip()])
    thing = rng.choice([part.strip() for part in matter["things"].split(",")])
    named = "{t}" in pattern or "{T}" in pattern

    def verb(found: re.Match[str]) -> str:
        bare = bool(found.group(2)) or (named and "{t}" in pattern.replace("ACT", ""))
        filled = _TARGET.sub("" if bare else r"\1", act)
        first, space, rest = filled.partition(" ")
        forms = forms_of(first)
        return forms.get(_FORM[found.group(1)], forms.get("n", first)) + space + rest

    return dressed(_WORD.sub(verb, pattern).replace("THING", thing), rng)
