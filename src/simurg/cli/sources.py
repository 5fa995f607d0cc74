"""`simurg sources`: how each source is, its card and fetches, the catalogue of cards, and adding sources by them."""

from typing import Annotated

import typer

from simurg.cli.commands import Reader
from simurg.cli.run import app


@app.command()
def sources(
    context: typer.Context,
    name: Annotated[list[str] | None, typer.Argument(help="A source, to see its card and last fetches.")] = None,
    cards: Annotated[bool, typer.Option("--cards", help="The catalogue: sources that simurg knows.")] = False,
    add: Annotated[bool, typer.Option("--add", help="Add the named cards to sources.yaml.")] = False,
    reader: Reader = None,
) -> None:
    """How the sources are: health, last fetch, newest content, next fetch, licence.

    With a name: its card and its last fetches.
    """
    from simurg.app import source_list as listed
    from simurg.app.bootstrap import folder_of, reading
    from simurg.app.following.adding import add as add_cards
    from simurg.app.following.adding import unset_keys
    from simurg.app.sources import sources_in
    from simurg.app.workspace import open_workspace
    from simurg.cli import source_pages as pages
    from simurg.cli.terminal import answer
    from simurg.ontology.errors import CallerError

    names = tuple(name or ())
    if cards and not add:
        found = listed.catalogue()
        if names:
            found = [one for one in found if one["name"] in names]
        answer(context.obj, {"cards": found}, lambda: pages.show_cards(found))
        return
    workspace = open_workspace(folder_of(context.obj.workspace))
    if add:
        if not names:
            raise CallerError("No card is named.", hint="`simurg sources --cards` lists them.")
        made = add_cards(workspace, names)
        result = {
            "added": [one.name for one in made],
            "unset_keys": {one.name: keys for one in made if (keys := unset_keys(one, workspace.folder))},
        }
        answer(context.obj, result, lambda: pages.show_added(result))
        return
    if len(names) > 1:
        raise CallerError("One source at a time.", hint="`simurg sources` lists them all.")
    known, scope = sources_in(workspace), workspace.scope(reader)
    with reading(workspace) as ledger:
        if names:
            one = listed.one_source(workspace, ledger, known, scope, names[0])
            answer(context.obj, one, lambda: pages.show_source(one))
        else:
            every = listed.source_list(workspace, ledger, known, scope)
            answer(context.obj, every, lambda: pages.show_sources(every))
