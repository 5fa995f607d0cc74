"""The readers that a source may name in `read: [...]`: `coder`, and `model` where simurg.yaml configures one.

A reader of the ledger's reports takes them with their markings, and gives for each a reading, or None: left for the
next run. What a reader does with a text is its own matter; that a text which it cannot bear costs one reading and not
the job is settled here.
"""

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from simurg.app.added_names import added_in
from simurg.app.model.counted import Counted
from simurg.app.model.endpoint import Endpoint
from simurg.app.model.reader import Given, ModelReader
from simurg.app.workspace import Workspace, open_workspace
from simurg.extraction.model.known import known_of
from simurg.extraction.reading import Reader, Reading
from simurg.ontology.errors import CallerError, SimurgError
from simurg.ontology.times import Clock
from simurg.outbound.secrets import secret_of
from simurg.outbound.way_out import WayOut

NAMES = ("coder", "model")
"""As sources.yaml writes them."""


class ReportReader(Protocol):
    """`at_once`: reports in one batch. `standing_only`: recalled and outdated reports are not given to it."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def at_once(self) -> int: ...
    @property
    def standing_only(self) -> bool: ...
    def take(self, items: Sequence[Given]) -> list[Reading | None]: ...


Readers = Mapping[str, Callable[[], ReportReader]]
"""Name in sources.yaml to what makes the reader when it is first needed; CallerError, OperatorError if it cannot be."""


@dataclass(frozen=True, slots=True)
class Local:
    """A reader in this process: it may see every report."""

    reader: Reader
    at_once: int = 500
    standing_only: bool = False

    @property
    def name(self) -> str:
        return self.reader.name

    @property
    def version(self) -> str:
        return self.reader.version

    def take(self, items: Sequence[Given]) -> list[Reading | None]:
        texts = [one.text for one in items]
        try:
            return list(self.reader.read(texts))
        except SimurgError:
            raise
        except Exception:  # noqa: BLE001  the edge: one text must not hold up the others
            return [self._alone(one) for one in items]

    def _alone(self, item: Given) -> Reading:
        try:
            return self.reader.read([item.text])[0]
        except Exception as error:  # noqa: BLE001  the edge
            return _failed(error)


@dataclass(frozen=True, slots=True)
class Remote:
    """A model. It sees what its settings allow, and what is kept of it is bounded by little: a batch is few reports."""

    reader: ModelReader
    at_once: int = 10
    standing_only: bool = True

    @property
    def name(self) -> str:
        return self.reader.name

    @property
    def version(self) -> str:
        return self.reader.version

    def take(self, items: Sequence[Given]) -> list[Reading | None]:
        return [self._alone(one) for one in items]

    def _alone(self, item: Given) -> Reading | None:
        try:
            return self.reader.given(item)
        except SimurgError:
            raise
        except Exception as error:  # noqa: BLE001  the edge: see `Local`
            return _failed(error)


def _failed(error: Exception) -> Reading:
    """The error's own words are not told: they might quote the report."""
    return Reading(None, 0.0, refused=f"the reader failed on it ({type(error).__name__})")


@contextmanager
def readers_of(workspace: Workspace, clock: Clock) -> Iterator[Readers]:
    """The real ones."""
    counted = Counted(workspace.state)
    try:
        yield {"coder": lambda: _coder(workspace), "model": lambda: Remote(model_reader(workspace, clock, counted))}
    finally:
        counted.close()


def model_reader(workspace: Workspace, clock: Clock, counted: Counted) -> ModelReader:
    """The configured model over the way out; CallerError if there is none, OperatorError for a missing key."""
    settings = workspace.settings.model
    if settings is None:
        raise CallerError("No language model is configured.", hint="Add `model:` to simurg.yaml, or read with `coder`.")
    key = secret_of(settings.key, workspace.folder) if settings.key else None
    endpoint = Endpoint(settings, WayOut(workspace.settings.outbound), time.sleep, key)
    return ModelReader(settings, endpoint, counted, clock, os.urandom, known_of)


@contextmanager
def plain_readers(folder: Path, clock: Clock) -> Iterator[Callable[[str], Reader]]:
    """Readers of texts that are not in the ledger, by name; only a model needs the workspace in the folder."""
    kept: list[Counted] = []

    def make(name: str) -> Reader:
        if name != "model":
            return Coder()
        workspace = open_workspace(folder)
        kept.append(Counted(workspace.state))
        return model_reader(workspace, clock, kept[-1])

    from simurg.extraction.coder.reader import Coder

    try:
        yield make
    finally:
        for one in kept:
            one.close()


def _coder(workspace: Workspace) -> ReportReader:
    from simurg.extraction.coder.reader import Coder

    return Local(Coder(added=added_in(workspace.folder)))
