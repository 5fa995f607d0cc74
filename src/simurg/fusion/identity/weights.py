"""The weights of evidence: what each finding about two entities adds to the log odds that they are one.

`evidence.yaml` holds weights set by hand, with their reasons; `evidence.json` those fitted around them, with what they
were fitted on. A set of weights is a value with a version; a comparison names the version it was made with.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import yaml

from simurg.ontology.errors import OperatorError


@dataclass(frozen=True, slots=True)
class Weights:
    """Finding to natural-log odds. OperatorError where a finding is missing or unknown."""

    version: str
    of: Mapping[str, float]

    def __post_init__(self) -> None:
        if set(self.of) != set(by_hand()):
            raise OperatorError("weights of evidence do not fit this version's findings", hint="Fit them again.")


@lru_cache(maxsize=1)
def by_hand() -> dict[str, float]:
    """The weights of `evidence.yaml`."""
    text = (resources.files("simurg.fusion.identity") / "evidence.yaml").read_text(encoding="utf-8")
    return {name: float(weight) for name, weight in yaml.safe_load(text)["weights"].items()}


@lru_cache(maxsize=1)
def packaged_weights() -> Weights:
    """The fitted weights that come with the package."""
    file = resources.files("simurg.fusion.identity") / "evidence.json"
    return weights_of(json.loads(file.read_text(encoding="utf-8")))


def weights_of(document: Mapping[str, object]) -> Weights:
    """From its JSON."""
    found = document.get("weights")
    if not isinstance(found, dict):
        raise OperatorError("weights of evidence are not in the file", hint="Fit them again.")
    return Weights(str(document.get("version", "")), {name: float(weight) for name, weight in found.items()})
