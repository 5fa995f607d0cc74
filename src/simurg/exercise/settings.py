"""The `sources.yaml` and `requirements.yaml` that come with an exercise world.

They say what a workspace may know: grades given in good faith, delays, markings. Which source is false is not in them.
"""

from typing import Any

import yaml

from simurg.exercise.atlas import LABEL, atlas
from simurg.exercise.press import PAPERS
from simurg.exercise.scene import REGISTER_DELAY_DAYS

_HEAD = f"# {LABEL}. Written with the exercise world; all names are invented.\n"
_GRADES = {"wire": "B2", "courier": "C3", "tribune": "B3", "sentinel": "C3"}
_HUMAN = {"level": "restricted", "tlp": "amber"}
_READINGS: dict[str, Any] = {
    "mapping": {
        "title": f"Weekly readings ({LABEL})",
        "parts": [
            {
                "target": "measurements",
                "key": ["series", "iso3", "week_from"],
                "known": {"from": "week_to", "as": "date"},
                "columns": {
                    "series": {"from": "series"},
                    "place": {"from": "country"},
                    "country": {"from": "iso3"},
                    "period_from": {"from": "week_from", "as": "date"},
                    "period_to": {"from": "week_to", "as": "date"},
                    "value": {"from": "value"},
                    "unit": {"from": "unit"},
                },
            }
        ],
    }
}


def sources() -> list[dict[str, Any]]:
    """One mapping a source, in the order of the file."""
    return [
        _source("gdelt", "gdelt", "Event stream of the Meridane press", "gdelt/*.CSV", "C3", least=100),
        _source("ged", "ucdp_ged", "Register of deaths, events", "register/ged-*.csv", "A2", known={"delay": _days()}),
        _source(
            "country-months",
            "ucdp_country_month",
            "Register of deaths, country-months",
            "register/country-months-*.parquet",
            "A2",
            known={"delay": _days()},
            fresh_for="75d",
        ),
        *(
            _source(paper.name, "rss", paper.title, f"feeds/{paper.name}-*.xml", _GRADES[paper.name])
            for paper in PAPERS
            if paper.feed
        ),
        _source("relief", "reliefweb", "Lantern Relief disaster list", "relief/*.json", "A1", fresh_for="120d"),
        _source(
            "cert", "stix", "Passage Emergency Team", "threats/*.json", "B2", discipline="TECHINT", fresh_for="45d"
        ),
        _source(
            "readings",
            "table",
            "Weekly readings of networks, ports and grain",
            "signals/*.csv",
            "B2",
            discipline="TECHINT",
            known={"delay": "3d"},
            fresh_for="14d",
            options=_READINGS,
        ),
        _source(
            "human-heron",
            "human",
            "GREY HERON",
            "human/grey-heron/*.md",
            "B2",
            discipline="HUMINT",
            marking=_HUMAN,
            fresh_for="30d",
        ),
        _source(
            "human-lark",
            "human",
            "QUIET LARK",
            "human/quiet-lark/*.md",
            "C3",
            discipline="HUMINT",
            marking=_HUMAN,
            fresh_for="30d",
        ),
    ]


def sources_text() -> bytes:
    """`sources.yaml`."""
    return as_yaml(sources())


def countries() -> dict[str, dict[str, Any]]:
    """The `countries` of a workspace: what each publisher calls the states."""
    return {state.code: {"name": state.name, "also": [state.two]} for state in atlas().states}


def requirements() -> list[dict[str, Any]]:
    """What the exercise's reader wants to know; none of them names the crisis."""
    states = [state.name for state in atlas().states]
    return [
        _requirement(
            "borders",
            "Which disputed border may turn violent in the coming months?",
            states,
            ["THREATEN", "MOBILIZE", "ASSAULT"],
            1,
        ),
        _requirement("ports", "Are ports, pipelines or networks under attack?", states, ["COERCE", "cyber", "port"], 2),
        _requirement(
            "armed-groups",
            "Where do armed groups fight governments, and with how many dead?",
            states,
            ["ASSAULT", "deaths"],
            2,
        ),
        _requirement("relief", "Where does a natural disaster need help from outside?", states, ["AID", "disaster"], 3),
    ]


def requirements_text() -> bytes:
    """`requirements.yaml`."""
    return as_yaml(requirements())


def _days() -> str:
    return f"{REGISTER_DELAY_DAYS}d"


def _source(name: str, connector: str, title: str, address: str, grade: str, **more: Any) -> dict[str, Any]:
    least = more.pop("least", 1)
    return {
        "name": name,
        "connector": connector,
        "title": f"{title} (fictional)",
        "discipline": more.pop("discipline", "OSINT"),
        "address": f"collected/{address}",
        "licence": "Apache-2.0 (exercise)",
        "grade": grade,
        "marking": more.pop("marking", {"level": "open", "tlp": "clear"}),
        "least_rows": least,
        "most_rows": 200_000,
        "fresh_for": more.pop("fresh_for", "7d"),
        **more,
    }


def _requirement(name: str, question: str, regions: list[str], topics: list[str], priority: int) -> dict[str, Any]:
    return {
        "name": name,
        "question": f"{question} ({LABEL})",
        "regions": regions,
        "topics": topics,
        "priority": priority,
        "owner": "duty officer (exercise)",
    }


class _Plain(yaml.SafeDumper):
    """Writes what is meant twice twice: anchors are hard to read and refused by careful readers."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


def as_yaml(content: object) -> bytes:
    """YAML under a line that says that it is fiction."""
    return (_HEAD + yaml.dump(content, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=110)).encode()
