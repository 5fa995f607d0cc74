"""Products: briefs that were drawn, and the order for another."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from simurg.web.shapes.refs import Ref


class ProductLine(BaseModel):
    """`stale` says why it no longer stands as it was drawn; `issued` false: drawn afterwards, of a past moment."""

    id: str
    kind: str
    title: str
    known_at: str
    as_known_at: str
    since: str
    picture: str
    marking: str
    issued: bool
    requirement: str | None
    stale: list[str]
    ref: Ref


class Products(BaseModel):
    """Newest first."""

    items: list[ProductLine]
    next: str | None
    total: int


class ProductDetail(ProductLine):
    """With what it cites: `cites` in all, the first of them as links. `html`, `pdf`: where its pages are, if kept."""

    cites: int
    refs: list[Ref]
    html: str | None
    pdf: str | None
    drawn_by: str


class ProductOrder(BaseModel):
    """What a brief is asked for: all requirements or one, now or as of a past moment, since when."""

    model_config = ConfigDict(extra="forbid")

    requirement: Annotated[str, Field(max_length=60)] | None = None
    as_of: Annotated[str, Field(max_length=40)] | None = None
    since: Annotated[str, Field(max_length=40)] | None = None
    title: Annotated[str, Field(max_length=200)] | None = None
