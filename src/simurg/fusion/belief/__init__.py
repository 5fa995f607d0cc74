"""How far to believe whom: truth discovery over conflicting claims.

    claims = gather(table)                  # columns in, sorted by content
    parameters = fit(claims)                # on a schedule; frozen, versioned, JSON
    beliefs = believe(claims, parameters)   # any time; the same claims give the same beliefs
    beliefs.table(); without_each(beliefs, parameters)

Theory and sources: posterior.py. Pure: no files, clock or randomness.
"""

from simurg.fusion.belief.beliefs import Beliefs, believe, leave_out, without_each
from simurg.fusion.belief.claims import Claims, gather
from simurg.fusion.belief.hierarchy import Hierarchy, parse_hierarchy
from simurg.fusion.belief.learning import fit
from simurg.fusion.belief.parameters import Dependence, Parameters, Reliability, Settings, parse_parameters

__all__ = [
    "Beliefs",
    "Claims",
    "Dependence",
    "Hierarchy",
    "Parameters",
    "Reliability",
    "Settings",
    "believe",
    "fit",
    "gather",
    "leave_out",
    "parse_hierarchy",
    "parse_parameters",
    "without_each",
]
