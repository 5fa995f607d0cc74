"""Every error that simurg raises on purpose, arranged by who must act.

An error says what happened, where, and what to do next (`hint`). It never carries the text of a
report, because errors are logged and a log has no marking.
"""


class SimurgError(Exception):
    """Base of all; `hint` is the next step for whoever must act."""

    def __init__(self, what: str, *, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.what} {self.hint}".strip()


class CallerError(SimurgError):
    """The person or program that asked must ask differently."""


class NotFound(CallerError):
    """Nothing of that name is in the reader's view (which may differ from not existing)."""


class SourceError(SimurgError):
    """The publisher's document or the source's settings are at fault; the document is quarantined."""


class OperatorError(SimurgError):
    """The machine or the workspace needs its operator: disk, permissions, settings, versions."""


class LedgerDamaged(OperatorError):
    """What the catalogue names is missing or altered; restore a backup."""


class InternalError(SimurgError):
    """A promise of our own is broken; please report it."""
