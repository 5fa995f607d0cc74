"""A backtest: what a model would have said at the start of each month, from what was known then, and what came.

Each origin sees the view of its own moment, revisions and recalls as they were known then, never a slice of today's
table. Its sums are kept in the workspace's folder `backtests/` until the run is done, so a run that was stopped goes
on where it was. The means go into `scores` as replayed; they are never mixed with scores of issued forecasts.
"""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from simurg.access.pictures import Picture
from simurg.app.forecast import MOST_AHEAD, series_of
from simurg.app.past import histories
from simurg.app.queue import Progress
from simurg.app.score_pages import mean_told
from simurg.app.worker import Desk
from simurg.foresight import registry
from simurg.foresight.history import History, month_number, month_start
from simurg.foresight.model import ModelModule
from simurg.foresight.record.choice import BASELINE, default_model
from simurg.foresight.record.replay import PIT, ReplayedScore, Tally, means, tally
from simurg.foresight.record.truths import Case, Told, truths
from simurg.foresight.record.vintages import vintages_of
from simurg.foresight.rows import Made, backtest_table
from simurg.ledger import Offer
from simurg.ontology.errors import CallerError, OperatorError
from simurg.ontology.ids import digest_of
from simurg.ontology.times import parse_moment, text_of

MOST_ORIGINS = 1_200
HORIZONS = (1, 3, 6, 12)


@dataclass(frozen=True, slots=True)
class _Run:
    """What is replayed: the model and the baseline, at which origins, for which months ahead."""

    models: tuple[ModelModule, ModelModule]
    series: str
    origins: tuple[int, ...]
    horizons: tuple[int, ...]
    picture: Picture


