"""Questions that the ledger will answer, and what is answered beforehand."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from simurg.web.shapes.refs import Ref

State = Literal["yes", "no", "number", "void", "open", "closed", "to come"]


class PoolShape(BaseModel):
    """The group: one probability out of those that stand; of a question for a number, quantiles at levels."""

    probability: float | None = None
    mean: float | None = None
    opinions: int
    recipe: str | None = None
    levels: list[float] | None = None
    quantiles: list[float] | None = None


class QuestionLine(BaseModel):
    """`mine` is what the asker answered last, `model` the mean of the models' answers."""

    id: str
    name: str
    title: str
    state: State
    opens: str
    deadline: str
    prior: float | None
    pool: PoolShape | None
    mine: float | None
    model: float | None
    answers: int
    requirement: str | None
    stale: bool
    ref: Ref


class Questions(BaseModel):
    """Open ones first, by deadline."""

    items: list[QuestionLine]
    next: str | None
    total: int


class AnswerShape(BaseModel):
    """One version of one answer; `stands`: it counts."""

    id: str
    by: str
    author: Literal["analyst", "model", "crowd"]
    known_at: str
    recorded_at: str | None
    probability: float | None
    levels: list[float]
    quantiles: list[float]
    why: str | None
    withdrawn: bool
    live: bool
    stands: bool
    stale: list[str]


class NowShape(BaseModel):
    """What the rule says on the view."""

    model_config = ConfigDict(extra="allow")

    outcome: str
    reason: str


class QuestionDetail(BaseModel):
    """`mine` are one's own answers, oldest first; `reason_above`: a move by more than this needs a reason."""

    name: str
    title: str
    rule_in_words: str
    asks_for: Literal["number", "yes or no"]
    opens: str
    deadline: str
    period: list[str]
    prior: float | None
    prior_from: str | None
    requirement: str | None
    id: str
    by: str | None
    known_at: str
    state: State
    voided: str | None
    pool: PoolShape | None
    mine: list[AnswerShape]
    model: float | None
    answers: list[AnswerShape]
    now: NowShape
    resolutions: list[dict[str, Any]]
    reason_above: float
    ref: Ref


class AnswerOrder(BaseModel):
    """One's probability, or quantiles at levels. A first answer, and a move by more than .1, needs `why`."""

    model_config = ConfigDict(extra="forbid")

    probability: Annotated[float, Field(ge=0, le=1)] | None = None
    levels: Annotated[list[Annotated[float, Field(gt=0, lt=1)]], Field(max_length=20)] = []
    quantiles: Annotated[list[Annotated[float, Field(ge=-1e12, le=1e12)]], Field(max_length=20)] = []
    why: Annotated[str, Field(max_length=2000)] = ""
