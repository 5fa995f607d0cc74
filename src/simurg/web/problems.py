"""Errors as problem details (RFC 9457): what happened, what to do next, who must act. Never the words of a report."""

import http
import logging
from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from simurg.ontology.errors import CallerError, NotFound, OperatorError, SimurgError, SourceError

MEDIA_TYPE = "application/problem+json"
_LOG = logging.getLogger("simurg.web")


class Problem(Exception):
    """An answer other than success. `kind` is a word that programs can tell problems apart by."""

    def __init__(
        self, status: int, kind: str, what: str, *, hint: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(what)
        self.status, self.kind, self.what, self.hint = status, kind, what, hint
        self.headers = dict(headers or {})


def forbidden(what: str = "Your roles do not allow this.") -> Problem:
    return Problem(403, "forbidden", what, hint="Ask an administrator of this workspace.")


def changed_meanwhile() -> Problem:
    """Two people edit one thing: the later one sees what the earlier one wrote, and loses nothing."""
    return Problem(
        412, "changed-meanwhile", "Somebody changed this meanwhile.", hint="Look at their change, then save."
    )


def problem_response(
    status: int, kind: str, what: str, hint: str = "", headers: Mapping[str, str] | None = None, **more: Any
) -> Response:
    """The answer itself."""
    title = http.HTTPStatus(status).phrase
    told = {
        "type": f"urn:simurg:problem:{kind}",
        "title": title,
        "status": status,
        "detail": what,
        "hint": hint,
        **more,
    }
    return Response(orjson.dumps(told), status, dict(headers or {}), MEDIA_TYPE)


def tell_problems(app: FastAPI) -> None:
    """Every error that a route raises on purpose becomes a problem; for others see `unforeseen`."""

    @app.exception_handler(Problem)
    async def known(_: Request, error: Problem) -> Response:
        return problem_response(error.status, error.kind, error.what, error.hint, error.headers)

    @app.exception_handler(SimurgError)
    async def ours(_: Request, error: SimurgError) -> Response:
        status, kind = _of(error)
        return problem_response(status, kind, error.what, error.hint)

    @app.exception_handler(RequestValidationError)
    async def malformed(_: Request, error: RequestValidationError) -> Response:
        places = [
            {"where": ".".join(str(part) for part in one["loc"])[:200], "what": str(one["msg"])[:200]}
            for one in error.errors()[:20]
        ]
        return problem_response(422, "malformed", "The request is not as it should be.", "See `errors`.", errors=places)

    @app.exception_handler(HTTPException)
    async def plain(_: Request, error: HTTPException) -> Response:
        return problem_response(error.status_code, "http", str(error.detail)[:200], headers=error.headers)


def unforeseen(error: Exception) -> Response:
    """500, with nothing of the error's message in the answer or in the log: it might quote a report."""
    where, trace = "", error.__traceback__
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", "?"))
        where += f"{module}:{trace.tb_lineno} " if module.startswith("simurg.") or trace.tb_next is None else ""
        trace = trace.tb_next
    _LOG.error("unforeseen %s at %s", type(error).__name__, where.strip())
    return problem_response(500, "internal", "Something in simurg went wrong.", "Please report it.")


def _of(error: SimurgError) -> tuple[int, str]:
    if isinstance(error, NotFound):
        return 404, "not-found"
    if isinstance(error, CallerError):
        return 422, "not-understood"
    if isinstance(error, SourceError):
        return 422, "source"
    return (503, "operator") if isinstance(error, OperatorError) else (500, "internal")
