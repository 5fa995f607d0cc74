"""Secrets for other machines: from the environment or a file that the operator keeps, never from simurg.yaml itself.

A Secret does not show itself: not in a log, an error or a page.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from simurg.ontology.errors import OperatorError

MOST_BYTES = 8_192


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """`reveal` where it is used, and nowhere else."""

    _value: str

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"


def secret_of(place: str, folder: Path, environment: Mapping[str, str] | None = None) -> Secret:
    """`env:NAME` or `file:PATH` (relative to `folder`); OperatorError says which is missing, never what it holds."""
    kind, _, name = place.partition(":")
    if kind == "env" and name:
        value = (os.environ if environment is None else environment).get(name, "")
        if not value:
            raise OperatorError(f"The environment has no {name[:60]}.", hint="Set it before simurg starts.")
        return Secret(value)
    if kind == "file" and name:
        path = folder / name
        try:
            raw = path.read_bytes()
        except OSError as error:
            raise OperatorError(
                f"The key file {name[:120]} cannot be read ({error.strerror}).", hint="Check its place and permissions."
            ) from error
        text = raw[:MOST_BYTES].decode("utf-8", "replace").strip()
        if not text or len(raw) > MOST_BYTES:
            raise OperatorError(f"The key file {name[:120]} is empty or too long.", hint="It holds one secret.")
        return Secret(text)
    raise OperatorError("A secret is named as env:NAME or file:PATH.", hint="See docs/delivery.md.")
