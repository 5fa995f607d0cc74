"""Commands of the page: into the queue, once for each Idempotency-Key, answered with the job that runs them."""

from collections.abc import Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import orjson
from fastapi.responses import Response

from simurg.app.queue import Job, Queue
from simurg.web.problems import Problem

if TYPE_CHECKING:
    from simurg.web.asking import Ask


def put(ask: "Ask", command: str, arguments: Mapping[str, Any]) -> Response:
    """202 with the job; 409 if the key was used for another command."""
    asked = {**arguments, "reader": f"@{ask.reader.name}"}
    key = ask.request.headers.get("idempotency-key")
    queue = Queue(ask.house.workspace.state)
    try:
        number = None if key is None else blake2b(f"{ask.reader.name}\x1f{key}".encode(), digest_size=16).hexdigest()
        job = queue.ask_once(command, asked, ask.house.clock(), number)
    finally:
        queue.close()
    if job.command != command or dict(job.arguments) != asked:
        raise Problem(409, "key-used", "This Idempotency-Key was used for another command.", hint="Use a new key.")
    headers = {"Location": f"/api/jobs/{job.id}"}
    return Response(orjson.dumps(told(job)), 202, headers, "application/json")


def told(job: Job) -> dict[str, Any]:
    """A job as the page sees it."""
    progress = {"doing": job.progress.doing, "documents": job.progress.documents, "rows": job.progress.rows}
    error = {"kind": job.error.get("kind"), "what": job.error.get("what"), "hint": job.error.get("hint")}
    return {
        "job": job.id,
        "command": job.command,
        "state": job.state,
        "progress": progress,
        "result": dict(job.result) if job.state == "done" else None,
        "error": error if job.state == "failed" else None,
    }
