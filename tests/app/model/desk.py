"""A model reader over a scripted server: the real client and way out, a clock that stands, sleeps that are counted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

from tests.app.model.scripted import Scripted

from simurg.app.model.counted import Counted
from simurg.app.model.endpoint import Endpoint
from simurg.app.model.reader import Given, ModelReader
from simurg.app.model.settings import model_of
from simurg.extraction.model.known import known_of
from simurg.extraction.reading import Text
from simurg.ontology.markings import Marking
from simurg.outbound.doors import allowed_of
from simurg.outbound.secrets import Secret
from simurg.outbound.way_out import WayOut

AT = datetime(2026, 3, 5, 9, tzinfo=UTC)


@dataclass
class Slept:
    waits: list[float] = field(default_factory=list)

    def __call__(self, seconds: float) -> None:
        self.waits.append(seconds)


def draws() -> Any:
    """Fences that are the same in every run, and never twice."""
    turn = count()
    return lambda size: sha256(str(next(turn)).encode()).digest()[:size]


def reader_of(
    script: Scripted, folder: Path, *, slept: Slept | None = None, allowed: bool = True, **settings: Any
) -> ModelReader:
    told = model_of({"address": script.address, "name": "small-1", **settings})
    assert told is not None
    host = script.address.removeprefix("http://").removesuffix("/v1")
    out = WayOut(allowed_of({"model": [host]} if allowed else None))
    endpoint = Endpoint(told, out, slept or Slept(), Secret("sesame"))
    return ModelReader(told, endpoint, Counted(folder / "state.db"), lambda: AT, draws(), known_of)


def given(body: str, *, title: str = "", marking: Marking = Marking(), human: bool = False) -> Given:  # noqa: B008
    return Given(Text(title, body, AT), marking, human)


def event(quote: str, kind: str = "ASSAULT", **more: Any) -> Mapping[str, Any]:
    return {"type": kind, "factuality": "asserted", "quote": quote, **more}


def uses(reader: ModelReader) -> dict[str, int]:
    """What became of the questions, and how often."""
    found: dict[str, int] = {}
    for one in reader.counted.used():
        found[one.what] = found.get(one.what, 0) + one.count
    return found
