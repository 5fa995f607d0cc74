"""The demo: an exercise world, collected and briefed, from nothing to a page. A second run skips what stands."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from simurg.app.queue import Progress
from simurg.app.require import requirements_of
from simurg.app.worker import Office, Tell
from simurg.app.workspace import create
from simurg.exercise.parts.fusion import FusionPart, write_fusion
from simurg.exercise.settings import countries
from simurg.exercise.world import World
from simurg.exercise.write import TRUTH, write
from simurg.ontology.errors import CallerError, OperatorError
from simurg.ontology.times import parse_moment, text_of

MARK = "exercise.json"
"""Which world stands in the folder; written last, so that a world that was cut short is written again."""


def demo(folder: Path, world: World, office_of: Callable[[Path], Office], tell: Tell) -> dict[str, Any]:
    """Build, require, collect and brief. CallerError if another world or workspace stands in the folder."""
    settings = asdict(world)
    if not stands(folder, settings):
        tell(Progress("building the exercise world"))
        write(world, folder)
        create(folder, title="Exercise", exercise=True, countries=countries())
        (folder / MARK).write_text(json.dumps(settings), encoding="utf-8")
    office = office_of(folder)
    entries = requirements_of((folder / "requirements.yaml").read_text(encoding="utf-8"))
    office.run("require", {"entries": entries}, tell)
    collected = office.run("collect", {}, tell)
    moment = _morning(folder)
    brief = office.run("brief", {"as_of": text_of(moment), "since": text_of(moment - timedelta(days=7))}, tell)
    return {"folder": str(folder), "collected": counted(collected), "brief": dict(brief)}


def fusion_demo(folder: Path, part: FusionPart, office_of: Callable[[Path], Office], tell: Tell) -> dict[str, Any]:
    """The world's fusion part by itself: copied, altered and contradicting reports and claims, collected and fused.
    CallerError if another world or workspace stands in the folder."""
    settings = {"fusion": asdict(part)}
    if not stands(folder, settings):
        tell(Progress("building the exercise world's fusion part"))
        write_fusion(folder, part)
        create(folder, title="Exercise", exercise=True, countries=countries())
        (folder / MARK).write_text(json.dumps(settings), encoding="utf-8")
    office = office_of(folder)
    collected = office.run("collect", {}, tell)
    fused = {name: collected["fused"][name] for name in ("reports", "links")}
    return {"folder": str(folder), "collected": counted(collected), "fused": fused}


def _morning(folder: Path) -> datetime:
    """The moment that the world itself calls worth a brief."""
    plot = json.loads((folder / TRUTH / "plot.json").read_text(encoding="utf-8"))
    return parse_moment(plot["morning"])


def stands(folder: Path, settings: Mapping[str, Any]) -> bool:
    """Whether this very world was written here before. CallerError if another one was, or a workspace stands here."""
    try:
        found = json.loads((folder / MARK).read_text(encoding="utf-8"))
    except FileNotFoundError:
        if (folder / "simurg.yaml").exists() and not (folder / TRUTH).exists():
            raise CallerError(f"{folder} is a workspace already.", hint="Choose an empty folder.") from None
        return False
    except (OSError, ValueError) as error:
        raise OperatorError(f"{folder / MARK} cannot be read.", hint="Remove the folder and run again.") from error
    if found != settings:
        raise CallerError(f"Another exercise world stands in {folder}.", hint="Choose another folder.")
    return True


def counted(collected: Mapping[str, Any]) -> dict[str, Any]:
    """What a collection brought, in numbers."""
    names = ("rows", "new_rows", "warnings", "errors")
    sources = collected["sources"]
    return {**{name: collected[name] for name in names}, "documents": sum(one["documents"] for one in sources)}
