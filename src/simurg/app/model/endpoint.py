"""One exchange with an OpenAI-compatible endpoint: `POST …/chat/completions`, one answer, no tools.

What an endpoint does not understand of a question is left out from then on (see `dialect`). What goes wrong is a
`ModelFault` that says whether another try may help. Neither the key nor a word of the report stands in an error.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import orjson

from simurg.app.model.dialect import Dialect
from simurg.app.model.settings import ModelSettings
from simurg.extraction.model.prompt import Message
from simurg.ontology.errors import SourceError
from simurg.outbound.errors import TimedOut, Unreachable
from simurg.outbound.secrets import Secret
from simurg.outbound.way_out import Bounds, WayOut

MOST_BYTES = 1 << 20
MOST_TOKENS = 10_000_000
"""Of one exchange, as an endpoint may state it; more is not believed."""
MOST_WAIT_S = 60.0
FaultKind = Literal["unreachable", "timed_out", "throttled", "server_error", "misplaced", "rejected", "unusable"]
Sleep = Callable[[float], None]


class ModelFault(SourceError):
    """`again`: whether another try may help; `wait_s`: how long the endpoint asks to be left alone."""

    def __init__(self, kind: FaultKind, what: str, *, again: bool, wait_s: float = 0.0) -> None:
        super().__init__(what, hint="See `simurg model`.")
        self.kind: FaultKind = kind
        self.again = again
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class Reply:
    """`content` as it came. `stop`: whether it ended by itself. `tools`: how many tools it wanted called."""

    content: str
    read: int = 0  # tokens
    written: int = 0
    stop: bool = True
    tools: int = 0
    declined: bool = False


@dataclass(slots=True)
class Endpoint:
    """`tries` of one exchange, with a wait that doubles between them."""

    settings: ModelSettings
    out: WayOut
    sleep: Sleep
    key: Secret | None = None
    tries: int = 3
    first_wait_s: float = 1.0
    faults: list[FaultKind] = field(default_factory=list)  # of every try, in order
    _dialect: Dialect = field(default_factory=Dialect)

    def ask(self, messages: Sequence[Message]) -> Reply:
        """ModelFault when no try gave an answer; NotAllowed (OperatorError) where the way out has no such door."""
        wait_s = self.first_wait_s
        for left in range(self.tries - 1, -1, -1):
            try:
                return self._once(messages)
            except ModelFault as fault:
                self.faults.append(fault.kind)
                if not fault.again or not left:
                    raise
                self.sleep(min(max(wait_s, fault.wait_s), MOST_WAIT_S))
                wait_s *= 2
        raise AssertionError  # tries is at least 1

    def _once(self, messages: Sequence[Message]) -> Reply:
        status, body, wait_s = self._post(messages)
        while status in (400, 422) and (simpler := self._dialect.simpler(body)):
            self._dialect = simpler
            status, body, wait_s = self._post(messages)
        if status == 429:
            raise ModelFault("throttled", "The endpoint asks to be left alone (429).", again=True, wait_s=wait_s)
        if status >= 500:
            raise ModelFault("server_error", f"The endpoint failed ({status}).", again=True, wait_s=wait_s)
        if status in (400, 413, 422):
            raise ModelFault("rejected", f"The endpoint did not take the question ({status}).", again=False)
        if status != 200:
            why = "accept the key" if status in (401, 403) else "answer at this address"
            raise ModelFault("misplaced", f"The endpoint does not {why} ({status}).", again=False)
        return _reply(body)

    def _post(self, messages: Sequence[Message]) -> tuple[int, bytes, float]:
        headers = {"Content-Type": "application/json"}
        if self.key is not None:
            headers["Authorization"] = f"Bearer {self.key.reveal()}"
        bounds = Bounds(self.settings.timeout_s, MOST_BYTES)
        try:
            with self.out.client("model", bounds) as client:
                url = f"{self.settings.address}/chat/completions"
                answer = client.post(
                    url, content=orjson.dumps(self._dialect.body(self.settings, messages)), headers=headers
                )
        except Unreachable as error:
            kind: FaultKind = "timed_out" if isinstance(error, TimedOut) else "unreachable"
            raise ModelFault(kind, error.what, again=True) from error
        return answer.status_code, answer.content, _seconds(answer.headers.get("retry-after", ""))


def _reply(body: bytes) -> Reply:
    """ModelFault for what is no chat completion."""
    try:
        value = orjson.loads(body)
        choice = value["choices"][0]
        message = choice["message"]
        content, usage = message.get("content"), value.get("usage") or {}
    except (orjson.JSONDecodeError, LookupError, TypeError, AttributeError) as error:
        raise ModelFault("unusable", "The endpoint's answer is no chat completion.", again=True) from error
    tools = message.get("tool_calls")
    return Reply(
        content if isinstance(content, str) else "",
        _tokens(usage, "prompt_tokens"),
        _tokens(usage, "completion_tokens"),
        choice.get("finish_reason") in ("stop", None),
        len(tools) if isinstance(tools, list) else int(message.get("function_call") is not None),
        isinstance(message.get("refusal"), str) and bool(message["refusal"]),
    )


def _tokens(usage: object, name: str) -> int:
    """What the endpoint counted; 0 where it did not say, or nothing that can be believed."""
    value = usage.get(name) if isinstance(usage, dict) else None
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_TOKENS else 0


def _seconds(text: str) -> float:
    """A Retry-After in seconds; a date, or anything else, is no wait."""
    return min(float(text), MOST_WAIT_S) if text.isascii() and text.isdigit() and len(text) < 6 else 0.0
