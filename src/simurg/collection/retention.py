"""How long what of a source is kept, as settings say it.

    retention:
      payload: 365d       # raw bytes as they were fetched
      quarantine: 90d     # raw bytes that could not be read
      rows: 1825d         # words and names of reports and of what they told
      contacts: 730d      # of a human source: the contact history

`keep` keeps without limit. A kind that is not named follows the workspace's own `retention`, and without any is kept.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType

from simurg.ontology.errors import CallerError

KINDS = ("payload", "quarantine", "rows", "contacts")
LEAST = timedelta(days=1)


def retention_of(
    value: object, duration: Callable[[object], timedelta], kinds: tuple[str, ...] = KINDS
) -> Mapping[str, timedelta | None]:
    """Kind to period; CallerError for what is not understood."""
    if value is None:
        return MappingProxyType({})
    if not isinstance(value, Mapping) or any(key not in kinds for key in value):
        raise CallerError(
            "`retention` must be a mapping.", hint=f"Kinds: {', '.join(kinds)}; for example 365d, or keep."
        )
    return MappingProxyType({str(kind): _period(one, duration) for kind, one in value.items()})


def _period(value: object, duration: Callable[[object], timedelta]) -> timedelta | None:
    if value == "keep":
        return None
    period = duration(value)
    if period < LEAST:
        raise CallerError("A period of `retention` is shorter than a day.", hint="Write for example 90d.")
    return period
