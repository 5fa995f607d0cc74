"""What stands behind the outlooks of a brief, as plain data: reasons in short, the map, past cases.

The page shows the reasons in one line; the annex has the rest, after the sources and before the evidence.
"""

from typing import Any

from simurg.assessment.brief.values import Brief, Outlook
from simurg.assessment.charts.tiles import in_words as tiles_in_words
from simurg.assessment.charts.tiles import tiles_svg
from simurg.assessment.pictures import Colours


def why_in_short(outlook: Outlook) -> str:
    """The three drivers in one line; where each has the same threshold it is named once."""
    if outlook.why is None:
        return ""
    told = "; ".join(outlook.why.drivers) or "no part of its last 36 months moves this forecast"
    return f"Why: {told}." + (f" {outlook.why.note}" if outlook.why.note else "")


def annex_of(brief: Brief, colours: Colours) -> dict[str, Any]:
    """What stands behind the outlooks: the map of all places, what is new, what would change it, past cases."""
    told = [outlook for section in brief.all_sections() for outlook in section.outlooks if outlook.why is not None]
    drawn = None
    if brief.map is not None and told:
        drawn = {"svg": tiles_svg(brief.map, colours.palette), "alt": tiles_in_words(brief.map)}
    return {"map": drawn, "outlooks": [_behind(outlook) for outlook in told]}


def _behind(outlook: Outlook) -> dict[str, Any]:
    why = outlook.why
    cases = () if why is None else why.cases
    return {
        "place": outlook.place,
        "news": why.news if why else "",
        "steps": why.steps if why else "",
        "all_cases": why.all_cases if why else "",
        "threshold": f"{outlook.threshold:,.0f}",
        "cases": [
            {
                "place": case.place,
                "month": case.month,
                "before": case.before,
                "after": case.after,
                "reached": str(case.months_reached),
                "distance": case.distance,
                "row": case.row,
            }
            for case in cases
        ],
    }
