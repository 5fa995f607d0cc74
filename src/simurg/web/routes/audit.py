"""The audit log, for those whose role allows it. To read it is written down in it, too."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import Response

from simurg.access.audit.pages import AuditPages
from simurg.app.workbench.audit import Wanted, consistency_of, head_of, listed, proof_of
from simurg.ontology.errors import OperatorError
from simurg.web.asking import Ask, asked
from simurg.web.shapes.audit import AuditCheckpoint, AuditConsistency, AuditEntries, AuditProof
from simurg.web.shapes.problems import READ

ROUTER = APIRouter(tags=["audit"])
Auditor = Annotated[Ask, Depends(asked("audit"))]
Number = Annotated[int, Path(ge=0, le=2**53)]
Size = Annotated[int, Path(ge=1, le=2**53)]
Cursor = Annotated[str | None, Query(max_length=20)]
Who = Annotated[str | None, Query(max_length=120, description="Only what this person did.")]
Kind = Annotated[str | None, Query(max_length=120, description="Only kinds that begin so: `read`, `job`, `session`.")]
Limit = Annotated[int, Query(ge=1, le=200)]


@ROUTER.get("/audit", response_model=AuditEntries, responses=READ)
def entries(ask: Auditor, cursor: Cursor = None, who: Who = None, kind: Kind = None, limit: Limit = 50) -> Response:
    """Who read and changed what, newest first."""
    told = listed(_pages(ask), Wanted(limit, cursor, who, kind, ask.as_of))
    ask.house.audit.record(ask.reader.name, "audit.read", _between(told["items"]), token=ask.reader.token)
    return ask.answer(told)


@ROUTER.get("/audit/checkpoint", response_model=AuditCheckpoint, responses=READ)
def checkpoint(ask: Auditor) -> Response:
    """The signed head of the log, to be kept elsewhere."""
    return ask.answer(head_of(ask.house.office))


@ROUTER.get("/audit/proof/{index}", response_model=AuditProof, responses=READ)
def proof(ask: Auditor, index: Number) -> Response:
    """An entry, and the proof that it is in the log."""
    told = proof_of(ask.house.office, _pages(ask), index)
    ask.house.audit.record(ask.reader.name, "audit.read", [str(index)], token=ask.reader.token)
    return ask.answer(told)


@ROUTER.get("/audit/consistency/{first}", response_model=AuditConsistency, responses=READ)
def consistency(ask: Auditor, first: Size) -> Response:
    """The proof that the log only grew since it had `first` entries."""
    return ask.answer(consistency_of(ask.house.office, _pages(ask), first))


def _pages(ask: Ask) -> AuditPages:
    if ask.house.trail is None:
        raise OperatorError("This workspace keeps no audit log.", hint="Serve it with `simurg serve`.")
    return ask.house.trail


def _between(items: list[dict[str, int]]) -> list[str]:
    return [f"{items[-1]['n']}-{items[0]['n']}"] if items else []
