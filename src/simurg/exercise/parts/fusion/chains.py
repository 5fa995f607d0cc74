"""Who follows whom: from an incident over independent first reports to copies, rewrites, updates and circles.

A first report is told by a wire or a paper in its own words; no two of one incident come from one ownership group or
controller, so first reports are independent. Others follow it or one of its followers: papers print
wires and their own group's papers, blogs print anybody. A *copy* has the same words, perhaps trimmed and under another
headline; a *rewrite* tells the same in other words and cites; an *update* is the first outlet's own, with new figures;
a *circle* is the first outlet citing one that has it from itself. An *altered* copy says other facts than its parent.
"""

from dataclasses import dataclass, replace

import numpy as np

from simurg.exercise.parts.fusion.alterations import altered, edited
from simurg.exercise.parts.fusion.incidents import Incident, Said
from simurg.exercise.parts.fusion.outlets import Outlet
from simurg.exercise.parts.fusion.settings import FusionPart
from simurg.exercise.parts.fusion.wording import Style, Wording, draw_wording, sentences

FIRSTS = 0.7  # mean number of further independent first reports
MOST = 12
ATTENTION = 0.6  # log-sd of how far an incident is copied
UPDATED, CIRCLED, BOILERPLATE = 0.3, 0.15, 0.6
CITES = {"copy": 0.4, "rewrite": 0.85, "circle": 1.0}
FEED_SOURCE = 0.35


@dataclass(frozen=True, slots=True)
class Telling:
    """One report. `parent` and `root` are rows of the same list (-1: a first report has no parent)."""

    incident: int
    outlet: int
    second: int
    parent: int
    root: int
    manner: str  # first, copy, rewrite, update, circle
    change: str  # "", or what this outlet altered: deaths, people, roles, place
    wording: Wording
    said: Said
    style: Style
    feed_source: int  # the outlet that the feed names as the source, or -1


def draw_tellings(part: FusionPart, known: tuple[Outlet, ...], what: tuple[Incident, ...]) -> list[Telling]:
    """All reports, each after its parent."""
    chains = Chains(part, known)
    for number, incident in enumerate(what):
        chains.tell(number, incident)
    return chains.made


class Chains:
    """Draws the chains of one incident after the other from one stream of dice."""

    def __init__(self, part: FusionPart, known: tuple[Outlet, ...]) -> None:
        self.made: list[Telling] = []
        self._dial, self._dice, self._known = part.dial, part.dice("chains"), known
        self._kinds = np.array([outlet.kind for outlet in known])
        self._first: dict[int, int] = {}  # incident -> its first report

    def tell(self, number: int, incident: Incident) -> None:
        """Every report of one incident."""
        attention = float(np.exp(ATTENTION * self._dice.standard_normal() - ATTENTION**2 / 2))
        weights = np.select([self._kinds == "wire", self._kinds == "paper"], [6.0, 1.0], 0.0)
        firsts = min(1 + int(self._dice.poisson(FIRSTS)), 4)
        reporters = self._dice.choice(len(weights), firsts, replace=False, p=weights / weights.sum()).tolist()
        like = self._first.get(incident.sister, -1)
        again = like >= 0 and bool(self._dice.random() < BOILERPLATE)  # the same desk uses its old text again
        if again:
            reporters[0] = self.made[like].outlet
        for rank, outlet in enumerate(reporters):
            if any(self._related(outlet, other) for other in reporters[:rank]):
                continue
            row, wording = len(self.made), draw_wording(self._dice, incident.said.kind)
            if again and rank == 0:
                wording = self.made[like].wording
            self._first.setdefault(number, row)
            second = incident.second + int(self._dice.exponential(6 * 3600)) + 1800
            style = Style(self._known[outlet].title)
            self.made.append(Telling(number, outlet, second, -1, row, "first", "", wording, incident.said, style, -1))
            self._follow(row, min(int(self._dice.poisson(self._dial.copies * attention)), MOST))

    def _related(self, one: int, other: int) -> bool:
        """Whether two outlets are no two independent voices: the same one, one group's, or one controller's."""
        here, there = self._known[one], self._known[other]
        group, master = (
            here.owner and here.owner == there.owner,
            here.controller and here.controller == there.controller,
        )
        return one == other or bool(group or master)

    def _follow(self, root: int, copies: int) -> None:
        members, used = [root], {self.made[root].outlet}
        for _ in range(copies):
            if len(members) == 1 and self._dice.random() < UPDATED:
                members.append(self._add(root, self.made[root].outlet, "update"))
            parent = members[int(self._dice.integers(len(members)))]
            outlet = self._follower(self._known[self.made[parent].outlet], used)
            used.add(outlet)
            manner = "rewrite" if self._dice.random() < self._dial.rewritten else "copy"
            members.append(self._add(parent, outlet, manner))
        if len(members) > 2 and self._dice.random() < CIRCLED:
            self._add(members[-1], self.made[root].outlet, "circle")

    def _follower(self, parent: Outlet, used: set[int]) -> int:
        weights = np.select([self._kinds == "paper", self._kinds == "blog"], [1.5, 1.0], 0.0)
        if parent.kind == "paper":
            sibling = np.array([bool(parent.owner) and outlet.owner == parent.owner for outlet in self._known])
            weights = np.where(sibling, 5.0, np.where(self._kinds == "paper", 0.3, weights))
        if parent.kind == "blog":
            weights = np.where(self._kinds == "paper", 0.2, weights)
        weights[sorted(used)] = 0.0
        return int(self._dice.choice(len(weights), p=weights / weights.sum()))

    def _add(self, parent: int, outlet: int, manner: str) -> int:
        before, dice, here = self.made[parent], self._dice, self._known[outlet]
        wording, style, said, change = before.wording, Style(here.title), before.said, ""
        if manner == "update":
            more = replace(said, deaths=said.deaths + int(dice.integers(1, 9)) if said.deaths else 0)
            said = more if more.deaths else replace(said, people=min(98, said.people + int(dice.integers(1, 9))))
            style = replace(style, form=int(dice.integers(len(sentences()["updates"]))))
        elif manner == "copy":
            wording, style = edited(dice, self._dial, before.wording, style)
            said, change = altered(dice, self._dial, here, said)
        else:
            wording = draw_wording(dice, said.kind)
        cited = self._known[before.outlet].title
        if manner in CITES and dice.random() < CITES[manner]:
            style = replace(style, cites=(int(dice.integers(len(sentences()["cites"]))), cited))
        feed = before.outlet if manner == "copy" and dice.random() < FEED_SOURCE else -1
        second = before.second + int(dice.exponential(8 * 3600)) + 900
        row = len(self.made)
        self.made.append(
            Telling(before.incident, outlet, second, parent, before.root, manner, change, wording, said, style, feed)
        )
        return row
