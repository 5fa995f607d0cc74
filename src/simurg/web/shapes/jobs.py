"""Jobs of the queue."""

from typing import Any, Literal

from pydantic import BaseModel


class ProgressShape(BaseModel):
    """How far it is."""

    doing: str
    documents: int
    rows: int


class JobError(BaseModel):
    """Why it failed."""

    kind: str | None
    what: str | None
    hint: str | None


class JobShape(BaseModel):
    """One job; `result` is the command's own."""

    job: str
    command: str
    state: Literal["queued", "running", "done", "failed"]
    progress: ProgressShape
    result: dict[str, Any] | None
    error: JobError | None


class Jobs(BaseModel):
    """Those that wait or run."""

    items: list[JobShape]
