"""Publishers by what they are called: one key for a name and a host, and names that sound like the press."""

import re

from simurg.fusion.story.minhash import normal
from simurg.fusion.story.vocabulary import vocabulary


def squashed(name: str) -> str:
    """A publisher's name or host as one key: "The Fen Watcher" and fenwatcher.example agree."""
    name = normal(name[:200])
    if "." in name and " " not in name.strip():
        parts = name.split("://")[-1].split("/")[0].split(":")[0].split(".")
        parts = [part for part in parts if part not in ("www", "feeds", "rss", "news", "m", "en")] or parts
        name = max(parts[:-1] or parts, key=len)
    words = re.findall(r"\w+", name)
    if len(words) > 1 and words[0] in ("the", "la", "le", "el", "il", "die", "der", "das"):
        words = words[1:]
    key = "".join(words)
    return key[3:] if key.startswith("the") and len(key) > 6 else key


def sounds_like_press(name: str) -> bool:
    """Whether a squashed name is, begins or ends as agencies, papers and stations are called."""
    words = vocabulary()
    return name in words.press_names or name.startswith(words.press_begins) or name.endswith(words.press_ends)
