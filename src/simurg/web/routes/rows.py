"""The evidence drawer."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi.responses import Response

from simurg.app.workbench.evidence import no_row, row_page
from simurg.ledger.schema import CONTENT
from simurg.web.asking import Ask, asked
from simurg.web.bulk import listed
from simurg.web.routes._given import RowId
from simurg.web.shapes.problems import READ
from simurg.web.shapes.rows import RowShape

ROUTER = APIRouter(tags=["evidence"])
Table = Annotated[str, Path(pattern=f"^({'|'.join(sorted(CONTENT))})$", description="A table of the ledger.")]


@ROUTER.get("/rows/{table}/{id}", response_model=RowShape, responses=READ)
def row(ask: Annotated[Ask, Depends(asked("read"))], table: Table, id: RowId) -> Response:
    """One row: its words, grade, basis, what rests on it, whether it stands, and its history."""
    workspace = ask.house.workspace
    ask.check_row(table, id, missing=no_row(table))
    return listed(ask, ("row", table, id), lambda look: row_page(look, workspace, table, id))
