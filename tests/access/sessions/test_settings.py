"""The `sign_in` part of simurg.yaml: what is not understood is refused, by name."""

from datetime import timedelta
from typing import Any

import pytest
import yaml

from simurg.access.sessions.settings import SignIn, sign_in_of
from simurg.ontology.errors import OperatorError
from simurg.ontology.markings import Scope

TEXT = """
idle_minutes: 30
longest_hours: 8
providers:
  - name: ministry
    issuer: https://login.example.org/
    client_id: simurg
    claim: groups
    grants:
      lake: {roles: [analyst], clearance: {level: secret, tlp: red, compartments: [LAKE]}}
      desk: {roles: [reader]}
"""


def test_what_is_said_is_read() -> None:
    told = sign_in_of(yaml.safe_load(TEXT))
    assert (told.idle, told.longest) == (timedelta(minutes=30), timedelta(hours=8))
    provider = told.provider("ministry")
    assert provider is not None
    assert (provider.title, provider.issuer, provider.secret) == ("ministry", "https://login.example.org/", "")
    assert told.provider("nobody") is None
    assert sign_in_of(None) == SignIn()


def test_the_first_grant_that_is_listed_decides_alone() -> None:
    provider = sign_in_of(yaml.safe_load(TEXT)).providers[0]
    both = provider.grant(frozenset({"desk", "lake"}))
    assert both is not None
    assert (both.roles, both.clearance) == ({"analyst"}, Scope(3, 4, frozenset({"LAKE"})))
    desk = provider.grant(frozenset({"desk", "hall"}))
    assert desk is not None
    assert desk.clearance == Scope()
    assert provider.grant(frozenset()) is None
    assert provider.grant(frozenset({"LAKE", "lak"})) is None


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"idle_minutes": 0}, "idle_minutes"),
    ({"idle_minutes": "5"}, "idle_minutes"),
    ({"longest_hours": True}, "longest_hours"),
    ({"more": 1}, "'more'"),
    ({"passkeys": True}, "passkeys"),
    ({"providers": {}}, "providers"),
    ({"providers": ["x"]}, "providers"),
    ({"name": "Ministry!"}, "name for a provider"),
    ({"name": ""}, "name"),
    ({"issuer": "login"}, "no address"),
    ({"issuer": "http://login.example.org"}, "https"),
    ({"issuer": "https://x/?a=b"}, "no address"),
    ({"client_id": 5}, "client_id"),
    ({"claim": None}, "claim"),
    ({"extra": 1}, "'extra'"),
    ({"grants": {}}, "no grants"),
    ({"grants": {"a": {}}}, "roles"),
    ({"grants": {"a": {"roles": ["king"]}}}, "no role"),
    ({"grants": {"a": {"roles": ["reader"], "clearance": {"level": "x"}}}}, "Level"),
]


@pytest.mark.parametrize(("change", "message"), WRONG)
def test_what_is_not_understood_is_refused(change: dict[str, Any], message: str) -> None:
    told = yaml.safe_load(TEXT)
    outer = {"idle_minutes", "longest_hours", "more", "passkeys", "providers"}
    (told if set(change) <= outer else told["providers"][0]).update(change)
    with pytest.raises(OperatorError, match=message):
        sign_in_of(told)


def test_two_providers_need_two_names() -> None:
    told = yaml.safe_load(TEXT)
    with pytest.raises(OperatorError, match="same name"):
        sign_in_of({"providers": told["providers"] * 2})


@pytest.mark.parametrize("values", ["text", 5, []])
def test_what_holds_no_entries_is_refused(values: object) -> None:
    with pytest.raises(OperatorError, match="entries"):
        sign_in_of(values)
