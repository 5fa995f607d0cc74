"""Pages of a list: an opaque cursor says after which row the next page begins, so that rows which arrive meanwhile
neither repeat nor hide one."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

from fastapi import Query

from simurg.ontology.errors import CallerError

T = TypeVar("T")
Cursor = Annotated[
    str | None, Query(max_length=300, pattern="^[A-Za-z0-9_-]*$", description="`next` of the page before")
]
Limit = Annotated[int, Query(ge=1, le=200)]


def page(rows: Sequence[T], cursor: str | None, limit: int, name: Callable[[T], str]) -> dict[str, Any]:
    """`items`, `next`, `total` of an ordered list. `name` tells rows apart. CallerError for a cursor that names no row
    of the list: it is forged, or its row is gone."""
    start = 0
    if cursor:
        after = _opened(cursor)
        start = next((number + 1 for number, row in enumerate(rows) if name(row) == after), -1)
        if start < 0:
            raise CallerError("That page is not there any more.", hint="Ask for the first page again.")
    items = rows[start : start + limit]
    more = start + limit < len(rows)
    return {"items": list(items), "next": _closed(name(items[-1])) if more else None, "total": len(rows)}


def _closed(name: str) -> str:
    return base64.urlsafe_b64encode(name.encode()).decode().rstrip("=")


def _opened(cursor: str) -> str:
    try:
        return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise CallerError("That is no cursor.", hint="Use `next` of the page before.") from error
