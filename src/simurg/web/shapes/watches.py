"""Watchlists: what one person keeps an eye on."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from simurg.web.shapes.refs import Ref

WatchKind = Literal["country", "entity", "requirement", "question", "story"]


class WatchAsked(BaseModel):
    """`notify`: a warning that touches it is sent, whatever one's least severity is."""

    model_config = ConfigDict(extra="forbid")

    notify: bool = True


class WatchShape(BaseModel):
    """`ref` is null where the view does not (or no longer) show the thing."""

    kind: WatchKind
    target: str
    label: str
    ref: Ref | None
    notify: bool
    since: str


class Watches(BaseModel):
    """One's own, by kind and label."""

    items: list[WatchShape]
    total: int
