"""Pages of a list: an opaque cursor that goes on after the last thing shown, wherever that stands by now.

A cursor names the last item and its place. If that item is gone the place counts, so a list that changed meanwhile
goes on near where it was. A cursor that is not one of ours is refused.
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

from fastapi import Query

from simurg.ontology.errors import CallerError

T = TypeVar("T")
MOST = 200
Cursor = Annotated[str | None, Query(max_length=400, description="`next` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=MOST, description="Items on a page.")]


def page(items: Sequence[T], cursor: str | None, limit: int, name: Callable[[T], str]) -> dict[str, Any]:
    """`items`, `next` and `total` of an ordered list; `name` tells its items apart."""
    shown, following = page_of(items, name, cursor, limit)
    return {"items": list(shown), "next": following, "total": len(items)}


def page_of(
    items: Sequence[T], name: Callable[[T], str], cursor: str | None, limit: int
) -> tuple[Sequence[T], str | None]:
    """The items of a page, and the cursor of the next one; None where it is the last."""
    start = 0 if cursor is None else _after(items, name, *_read(cursor))
    shown = items[start : start + limit]
    more = start + limit < len(items)
    return shown, _written(start + limit - 1, name(shown[-1])) if more and shown else None


def _after(items: Sequence[T], name: Callable[[T], str], place: int, last: str) -> int:
    if place < len(items) and name(items[place]) == last:
        return place + 1
    return next((number + 1 for number, one in enumerate(items) if name(one) == last), place)


def _written(place: int, last: str) -> str:
    return base64.urlsafe_b64encode(f"{place} {last}".encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[int, str]:
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
        place, last = text.split(" ", 1)
        if not place.isascii() or not place.isdigit() or len(place) > 12:
            raise ValueError
        return int(place), last
    except (ValueError, binascii.Error) as error:
        raise CallerError("That is no cursor of this list.", hint="Begin without one.") from error
