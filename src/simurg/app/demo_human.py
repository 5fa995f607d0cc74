"""The human desk of the workbench's demo: a fictional source of the harbour desk, whose origin is sealed as in earnest.

Two reports and a contact. Who is behind the pseudonym is invented; even so it goes through the intake, which seals it
before anything is stored, and stands nowhere else in the workspace.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from simurg.app.human.handling import source_of, write_contact
from simurg.app.human.intake import Taker, desk_of, take
from simurg.app.human.report import of_file
from simurg.app.human.rooms import room_of
from simurg.app.worker import Office
from simurg.exercise.atlas import LABEL
from simurg.ontology.times import text_of

DESK, PSEUDONYM, COMPARTMENT = "harbour-desk", "STILL WATER", "HERON"
DAY = datetime(2024, 11, 6, tzinfo=UTC)
_ORIGIN = "origin: {name: Ilse Vantongeren, how: leaves word at the chandler's on the quay}"
_REPORTS = (
    ("1", DAY - timedelta(days=9), "Two grain ships lay a week at the outer pier and were not unloaded.",
     "The pilots say that the customs office is closed to them without a reason given."),
    ("2", DAY, "Soldiers have taken over the night shift at the outer pier.",
     "Lorries come after dark and leave to the north, towards the border. The source saw eleven of them on one night."),
)  # fmt: skip


def desk_entry() -> dict[str, Any]:
    """The desk's entry in sources.yaml."""
    return {
        "name": DESK,
        "connector": "human",
        "title": f"Harbour desk ({LABEL})",
        "discipline": "HUMINT",
        "address": "inbox/harbour/*.md",
        "grade": "C3",
        "marking": {"level": "confidential", "tlp": "amber", "compartments": [COMPARTMENT]},
        "least_rows": 0,
        "fresh_for": "30d",
        "retention": {"payload": "90d", "rows": "1825d", "contacts": "730d"},
    }


def take_in(office: Office) -> None:
    """The reports and the contact; collecting them is a job of its own (`human`)."""
    workspace = office.workspace
    scope = workspace.scope("operator")
    desk = desk_of(workspace, scope, DESK)
    with room_of(workspace).vault() as vault:
        taker = Taker(workspace, vault, office.audit, office.clock, "operator", scope)
        for number, day, *words in _REPORTS:
            take(taker, DESK, of_file(_file(number, day, words), desk, office.clock()))
        note = "Sure of the lorries, unsure of the ships' names. Will look again after the new moon."
        said = {"at": text_of(DAY), "how": "in person", "note": note}
        found = source_of(taker, PSEUDONYM, DESK)
        if not vault.count(found, "contact"):
            write_contact(taker, found, said)


def _file(number: str, day: datetime, words: list[str]) -> bytes:
    """An offline file as a handler writes it."""
    head = [
        f"pseudonym: {PSEUDONYM}",
        f'report: "{number}"',
        f"date: {day:%Y-%m-%d}",
        "reliability: C",
        "credibility: 3",
    ]
    return "\n".join(["---", _ORIGIN, *head, "---", *words, f"({LABEL})", ""]).encode()
