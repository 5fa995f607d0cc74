"""How issued forecasts did: each scored on what was told first, and again on what is told now. Reads only.

Nothing of it is stored: it is computed from the frozen forecasts and all versions of the truth that the view holds, so
it is right as of any moment, after a revision and after a recall. Replayed forecasts and scores play no part, and
neither do forecasts issued when a reader could already know what came: they are counted (`known_before`).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa

from simurg.access.pictures import Picture
from simurg.app.effects import rested_on, standing_recalls
from simurg.app.moments import view_at
from simurg.app.score_pages import group_told, revision_told
from simurg.foresight import registry
from simurg.foresight.history import history_of, month_number, month_start
from simurg.foresight.record.choice import BASELINE
from simurg.foresight.record.issued import Issued, Marks, joined, marked, verdict
from simurg.foresight.record.truths import Case, Told, truths
from simurg.foresight.record.vintages import vintages_of
from simurg.ledger import Ledger, View
from simurg.ontology.errors import CallerError
from simurg.ontology.times import start_of, text_of

_COLUMNS = (
    "id", "known_at", "model", "place", "target_from", "target_to", "horizon", "samples", "as_known_at",
    "as_recorded_until", "recorded_at", "issued",
)  # fmt: skip
MOST_REVISIONS = 200
AT_ONCE = 500
"""Forecasts of a model and horizon whose samples are held: 4 MB, and as much of the baseline."""


@dataclass(frozen=True, slots=True)
class Ask:
    """None: all. `horizon` in months after the last one known when the forecast was issued."""

    model: str | None = None
    series: str | None = None
    horizon: int | None = None
    revisions: bool = False
    as_of: str | None = None

    def __post_init__(self) -> None:
        if self.horizon is not None and self.horizon < 1:
            raise CallerError("--horizon is at least 1.")


@dataclass(frozen=True, slots=True, eq=False)
class _Open:
    """A forecast that is to be scored."""

    id: UUID
    issued: bool
    case: Case
    samples: Any
    baseline: Any
    replayed: bool


@dataclass(frozen=True, slots=True)
class _Known:
    """What came, and which forecasts are stale."""

    came: Mapping[Case, Sequence[Told]]
    stale: frozenset[UUID]


@dataclass(slots=True)
class _Pile:
    """The forecasts of one model, series and horizon, while they are gathered; `open` are those with their samples."""

    ids: list[UUID] = field(default_factory=list)
    moments: list[datetime] = field(default_factory=list)
    parts: list[Marks] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    known_before: int = 0

    def mark(self, known: _Known) -> None:
        """Scores stay, samples go."""
        if self.open:
            self.parts.append(marked(_issued(self.open, known.stale), known.came))
            self.open = []


def score(ledger: Ledger, picture: Picture, ask: Ask) -> dict[str, Any]:
    """CallerError for an unknown model or a moment that has not come."""
    if ask.model is not None:
        registry.find(ask.model)
    return score_view(ledger, view_at(ledger, picture, ask.as_of), ask)


def score_view(ledger: Ledger, view: View, ask: Ask) -> dict[str, Any]:
    """By model, series and horizon; `known_before` counts issued forecasts whose truth was told before they were,
    `stale` those that rest on what was recalled since."""
    where: dict[str, Any] = {"issued": True, "picture": view.picture}
    where |= {} if ask.series is None else {"series": ask.series}
    columns = ("series", "id", "model")
    rows = view.read("forecasts", columns, where)
    read = zip(*(rows[name].to_pylist() for name in columns), strict=True)
    of_model = [(series, number) for series, number, model in read if ask.model in (None, model)]
    stale = _stale(ledger, view) if of_model else frozenset()
    groups: list[dict[str, Any]] = []
    changes: list[dict[str, Any]] = []
    scored = known_before = 0
    for series in sorted({series for series, _ in of_model}):
        for (model, horizon), pile in sorted(_gathered(ledger, view, series, (ask, stale)).items()):
            known_before += pile.known_before
            if not pile.parts:
                continue
            some = joined(pile.parts)
            scored += len(some.cases)
            first = verdict(some, 0)
            if first is None:
                continue
            latest = verdict(some, -1) if some.revisions else first
            standing = verdict(some, -1, "standing") if some.stale.any() else latest
            head = {"model": model, "series": series, "horizon": horizon, "baseline": BASELINE}
            told = group_told(some, (first, latest, standing))
            groups.append({**head, "known_before": pile.known_before, **told})
            changes += [revision_told(head, one, some.cases, pile.ids, pile.moments) for one in some.revisions]
    return {
        "picture": view.picture,
        "known_at": text_of(view.known_at),
        "issued": len(of_model),
        "scored": scored,
        "known_before": known_before,
        "stale": sum(number in stale for _, number in of_model),
        "groups": groups,
        "revisions_count": len(changes),
        **({"revisions": changes[:MOST_REVISIONS]} if ask.revisions else {}),
    }


def _gathered(
    ledger: Ledger, view: View, series: str, asked: tuple[Ask, frozenset[UUID]]
) -> dict[tuple[str, int], _Pile]:
    """The forecasts whose months are over, by model and horizon, reduced to scores; one day is read at a time."""
    ask, stale = asked
    over = (None, view.known_at + timedelta(microseconds=1))
    where: dict[str, Any] = {"issued": True, "picture": view.picture, "series": series, "target_to": over}
    piles: dict[tuple[str, int], _Pile] = defaultdict(_Pile)
    mine = {} if ask.model is None else {"model": ask.model}
    targets = view.read("forecasts", ("known_at", "place", "target_from"), {**where, **mine}).to_pylist()
    if not targets:
        return piles
    wanted = frozenset((one["place"], month_number(one["target_from"])) for one in targets)
    known = _Known(truths(vintages_of(view, series), view.known_at, wanted), stale)
    where |= {} if ask.model is None else {"model": frozenset({ask.model, BASELINE})}
    for day in sorted({start_of(one["known_at"].date()) for one in targets}):
        rows = view.read("forecasts", _COLUMNS, {**where, "known_at": (day, day + timedelta(days=1))})
        _pile_up(piles, _Issue(ledger, view, series, rows), known, ask)
        for pile in piles.values():
            pile.mark(known)
    return piles


class _Issue:
    """The forecasts of one day, and what the baseline said then."""

    def __init__(self, ledger: Ledger, view: View, series: str, rows: pa.Table) -> None:
        self.rows: list[dict[str, Any]] = rows.drop_columns(["samples"]).to_pylist()
        self.samples = rows["samples"]
        self._ledger, self._view, self._series = ledger, view, series
        self._said: dict[tuple[str, datetime], list[int]] = defaultdict(list)
        for number, row in enumerate(self.rows):
            if row["model"] == BASELINE:
                self._said[row["place"], row["target_from"]].append(number)
        self._replays: dict[tuple[datetime, datetime], tuple[dict[str, int], int, Any]] = {}

    def drawn(self, number: int) -> np.ndarray:
        return np.asarray(self.samples[number].values.to_numpy(zero_copy_only=False), dtype=np.float32)

    def baseline(self, row: Mapping[str, Any], size: int) -> tuple[np.ndarray, bool]:
        """The baseline's samples, and whether they had to be replayed on the view of the forecast."""
        own = self._said.get((row["place"], row["target_from"]))
        if own:
            nearest = min(own, key=lambda number: (abs(self.rows[number]["known_at"] - row["known_at"]), number))
            return self.drawn(nearest), False
        known = row["as_known_at"] or row["known_at"]
        recorded = row["as_recorded_until"] or row["recorded_at"]
        places, last, samples = self._replayed(known, recorded)
        place = places.get(row["place"])
        ahead = month_number(row["target_from"]) - last
        if place is None or ahead < 1:
            return np.full(size, np.nan, dtype=np.float32), True
        return samples[place], True

    def _replayed(self, known: datetime, recorded: datetime) -> tuple[dict[str, int], int, Any]:
        if (known, recorded) not in self._replays:
            then = self._ledger.as_of(known, recorded, scope=self._view.scope, picture=self._view.picture)
            history, module = history_of(then, self._series), registry.find(BASELINE)
            drawn = module.predict(module.fit(history), (1,))[:, 0] if history.months else np.zeros((0, 1))
            places = {place: number for number, place in enumerate(history.places)}
            self._replays[known, recorded] = places, history.last_month, drawn  # the same at every horizon
        return self._replays[known, recorded]


