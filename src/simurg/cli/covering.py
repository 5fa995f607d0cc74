"""`simurg require --coverage`: for each requirement who answers it, who could, and where there is a gap."""

from collections.abc import Mapping
from typing import Any

from simurg.cli.asked import Asked


def covered(asked: Asked, name: str | None, reader: str | None) -> None:
    """As it is now, within the reader's picture; CallerError for a requirement that there is none of."""
    from simurg.app.bootstrap import folder_of, reading
    from simurg.app.coverage import told_coverage
    from simurg.app.sources import sources_in
    from simurg.app.workspace import open_workspace
    from simurg.cli.terminal import answer
    from simurg.ontology.errors import CallerError

    workspace = open_workspace(folder_of(asked.workspace))
    picture = workspace.picture(reader)
    with reading(workspace) as ledger:
        view = ledger.as_of(scope=picture.scope, picture=picture.name)
        items = told_coverage(view, sources_in(workspace), workspace.state)
    if name is not None:
        items = [one for one in items if one["name"] == name]
        if not items:
            raise CallerError(f"There is no requirement {name[:60]!r}.", hint="`simurg require` lists them.")
    answer(asked, {"coverage": items}, lambda: _show(items))


def _show(items: list[dict[str, Any]]) -> None:
    from simurg.cli.terminal import say

    if not items:
        say("No requirement is set.")
    for one in items:
        say(f"{one['name']}: {one['question'] or '–'}")
        for cover in one["answers"]:
            say(f"  {cover['source']}: {_word(cover)}, {cover['why']}")
        for cover in one["could"]:
            say(f"  {cover['source']}: could, {cover['why']}")
        if one["gap"]:
            say(f"  GAP  {one['gap']}")
        if one["cards"]:
            say(f"  cards that name it: {', '.join(one['cards'])} (`simurg sources --add NAME`)")


def _word(cover: Mapping[str, Any]) -> str:
    if not cover["well"]:
        return "ill"
    return "fresh" if cover["fresh"] else "late"
