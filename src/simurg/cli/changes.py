"""What a recall changed, old and new, as a person reads it."""

from collections.abc import Mapping, Sequence
from typing import Any

from simurg.cli.terminal import counted, say

MOST = 12
"""Changes of one kind that are printed; `--json` has all."""


def show_without(result: Mapping[str, Any]) -> None:
    """The answer to `without`."""
    name = result["target"] if result["kind"] == "source" else result["target"][:12]
    say(f"Without {result['kind']} {name} ({counted(result['reports'], 'report')}), as of {result['as_of'][:16]}:")
    if not any(result["changed"][what] for what in ("stories", "entities", "beliefs")):
        say("  nothing else would change")
    show_changed(result["changed"])


def show_changed(changed: Mapping[str, Any]) -> None:
    """Stories, entities and beliefs that are others now."""
    _lines(("story", "stories"), [_story(one) for one in changed["stories"]])
    _lines(
        ("entity", "entities"), [f"{'; '.join(one['old'])}  →  {'; '.join(one['new'])}" for one in changed["entities"]]
    )
    if changed["beliefs"] is None:
        say("  beliefs were not compared: nothing has been learned about the sources yet (`simurg fuse --refit`)")
        return
    _lines(("belief", "beliefs"), [_belief(one) for one in changed["beliefs"]])
    left = changed["subjects"] - changed["subjects_looked_at"]
    if left:
        say(f"  {left:,} more subjects of its claims were not looked at here; `simurg believe` shows each.")


def _lines(what: tuple[str, str], lines: Sequence[str]) -> None:
    if lines:
        say(f"  {counted(len(lines), *what)} changed:")
    for line in lines[:MOST]:
        say(f"    {line}")
    if len(lines) > MOST:
        say(f"    and {len(lines) - MOST:,} more; --json has them")


def _story(one: Mapping[str, Any]) -> str:
    sides = [_told(one["old"]), " | ".join(_told(part) for part in one["new"]) or "gone"]
    title = (one["old"] or one["new"][0])["title"][:60]
    more = (
        bool(one["old"]) and sum(part["independent_origins"] for part in one["new"]) > one["old"]["independent_origins"]
    )
    gone = " (no gain: who shows that others copied is gone)" if more else ""
    return f"{title}: {sides[0]} → {sides[1]}{gone}"


def _told(story: Mapping[str, Any] | None) -> str:
    if story is None:
        return "none"
    return f"{counted(story['reports'], 'report')}, {counted(story['independent_origins'], 'origin')}"


def _belief(one: Mapping[str, Any]) -> str:
    return f"{one['entity'][:40]} {one['predicate']}: {_answer(one['old'])} → {_answer(one['new'])}"


def _answer(belief: Mapping[str, Any] | None) -> str:
    return "nothing" if belief is None else f"{belief['answer'][:40]} ({belief['probability']:.0%})"
