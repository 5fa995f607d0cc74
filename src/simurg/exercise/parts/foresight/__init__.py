"""The exercise world's foresight part: relations that shift and reporting that only grows, wars and their neighbours.

`relations` gives daily event rows of pairs of invented states, with the planted shifts and changes of reporting
volume as truth. Everything is invented and says so; the world's own bytes do not depend on any of it.
"""

from simurg.exercise.parts.foresight.relations import Relations, relations, shift_table, volume_table
from simurg.exercise.parts.foresight.settings import VERSION, ForesightPart

__all__ = ["VERSION", "ForesightPart", "Relations", "relations", "shift_table", "volume_table"]
