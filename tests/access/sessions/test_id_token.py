"""ID tokens: the right one is read, each forgery is refused."""

from typing import Any

import pytest
from joserfc import jwk, jwt
from tests.web.doors import NOW, STAFF

from simurg.access.sessions.id_token import NotVouched, claims_of
from simurg.access.sessions.settings import Grant, Provider

KEY = jwk.ECKey.import_key({**jwk.ECKey.generate_key("P-256").as_dict(private=True), "kid": "one"})
OTHER = jwk.ECKey.import_key({**jwk.ECKey.generate_key("P-256").as_dict(private=True), "kid": "one"})
SHARED = jwk.OctKey.import_key({"kty": "oct", "k": "c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IQ", "kid": "two"})
KEYS: dict[str, Any] = {"keys": [KEY.as_dict(private=False), SHARED.as_dict(private=True)]}
PROVIDER = Provider(
    "ministry", "Ministry", "https://login.example.org", "simurg", "", "groups", "preferred_username", "openid",
    (Grant("desk", frozenset({"analyst"}), STAFF),),
)  # fmt: skip
AT = int(NOW.timestamp())
RIGHT = {
    "iss": PROVIDER.issuer,
    "aud": "simurg",
    "sub": "7",
    "nonce": "n",
    "iat": AT,
    "exp": AT + 300,
    "groups": ["desk"],
}


def token(header: dict[str, Any] | None = None, key: Any = KEY, **claims: Any) -> str:
    told = {name: value for name, value in {**RIGHT, **claims}.items() if value is not ...}
    header = header or {"alg": "ES256", "kid": "one"}
    return jwt.encode(header, told, key, algorithms=[header["alg"]])


def test_the_right_one_is_read() -> None:
    assert claims_of(token(), KEYS, PROVIDER, "n", NOW)["groups"] == ["desk"]
    assert claims_of(token(aud=["simurg", "other"], azp="simurg"), KEYS, PROVIDER, "n", NOW)["sub"] == "7"
    assert claims_of(token(exp=AT - 59), KEYS, PROVIDER, "n", NOW)  # clocks differ by a minute


@pytest.mark.parametrize("wrong", [
    {"iss": "https://login.example.org/"}, {"iss": "https://evil.example"}, {"iss": ...}, {"iss": [PROVIDER.issuer]},
    {"aud": "other"}, {"aud": ["other"]}, {"aud": ...}, {"aud": ["simurg", "other"]}, {"azp": "other"},
    {"nonce": "m"}, {"nonce": ...}, {"nonce": ["n"]}, {"sub": ...}, {"sub": ""}, {"sub": 7}, {"sub": "x" * 300},
    {"exp": AT - 60}, {"exp": ...}, {"exp": "soon"}, {"iat": AT + 600}, {"iat": ...}, {"nbf": AT + 600},
])  # fmt: skip
def test_a_claim_that_is_not_as_it_should_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(NotVouched):
        claims_of(token(**wrong), KEYS, PROVIDER, "n", NOW)


def test_another_key_another_algorithm_and_no_signature_are_refused() -> None:
    right = token()
    head, body, signature = right.split(".")
    forged = [
        token(key=OTHER),
        token({"alg": "HS256", "kid": "two"}, SHARED),
        token({"alg": "ES256", "kid": "nobody"}),
        "eyJhbGciOiJub25lIn0." + body + ".",
        f"{head}.{body}.",
        f"{head}.{body[:-2]}AA.{signature}",
        f"{head}.{body}.{signature[:-4]}AAAA",
        right + "." + right,
        "",
        "a.b.c",
        "x" * 30_000,
    ]
    for one in forged:
        with pytest.raises(NotVouched):
            claims_of(one, KEYS, PROVIDER, "n", NOW)


@pytest.mark.parametrize(
    "keys", [{}, {"keys": None}, {"keys": []}, {"keys": ["x"]}, {"keys": [{"kty": "EC"}]}, {"keys": {}}]
)
def test_keys_that_are_none_open_nothing(keys: dict[str, Any]) -> None:
    with pytest.raises(NotVouched):
        claims_of(token(), keys, PROVIDER, "n", NOW)
