"""A computer emergency team's threat reports as STIX 2.1 bundles, one a quarter: groups, malware, indicators, reports.

All names are invented, addresses are from the ranges for documentation (RFC 5737) and `.example` (RFC 2606). The
attack on a port's computers is told among others of its kind, with nothing that sets it apart.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from simurg.exercise.atlas import LABEL, State, atlas
from simurg.exercise.prose import Writer
from simurg.exercise.publishers.gdelt import QUARTER_WEEKS
from simurg.exercise.scene import Scene
from simurg.exercise.world import START

GROUPS = ("BRINE ADDER", "TIN HERALD", "MOTH LANTERN", "SLATE OTTER")
MALWARE = ("Halfpenny", "Drift Anchor", "Glasswort", "Nightbarge", "Sprat")
TARGETS = (
    "customs office",
    "grain exchange",
    "power dispatcher",
    "telephone exchange",
    "railway operator",
    "port authority",
)
EVERY_WEEKS = 4
REVISED, REVISED_AFTER_WEEKS = 0.3, QUARTER_WEEKS  # share of reports that the team publishes again, and when


def files(scene: Scene) -> dict[str, bytes]:
    """Bundles of about a dozen objects; every object is labelled as an exercise."""
    dice = scene.world.dice("threats")
    author = _Author(Writer(dice), dice)
    standing = author.standing()
    weeks: list[tuple[float, State, str]] = []
    for begin in range(2, scene.world.weeks - 1, EVERY_WEEKS):
        weeks.append((begin + float(dice.random()), author.writer.pick(atlas().states), author.writer.pick(TARGETS)))
    weeks.append((scene.plot.incident + 0.7, atlas().state(scene.plot.victim), "port authority"))
    bundles: dict[int, list[dict[str, Any]]] = {}
    for week, state, target in sorted(weeks, key=lambda each: each[0]):
        told = author.incident(scene.world.moment(week), state, target)
        bundles.setdefault(int(week) // QUARTER_WEEKS, []).extend(told)
        again = week + REVISED_AFTER_WEEKS
        if again < scene.world.weeks and dice.random() < REVISED:
            bundles.setdefault(int(again) // QUARTER_WEEKS, []).append(revised(told[-1], scene.world.moment(again)))
    written = {}
    for number, (quarter, objects) in enumerate(sorted(bundles.items())):
        bundle = {
            "type": "bundle",
            "id": author.name("bundle"),
            "objects": [*(standing if number == 0 else []), *objects],
        }
        name = f"threats/exercise-fictional-{scene.world.moment(quarter * QUARTER_WEEKS):%Y-%m-%d}.json"
        written[name] = orjson.dumps(bundle, option=orjson.OPT_INDENT_2)
    return written


def revised(report: dict[str, Any], at: datetime) -> dict[str, Any]:
    """The same report with what was learned since: a new version of the same object."""
    update = f"{report['description']} Update: the same loader was removed from a second office; no data were lost."
    return {**report, "modified": _moment(at), "description": update}


class _Author:
    """Makes STIX objects; remembers the standing ones, to which incidents point."""

    def __init__(self, writer: Writer, dice: Any) -> None:
        self.writer, self._dice = writer, dice
        self._identity = self.name("identity")
        self._groups: list[dict[str, Any]] = []
        self._malware: list[dict[str, Any]] = []

    def name(self, kind: str) -> str:
        """A new STIX id."""
        return f"{kind}--{UUID(bytes=self._dice.bytes(16), version=4)}"

    def standing(self) -> list[dict[str, Any]]:
        """The team itself, the groups and the malware that incidents point to."""
        team = self._object("identity", START, identity_class="organization", name="Passage Emergency Team (fictional)")
        team["id"] = self._identity
        for name in GROUPS:
            text = f"Named after a run of attempts on offices of the continent. [{LABEL}]"
            self._groups.append(
                self._object("intrusion-set", START, name=name, description=text, aliases=[name.title()])
            )
        for name in MALWARE:
            text = f"A loader that arrives as an attached tariff table. [{LABEL}]"
            self._malware.append(self._object("malware", START, name=name, description=text, is_family=True))
        return [team, *self._groups, *self._malware]

    def incident(self, at: datetime, state: State, target: str) -> list[dict[str, Any]]:
        """A report with its indicators and relations."""
        group, malware = self.writer.pick(self._groups), self.writer.pick(self._malware)
        role = self.writer.pick(("cdn", "mail", "tariff", "update"))
        host = f"{role}{self.writer.number(10, 99)}.{state.code.lower()}.example"
        address = f"{self.writer.pick(('192.0.2', '198.51.100', '203.0.113'))}.{self.writer.number(2, 250)}"
        indicators = [
            self._indicator(at, f"Host of {malware['name']}", f"[domain-name:value = '{host}']"),
            self._indicator(at, f"Address of {malware['name']}", f"[ipv4-addr:value = '{address}']"),
        ]
        city = state.port if target == "port authority" else state.capital
        hours = self.writer.number(3, 60)
        text = (
            f"The {target} of {city}, {state.name}, was on paper for {hours} hours after {malware['name']} was found "
            f"on {self.writer.number(8, 400)} machines. The team ties the traffic to {group['name']} with "
            f"{self.writer.pick(('low', 'moderate'))} confidence; the loader called {host}. [{LABEL}]"
        )
        relations = [self._relation(at, "uses", group, malware)]
        relations += [self._relation(at, "indicates", each, malware) for each in indicators]
        about = [group["id"], malware["id"], *(each["id"] for each in indicators)]
        title = f"{malware['name']} at the {target} of {city} (fictional)"
        report = self._object("report", at, name=title, description=text, published=_moment(at), object_refs=about)
        return [*indicators, *relations, report]

    def _indicator(self, at: datetime, name: str, pattern: str) -> dict[str, Any]:
        until = _moment(at + timedelta(days=90))
        return self._object(
            "indicator", at, name=name, pattern=pattern, pattern_type="stix", valid_from=_moment(at), valid_until=until
        )

    def _relation(self, at: datetime, kind: str, source: dict[str, Any], target: dict[str, Any]) -> dict[str, Any]:
        return self._object(
            "relationship", at, relationship_type=kind, source_ref=source["id"], target_ref=target["id"]
        )

    def _object(self, kind: str, at: datetime, **content: Any) -> dict[str, Any]:
        spine = {
            "type": kind,
            "spec_version": "2.1",
            "id": self.name(kind),
            "created": _moment(at),
            "modified": _moment(at),
        }
        return {**spine, "created_by_ref": self._identity, "labels": ["exercise", "fictional"], **content}


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.000Z"
