"""OpenID Connect: somebody else vouches for a person. Authorization code with PKCE, state and nonce (OpenID Connect
Core 1.0; RFC 7636, 9207, 9700).

    address, visit = providers.start("ministry", back, now)     # the browser goes there, and keeps `visit` in a cookie
    account = providers.finish("ministry", Came(code, state, visit, iss), back, now)

A visit is good for ten minutes and once, for the browser that began it. The ID token must be signed by a key of the
issuer with an algorithm of `ALGORITHMS`, for this client and this visit. What the person may see and do follows from
one claim, anew at each sign-in, and is nothing unless a grant says so. An account belongs to one subject of one
provider: a name that somebody else has is refused, never taken over.
"""

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx

from simurg.access.people import Account, People
from simurg.access.people.account import MOST_DISPLAY, MOST_NAME, name_checked
from simurg.access.people.links import Draw, random_text
from simurg.access.sessions.id_token import NotVouched, claims_of
from simurg.access.sessions.settings import Grant, Provider, SignIn
from simurg.access.state import State, digest, stamp
from simurg.ontology.errors import CallerError, NotFound, OperatorError

LASTS = timedelta(minutes=10)
_KEPT = timedelta(hours=1)
"""How long what a provider says of itself is believed."""
MOST_VISITS = 10_000
Client = Callable[[], httpx.Client]
"""The way out, to hosts that are listed for this (see simurg.outbound)."""
SecretOf = Callable[[str], str]
"""From where a secret is kept to the secret."""


@dataclass(frozen=True, slots=True)
class Came:
    """What the browser brought back; `visit` is from its cookie."""

    code: str
    state: str
    visit: str
    iss: str | None = None


