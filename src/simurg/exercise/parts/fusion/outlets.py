"""The outlets of the fusion part: two wires, papers in ownership groups, blogs; some controlled, some careless.

Name, host, kind and owner are public, as an imprint is. Role and controller are truth: a *controlled* outlet tells
what its controller (a state) wants where that state is a party; a *careless* one makes random errors.
"""

from dataclasses import dataclass

from simurg.exercise.atlas import atlas
from simurg.exercise.parts.fusion.settings import FusionPart

_WIRES = ("Meridane Wire Service", "Passage Press Agency")
_PAPERS = (
    "Vardhelm Courier", "Tribuna de Quellan", "Southern Sentinel", "Castelmere Post", "Carrow Herald", "Luka Dnevnik",
    "Ilmar Today", "Ansgard Tidende", "Steppe Messenger", "Harbour Times", "Selwick Gazette", "Torvale Record",
)  # fmt: skip
_BLOGS = (
    "Border Notes", "The Fen Watcher", "Salt and Wind", "Quay Talk", "Nine Provinces", "The Customs House",
    "Ridge Line", "Tidal Chart", "Letters from the Strath", "Open Map Meridane",
)  # fmt: skip
_OWNERS = ("Halden Media", "Four Rivers Press", "Lighthouse Group", "")
CARELESS, CONTROLLED = 5, 4


@dataclass(frozen=True, slots=True)
class Outlet:
    """`owner` is empty for an independent one; `role` is honest, careless or controlled, by `controller`."""

    title: str
    host: str
    kind: str  # wire, paper or blog
    owner: str
    role: str
    controller: str


def outlets(part: FusionPart) -> tuple[Outlet, ...]:
    """All outlets in a fixed order; owners and roles are drawn. Two of the controlled ones share a controller."""
    dice = part.dice("outlets")
    named = [(title, "wire") for title in _WIRES] + [(title, "paper") for title in _PAPERS]
    named += [(title, "blog") for title in _BLOGS]
    odd = len(_WIRES) + dice.permutation(len(named) - len(_WIRES))
    careless, controlled = set(odd[:CARELESS].tolist()), odd[CARELESS : CARELESS + CONTROLLED].tolist()
    states = [atlas().states[index].name for index in dice.permutation(len(atlas().states))[: CONTROLLED // 2]]
    masters = {outlet: states[rank % len(states)] for rank, outlet in enumerate(controlled)}
    made = []
    for index, (title, kind) in enumerate(named):
        owner = _OWNERS[int(dice.integers(len(_OWNERS)))] if kind == "paper" else ""
        role = "careless" if index in careless else "controlled" if index in masters else "honest"
        host = "".join(letter for letter in title.casefold() if letter.isalpha()) + ".example"
        made.append(Outlet(title, host, kind, owner, role, masters.get(index, "")))
    return tuple(made)
