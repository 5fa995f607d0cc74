"""Whoever writes down who did what: the small door through which every part tells the audit log.

`record` returns when the entry is durable, or raises: what cannot be written down does not happen. It is told names
and ids, never the words of a report, a password, a token or an address.
"""

from collections.abc import Sequence
from typing import Protocol


class Audited(Protocol):
    """`who` is an account's name (`-`: nobody yet), `what` a word with a dot (`session.begun`, `read`), `about` ids."""

    def record(
        self, who: str, what: str, about: Sequence[str] = (), *, token: str | None = None, outcome: str = "done"
    ) -> None:
        """Write it down; OperatorError if it cannot be."""
        ...


class Unaudited:
    """Writes nothing down: for tests, and for worlds in memory that no person asks."""

    def record(
        self, who: str, what: str, about: Sequence[str] = (), *, token: str | None = None, outcome: str = "done"
    ) -> None:
        """Nothing."""