def _pile_up(piles: dict[tuple[str, int], _Pile], issue: _Issue, known: _Known, ask: Ask) -> None:
    for number, row in enumerate(issue.rows):
        month = month_number(row["target_from"])
        case = row["place"], month
        wanted = ask.model in (None, row["model"]) and ask.horizon in (None, row["horizon"])
        if not wanted or case not in known.came or row["target_to"] != month_start(month + 1):
            continue
        pile = piles[row["model"], row["horizon"]]
        if known.came[case][0].moment <= row["known_at"]:
            pile.known_before += 1  # whoever issued it could have known what came
            continue
        drawn = issue.drawn(number)
        beside, replayed = issue.baseline(row, len(drawn))
        pile.ids.append(row["id"])
        pile.moments.append(row["known_at"])
        pile.open.append(_Open(row["id"], bool(row["issued"]), case, drawn, beside, replayed))
        if len(pile.open) >= AT_ONCE:
            pile.mark(known)


def _issued(some: Sequence[_Open], stale: frozenset[UUID]) -> Issued:
    return Issued(
        np.array([one.issued for one in some], dtype=bool),
        tuple(one.case for one in some),
        np.stack([one.samples for one in some]),
        np.stack([one.baseline for one in some]),
        np.array([one.replayed for one in some], dtype=bool),
        np.array([one.id in stale for one in some], dtype=bool),
    )


def _stale(ledger: Ledger, view: View) -> frozenset[UUID]:
    """Issued forecasts that rest on what was recalled after they were made."""
    found: set[UUID] = set()
    for recall in standing_recalls(view):
        resting = [link.id for link in rested_on(ledger, view, recall) if link.table == "forecasts"]
        before = view.stored("forecasts", ("id",), {"id": frozenset(resting), "known_at": (None, recall.known_at)})
        found |= set(before["id"].to_pylist())
    return frozenset(found)
