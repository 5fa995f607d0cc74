"""Whose period is whose: a source's own, else its discipline's, else the workspace's, else none.

    retention:                      # in simurg.yaml
      payload: 730d
      HUMINT: {payload: 90d, rows: 1825d, contacts: 730d}

Raw bytes hold the words of the rows that were read from them: they are never kept longer than those.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import yaml

from simurg.app.workspace import SETTINGS, Workspace
from simurg.collection.retention import KINDS, retention_of
from simurg.collection.settings import duration_of
from simurg.collection.source import DISCIPLINES, Source
from simurg.ontology.errors import CallerError, OperatorError

Kinds = Mapping[str, timedelta | None]


@dataclass(frozen=True, slots=True)
class Periods:
    """None: without limit."""

    payload: timedelta | None = None
    quarantine: timedelta | None = None
    rows: timedelta | None = None
    contacts: timedelta | None = None

    def of(self, kind: str) -> timedelta | None:
        """The period of one kind."""
        found: timedelta | None = getattr(self, kind)
        return found


@dataclass(frozen=True, slots=True)
class Rules:
    """The workspace's own periods, and those of disciplines."""

    common: Kinds
    disciplines: Mapping[str, Kinds]

    def of(self, discipline: str | None, own: Kinds) -> Periods:
        """What holds for a source."""
        layers = (own, self.disciplines.get(discipline or "", {}), self.common)
        found = {kind: next((layer[kind] for layer in layers if kind in layer), None) for kind in KINDS}
        found["payload"] = _shorter(found["payload"], found["rows"])
        return Periods(**found)


def rules_of(workspace: Workspace) -> Rules:
    """As simurg.yaml says; OperatorError for what is not understood."""
    path = workspace.folder / SETTINGS
    values = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
    told = values.get("retention") if isinstance(values, Mapping) else None
    told = {} if told is None else told
    try:
        if not isinstance(told, Mapping):
            raise CallerError("`retention` must be a mapping.", hint="See docs/retention.md.")
        common = {kind: one for kind, one in told.items() if kind not in DISCIPLINES}
        disciplines = {str(kind): one for kind, one in told.items() if kind in DISCIPLINES}
        return Rules(
            retention_of(common, duration_of),
            {name: retention_of(one, duration_of) for name, one in disciplines.items()},
        )
    except CallerError as error:
        raise OperatorError(f"{SETTINGS}: {error.what}", hint=error.hint) from error


def periods_of(rules: Rules, source: Source) -> Periods:
    """Of a source that is set up."""
    return rules.of(source.discipline, source.retention)


def _shorter(left: timedelta | None, right: timedelta | None) -> timedelta | None:
    return right if left is None else left if right is None else min(left, right)
