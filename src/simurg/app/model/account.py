"""What `simurg model` tells: the settings, without the key, and what became of every question."""

from dataclasses import asdict
from typing import Any

from simurg.app.model.counted import Counted
from simurg.app.model.reader import totals
from simurg.app.workspace import Workspace


def account(workspace: Workspace, since: str = "") -> dict[str, Any]:
    """`since`: a day as YYYY-MM-DD; figures by model and what became of the question."""
    settings = workspace.settings.model
    counted = Counted(workspace.state)
    try:
        used, kept = counted.used(since), counted.kept()
    finally:
        counted.close()
    told = None
    if settings is not None:
        told = {
            "name": settings.name,
            "address": settings.address,
            "most": str(settings.most.marking()),
            "human_sources": settings.human_sources,
            "budget": asdict(settings.budget),
            "answers": kept,
        }
    return {
        "model": told,
        "currency": "" if settings is None else settings.price.currency,
        "used": totals(used),
        "days": [asdict(one) for one in used],
    }
