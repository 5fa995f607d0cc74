"""Which matchers there are: in `fusion.matchers`, and in the entry-point group `simurg.matchers`."""

from typing import cast

from simurg.fusion import matchers
from simurg.fusion.matcher import Matcher, MatcherModule
from simurg.shelf import Shelf

GROUP = "simurg.matchers"
_SHELF = Shelf("matcher", matchers, GROUP, "MATCHER", Matcher, ("match",), "docs/matchers.md")


def names() -> tuple[str, ...]:
    """Names of all matchers, sorted, without loading any."""
    return _SHELF.names()


def find(name: str) -> MatcherModule:
    """The matcher of that name. CallerError if there is none, OperatorError if it cannot be loaded."""
    return cast(MatcherModule, _SHELF.find(name))