class Providers:
    """The providers of one workspace."""

    def __init__(self, people: People, settings: SignIn, draw: Draw, client: Client, secret_of: SecretOf) -> None:
        self._people, self._settings, self._draw = people, settings, draw
        self._client, self._secret_of = client, secret_of
        self._state: State = people.state
        self._known: dict[str, tuple[datetime, dict[str, Any]]] = {}

    def start(self, name: str, back: str, at: datetime) -> tuple[str, str]:
        """Where the browser goes, and the secret of its visit. NotFound for an unknown provider."""
        provider = self._provider(name)
        said = self._said(provider, at)
        visit, nonce, verifier = (random_text(self._draw) for _ in range(3))
        with self._state.change() as db:
            db.execute("DELETE FROM visits WHERE until <= ?", (stamp(at),))
            if db.execute("SELECT count(*) FROM visits").fetchone()[0] >= MOST_VISITS:
                raise OperatorError("Too many sign-ins were begun and not ended.", hint="Wait ten minutes.")
            row = (digest(visit), name, nonce, verifier, stamp(at + LASTS))
            db.execute("INSERT INTO visits VALUES (?, ?, ?, ?, ?)", row)
        asked = {
            "response_type": "code",
            "client_id": provider.client_id,
            "redirect_uri": back,
            "scope": provider.scopes,
            "state": visit,
            "nonce": nonce,
            "code_challenge": urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return f"{_endpoint(said, 'authorization_endpoint')}?{urlencode(asked)}", visit

    def finish(self, name: str, came: Came, back: str, at: datetime) -> Account:
        """The account of the person whom the provider vouches for. NotVouched for anything that is not as it should
        be; OperatorError if the provider cannot be asked."""
        provider = self._provider(name)
        nonce, verifier = self._spend(provider, came, at)
        said = self._said(provider, at)
        must = said.get("authorization_response_iss_parameter_supported") is True
        if (must or came.iss is not None) and came.iss != provider.issuer:
            raise _refused("came from another issuer")
        asked = {"grant_type": "authorization_code", "code": came.code, "redirect_uri": back, "code_verifier": verifier}
        answer = self._token(provider, said, asked)
        keys = self._ask("GET", _endpoint(said, "jwks_uri"))
        claims = claims_of(str(answer.get("id_token", "")), keys, provider, nonce, at)
        grant = provider.grant(_values(claims.get(provider.claim)))
        if grant is None:
            raise NotVouched("The provider does not give you access to this workspace.", hint="Ask an administrator.")
        return self._account(provider, claims, grant, at)

    def _account(self, provider: Provider, claims: Mapping[str, Any], grant: Grant, at: datetime) -> Account:
        subject, name = str(claims["sub"]), slug(str(claims.get(provider.name_claim, "")))
        display = _display(str(claims.get("name") or "")) or name
        try:
            with self._state.change():
                account = Account(name, display, grant.roles, grant.clearance, "active", provider=provider.name)
                return self._people.vouched(account, subject, at)
        except NotVouched:
            raise
        except CallerError as error:
            raise NotVouched(error.what, hint=error.hint) from error

    def _spend(self, provider: Provider, came: Came, at: datetime) -> tuple[str, str]:
        if not came.visit or not hmac.compare_digest(came.visit.encode(), came.state.encode()):
            raise _refused("did not begin in this browser")
        with self._state.change() as db:
            row = db.execute(
                "DELETE FROM visits WHERE digest = ? AND provider = ? AND until > ? RETURNING nonce, verifier",
                (digest(came.state), provider.name, stamp(at)),
            ).fetchone()
        if row is None:
            raise _refused("was begun too long ago, or ended before")
        return row["nonce"], row["verifier"]

    def _token(self, provider: Provider, said: Mapping[str, Any], asked: dict[str, str]) -> dict[str, Any]:
        """At the token endpoint, as the client that we are (client_secret_basic, _post, or none)."""
        address = _endpoint(said, "token_endpoint")
        if not provider.secret:
            return self._ask("POST", address, {**asked, "client_id": provider.client_id})
        secret = self._secret_of(provider.secret)
        ways = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        if "client_secret_basic" in ways:
            return self._ask("POST", address, asked, (provider.client_id, secret))
        return self._ask("POST", address, {**asked, "client_id": provider.client_id, "client_secret": secret})

    def _said(self, provider: Provider, at: datetime) -> dict[str, Any]:
        """What the provider says of itself (OpenID Connect Discovery 1.0)."""
        since, said = self._known.get(provider.name, (at - 2 * _KEPT, {}))
        if not timedelta(0) <= at - since < _KEPT:
            said = self._ask("GET", f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
            if said.get("issuer") != provider.issuer:
                raise OperatorError(
                    f"What answers for provider {provider.name} says that it is another issuer.",
                    hint="Write the issuer in simurg.yaml as the provider writes it.",
                )
            self._known[provider.name] = (at, said)
        return said

    def _ask(
        self, method: str, address: str, form: dict[str, str] | None = None, auth: tuple[str, str] | None = None
    ) -> dict[str, Any]:
        """One exchange; OperatorError without the provider's words."""
        host = urlsplit(address).hostname
        with self._client() as client:
            answer = client.request(method, address, data=form, auth=_quoted(auth))
            if answer.status_code == 400 and form is not None:  # invalid_grant and the like (RFC 6749, 5.2)
                raise _refused("was not accepted by the provider")
            try:
                told = answer.json() if answer.status_code == 200 else None
            except ValueError:
                told = None
        if not isinstance(told, dict):
            raise OperatorError(
                f"The provider at {host} answered with {answer.status_code}.", hint="Try again; then ask its operator."
            )
        return told

    def _provider(self, name: str) -> Provider:
        provider = self._settings.provider(name)
        if provider is None:
            raise NotFound("There is no such provider.", hint="/api/session/ways lists them.")
        return provider


def slug(text: str) -> str:
    """A name for an account from what a provider calls a person (`Ayşe.Yılmaz@x.org` → `ayse.yilmaz`)."""
    from anyascii import anyascii

    plain = re.sub(r"[^a-z0-9]+", ".", anyascii(text.partition("@")[0]).lower()).strip(".")[:MOST_NAME].strip(".")
    try:
        return name_checked(plain)
    except CallerError as error:
        raise NotVouched("The provider tells no name that can be an account's.", hint="Set `name_claim`.") from error


def _display(text: str) -> str:
    return "".join(one for one in text if one.isprintable()).strip()[:MOST_DISPLAY]


def _values(claim: object) -> frozenset[str]:
    """A claim is one word, or a list of them; anything else is nothing."""
    listed = [claim] if isinstance(claim, str) else claim
    return frozenset(one for one in listed if isinstance(one, str)) if isinstance(listed, list) else frozenset()


def _endpoint(said: Mapping[str, Any], name: str) -> str:
    address = said.get(name)
    if not isinstance(address, str) or urlsplit(address).scheme not in ("https", "http") or urlsplit(address).query:
        raise OperatorError(f"The provider names no usable {name}.", hint="Ask its operator.")
    return address


def _quoted(auth: tuple[str, str] | None) -> httpx.BasicAuth | None:
    """RFC 6749, 2.3.1: name and secret are form-encoded before they are joined."""
    if auth is None:
        return None
    name, secret = (urlencode({"": one})[1:] for one in auth)
    return httpx.BasicAuth(name, secret)


def _refused(why: str) -> NotVouched:
    return NotVouched(f"This sign-in {why}.", hint="Begin again from the sign-in page.")
