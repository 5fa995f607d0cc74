"""Which model may read, what it may be sent, and what it may cost: the `model` part of simurg.yaml.

    model:
      address: http://127.0.0.1:11434/v1        # OpenAI-compatible; its machine stands under `outbound: model:` too
      name: mistral-small
      key: env:SIMURG_MODEL_KEY                 # or file:keys/model; none for an endpoint that asks for none
      marking: {level: open, tlp: clear}        # the most that may be sent
      human_sources: false                      # reports of human sources never, unless this says true
      most_tokens: 2000                         # of one answer
      timeout: 60                               # seconds for one exchange
      price: {read: 0.20, written: 0.60, currency: EUR}        # for a million tokens
      budget: {tokens: 2000000, cost: 5, reports: 2000}        # of one run

Without `marking` a model is sent what is open and TLP:CLEAR, no more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from simurg.ontology.errors import CallerError, OperatorError
from simurg.ontology.markings import Scope, scope_of

_KEYS = ("address", "name", "key", "marking", "human_sources", "most_tokens", "timeout", "price", "budget")
MOST_NAME = 100


@dataclass(frozen=True, slots=True)
class Price:
    """For a million tokens."""

    read: float = 0.0
    written: float = 0.0
    currency: str = ""

    def of(self, read: int, written: int) -> float:
        return (read * self.read + written * self.written) / 1_000_000


@dataclass(frozen=True, slots=True)
class Budget:
    """Of one run; None: no bound."""

    tokens: int | None = 2_000_000
    cost: float | None = None
    reports: int | None = None


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """`key` names a secret; it is not one."""

    address: str
    name: str
    key: str | None = None
    most: Scope = field(default_factory=Scope)
    human_sources: bool = False
    most_tokens: int = 2_000
    timeout_s: float = 60.0
    price: Price = Price()
    budget: Budget = Budget()


def model_of(values: object) -> ModelSettings | None:
    """From the YAML; OperatorError names the entry that is not understood."""
    if values is None:
        return None
    told = _entries(values, "model", _KEYS)
    address, name, key = (str(told.get(one) or "") for one in ("address", "name", "key"))
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise _wrong("`address` begins with https:// and has no user, query or fragment")
    if not name or len(name) > MOST_NAME or not name.isascii() or not name.isprintable():
        raise _wrong("`name` is the model's name as its endpoint calls it")
    if key and not key.startswith(("env:", "file:")):
        raise _wrong("`key` is env:NAME or file:PATH")
    if not isinstance(told.get("human_sources", False), bool):
        raise _wrong("`human_sources` is true or false")
    price, budget = told.get("price"), told.get("budget")
    return ModelSettings(
        address.rstrip("/"),
        name,
        key or None,
        _most(told.get("marking")),
        bool(told.get("human_sources", False)),
        int(_number(told, "most_tokens", 2_000, (16, 100_000))),
        _number(told, "timeout", 60.0, (0.05, 3_600)),
        Price() if price is None else _price(price),
        Budget() if budget is None else _budget(budget),
    )


def _price(values: object) -> Price:
    told = _entries(values, "price", ("read", "written", "currency"))
    bounds = (0.0, 1_000_000.0)
    currency = str(told.get("currency") or "")[:10]
    return Price(_number(told, "read", 0.0, bounds), _number(told, "written", 0.0, bounds), currency)


def _budget(values: object) -> Budget:
    told = _entries(values, "budget", ("tokens", "cost", "reports"))
    bounds = (0.0, 1e12)
    tokens, reports = (
        None if told.get(one) is None else int(_number(told, one, 0, bounds)) for one in ("tokens", "reports")
    )
    cost = None if told.get("cost") is None else _number(told, "cost", 0.0, bounds)
    return Budget(tokens, cost, reports)


def _most(values: object) -> Scope:
    if values is not None and not isinstance(values, Mapping):
        raise _wrong("`marking` is a scope such as {level: open, tlp: clear}")
    try:
        return scope_of(values)
    except CallerError as error:
        raise OperatorError(f"simurg.yaml: `model: marking`: {error.what}", hint=error.hint) from error


def _number(told: Mapping[Any, Any], name: str, default: float, bounds: tuple[float, float]) -> float:
    value = told.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not bounds[0] <= value <= bounds[1]:
        raise _wrong(f"`{name}` is a number from {bounds[0]:g} to {bounds[1]:g}")
    return float(value)


def _entries(values: object, where: str, known: tuple[str, ...]) -> Mapping[Any, Any]:
    if not isinstance(values, Mapping):
        raise _wrong(f"`{where}` has entries")
    unknown = sorted(set(map(str, values)) - set(known))
    if unknown:
        raise _wrong(f"`{where}` has an unknown entry {unknown[0][:30]!r}")
    return values


def _wrong(what: str) -> OperatorError:
    return OperatorError(f"simurg.yaml: `model`: {what}.", hint="See docs/reading-with-a-model.md.")
