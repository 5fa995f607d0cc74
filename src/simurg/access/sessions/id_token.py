"""An ID token: who it is about, if the issuer signed it for this client, this visit and this moment (OpenID Connect
Core 1.0, 3.1.3.7). Only algorithms with public keys are taken, so that no key of the provider's can be taken for a
shared secret, and `none` is no signature (RFC 8725).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from simurg.access.sessions.settings import Provider
from simurg.ontology.errors import CallerError

ALGORITHMS = ("RS256", "PS256", "ES256", "ES384", "Ed25519", "EdDSA")
LEEWAY_S = 60
"""By how much clocks may differ."""
MOST_TOKEN = 20_000
"""Characters."""


class NotVouched(CallerError):
    """The provider's answer lets nobody in: forged, stale, for somebody else, or without a grant."""


def claims_of(token: str, keys: Mapping[str, Any], provider: Provider, nonce: str, at: datetime) -> dict[str, Any]:
    """The claims of a token that is as it should be; NotVouched for any other."""
    listed = keys.get("keys")
    public = (
        [key for key in listed if isinstance(key, dict) and key.get("kty") != "oct"] if isinstance(listed, list) else []
    )
    now = int(at.timestamp())
    rules = jwt.JWTClaimsRegistry(
        now=now,
        leeway=LEEWAY_S,
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": provider.client_id},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        if len(token) > MOST_TOKEN:
            raise ValueError
        claims = jwt.decode(token, KeySet.import_key_set({"keys": public}), algorithms=list(ALGORITHMS)).claims
        rules.validate(claims)
        if claims["nonce"] != nonce or claims["iss"] != provider.issuer:
            raise ValueError  # a list that contains it is not it
    except (JoseError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise NotVouched("The provider's word is not as it should be.", hint="Begin again.") from error
    audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if (len(audience) > 1 or "azp" in claims) and claims.get("azp") != provider.client_id:
        raise NotVouched("The provider's word is for somebody else.", hint="Begin again.")
    if len(str(claims["sub"])) > 255:
        raise NotVouched("The provider's word names nobody.", hint="Begin again.")
    return claims
