"""Stories of the last days in pages, and one story whole."""

from typing import Any

from simurg.app.press import press_of
from simurg.app.sources import sources_in
from simurg.app.story import Listing, stories_in, story_in
from simurg.app.workbench.look import Look, Told
from simurg.app.workbench.periods import cursor_of, offset_in
from simurg.app.workspace import Workspace
from simurg.ontology.times import text_of

MOST_STORIES = 5_000


def stories_page(look: Look, workspace: Workspace, days: int, altered: bool, cursor: str | None, limit: int) -> Told:
    """The list is made once; pages are cut from it."""
    offset = offset_in(cursor)

    def found() -> dict[str, Any]:
        press = press_of(sources_in(workspace), look.of.scope)
        return stories_in(look.view, press, Listing(altered=altered, days=days, top=MOST_STORIES))

    told = look.kept(("stories", days, altered), found)
    items, after = told["listed"][offset : offset + limit], offset + limit
    counts = {name: told[name] for name in ("days", "reports", "stories", "single_origin", "with_altered_copies")}
    return Told(
        {
            "as_of": text_of(look.at),
            "picture": look.picture,
            **counts,
            "items": items,
            "next": cursor_of((after,)) if after < len(told["listed"]) else None,
            "total": told["stories"],
        },
        tuple(look.marked("reports", [one["report"] for one in items])),
    )


def story_page(look: Look, workspace: Workspace, report: str) -> Told:
    """NotFound if no report in the view has such an id."""
    press = press_of(sources_in(workspace), look.of.scope)
    told = story_in(look.view, press, report)
    named = [one["report"] for origin in told["origins"] for one in origin["reports"]]
    return Told({"as_of": text_of(look.at), "picture": look.picture, **told}, tuple(look.marked("reports", named)))
