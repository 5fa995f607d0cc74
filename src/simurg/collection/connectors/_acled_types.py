"""ACLED's event and sub-event types as PLOVER types. Source: ACLED codebook (2023), PLOVER draft 0.8 (2021).

What ACLED calls a strategic development is mostly no interaction; those sub-events that are have their type.
"""

from collections.abc import Mapping

_BY_TYPE = {
    "battles": "ASSAULT",
    "explosions/remote violence": "ASSAULT",
    "violence against civilians": "ASSAULT",
    "protests": "PROTEST",
    "riots": "PROTEST",
}
_BY_SUB_TYPE: Mapping[str, str | None] = {
    "mob violence": "ASSAULT",
    "abduction/forced disappearance": "COERCE",
    "non-violent transfer of territory": "RETREAT",
    "agreement": "AGREE",
    "arrests": "COERCE",
    "disrupted weapons use": "COERCE",
    "headquarters or base established": "MOBILIZE",
    "looting/property destruction": "ASSAULT",
}


def plover_of_acled(event_type: str, sub_event_type: str) -> str | None:
    """None for what PLOVER has no type for (a group that changes, what is only recorded)."""
    return _BY_SUB_TYPE.get(sub_event_type.strip().lower()) or _BY_TYPE.get(event_type.strip().lower())
