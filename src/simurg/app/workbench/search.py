"""Search over the picture's index, each hit confirmed in the view."""

from simurg.app.search import Search, by_story, found_in, index_of
from simurg.app.workbench.look import Look, Told
from simurg.app.workspace import Workspace
from simurg.ledger.search.hits import TABLE_OF

GROUPED_BY_STORY = 10_000
"""Reports above which hits are grouped by equal text only: following the stories of
more takes longer than a search."""


def searched(look: Look, workspace: Workspace, asked: Search) -> Told:
    """Groups of hits by kind, best first."""
    index = look.kept("index", lambda: index_of(workspace, look.ledger, look.of))
    few = look.count("reports") <= GROUPED_BY_STORY
    grouped = look.kept("groups", lambda: (by_story(look.view),))[0] if few else None
    told = found_in(look.view, index, asked, grouped, look.spines)
    for kind in told["found"]:
        kind["table"] = TABLE_OF[kind["kind"]]
    hits = [(kind["table"], hit["id"]) for kind in told["found"] for group in kind["groups"] for hit in group["hits"]]
    return Told(told, _marked(look, hits))


def _marked(look: Look, hits: list[tuple[str, str]]) -> tuple[str, ...]:
    """Those that bear a marking."""
    tables = sorted({table for table, _ in hits})
    return tuple(
        one for table in tables for one in look.marked(table, [number for kind, number in hits if kind == table])
    )
