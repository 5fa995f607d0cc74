"""From a status and headers to a fault (RFC 9110, 15; RFC 6585; RFC 7725), so that each is told apart in health.

A publisher that answers 200 and says in its body that it refuses is its connector's to tell.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from simurg.collection.fetching.plan import Fault, FaultKind

MOST_RETRY_S = 86_400.0
"""However long a server asks for."""
_KINDS: Mapping[int, FaultKind] = {
    401: "unauthorised", 402: "tier_refused", 403: "forbidden", 404: "not_found", 407: "refused_address",
    408: "timed_out", 410: "not_found", 429: "throttled", 451: "forbidden",
}  # fmt: skip
_HINTS: Mapping[FaultKind, str] = {
    "unauthorised": "See that its key is set, right, and not expired.",
    "tier_refused": "The account may not have this; ask its publisher.",
    "forbidden": "Its publisher does not give this to us; see its terms and its key.",
    "not_found": "Mend its address.",
    "throttled": "It is asked again when it allows.",
    "server_error": "It is tried again later.",
}


def fault_of(status: int, headers: Mapping[str, str], shown: str, now: datetime, *, part: bool = False) -> Fault | None:
    """None for 2xx and 304. Header names are in lower case; `shown` is the address as people may see it. `part`: only
    a part was asked for (Range), so that 206 is what was wanted; else it is an answer that is cut short."""
    if (200 <= status < 300 and (part or status != 206)) or status == 304:
        return None
    kind = _kind(status)
    retry = retry_after_s(headers.get("retry-after", ""), now)
    what = f"{shown[:200]} answered {status}."
    return Fault(kind, what, hint=_HINTS.get(kind, ""), retry_after_s=retry, status=status)


def retry_after_s(value: str, now: datetime) -> float | None:
    """Seconds to wait by a Retry-After: a number, or a date. None for what is neither; at least 0, at most a day."""
    text = value.strip()
    if not text or len(text) > 60:
        return None
    if text.isascii() and text.isdigit():
        return min(float(text), MOST_RETRY_S)
    try:
        moment = parsedate_to_datetime(text)
        left = ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now).total_seconds()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return min(max(left, 0.0), MOST_RETRY_S)


def _kind(status: int) -> FaultKind:
    if status == 206:  # part of an answer that was asked for whole
        return "cut_short"
    return _KINDS.get(status, "server_error" if 500 <= status < 600 else "other")