def backtest(desk: Desk, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """`from`, `to` (months), `model`, `series`, `horizons`, `reader`. CallerError for what cannot be replayed."""
    picture = desk.workspace.picture(arguments.get("reader"))
    at = max(desk.clock(), desk.ledger.catalogue.last_recorded())
    view = desk.ledger.as_of(at, at, scope=picture.scope, picture=picture.name)
    models = (registry.find(str(arguments.get("model") or default_model())), registry.find(BASELINE))
    origins = _origins(str(arguments["from"]), str(arguments["to"]), at)
    horizons = _horizons(arguments.get("horizons") or HORIZONS)
    run = _Run(models, series_of(view, arguments.get("series")), origins, horizons, picture)
    came = truths(vintages_of(view, run.series), at)
    folder = desk.workspace.folder / "backtests"
    tallies, reached = _tallies(desk, run, came, folder)
    if not tallies:
        raise CallerError(
            f"Nothing was known of {run.series[:60]} at the start of any of these months.",
            hint="Choose later months. History that was loaded late is known from when its source says it was.",
        )
    found = list(means(tallies, horizons))
    model = models[0].MODEL
    scores = [ReplayedScore(model.name, model.version, run.series, *one) for one in found]
    made = Made(picture.name, False, at, view.known_at, view.recorded_until, version("simurg"))
    _keep(desk, scores, made, run)
    shutil.rmtree(folder, ignore_errors=True)
    return {
        "model": model.name,
        "model_version": model.version,
        "baseline": BASELINE,
        "series": run.series,
        "picture": picture.name,
        "from": _month(origins[0]),
        "to": _month(origins[-1]),
        "origins": len(tallies),
        "origins_without_data": len(origins) - len(tallies),
        "months_late": {"least": min(reached), "most": max(reached)},
        "horizons": [_told(one, found) for one in horizons],
        "issued": False,
    }


def _tallies(desk: Desk, run: _Run, came: Mapping[Case, Sequence[Told]], folder: Path) -> tuple[list[Tally], list[int]]:
    """By origin, and by how many months each one's data were late; origins at which nothing was known are left out."""
    moments = [month_start(one) for one in run.origins]
    tallies: list[Tally] = []
    late: list[int] = []
    for number, (moment, history) in enumerate(histories(desk.ledger, run.picture, run.series, moments), 1):
        desk.tell(Progress(f"replaying {text_of(moment)[:7]} ({number} of {len(moments)})"))
        if not history.months:
            continue
        late.append(month_number(moment) - 1 - history.last_month)
        tallies.append(_kept(folder / f"{_name(run, history, came)}.json", run, history, came))
    return tallies, late


def _kept(path: Path, run: _Run, history: History, came: Mapping[Case, Sequence[Told]]) -> Tally:
    """The sums of an origin: from the file that an earlier run left, else made and left there."""
    if path.is_file():
        told = json.loads(path.read_text(encoding="utf-8"))
        return Tally(*(np.array(told[name]) for name in ("sums", "cases", "pit")))
    made = tally(run.models, history, came, run.horizons)
    partial = path.with_suffix(".partial")
    try:
        path.parent.mkdir(exist_ok=True)
        text = json.dumps({name: getattr(made, name).tolist() for name in ("sums", "cases", "pit")})
        partial.write_text(text, encoding="utf-8")
        partial.rename(path)
    except OSError as error:
        raise OperatorError(
            f"{path.parent} cannot be written ({error.strerror}).", hint="Free some space or mend the permissions."
        ) from error
    return made


def _name(run: _Run, history: History, came: Mapping[Case, Sequence[Told]]) -> str:
    """Of all that the sums depend on."""
    models = [f"{one.MODEL.name} {one.MODEL.version}" for one in run.models]
    months = {history.last_month + horizon for horizon in run.horizons}
    told = [repr((case, came[case][0].value, came[case][-1].value)) for case in sorted(came) if case[1] in months]
    parts = [version("simurg"), *models, run.series, repr(run.horizons), repr(history.places), str(history.first_month)]
    return digest_of("tally", *parts, history.values.tobytes(), *told).hex()


def _keep(desk: Desk, scores: Sequence[ReplayedScore], made: Made, run: _Run) -> None:
    ends = month_start(run.origins[0]), month_start(run.origins[-1])
    rows = backtest_table(scores, made, ends)
    batch = digest_of("backtest", text_of(made.known_at), *(one.bytes for one in rows["id"].to_pylist())).hex()
    offer = Offer(batch, {"scores": rows}, marking=run.picture.scope.marking(), method="backtest", version="1")
    desk.ledger.append(offer)


def _told(horizon: int, found: Sequence[tuple[str, int, str, Any]]) -> dict[str, Any]:
    told: dict[str, Any] = {"horizon": horizon, "first": None, "latest": None}
    for measure, ahead, truth, mean in found:
        if ahead == horizon:
            side = told[truth] = told[truth] or {"measures": {}, "pit_departure": None}
            if measure == PIT:
                side["pit_departure"] = mean.value
            else:
                side["measures"][measure] = mean_told(mean)
    return told


def _origins(first: str, last: str, now: datetime) -> tuple[int, ...]:
    begin, end = (month_number(_start(text)) for text in (first, last))
    if begin > end:
        raise CallerError("--from lies after --to.", hint="Name the earlier month first, for example 2018-01.")
    if month_start(end) > now:
        raise CallerError(f"{_month(end)} has not begun yet.", hint="Give --to a month that has begun.")
    if end - begin >= MOST_ORIGINS:
        raise CallerError(f"A backtest takes at most {MOST_ORIGINS} months.", hint="Take fewer months.")
    return tuple(range(begin, end + 1))


def _start(text: str) -> datetime:
    """A month, as 2018-03, or any moment in it."""
    return parse_moment(f"{text}-01" if len(text.strip()) == len("2018-03") else text)


def _horizons(asked: Any) -> tuple[int, ...]:
    horizons = tuple(sorted({int(one) for one in asked}))
    if not 1 <= horizons[0] <= horizons[-1] <= MOST_AHEAD:
        raise CallerError(f"Months ahead are 1 to {MOST_AHEAD}.")
    return horizons


def _month(number: int) -> str:
    return text_of(month_start(number))[:7]
