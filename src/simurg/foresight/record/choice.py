"""Which model is asked where nobody names one, and what every model is measured against."""

from simurg.foresight import registry

BASELINE = "all_history"
_PREFERRED = ("pooled", "last_18_months")


def default_model() -> str:
    """The first of the preferred models that is there."""
    names = registry.names()
    return next((name for name in _PREFERRED if name in names), names[0])
