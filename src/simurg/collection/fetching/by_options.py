"""Plans that a source's options choose: `fetch: {plan: ckan, …}` or `{plan: pages, …}`; with neither, its address.

A connector that has no plan of its own offers this one: `from simurg.collection.fetching.by_options import fetch`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from simurg.collection.connector import SettingsError
from simurg.collection.fetching.ckan import ckan
from simurg.collection.fetching.pages import pages
from simurg.collection.fetching.plan import Fetch, Plan, one_document
from simurg.collection.source import Source

_PLANS: Mapping[str, Fetch] = {"ckan": ckan, "pages": pages}


def fetch(source: Source, cursor: Mapping[str, Any], now: datetime) -> Plan:
    """SettingsError where the options name no plan that there is."""
    told = source.options.get("fetch")
    if told is None:
        return one_document(source, cursor, now)
    if not isinstance(told, Mapping) or told.get("plan") not in _PLANS:
        raise SettingsError("`options: fetch` must name a plan.", hint=f"Use one of: {', '.join(_PLANS)}.")
    return _PLANS[told["plan"]](source, cursor, now)
