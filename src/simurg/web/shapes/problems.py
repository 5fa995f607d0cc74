"""Problem details (RFC 9457), and which of them a route may answer with."""

from typing import Any

from pydantic import BaseModel


class Place(BaseModel):
    """A part of the request that is wrong."""

    where: str
    what: str


class ProblemShape(BaseModel):
    """What happened and what to do next."""

    type: str
    title: str
    status: int
    detail: str
    hint: str
    errors: list[Place] | None = None


def schemas() -> dict[str, Any]:
    """What the answers below point to, for the description's components."""
    told = ProblemShape.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**told.pop("$defs"), "ProblemShape": told}


def _problem(words: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/ProblemShape"}
    return {"description": words, "content": {"application/problem+json": {"schema": schema}}}


READ: dict[int | str, dict[str, Any]] = {
    304: {"description": "Not changed since the ETag that was given."},
    400: _problem("The request is not HTTP as it should be."),
    401: _problem("Nobody is signed in."),
    403: _problem("The roles do not allow it."),
    404: _problem("Nothing of that name is in the view."),
    405: _problem("This address does not take the method."),
    413: _problem("The request is too large."),
    414: _problem("The address is too long."),
    422: _problem("The request is not as it should be."),
    429: _problem("Too many requests."),
    503: _problem("The machine or the workspace needs its operator."),
}
"""What every reading route may answer."""
WRITE: dict[int | str, dict[str, Any]] = {
    **READ,
    202: {"description": "The command is in the queue."},
    409: _problem("It contradicts what stands."),
    412: _problem("Somebody changed it meanwhile."),
    428: _problem("If-Match is missing."),
}
"""What every writing route may answer."""
