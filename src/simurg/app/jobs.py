"""What the queue can be asked to do: everything that writes. Each job is safe to run again after a kill."""

from collections.abc import Mapping
from typing import Any

from simurg.app.backtest import backtest
from simurg.app.brief import brief
from simurg.app.collect import collect
from simurg.app.feedback import feedback
from simurg.app.file_report import file_report
from simurg.app.following.once import fetch_wanted, note_taken
from simurg.app.fuse import fuse
from simurg.app.grade import grade
from simurg.app.issued import issue
from simurg.app.judge import judge
from simurg.app.notes import note
from simurg.app.question import question
from simurg.app.question_resolve import resolve
from simurg.app.queue import Progress
from simurg.app.read import read
from simurg.app.recall import recall
from simurg.app.require import require
from simurg.app.retention import retain
from simurg.app.search import keep_up
from simurg.app.sources import sources_in
from simurg.app.status import by_cause
from simurg.app.upkeep import backup, maintain
from simurg.app.watch import watch
from simurg.app.worker import Desk, Handler
from simurg.ledger.upkeep import tidy
from simurg.ontology.errors import OperatorError


def _collect(desk: Desk, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Fetch what is named or due, take it in, and settle it."""
    sources, names = sources_in(desk.workspace), tuple(arguments.get("sources", ()))
    before = {one.id for one in desk.ledger.catalogue.quarantine()}
    fetched = fetch_wanted(desk, sources, names)
    result = {**_take(desk, {"sources": names}), "fetched": fetched["fetched"]}
    result["errors"] += fetched["errors"]
    result["warnings"] += fetched["warnings"]
    fresh = [one for one in desk.ledger.catalogue.quarantine() if one.id not in before]
    result["quarantined"] = by_cause(fresh)  # told to whoever collects, who has the files
    settled = _settle(desk, arguments)
    result["warnings"] += settled.pop("warnings")
    result.update(settled)
    return _for_reader(result) if arguments.get("reader") else result


def _take(desk: Desk, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Documents into the ledger, and no more: those that were fetched, and those that stand as files."""
    result = collect(desk, sources_in(desk.workspace), tuple(arguments.get("sources", ())))
    note_taken(desk, result)
    return result


def _settle(desk: Desk, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """What follows from what came in: readings, stories, answers, indexes, and (if it is wished) what the detectors
    say."""
    read_ = read(desk, {"sources": arguments.get("sources", ())})
    result: dict[str, Any] = {"warnings": list(read_.pop("warnings")), "read": read_, "fused": fuse(desk, {})}
    result["questions"] = resolve(desk, {})
    result["warnings"] += result["questions"].pop("errors")
    tidy(desk.ledger, progress=lambda doing: desk.tell(Progress(doing)))
    try:
        keep_up(desk.workspace, desk.ledger, lambda count: desk.tell(Progress("updating the search indexes", 0, count)))
    except OperatorError as error:  # an index is a cache: what was collected stands
        result["warnings"].append(str(error).removesuffix("."))
    if arguments.get("watch"):
        result["watched"] = watch(desk, {})["pictures"]
    return result


def _read(desk: Desk, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Reading alone, with the stories and names that what was read brings."""
    return {**read(desk, arguments), "fused": fuse(desk, {})}


def _for_reader(result: Mapping[str, Any]) -> dict[str, Any]:
    """Counts are of all that came in, also above the scope of whoever asked: they are told what was done, no more."""
    return {"sources": [one["source"] for one in result["sources"]], "errors": len(result["errors"])}


def _human(desk: Desk, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Collect one desk of human sources; tells of nothing else."""
    [mine] = _collect(desk, {"sources": [arguments["desk"]]})["sources"]
    told = ("documents", "new_documents", "new_rows", "rejects", "warnings", "error")
    return {name: mine[name] for name in told}


HANDLERS: Mapping[str, Handler] = {
    "backtest": backtest,
    "backup": backup,
    "brief": brief,
    "collect": _collect,
    "feedback": feedback,
    "file": file_report,
    "forecast": issue,
    "fuse": fuse,
    "grade": grade,
    "human": _human,
    "judge": judge,
    "maintain": maintain,
    "note": note,
    "question": question,
    "read": _read,
    "recall": recall,
    "require": require,
    "retain": retain,
    "settle": _settle,
    "take": _take,
    "watch": watch,
}
