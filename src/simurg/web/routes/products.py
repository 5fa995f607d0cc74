"""Products: briefs that were drawn, their pages, and an order for another."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path
from fastapi.responses import Response

from simurg.app.workbench.products import no_product, page_bytes, product, products
from simurg.web.asking import Ask, asked, moment_asked
from simurg.web.bulk import LISTED, paged
from simurg.web.paging import Cursor, Limit, page
from simurg.web.shapes.jobs import JobShape
from simurg.web.shapes.problems import READ, WRITE
from simurg.web.shapes.products import ProductDetail, ProductOrder, Products

ROUTER = APIRouter(tags=["products"])
RowId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
READER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; frame-ancestors 'self'; "
    "base-uri 'none'; form-action 'none'; sandbox allow-popups"
)
"""A brief is a page by itself, with its styles in it and no script: nothing of it may run or load."""
_TYPES = {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}


@ROUTER.get("/products", response_model=Products, responses=LISTED)
def listed(ask: Annotated[Ask, Depends(asked("read"))], cursor: Cursor = None, limit: Limit = 50) -> Response:
    """Newest first."""
    told = ask.read("products", products)
    whole = page(told.items, cursor, limit, lambda one: str(one["id"]))
    seen = [one["id"] for one in whole["items"] if one["id"] in told.marked]
    return paged(ask, whole, "products", seen=seen)


@ROUTER.get("/products/{number}", response_model=ProductDetail, responses=READ)
def shown(ask: Annotated[Ask, Depends(asked("read"))], number: RowId) -> Response:
    """One product with what it cites."""
    ask.check_row("products", number, missing=no_product())
    told = ask.read(("product", number), lambda ledger, view: product(ledger, view, number))
    return ask.answer(told.page, seen=told.seen)


@ROUTER.get("/products/{number}/{kind}", responses=READ | {200: {"content": {"text/html": {}, "application/pdf": {}}}})
def page_itself(ask: Annotated[Ask, Depends(asked("read"))], number: RowId, kind: Literal["html", "pdf"]) -> Response:
    """The page itself: HTML without script, or PDF."""
    ask.check_row("products", number, missing=no_product())
    told = ask.read(("product", number), lambda ledger, view: product(ledger, view, number))
    body = page_bytes(ask.house.workspace, told, kind)
    name = f"brief-{told.page['as_known_at'][:10]}-{number[:8]}.pdf" if kind == "pdf" else None
    answer = ask.whole(body, _TYPES[kind], seen=told.seen, name=name)
    answer.headers["Content-Security-Policy"] = READER_POLICY
    return answer


@ROUTER.post("/products", status_code=202, response_model=JobShape, responses=WRITE)
def order(ask: Annotated[Ask, Depends(asked("produce"))], wanted: ProductOrder) -> Response:
    """Draw a brief."""
    for text in (wanted.as_of, wanted.since):
        moment_asked(text, ask.house.clock())
    told = {name: value for name, value in wanted.model_dump().items() if value is not None}
    return ask.put("brief", told)
