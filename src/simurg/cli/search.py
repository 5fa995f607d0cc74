"""The command `search`: full text over reports, entities, claims and products, grouped by story."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from simurg.cli.commands import Reader
from simurg.cli.run import app

_OPEN, _CLOSE = "«", "»"
_TITLES = {"report": "Reports", "entity": "Entities", "claim": "Claims", "product": "Products"}


@app.command(context_settings={"ignore_unknown_options": True})
def search(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(help='Words that must be there, "phrases", and -words that must not.')],
    as_of: Annotated[str | None, typer.Option("--as-of", help="As known at this moment; default: now.")] = None,
    reliability: Annotated[str | None, typer.Option(help="A-C or A,B: of the source.")] = None,
    credibility: Annotated[str | None, typer.Option(help="1-3 or 1,2: of the item.")] = None,
    source: Annotated[list[str] | None, typer.Option(help="A source's name; may be repeated.")] = None,
    place: Annotated[list[str] | None, typer.Option(help="Country (name or ISO alpha-3) or place of an event.")] = None,
    language: Annotated[list[str] | None, typer.Option(help="For example ar; may be repeated.")] = None,
    kind: Annotated[list[str] | None, typer.Option(help="report, entity, claim, product; may be repeated.")] = None,
    since: Annotated[str | None, typer.Option("--from", help="Published at or after this moment.")] = None,
    until: Annotated[str | None, typer.Option("--to", help="Published before this moment.")] = None,
    top: Annotated[int, typer.Option(help="How many groups of each kind.")] = 10,
    reader: Reader = None,
) -> None:
    """Find reports, entities, claims and products by their words, in any script; reports stand by story."""
    from simurg.app.bootstrap import folder_of, reading
    from simurg.app.queue import Progress
    from simurg.app.search import Search, by_story
    from simurg.app.search import search as found
    from simurg.app.workspace import open_workspace
    from simurg.cli.terminal import Ticker, answer

    asked = Search(
        words=" ".join(words),
        as_of=as_of,
        reliability=reliability,
        credibility=credibility,
        sources=tuple(source or ()),
        places=tuple(place or ()),
        languages=tuple(language or ()),
        kinds=tuple(kind or ()),
        since=since,
        until=until,
        top=top,
    )
    workspace = open_workspace(folder_of(context.obj.workspace))
    with reading(workspace) as ledger, Ticker(context.obj) as ticker:

        def tell(count: int) -> None:
            ticker(Progress("building the search index", 0, count))

        result = found(workspace, ledger, workspace.picture(reader), asked, stories_of=by_story, tell=tell)
    answer(context.obj, result, lambda: show_found(result))


def show_found(result: Mapping[str, Any]) -> None:
    """Each kind that has hits, group by group; the words that were asked for stand between « and »."""
    from simurg.cli.terminal import say

    for one in result["found"]:
        if one["groups"]:
            say(f"{_TITLES[one['kind']]} ({_number(one)})")
            for place, group in enumerate(one["groups"], 1):
                _group(place, group)
    if not any(one["groups"] for one in result["found"]):
        say(f"Nothing as known at {result['as_of'][:16]} has all of this.")
        say("Ask for fewer words or wider limits; all words must be there, in one row.")


def _number(one: Mapping[str, Any]) -> str:
    if not one["complete"]:
        return f"the best {len(one['groups']):,} of at most {one['at_most']:,}"
    shown = sum(len(group["hits"]) + group["others"] for group in one["groups"])
    return f"{one['stand']:,}" if shown == one["stand"] else f"the best {shown:,} of {one['stand']:,}"


def _group(place: int, group: Mapping[str, Any]) -> None:
    from simurg.cli.terminal import say

    first, *rest = group["hits"]
    say(f"{place:3}. {_marked(first['title']) or '–'}")
    say(f"     {_line(first)}")
    if first["words"]["text"]:
        say(f"     {_marked(first['words'])}")
    for hit in rest:
        say(f"     also {_line(hit)}  {_marked(hit['title'])}")
    if group["others"]:
        say(f"     and {group['others']:,} more that match")


def _line(hit: Mapping[str, Any]) -> str:
    moment = hit["published_at"] or hit["known_at"]
    parts = (hit["id"][:12], hit["source"], hit["grade"], moment[:16].replace("T", " "), hit["language"])
    return "  ".join(part for part in parts if part)


def _marked(snippet: Mapping[str, Any]) -> str:
    """The text with its marks; a mark is never taken from the text itself."""
    text, parts, last = snippet["text"].replace(_OPEN, "‹").replace(_CLOSE, "›"), [], 0
    for low, high in snippet["marks"]:
        parts += [text[last:low], _OPEN, text[low:high], _CLOSE]
        last = high
    before, after = snippet["cut"]
    return ("… " if before else "") + "".join([*parts, text[last:]]) + (" …" if after else "")
