"""What a model may answer: JSON Schema for endpoints that hold a model to one, and the words that ask for the same.

Every value is text that stands in the report, or one word of a closed list. There is no field for a marking, a grade,
a confidence, a source or anything to be done: what an answer has beside these fields is dropped and counted.
"""

from typing import Any, Final, get_args

from simurg.extraction.reading import Factuality
from simurg.ontology.plover import DOMAINS, MODES, PLOVER_TYPES

VERSION: Final = "1"
"""Of the question and the schema together: raise it when either changes, and reports are read again."""
FACTUALITY: tuple[str, ...] = get_args(Factuality)
EVENT = (
    "type", "mode", "domain", "actor", "recipient", "place", "when", "deaths", "factuality", "attributed_to", "quote",
    "context",
)  # fmt: skip
CLAIM = ("subject", "predicate", "object", "factuality", "attributed_to", "quote", "context")
MOST_EVENTS = MOST_CLAIMS = 100
"""Of one answer; more are dropped."""


def answer_schema() -> dict[str, Any]:
    """For `response_format`: strict, so every field is required and empty ones are null."""
    words, some = {"type": "string"}, {"type": ["string", "null"]}
    modes = sorted({mode for known in MODES.values() for mode in known})
    event: dict[str, Any] = dict.fromkeys(EVENT, some) | {
        "type": {"type": "string", "enum": list(PLOVER_TYPES)},
        "mode": {"type": ["string", "null"], "enum": [*modes, None]},
        "domain": {"type": ["string", "null"], "enum": [*DOMAINS, None]},
        "factuality": {"type": "string", "enum": list(FACTUALITY)},
        "quote": words,
    }
    claim: dict[str, Any] = dict.fromkeys(CLAIM, words) | {
        "factuality": {"type": "string", "enum": list(FACTUALITY)},
        "attributed_to": some,
        "context": some,
    }
    return _object({"events": _listed(event), "claims": _listed(claim)})


def _listed(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": _object(properties)}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
