"""An account: a person's name here, what they may see (clearance) and do (roles). Values only; nothing is kept here.

Names are lower-case words that stand in addresses, jobs (`@name`) and the audit log, and never change. An account is
invited until its person has chosen how to sign in, then active, and disabled when they leave; it is never removed,
because what they wrote goes on carrying their name.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from simurg.access.reader import ROLES
from simurg.ontology.errors import CallerError
from simurg.ontology.markings import LEVELS, TLP, Marking, Scope

AccountState = Literal["invited", "active", "disabled"]
Theme = Literal["system", "light", "dark"]
LANGUAGES = ("en", "tr")
_NAME = re.compile(r"[a-z][a-z0-9]*([-.][a-z0-9]+)*")
MOST_NAME = 40
MOST_DISPLAY = 80


@dataclass(frozen=True, slots=True)
class Account:
    """`version` rises with each change that others may see. `provider` names whoever vouches for the person by
    OpenID Connect; None for a local account. `last_looked` is when they last went through the morning."""

    name: str
    display: str
    roles: frozenset[str]
    clearance: Scope
    state: AccountState = "invited"
    language: str = "en"
    theme: Theme = "system"
    last_looked: datetime | None = None
    provider: str | None = None
    version: int = 1

    def __post_init__(self) -> None:
        name_checked(self.name)
        display_checked(self.display)
        roles_checked(self.roles)
        if self.state not in get_args(AccountState):
            raise CallerError(f"An account cannot be {self.state[:20]!r}.", hint="It is active or disabled.")
        if self.language not in LANGUAGES:
            raise CallerError("That language is not known.", hint=f"Use one of: {', '.join(LANGUAGES)}.")
        if self.theme not in get_args(Theme):
            raise CallerError("That theme is not known.", hint=f"Use one of: {', '.join(get_args(Theme))}.")


def name_checked(name: str) -> str:
    """The name; CallerError if it is none."""
    if len(name) > MOST_NAME or not _NAME.fullmatch(name):
        raise CallerError(
            f"{name[:40]!r} is not a name for an account.",
            hint="Use lower-case letters and digits, joined by hyphens or dots; at most 40, a letter first.",
        )
    return name


def display_checked(display: str) -> str:
    """What a person is called on the page: one line of text without control or direction characters."""
    if not display.strip() or len(display) > MOST_DISPLAY:
        raise CallerError("The name to be shown must have 1 to 80 characters.", hint="Give a shorter one.")
    if any(unicodedata.category(one) in ("Cc", "Cf", "Cs", "Cn", "Zl", "Zp") for one in display):
        raise CallerError("The name to be shown has a character that cannot be shown.", hint="Use letters.")
    return display


def roles_checked(roles: Collection[str]) -> frozenset[str]:
    """At least one, all known."""
    unknown = set(roles) - set(ROLES)
    if unknown or not roles:
        raise CallerError(
            f"There is no role {min(unknown)[:30]!r}." if unknown else "An account needs at least one role.",
            hint=f"Use some of: {', '.join(ROLES)}.",
        )
    return frozenset(roles)


def scope_told(scope: Scope) -> dict[str, Any]:
    """A scope as settings and pages write it; `scope_of` reads it back."""
    return {
        "level": LEVELS[scope.level],
        "tlp": TLP[scope.tlp],
        "compartments": sorted(scope.compartments),
        "affiliations": sorted(scope.affiliations),
    }


def scope_words(scope: Scope) -> str:
    """A scope in the words of a marking."""
    return str(Marking(scope.level, scope.tlp, scope.compartments, scope.affiliations or None))
