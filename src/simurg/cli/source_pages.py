"""Sources as a person reads them in a terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from simurg.cli.terminal import counted, say, table

Result = Mapping[str, Any]
MOST_HEALED = 10


def show_sources(result: Result) -> None:
    every = result["sources"]
    if not every:
        say("No source is named yet: `simurg sources --cards` lists what can be added, `--add` adds it.")
        return
    table(
        ("source", "health", "since", "fetched", "newest content", "next", "licence"),
        [
            (
                one["name"],
                one["health"]["state"].replace("_", " "),
                _minute(one["health"]["since"]),
                _minute(one["last_fetched"]),
                _minute(one["last_content"]),
                _minute(one["next"]),
                one["licence"],
            )
            for one in every
        ],
    )
    for one in every:
        if not one["health"]["well"]:
            say(f"{one['name']}: {one['health']['words']} {one['health']['next_step']}")
        if one["unset_keys"]:
            say(f"{one['name']}: {_keys(one['unset_keys'])}")


def show_source(one: Result) -> None:
    say(f"{one['name']}: {one['title'] or one['name']} ({one['connector']}, grade {one['grade']})")
    schedule = f"every {one['schedule']}, next {_minute(one['next'])}" if one["schedule"] else "only when it is asked"
    told = (
        ("what", one["what"]),
        ("publisher", one["publisher"]),
        ("address", one["address"]),
        ("fetched", schedule),
        ("licence", one["licence"]),
        ("terms", one["terms"]),
        ("limits", one["limits"]),
        ("delay", one["delay"]),
        ("absence", one["absence"]),
    )
    for name, words in told:
        if words:
            say(f"  {name}: {words}")
    health = one["health"]
    since = f" since {_minute(health['since'])}" if health["since"] else ""
    say(f"Health: {health['state'].replace('_', ' ')}{since}. {health['words']} {health['next_step']}".rstrip())
    for healed in health["healed"][:MOST_HEALED]:
        say(f"  {healed['state'].replace('_', ' ')} from {_minute(healed['since'])} to {_minute(healed['until'])}")
    if one["unset_keys"]:
        say(_keys(one["unset_keys"]))
    if one["fetches"]:
        _fetches(one["fetches"])


def show_cards(cards: Sequence[Result]) -> None:
    if len(cards) == 1:
        [one] = cards
        for name in (
            "name",
            "title",
            "what",
            "publisher",
            "licence",
            "terms",
            "limits",
            "delay",
            "absence",
            "schedule",
        ):
            say(f"{name}: {one[name] or '–'}")
        say(f"keys: {', '.join(one['keys'].values()) or '–'}")
        return
    table(
        ("card", "title", "every", "key", "licence"),
        [(one["name"], one["title"], one["schedule"], "yes" if one["keys"] else "", one["licence"]) for one in cards],
    )
    say(f"{counted(len(cards), 'card')}; `simurg sources --cards NAME` tells one, `simurg sources --add NAME…` adds.")


def show_added(result: Result) -> None:
    say(f"Added to sources.yaml: {', '.join(result['added'])}.")
    for name, keys in result["unset_keys"].items():
        say(f"{name}: {_keys(keys)}")
    say("Next: `simurg collect`, or `simurg collect --follow`.")


def _fetches(fetches: Sequence[Result]) -> None:
    rows = []
    for one in fetches:
        said = one["what"] or "; ".join(one["said"])
        figures = (one["calls"], one["documents"], one["rows"], one["new_rows"], one["rejects"])
        rows.append((one["started"][:19], one["outcome"].replace("_", " "), *figures, said[:100]))
    table(("started", "outcome", "calls", "documents", "rows", "new rows", "not read", "said"), rows)


def _keys(places: Sequence[str]) -> str:
    return f"set its keys first: {', '.join(places)}"


def _minute(moment: str | None) -> str:
    return moment[:16].replace("T", " ") if moment else ""
