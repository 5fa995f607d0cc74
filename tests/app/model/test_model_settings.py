"""The `model` part of simurg.yaml: what is understood, and what is refused."""

from typing import Any

import pytest

from simurg.app.model.settings import Budget, Price, model_of
from simurg.ontology.errors import OperatorError
from simurg.ontology.markings import Marking, Scope

LEAST = {"address": "https://llm.example.org/v1/", "name": "mistral-small"}


def test_the_least_allows_the_least() -> None:
    found = model_of(LEAST)
    assert found is not None
    assert found.address == "https://llm.example.org/v1"
    assert (found.most, found.human_sources, found.key) == (Scope(), False, None)
    assert found.most.permits(Marking())
    assert not found.most.permits(Marking(0, 1))
    assert found.budget.tokens
    assert model_of(None) is None


def test_everything_that_can_be_said() -> None:
    found = model_of({
        **LEAST, "key": "env:KEY", "marking": {"level": "restricted", "tlp": "amber", "affiliations": ["EU"]},
        "human_sources": True, "most_tokens": 500, "timeout": 5,
        "price": {"read": 0.2, "written": 0.6, "currency": "EUR"},
        "budget": {"tokens": 1000, "cost": 2.5, "reports": 10},
    })  # fmt: skip
    assert found is not None
    assert found.most == Scope(1, 2, frozenset(), frozenset({"EU"}))
    assert (found.price, found.budget) == (Price(0.2, 0.6, "EUR"), Budget(1000, 2.5, 10))
    assert found.price.of(1_000_000, 500_000) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"address": "ftp://x"}, "`address`"),
        ({"address": "https://user:pw@x/v1"}, "`address`"),
        ({"address": "https://x/v1?key=1"}, "`address`"),
        ({"address": None}, "`address`"),
        ({"name": ""}, "`name`"),
        ({"name": "x\ny"}, "`name`"),
        ({"name": "x" * 101}, "`name`"),
        ({"key": "sk-secret"}, "`key` is env:NAME or file:PATH"),
        ({"marking": "open"}, "`marking`"),
        ({"marking": {"level": "cosmic"}}, "`model: marking`"),
        ({"human_sources": "no"}, "`human_sources`"),
        ({"most_tokens": 0}, "`most_tokens`"),
        ({"timeout": True}, "`timeout`"),
        ({"timeout": "60"}, "`timeout`"),
        ({"price": 3}, "`price` has entries"),
        ({"price": {"read": -1}}, "`read`"),
        ({"budget": {"euros": 5}}, "unknown entry 'euros'"),
        ({"prompt": "Be kind."}, "unknown entry 'prompt'"),
    ],
)
def test_what_is_not_understood_is_refused_without_a_word_of_a_secret(more: dict[str, Any], said: str) -> None:
    with pytest.raises(OperatorError, match=r"simurg\.yaml: `model") as error:
        model_of({**LEAST, **more})
    assert said in str(error.value)
    assert "sk-secret" not in str(error.value)
