"""How long to leave a source alone after it failed: twice as long each time, up to a bound, and not all at once.

Exponential back-off with jitter (Brooker, "Exponential Backoff and Jitter", 2015, "equal jitter"): half of the wait is
certain, half is drawn, so that sources which failed together do not come back together. What the server asked for
(Retry-After) is a lower bound.
"""

from collections.abc import Callable
from datetime import timedelta

from simurg.ontology.errors import CallerError

FIRST = timedelta(minutes=1)
LONGEST = timedelta(hours=6)
MOST_ASKED = timedelta(days=1)


def wait_after(
    failures: int,
    draw: Callable[[], float],
    *,
    retry_after_s: float | None = None,
    first: timedelta = FIRST,
    longest: timedelta = LONGEST,
) -> timedelta:
    """After so many failures in a row, at least one. `draw` gives numbers in [0, 1). A server's own wish is respected
    up to a day, and jitter is added to it, never taken away."""
    if failures < 1:
        raise CallerError("There is nothing to wait for before the first failure.")
    whole = min(first * (1 << min(failures - 1, 20)), longest)
    wait = whole / 2 + whole / 2 * draw()
    if retry_after_s is None:
        return wait
    asked = timedelta(seconds=min(max(retry_after_s, 0.0), MOST_ASKED.total_seconds()))
    return max(wait, asked + min(asked / 10, first) * draw())
