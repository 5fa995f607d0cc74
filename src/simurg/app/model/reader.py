"""A language model as a reader: what it may be sent, what it is asked, what stands of its answer, what it cost.

A report above the endpoint's marking, or of a human source unless the settings allow it, is refused before a question
is made. What fails for now (the endpoint is down, the budget is spent) is left for the next run; what cannot be read at
all is refused with its reason. After TROUBLE exchanges in a row that failed, or REJECTED that were not taken, the
endpoint is left alone for this run.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from simurg.app.model.counted import Counted, Use, named
from simurg.app.model.endpoint import Endpoint, ModelFault, Reply
from simurg.app.model.settings import ModelSettings
from simurg.extraction.model.answer import answer_of
from simurg.extraction.model.prompt import Asked, is_whole, question
from simurg.extraction.model.schema import VERSION
from simurg.extraction.model.verdict import Known, verdict
from simurg.extraction.reading import Reading, Text
from simurg.ontology.markings import Marking
from simurg.ontology.times import Clock

TROUBLE, REJECTED = 3, 20
_FENCE_BYTES = 12
Draw = Callable[[int], bytes]
KnownOf = Callable[[Text], Known]


@dataclass(frozen=True, slots=True)
class Given:
    """A report for a model, with what decides whether it may be sent."""

    text: Text
    marking: Marking
    human: bool  # from a human source
    report: UUID | None = None


@dataclass(slots=True)
class Spent:
    """Of one run."""

    asked: int = 0
    cached: int = 0
    tokens: int = 0
    cost: float = 0.0
    answered: int = 0
    trouble: int = 0  # failed exchanges in a row
    rejected: int = 0  # questions in a row that it would not take
    over: str = ""  # why nothing more is asked in this run


@dataclass(slots=True)
class ModelReader:
    """Implements `extraction.reading.Reader`; `given` is the way for reports of the ledger."""

    settings: ModelSettings
    endpoint: Endpoint
    counted: Counted
    clock: Clock
    draw: Draw
    known_of: KnownOf
    spent: Spent = field(default_factory=Spent)

    @property
    def name(self) -> str:
        return f"model:{self.settings.name}"

    @property
    def version(self) -> str:
        return VERSION

    def read(self, texts: Sequence[Text]) -> list[Reading]:
        """Texts of whoever asks, taken as open; what could not be read says so in `refused`."""
        found = (self.given(Given(text, Marking(), human=False)) for text in texts)
        return [one or Reading(None, 0.0, refused=self.spent.over or "the endpoint failed") for one in found]

    def given(self, item: Given) -> Reading | None:
        """The reading; None: left for the next run. OperatorError if the endpoint may not be reached at all."""
        if why := self._held_back(item):
            return Reading(None, 0.0, refused=why)
        name = self._name_of(item.text)
        reply = self.counted.answer(name, item.report)
        if reply is not None:
            self.spent.cached += 1
            self._count("cached")
            return self._reading(item.text, reply)
        asked = question(item.text, self.draw(_FENCE_BYTES).hex())
        if self._stopped(asked):
            self._count("left: " + self.spent.over)
            return None
        try:
            reply = self._ask(asked)
        except ModelFault as fault:
            self._count(f"fault: {fault.kind}")
            return self._failed(fault)
        self.counted.keep(name, item.report, reply, self.clock())
        return self._reading(item.text, reply)

    def _failed(self, fault: ModelFault) -> Reading | None:
        """A text that an endpoint refuses which took another in this run cannot be read; all else may pass."""
        if fault.kind == "rejected" and self.spent.answered:
            return Reading(None, 0.0, refused=fault.what.rstrip("."))
        if fault.kind == "misplaced":
            self.spent.over = fault.what.rstrip(".")
        return None

    def _held_back(self, item: Given) -> str:
        """Why a report is not sent, whatever else holds."""
        if item.human and not self.settings.human_sources:
            self._count("refused: human source")
            return "reports of human sources are not sent to this model"
        if not self.settings.most.permits(item.marking):
            self._count("refused: marking")
            return "it is marked above what this model may be sent"
        if not item.text.whole.strip():
            return "it has no words"
        return ""

    def _stopped(self, asked: Asked) -> bool:
        """Whether nothing more is asked in this run; `spent.over` says why."""
        budget, spent = self.settings.budget, self.spent
        coming = _tokens_of(*(one.content for one in asked.messages)), self.settings.most_tokens
        if spent.over:
            return True
        if spent.trouble >= TROUBLE or spent.rejected >= REJECTED:
            spent.over = "the endpoint does not answer"
        elif budget.reports is not None and spent.asked >= budget.reports:
            spent.over = "the budget of this run is spent (reports)"
        elif budget.tokens is not None and spent.tokens + sum(coming) > budget.tokens:
            spent.over = "the budget of this run is spent (tokens)"
        elif budget.cost is not None and spent.cost + self.settings.price.of(*coming) > budget.cost:
            spent.over = "the budget of this run is spent (cost)"
        return bool(spent.over)

    def _ask(self, asked: Asked) -> Reply:
        """One answer, paid for. A fault that may pass counts as trouble."""
        self.spent.asked += 1
        before, last = len(self.endpoint.faults), 0
        try:
            reply = self.endpoint.ask(asked.messages)
        except ModelFault as fault:
            last = 1
            self.spent.trouble += 1 if fault.again else 0
            self.spent.rejected += 1 if fault.kind == "rejected" else 0
            raise
        finally:
            for kind in self.endpoint.faults[before : len(self.endpoint.faults) - last]:
                self._count(f"tried again: {kind}")
        self.spent.trouble = self.spent.rejected = 0
        self.spent.answered += 1
        read = reply.read or _tokens_of(*(one.content for one in asked.messages))
        written = reply.written or _tokens_of(reply.content)
        cost = self.settings.price.of(read, written)
        self.spent.tokens += read + written
        self.spent.cost += cost
        self._count("read", read, written, cost)
        return reply

    def _reading(self, text: Text, reply: Reply) -> Reading:
        if reply.declined:
            self._count("refused: the model declined")
            return Reading(None, 0.0, refused="the model declined to read it")
        if reply.tools:
            self._count("asked for tools", of=reply.tools)
        known = self.known_of(text)
        answer = answer_of(reply.content if reply.stop else "")
        reading = verdict(answer, text, known, whole=is_whole(text))
        if answer.unusable:
            self._count("refused: unusable answer")
        for note in reading.notes:
            number, _, what = note.partition(" ")
            if number.isdigit():
                self._count(f"dropped: {what}", of=int(number))
        return reading

    def _name_of(self, text: Text) -> UUID:
        published = text.published_at.date().isoformat() if text.published_at else ""
        bounds: Mapping[str, object] = {"most_tokens": self.settings.most_tokens, "address": self.settings.address}
        return named(self.settings.name, VERSION, text.title, text.body, published, bounds)

    def _count(self, what: str, read: int = 0, written: int = 0, cost: float = 0.0, of: int = 1) -> None:
        day = self.clock().date().isoformat()
        self.counted.count(Use(day, self.name, what, of, read, written, cost))


def _tokens_of(*texts: str) -> int:
    """Rather too many than too few: an endpoint that does not count its tokens is counted by bytes."""
    return sum(len(one.encode("utf-8", "replace")) for one in texts) // 3


def totals(used: Iterable[Use]) -> list[dict[str, Any]]:
    """Figures by model and what became of the question, over all days."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for one in used:
        line = found.setdefault(
            (one.model, one.what),
            {"model": one.model, "what": one.what, "count": 0, "tokens_read": 0, "tokens_written": 0, "cost": 0.0},
        )
        line["count"] += one.count
        line["tokens_read"] += one.tokens_read
        line["tokens_written"] += one.tokens_written
        line["cost"] += one.cost
    return [found[key] for key in sorted(found)]
