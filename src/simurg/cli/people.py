"""`simurg people`: accounts of the workbench, for whoever runs the machine. What they do here is in the audit log."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simurg.cli.run import app

if TYPE_CHECKING:
    from simurg.access.people import Account
    from simurg.access.people.links import Link
    from simurg.app.house import House
    from simurg.app.workbench.people import Office
    from simurg.ontology.markings import Scope

people = typer.Typer(no_args_is_help=True, help="Accounts: who may come in, see and do what.")
app.add_typer(people, name="people")
BY = "@operator"
"""Who does it, in the audit log: nobody's account, since no account has such a name."""

Name = Annotated[str, typer.Argument(help="The account's name.")]
Level = Annotated[str, typer.Option(help="open, restricted, confidential, secret, top-secret.")]
Tlp = Annotated[str, typer.Option(help="clear, green, amber, amber+strict, red.")]
Compartments = Annotated[list[str] | None, typer.Option("--compartment", help="May be given several times; * is all.")]
Affiliations = Annotated[list[str] | None, typer.Option("--affiliation", help="May be given several times; * is all.")]
Roles = Annotated[list[str], typer.Option("--role", help="reader, analyst, handler, partner, auditor, administrator.")]
Address = Annotated[str, typer.Option(help="Where the workbench is reached; stands before the link.")]


@people.command(name="list")
def listed(context: typer.Context) -> None:
    """All accounts, and what each may see."""
    from simurg.access.people.account import scope_words
    from simurg.cli.terminal import answer, say, table

    with _open(context) as (house, _):
        accounts = house.door.people.all()
        told = {"people": [_told(one) for one in accounts]}
        rows = [
            (one.name, one.display, one.state, ", ".join(sorted(one.roles)), scope_words(one.clearance), one.provider)
            for one in accounts
        ]

    def show() -> None:
        if rows:
            table(("name", "shown as", "state", "roles", "clearance", "provider"), rows)
        else:
            say("Nobody has an account yet. `simurg serve` prints a link that makes the first one.")

    answer(context.obj, told, show)


@people.command()
def add(
    context: typer.Context,
    name: Name,
    display: Annotated[str, typer.Option(help="What the person is called on the page.")],
    role: Roles,
    level: Level = "open",
    tlp: Tlp = "clear",
    compartment: Compartments = None,
    affiliation: Affiliations = None,
    address: Address = "http://localhost:8474",
) -> None:
    """Invite somebody: prints the link, good for a day and once, by which they choose a password."""
    from simurg.access.people import Account

    with _open(context) as (house, office):
        account = Account(name, display, frozenset(role), _scope(level, tlp, compartment, affiliation))
        link = office.invite(account, house.door.clock())
    _show_link(context, link, address)


@people.command()
def invite(context: typer.Context, name: Name, address: Address = "http://localhost:8474") -> None:
    """A new link for somebody who has lost the first one."""
    with _open(context) as (house, office):
        link = office.invite_again(name, house.door.clock())
    _show_link(context, link, address)


@people.command()
def reset(context: typer.Context, name: Name, address: Address = "http://localhost:8474") -> None:
    """Somebody lost what they sign in with: no password, passkey or session of theirs works any more; a new link."""
    with _open(context) as (house, office):
        link = office.reset(name, house.door.clock())
    _show_link(context, link, address)


@people.command()
def disable(context: typer.Context, name: Name) -> None:
    """Shut somebody out: at once, everywhere, their tokens too."""
    from simurg.access.people import Change

    with _open(context) as (_, office):
        changed = office.change(name, Change(state="disabled"), version=None)
    _show(context, changed, f"{name} is shut out.")


@people.command()
def enable(context: typer.Context, name: Name) -> None:
    """Let somebody in again."""
    from simurg.access.people import Change

    with _open(context) as (_, office):
        changed = office.change(name, Change(state="active"), version=None)
    _show(context, changed, f"{name} may come in again.")


@people.command()
def clearance(
    context: typer.Context,
    name: Name,
    level: Level,
    tlp: Tlp,
    compartment: Compartments = None,
    affiliation: Affiliations = None,
    role: Annotated[list[str] | None, typer.Option("--role", help="New roles; as they are if left out.")] = None,
) -> None:
    """What somebody may see from now on, in full; ends their sessions."""
    from simurg.access.people import Change
    from simurg.access.people.account import scope_words

    roles = None if role is None else frozenset(role)
    with _open(context) as (_, office):
        scope = _scope(level, tlp, compartment, affiliation)
        changed = office.change(name, Change(clearance=scope, roles=roles), version=None)
    _show(context, changed, f"{name} sees {scope_words(changed.clearance)}.")


@contextmanager
def _open(context: typer.Context) -> "Iterator[tuple[House, Office]]":
    from simurg.app.bootstrap import folder_of, house_of
    from simurg.app.workbench.people import Office

    house = house_of(folder_of(context.obj.workspace))
    try:
        yield house, Office(house.door, house.audit, BY, house.workspace.settings.pictures)
    finally:
        house.close()


def _scope(level: str, tlp: str, compartments: list[str] | None, affiliations: list[str] | None) -> "Scope":
    from simurg.ontology.markings import scope_of

    told = {"level": level, "tlp": tlp, "compartments": compartments or [], "affiliations": affiliations or []}
    return scope_of(told)


def _told(account: "Account") -> dict[str, Any]:
    from simurg.access.people.account import scope_told

    return {
        "name": account.name,
        "display": account.display,
        "state": account.state,
        "roles": sorted(account.roles),
        "clearance": scope_told(account.clearance),
        "provider": account.provider,
    }


def _show(context: typer.Context, account: "Account", words: str) -> None:
    from simurg.cli.terminal import answer, say

    answer(context.obj, _told(account), lambda: say(words))


def _show_link(context: typer.Context, link: "Link", address: str) -> None:
    from simurg.cli.terminal import answer, say
    from simurg.ontology.times import text_of

    told = {"name": link.name, "link": link.address(address), "until": text_of(link.until)}
    answer(context.obj, told, lambda: say(f"For {link.name}, once, until {told['until']}: {told['link']}"))
