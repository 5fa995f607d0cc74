"""For whom a job of the page is run: with which roles and token it was asked for, and in which picture.

A job may wait. It runs with no more than whoever asked has left by then: an account that was disabled, a role or a
token that was taken away, or another picture than the one it was asked in, and it does not run. What it told is told to
whoever asked alone, for as long as they still reach that picture; a token hears of its own jobs only.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from simurg.access.people import People
from simurg.access.reader import Reader
from simurg.app.workspace import Workspace
from simurg.ontology.errors import CallerError
from simurg.ontology.markings import Scope

_ASKER = "asker"


def on_behalf_of(reader: Reader) -> dict[str, Any]:
    """What a job carries of whoever asks for it."""
    asker = {"roles": sorted(reader.roles), "picture": reader.picture.name, "token": reader.token}
    return {"reader": f"@{reader.name}", _ASKER: asker}


def lent(workspace: Workspace, arguments: Mapping[str, Any]) -> Workspace:
    """The workspace as a job may use it. CallerError if whoever asked has less now than when they asked."""
    asker = arguments.get(_ASKER)
    if asker is None:
        return workspace
    reader = str(arguments["reader"])
    people = People(workspace.state)
    try:
        roles = people.active(reader.removeprefix("@")).roles
    finally:
        people.close()
    own = replace(workspace, token=asker["token"])
    if not roles.issuperset(asker["roles"]) or own.picture(reader).name != asker["picture"]:
        raise CallerError("What you may see or do has changed since you asked for this.", hint="Ask for it again.")
    return own


def may_follow(reader: Reader, arguments: Mapping[str, Any], pictures: Mapping[str, Scope]) -> bool:
    """Whether a job, with what it told, is this reader's to see."""
    if arguments.get("reader") != f"@{reader.name}":
        return False
    asker = arguments.get(_ASKER) or {"token": None, "picture": reader.picture.name}
    if reader.token is not None and asker["token"] != reader.token:
        return False
    picture = pictures.get(asker["picture"])
    return picture is not None and picture <= reader.picture.scope
