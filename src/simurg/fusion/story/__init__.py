"""One story? How many independent origins? Which copies changed the facts?

    rows = sketch(reports)                      # a report each, stored; depends on that report alone
    left, right = candidates(new, every)        # which to compare
    links = link_rows(reports_left, reports_right)          # two reports each, stored
    found = stories(reports, links)             # of what a view shows
    altered_copies(reports, links); origins(told, copies, owners)
    near_copies(texts); topics(texts)           # of any texts, without facts and time

Pure: no files, clock or randomness. How it decides: docs/story.md.
"""

from simurg.fusion.story.altered import Altered, altered_copies
from simurg.fusion.story.comparing import ALTERED_COPY, NEAR_COPY, SAME_STORY, Link, compare
from simurg.fusion.story.differing import Difference
from simurg.fusion.story.grouping import Stories, stories
from simurg.fusion.story.joins import candidates
from simurg.fusion.story.linking import LINKS, link_rows
from simurg.fusion.story.near import NearCopy, near_copies
from simurg.fusion.story.origins import RULES, Join, Origin, Origins, Told, origins
from simurg.fusion.story.reading import Reading, Report, read
from simurg.fusion.story.sketches import SKETCH, readings, sketch
from simurg.fusion.story.topics import topics

__all__ = [
    "ALTERED_COPY",
    "LINKS",
    "NEAR_COPY",
    "RULES",
    "SAME_STORY",
    "SKETCH",
    "Altered",
    "Difference",
    "Join",
    "Link",
    "NearCopy",
    "Origin",
    "Origins",
    "Reading",
    "Report",
    "Stories",
    "Told",
    "altered_copies",
    "candidates",
    "compare",
    "link_rows",
    "near_copies",
    "origins",
    "read",
    "readings",
    "sketch",
    "stories",
    "topics",
]
