"""The map: what happened where, against the time before."""

from pydantic import BaseModel, Field


class Period(BaseModel):
    """Half open: `to` is not in it."""

    from_: str = Field(alias="from")
    to: str


class MapCell(BaseModel):
    """One place. `before`: events there in as long a time before; `change`: log ratio of the two, with one added to
    each, so 0 is no change. No place more precise than `precision` is known."""

    place: str | None
    country: str | None
    latitude: float
    longitude: float
    precision: str | None
    count: int
    deaths: int | None = Field(description="Best figures added up; null where none is told: unknown, not zero.")
    before: int
    change: float


class MapCountry(BaseModel):
    """All of one country, with what could not be placed within it."""

    country: str
    name: str
    count: int
    deaths: int | None
    before: int
    change: float


class MapShape(BaseModel):
    """`cells` has the places with coordinates and most events, of `cells_total`; `unplaced` events: no coordinates."""

    as_of: str
    picture: str
    period: Period
    before: Period
    layer: str
    total: int
    total_before: int
    unplaced: int
    cells: list[MapCell]
    cells_total: int
    countries: list[MapCountry]
    types: list[str] = Field(description="Event types that the layer has in the view.")


class LayerCard(BaseModel):
    """One layer: where it comes from, what it cannot tell, how old it is. Fetching and content are two clocks."""

    name: str
    title: str
    source: str = Field(description="Name of the source, or `all`.")
    kinds: list[str]
    licence: str | None
    limits: list[str]
    delay_days: float | None = Field(description="From what happened until it could be known, as the source says.")
    absence: str = Field(description="What it means where the layer shows nothing.")
    marking: str
    grade: str | None
    last_fetched: str | None
    last_content: str | None
    age_hours: float | None
    late: bool
    rows: int


class Layers(BaseModel):
    """All layers of the view; `all` is the events of every source together."""

    as_of: str
    picture: str
    items: list[LayerCard]
