"""How people may sign in: the `sign_in` part of simurg.yaml. What is not understood is refused.

    sign_in:
      idle_minutes: 60        # a session ends after so long without a request
      longest_hours: 12       # and after so long in any case
      passkeys: offered       # or required: a password is good only until its person has made a passkey
      providers:              # OpenID Connect; the issuer's host must stand under `outbound: oidc:`
        - name: ministry
          title: Ministry of Foreign Affairs
          issuer: https://login.example.org
          client_id: simurg
          secret: env:SIMURG_MINISTRY    # or file:keys/ministry; left out for a public client
          claim: groups                  # its values decide; whoever has none of those below is refused
          grants:
            desk: {roles: [analyst], clearance: {level: restricted, tlp: amber}}
            lake: {roles: [analyst], clearance: {level: secret, tlp: red, compartments: [LAKE]}}

Of several grants the first that is listed decides, alone: nothing is added up.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from simurg.access.people.account import roles_checked
from simurg.ontology.errors import CallerError, OperatorError
from simurg.ontology.markings import Scope, scope_of

_ENTRIES = frozenset({"idle_minutes", "longest_hours", "passkeys", "providers"})
_PROVIDER = frozenset({"name", "title", "issuer", "client_id", "secret", "claim", "name_claim", "scopes", "grants"})


@dataclass(frozen=True, slots=True)
class Grant:
    """What a value of the claim gives."""

    value: str
    roles: frozenset[str]
    clearance: Scope


@dataclass(frozen=True, slots=True)
class Provider:
    """Somebody who vouches for people. `secret` names where it is kept; empty for a public client."""

    name: str
    title: str
    issuer: str
    client_id: str
    secret: str
    claim: str
    name_claim: str
    scopes: str
    grants: tuple[Grant, ...]

    def grant(self, values: frozenset[str]) -> Grant | None:
        """The first grant that one of the values gives; None denies."""
        return next((one for one in self.grants if one.value in values), None)


@dataclass(frozen=True, slots=True)
class SignIn:
    """The defaults: an hour without a request (NIST SP 800-63B-4, AAL2), twelve in any case."""

    idle: timedelta = timedelta(minutes=60)
    longest: timedelta = timedelta(hours=12)
    providers: tuple[Provider, ...] = ()
    passkeys_required: bool = False

    def provider(self, name: str) -> Provider | None:
        return next((one for one in self.providers if one.name == name), None)


def sign_in_of(values: object) -> SignIn:
    """From the YAML; OperatorError names the entry that is wrong."""
    if values is None:
        return SignIn()
    told = _entries(values, _ENTRIES, "sign_in")
    idle, longest = (
        _number(told, name, default, most)
        for name, default, most in (("idle_minutes", 60, 24 * 60), ("longest_hours", 12, 24 * 7))
    )
    entries = told.get("providers", [])
    if not isinstance(entries, list) or len(entries) > 20:
        raise _wrong("`sign_in: providers` is a list of at most 20")
    providers = tuple(_provider(entry) for entry in entries)
    if len({one.name for one in providers}) < len(providers):
        raise _wrong("two providers have the same name")
    passkeys = told.get("passkeys", "offered")
    if passkeys not in ("offered", "required"):
        raise _wrong("`sign_in: passkeys` is offered or required")
    return SignIn(timedelta(minutes=idle), timedelta(hours=longest), providers, passkeys == "required")


def _provider(entry: object) -> Provider:
    told = _entries(entry, _PROVIDER, "providers")
    name = _text(told, "name")
    if not name.isascii() or not name.isalnum() or name != name.lower() or len(name) > 30:
        raise _wrong(f"{name[:30]!r} is no name for a provider", "Use lower-case letters and digits.")
    issuer = _text(told, "issuer")
    parts = urlsplit(issuer)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.query or parts.fragment:
        raise _wrong(f"the issuer of {name} is no address", "Write https://login.example.org.")
    if parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise _wrong(f"the issuer of {name} must be reached by https")
    grants = told.get("grants")
    if not isinstance(grants, Mapping) or not grants:
        raise _wrong(f"provider {name} has no grants", "Without any, nobody could sign in through it.")
    return Provider(
        name=name,
        title=_text(told, "title", name),
        issuer=issuer,
        client_id=_text(told, "client_id"),
        secret=_text(told, "secret", ""),
        claim=_text(told, "claim"),
        name_claim=_text(told, "name_claim", "preferred_username"),
        scopes=_text(told, "scopes", "openid profile"),
        grants=tuple(_grant(name, value, given) for value, given in grants.items()),
    )


def _grant(provider: str, value: object, given: object) -> Grant:
    told = _entries(given, frozenset({"roles", "clearance"}), f"grants of {provider}")
    roles = told.get("roles")
    if not isinstance(roles, list):
        raise _wrong(f"the grants of {provider} need `roles`, a list")
    return _told(lambda: Grant(str(value), roles_checked([str(one) for one in roles]), scope_of(told.get("clearance"))))


def _entries(values: object, known: frozenset[str], where: str) -> Mapping[str, Any]:
    if not isinstance(values, Mapping):
        raise _wrong(f"`{where}` must hold entries")
    unknown = sorted(set(map(str, values)) - known)
    if unknown:
        raise _wrong(f"`{where}` has an unknown entry {unknown[0][:30]!r}", f"Known are: {', '.join(sorted(known))}.")
    return values


def _text(told: Mapping[str, Any], name: str, default: str | None = None) -> str:
    value = told.get(name, default)
    if not isinstance(value, str) or len(value) > 500 or (default is None and not value.strip()):
        raise _wrong(f"`{name}` of a provider must be a text")
    return value


def _number(told: Mapping[str, Any], name: str, default: int, most: int) -> int:
    value = told.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise _wrong(f"`{name}` must be a whole number from 1 to {most}")
    return value


def _told(make: Callable[[], Grant]) -> Grant:
    try:
        return make()
    except CallerError as error:
        raise OperatorError(f"simurg.yaml: {error.what}", hint=error.hint) from error


def _wrong(what: str, hint: str = "See docs/people.md.") -> OperatorError:
    return OperatorError(f"simurg.yaml: {what}.", hint=hint)
