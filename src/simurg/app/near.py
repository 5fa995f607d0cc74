"""Provisional."""

from collections.abc import Sequence
from simurg.fusion.identity.resolution import Scored
from simurg.ledger import View


class Near:
    def __init__(self, view: View) -> None:
        self._view = view

    def scored(self, subjects: Sequence[str]) -> list[Scored]:
        return []

    def like(self, text: str) -> list[str]:
        return []


def entities_in(view: View) -> dict[str, str]:
    return {}
