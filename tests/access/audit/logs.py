"""Audit logs for tests, with a clock that counts."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from simurg.access.audit.checking import Found, check
from simurg.access.audit.keys import Keys
from simurg.access.audit.log import AuditLog
from simurg.access.audit.pages import AuditPages
from simurg.ontology.times import Clock

BEGIN = datetime(2031, 4, 2, 8, tzinfo=UTC)


def ticking() -> Clock:
    """A second later at each look."""
    seconds: Iterator[int] = count()
    return lambda: BEGIN + timedelta(seconds=next(seconds))


def log_in(folder: Path, segment: int = 8_192) -> AuditLog:
    return AuditLog(folder / "audit", folder / "keys", ticking(), segment=segment)


def pages_in(folder: Path) -> AuditPages:
    return AuditPages(folder / "audit")


def keys_in(folder: Path) -> Keys:
    return Keys(folder / "keys", folder / "audit")


def checked(folder: Path, against: dict[str, str] | None = None) -> Found:
    keys = keys_in(folder)
    return check(keys, keys.verifier(), against)
