"""How warnings reach a person, and what became of each sending."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from simurg.web.shapes.warnings import Severity

Hour = Annotated[str, StringConstraints(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Zone = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_+/-]{1,40}$")]
Person = Annotated[str, StringConstraints(max_length=40, pattern="^[a-z][a-z0-9]*([-.][a-z0-9]+)*$")]
Slug = Annotated[str, StringConstraints(pattern="^[a-z0-9][a-z0-9-]{0,39}$")]


class Quiet(BaseModel):
    """Hours in which nothing is sent, by the clock of `zone` (an IANA name)."""

    model_config = ConfigDict(extra="forbid")

    start: Hour
    end: Hour
    zone: Zone
    severe_pass: bool = True


class Digest(BaseModel):
    """All that is not severe in one mail a day."""

    model_config = ConfigDict(extra="forbid")

    at: Hour
    zone: Zone


class Second(BaseModel):
    """Who hears of a warning that one has not acknowledged in time."""

    model_config = ConfigDict(extra="forbid")

    to: Person
    after_minutes: Annotated[int, Field(ge=5, le=10_080)]


class Delivery(BaseModel):
    """One person's wishes. `webhook` is the name of one that the workspace's settings list."""

    model_config = ConfigDict(extra="forbid")

    mail: Annotated[str, StringConstraints(min_length=3, max_length=254)] | None = None
    webhook: Slug | None = None
    least: Severity = "warning"
    only_watched: bool = False
    quiet: Quiet | None = None
    digest: Digest | None = None
    second: Second | None = None


class DeliveryShape(Delivery):
    """With what the workspace offers."""

    webhooks: list[str]
    mail_offered: bool


class DeliveryRow(BaseModel):
    """One sending: never the words of it, and no address."""

    id: str
    person: str
    way: Literal["mail", "webhook"]
    kind: Literal["warning", "digest", "escalation"]
    state: Literal["waiting", "sent", "given_up"]
    tries: int
    made_at: str
    due_at: str | None
    sent_at: str | None
    trouble: str | None


class Deliveries(BaseModel):
    """Newest first; only those of warnings within the asker's scope."""

    items: list[DeliveryRow]
    next: str | None
    total: int
