"""One page of a list with its cursor and total: what every list of small things answers."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from simurg.web.paging import Cursor, Limit, page_of

__all__ = ["Cursor", "Limit", "page"]
T = TypeVar("T")


def page(rows: Sequence[T], cursor: str | None, limit: int, name: Callable[[T], str]) -> dict[str, Any]:
    """`items`, `next`, `total` of an ordered list; `name` tells its rows apart."""
    items, following = page_of(rows, name, cursor, limit)
    return {"items": list(items), "next": following, "total": len(rows)}
