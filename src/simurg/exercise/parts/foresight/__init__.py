"""The exercise world's foresight part: relations that shift and reporting that only grows, wars and their neighbours.

`relations` gives daily event rows of pairs of invented states, with the planted shifts and the changes of reporting
volume as truth; `wars` gives deaths by state and month in two vintages, with regimes and the planted spillover as
truth. `in_memory` gives all as files, `write_foresight` a workspace that is ready to collect. Everything is invented
and says so; the world's own bytes do not depend on any of it.
"""

from simurg.exercise.parts.foresight.chart import neighbours
from simurg.exercise.parts.foresight.files import in_memory
from simurg.exercise.parts.foresight.published import published
from simurg.exercise.parts.foresight.relations import Relations, relations, shift_table, volume_table
from simurg.exercise.parts.foresight.settings import VERSION, ForesightPart
from simurg.exercise.parts.foresight.wars import Wars, figures, hostile_table, months_table, war_table, wars
from simurg.exercise.parts.foresight.write import workspace_files, write_foresight

__all__ = [
    "VERSION",
    "ForesightPart",
    "Relations",
    "Wars",
    "figures",
    "hostile_table",
    "in_memory",
    "months_table",
    "neighbours",
    "published",
    "relations",
    "shift_table",
    "volume_table",
    "war_table",
    "wars",
    "workspace_files",
    "write_foresight",
]
