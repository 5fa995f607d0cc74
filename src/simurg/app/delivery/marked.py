"""Markings as small state keeps them: the JSON that rows of the ledger travel with, and back."""

import json

from simurg.ontology.markings import Marking


def read_marking(text: str) -> Marking:
    """The marking behind `marking_json`."""
    level, tlp, compartments, releasable = json.loads(text)
    return Marking(level, tlp, frozenset(compartments), None if releasable is None else frozenset(releasable))
