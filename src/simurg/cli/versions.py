"""The versions of a report on the terminal: what each changed, [-removed-] and {+added+} as word diffs are written."""

from collections.abc import Mapping, Sequence
from typing import Any

from simurg.cli.terminal import counted, say


def show_versions(result: Mapping[str, Any]) -> None:
    """The earliest first."""
    versions = result["versions"]
    say(f"{counted(result['count'], 'version')} of report {result['id'][:12]}")
    if result["count"] > len(versions):
        say(f"  The newest {len(versions)} are shown.")
    for number, one in enumerate(versions, result["count"] - len(versions) + 1):
        stands = "" if one["stands"] else " (no longer stands)"
        say(f"{number}. {one['id'][:12]}, known {one['known_at']}{stands}: {one['title'] or '–'}")
        if one["title_change"]:
            say(f"  title: {_marked(one['title_change'])}")
        if one["change"]:
            say(f"  {one['words_added']} words added, {one['words_removed']} removed:")
            say(_marked(one["change"]))
        elif number > 1 and not one["title_change"]:
            say("  Its words are the same.")


def _marked(pieces: Sequence[Mapping[str, str]]) -> str:
    signs = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}
    return "".join(piece["text"].join(signs[piece["kind"]]) for piece in pieces)
