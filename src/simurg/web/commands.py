"""Commands of the page: into the queue, once for each Idempotency-Key, answered with the job that runs them."""

from collections.abc import Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import orjson
from fastapi.responses import Response

from simurg.app.on_behalf import on_behalf_of
from simurg.app.queue import Job, Queue
from simurg.web.problems import Problem

if TYPE_CHECKING:
    from simurg.web.asking import Ask


_PATHS = ("html", "pdf")
"""Of a brief: where it lies on the server, which is no reader's matter; it is read by its id."""


def put(ask: "Ask", command: str, arguments: Mapping[str, Any]) -> Response:
    """202 with the job; 409 if the key was used for another command."""
    asked = {**arguments, **on_behalf_of(ask.reader)}
    queue = Queue(ask.house.workspace.state)
    try:
        job = queue.ask_once(command, asked, ask.house.clock(), number_of(ask))
    finally:
        queue.close()
    if job.command != command or dict(job.arguments) != asked:
        raise Problem(409, "key-used", "This Idempotency-Key was used for another command.", hint="Use a new key.")
    headers = {"Location": f"/api/jobs/{job.id}"}
    return Response(orjson.dumps(told(job)), 202, headers, "application/json")


def number_of(ask: "Ask") -> str | None:
    """What the request's Idempotency-Key makes of it: one number for each person (or token of theirs) and key; None
    without a key."""
    key = ask.request.headers.get("idempotency-key")
    who = f"{ask.reader.name}\x1f{ask.reader.token}" if ask.reader.token else ask.reader.name
    return None if key is None else blake2b(f"{who}\x1f{key}".encode(), digest_size=16).hexdigest()


def is_again(ask: "Ask") -> bool:
    """Whether a command was put under this request's Idempotency-Key before. Its answer was lost: what it names in
    If-Match may stand no longer just because it was carried out."""
    number = number_of(ask)
    if number is None:
        return False
    queue = Queue(ask.house.workspace.state)
    try:
        return queue.has(number)
    finally:
        queue.close()


def told(job: Job) -> dict[str, Any]:
    """A job as the page sees it."""
    progress = {"doing": job.progress.doing, "documents": job.progress.documents, "rows": job.progress.rows}
    error = {"kind": job.error.get("kind"), "what": job.error.get("what"), "hint": job.error.get("hint")}
    return {
        "job": job.id,
        "command": job.command,
        "state": job.state,
        "progress": progress,
        "result": {name: one for name, one in job.result.items() if name not in _PATHS}
        if job.state == "done"
        else None,
        "error": error if job.state == "failed" else None,
    }
