"""Who asks: a name, what it may see, what it may do. Made from an account, a machine's token or the settings.

A role says what may be done, a scope what may be seen; neither gives the other. An action that is not listed is denied.
"""

from dataclasses import dataclass
from typing import Literal, get_args

from simurg.access.pictures import Picture
from simurg.ontology.markings import Scope

Action = Literal[
    "read",  # every screen, within the scope
    "export",  # bulk answers as files, TAXII
    "grade",  # regrade, file, reject and recall reports; judge who is who
    "note",  # notes, hand-over
    "answer",  # probabilities for questions
    "require",  # requirements and questions
    "produce",  # briefs
    "collect",  # run sources
    "handle",  # human sources: intake, contacts
    "open_identity",  # ask for, or agree to, the opening of a sealed identity
    "people",  # accounts, clearances, tokens of others
    "audit",  # the audit log
    "keep",  # retention, deliveries, upkeep
]
ACTIONS: tuple[Action, ...] = get_args(Action)

_READER: tuple[Action, ...] = ("read", "note")
_ANALYST: tuple[Action, ...] = (*_READER, "export", "grade", "answer", "require", "produce", "collect")
ROLES: dict[str, frozenset[Action]] = {
    "reader": frozenset(_READER),
    "analyst": frozenset(_ANALYST),
    "handler": frozenset((*_READER, "handle", "open_identity")),
    "partner": frozenset(("read", "export")),
    "auditor": frozenset(("audit",)),
    "administrator": frozenset(("people", "audit", "keep", "collect")),
}
"""What each role may do. A person may have several."""


@dataclass(frozen=True, slots=True)
class Reader:
    """`name` is an account's; jobs carry it as `@name`. `token` names the machine token that asks, if one does."""

    name: str
    scope: Scope
    picture: Picture
    roles: frozenset[str]
    token: str | None = None

    @property
    def actions(self) -> frozenset[Action]:
        return frozenset().union(*(ROLES.get(role, frozenset()) for role in self.roles))

    def may(self, action: Action) -> bool:
        return action in self.actions
