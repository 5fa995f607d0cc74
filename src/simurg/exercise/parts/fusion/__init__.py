"""The exercise world's fusion part: who follows whom, whom to believe, who is who; each with its truth.

Three sets of tables, each drawn alone and in memory from a `FusionPart`: `reports`, `claims` and `names`; `in_memory`
gives all of them as files, `write_fusion` a workspace that is ready to collect.
Everything is invented and says so; the world's own bytes do not depend on any of it.
"""

from simurg.exercise.parts.fusion.claims import Claims, claims
from simurg.exercise.parts.fusion.files import in_memory
from simurg.exercise.parts.fusion.names import Names, names
from simurg.exercise.parts.fusion.reports import Reports, reports
from simurg.exercise.parts.fusion.settings import VERSION, FusionPart
from simurg.exercise.parts.fusion.sources import sources
from simurg.exercise.parts.fusion.write import workspace_files, write_fusion

__all__ = [
    "VERSION",
    "Claims",
    "FusionPart",
    "Names",
    "Reports",
    "claims",
    "in_memory",
    "names",
    "reports",
    "sources",
    "workspace_files",
    "write_fusion",
]
