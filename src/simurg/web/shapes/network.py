"""A network around a seed: claims about relations, and who stands with whom in events."""

from pydantic import BaseModel, Field


class Node(BaseModel):
    """`degree`: its edges in the whole view, of which some may not be shown. `steps` from the seed."""

    key: str
    name: str
    kind: str | None
    steps: int
    degree: int


class EdgeShape(BaseModel):
    """`kind`: a predicate of claims, or `events`. `grade` is the best one among the reports that tell it; `origins`
    how many sources do. `refs` open the evidence drawer."""

    left: str
    right: str
    kind: str
    count: int
    deaths: int | None
    grade: str | None
    confidence: float | None
    sources: list[str]
    first: str | None
    last: str | None
    refs: list["RowRef"]


class RowRef(BaseModel):
    """A row of the ledger."""

    table: str
    id: str


class Network(BaseModel):
    """`shown` of `total` edges that lie within the depth: the strongest first."""

    as_of: str
    picture: str
    seed: str
    nodes: list[Node]
    edges: list[EdgeShape]
    shown: int
    total: int
    nodes_total: int = Field(description="Nodes within the depth; `nodes` has those that an edge shown touches.")
