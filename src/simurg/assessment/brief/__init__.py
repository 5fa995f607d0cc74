"""The morning brief: `compile(view, request) -> Brief`, in which every line leads back to its reports."""

from simurg.assessment.brief.compile import compile
from simurg.assessment.brief.request import BriefRequest, Limits, RecallEffect
from simurg.assessment.brief.values import Brief, SourceHealth

__all__ = ["Brief", "BriefRequest", "Limits", "RecallEffect", "SourceHealth", "compile"]
