"""What predicates mean for belief: which may have several right answers, which are names, which tell what lies above.

The patterns stand in predicates.yaml; a predicate that none names is a question with one right answer.
"""

import re
from functools import cache
from importlib.resources import files

import yaml

PATTERNS = ("several", "names")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {kind: re.compile("|".join(f"(?:{one})" for one in _told()[kind])) for kind in PATTERNS}


@cache
def _means(predicate: str, kind: str) -> bool:
    return _patterns()[kind].fullmatch(predicate.strip().lower()) is not None


def has_several(predicate: str) -> bool:
    """Whether more than one answer may be right."""
    return _means(predicate, "several") or is_above(predicate)


def is_name(predicate: str) -> bool:
    """Whether its answers are names even where they look like numbers."""
    return _means(predicate, "names")


def is_above(predicate: str) -> bool:
    """Whether its object is the vaguer place, organisation or class of its subject."""
    return predicate in words_above()


@cache
def words_above() -> frozenset[str]:
    """The predicates for which `is_above` holds."""
    return frozenset(_told()["above"])


@cache
def _told() -> dict[str, list[str]]:
    told: dict[str, list[str]] = yaml.safe_load(
        files(__package__).joinpath("predicates.yaml").read_text(encoding="utf-8")
    )
    return told
