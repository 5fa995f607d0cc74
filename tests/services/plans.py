"""Plans of fetching driven over a real wire, without the runner: for tests of what a connector asks and keeps.

    run = follow(gdelt.fetch, source, cursor, now)
    run.kept, run.cursor, run.said, run.fault

The runner of the product is tested elsewhere (app.following); this one is as small as it can be.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from simurg.collection.fetching.plan import Answer, Call, Fault, FaultKind, Fetch, Keep, Remember
from simurg.collection.source import Source

_KINDS: Mapping[int, FaultKind] = {
    401: "unauthorised", 403: "forbidden", 404: "not_found", 410: "not_found", 429: "throttled",
}  # fmt: skip


@dataclass(slots=True)
class Run:
    """What one run of a plan came to; `calls` are those that were made, as the plan wrote them."""

    kept: list[Keep] = field(default_factory=list)
    cursor: Mapping[str, Any] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    fault: Fault | None = None

    @property
    def names(self) -> list[str]:
        return [one.name for one in self.kept]


def follow(
    fetch: Fetch, source: Source, cursor: Mapping[str, Any], now: datetime, *, most_calls: int = 500,
    keys: Mapping[str, str] | None = None, validators: dict[str, str] | None = None,
    instead: Callable[[Call], Answer] | None = None,
) -> Run:  # fmt: skip
    """Until the plan ends, with a fault or without. `validators` (address to ETag) last from run to run.
    `instead` answers without a wire, for laws that need many runs."""
    run, plan = Run(cursor=cursor), fetch(source, cursor, now)
    tags = {} if validators is None else validators
    answer: Answer | None = None
    fault: Fault | None = None
    with httpx.Client(timeout=10, follow_redirects=False) as client:
        while True:
            try:
                step = plan.throw(fault) if fault else plan.send(answer)
            except StopIteration:
                return run
            except Fault as ended:
                run.fault = ended
                return run
            answer, fault = None, None
            if isinstance(step, Keep):
                run.kept.append(step)
            elif isinstance(step, Remember):
                run.cursor = step.cursor
            elif isinstance(step, Call):
                run.calls.append(step)
                assert len(run.calls) <= most_calls, "the plan asks without end"
                try:
                    answer = instead(step) if instead else _asked(client, step, now, keys or {}, tags)
                except Fault as failed:
                    fault = failed
            else:
                run.said.append(step.what)


def _asked(client: httpx.Client, call: Call, now: datetime, keys: Mapping[str, str], tags: dict[str, str]) -> Answer:
    headers = {name: _filled(value, keys) for name, value in call.headers.items()}
    if call.conditional and call.url in tags:
        headers["If-None-Match"] = tags[call.url]
    form = {name: _filled(value, keys) for name, value in call.form.items()} if call.form else None
    try:
        got = client.request(call.method, _filled(call.url, keys), headers=headers, data=form, json=call.json)
    except httpx.DecodingError as error:
        raise Fault("cut_short", "The packed body cannot be read.") from error
    except httpx.RemoteProtocolError as error:
        raise Fault("cut_short", "The answer broke off.") from error
    except httpx.TransportError as error:
        raise Fault("unreachable", "No answer.") from error
    if got.status_code >= 400:
        kind = _KINDS.get(got.status_code, "server_error" if got.status_code >= 500 else "other")
        after = got.headers.get("retry-after", "")
        raise Fault(
            kind,
            f"HTTP {got.status_code}",
            retry_after_s=float(after) if after.isdigit() else None,
            status=got.status_code,
            body=got.content,
        )
    if 300 <= got.status_code < 400 and got.status_code != 304:
        raise Fault("refused_address", "A redirect.")
    if len(got.content) > call.most_bytes:
        raise Fault("too_large", "More bytes than allowed.")
    if "etag" in got.headers and call.conditional:
        tags[call.url] = got.headers["etag"]
    return Answer(str(got.url), got.status_code, dict(got.headers), got.content, now)


def _filled(text: str, keys: Mapping[str, str]) -> str:
    for name, value in keys.items():
        text = text.replace(f"{{key:{name}}}", value)
    assert "{key:" not in text, "a key that the test does not have"
    return text
