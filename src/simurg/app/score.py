"""How issued forecasts did: each scored on what was told first, and again on what is told now. Reads only.

Nothing of it is stored: it is computed from the frozen forecasts and all versions of the truth that the view holds, so
it is right as of any moment, after a revision and after a recall. Replayed forecasts and scores play no part.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from simurg.foresight.record.issued import Issued, revisions, scored, verdict
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


@dataclass(slots=True)
class _Pile:
    """The forecasts of one model, series and horizon, while they are gathered."""

    ids: list[UUID]
    moments: list[datetime]
    cases: list[Case]
    samples: list[Any]
    baseline: list[Any]
    replayed: list[bool]
    issued: list[bool]


def score(ledger: Ledger, picture: Picture, ask: Ask) -> dict[str, Any]:
    """CallerError for an unknown model or a moment that has not come."""
    if ask.model is not None:
        registry.find(ask.model)
    return score_view(ledger, view_at(ledger, picture, ask.as_of), ask)


def score_view(ledger: Ledger, view: View, ask: Ask) -> dict[str, Any]:
    """By model, series and horizon; `waiting` counts issued forecasts whose truth has not been told."""
    where: dict[str, Any] = {"issued": True, "picture": view.picture}
    where |= {} if ask.series is None else {"series": ask.series}
    rows = view.read("forecasts", ("series", "model", "target_to"), where)
    of_model = [
        (series, end)
        for series, model, end in zip(
            *(rows[name].to_pylist() for name in ("series", "model", "target_to")), strict=True
        )
        if ask.model in (None, model)
    ]
    stale = _stale(ledger, view) if of_model else frozenset()
    groups, changes, scored_count = [], [], 0
    for series in sorted({series for series, _ in of_model}):
        came, piles = _gathered(ledger, view, series, ask)
        for (model, horizon), pile in sorted(piles.items()):
            some = _issued(pile, stale)
            scored_count += scored(some, came)
            changed = revisions(some, came)
            first, latest = verdict(some, came, 0), verdict(some, came, -1)
            if first is None:
                continue
            head = {"model": model, "series": series, "horizon": horizon, "baseline": BASELINE}
            standing = verdict(some, came, -1, "standing") if some.stale.any() else latest
            groups.append({**head, **group_told(some, (first, latest, standing), len(changed))})
            changes += [revision_told(head, one, pile.cases, pile.ids, pile.moments) for one in changed]
    return {
        "picture": view.picture,
        "known_at": text_of(view.known_at),
        "issued": len(of_model),
        "scored": scored_count,
        "groups": groups,
        "revisions_count": len(changes),
        **({"revisions": changes[:MOST_REVISIONS]} if ask.revisions else {}),
    }


def _gathered(
    ledger: Ledger, view: View, series: str, ask: Ask
) -> tuple[Mapping[Case, Sequence[Told]], dict[tuple[str, int], _Pile]]:
    """What came, and the forecasts whose months are over, by model and horizon; one day in memory at a time until
    those without a truth are dropped."""
    over = (None, view.known_at + timedelta(microseconds=1))
    where: dict[str, Any] = {"issued": True, "picture": view.picture, "series": series, "target_to": over}
    piles: dict[tuple[str, int], _Pile] = defaultdict(lambda: _Pile([], [], [], [], [], [], []))
    targets = view.read("forecasts", ("known_at", "place", "target_from"), where).to_pylist()
    if not targets:
        return {}, piles
    wanted = frozenset((one["place"], month_number(one["target_from"])) for one in targets)
    came = truths(vintages_of(view, series), view.known_at, wanted)
    for day in sorted({start_of(one["known_at"].date()) for one in targets}):
        rows = view.read("forecasts", _COLUMNS, {**where, "known_at": (day, day + timedelta(days=1))})
        _pile_up(piles, _Issue(ledger, view, series, rows), came, ask)
    return came, piles


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
        return np.asarray(self.samples[number].as_py(), dtype=np.float32)

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


def _pile_up(piles: dict[tuple[str, int], _Pile], issue: _Issue, came: Mapping[Case, Sequence[Told]], ask: Ask) -> None:
    for number, row in enumerate(issue.rows):
        month = month_number(row["target_from"])
        case = row["place"], month
        wanted = ask.model in (None, row["model"]) and ask.horizon in (None, row["horizon"])
        if not wanted or case not in came or row["target_to"] != month_start(month + 1):
            continue
        drawn = issue.drawn(number)
        beside, replayed = issue.baseline(row, len(drawn))
        pile = piles[row["model"], row["horizon"]]
        pile.ids.append(row["id"])
        pile.moments.append(row["known_at"])
        pile.cases.append(case)
        pile.samples.append(drawn)
        pile.baseline.append(beside)
        pile.replayed.append(replayed)
        pile.issued.append(bool(row["issued"]))


def _issued(pile: _Pile, stale: frozenset[UUID]) -> Issued:
    return Issued(
        np.array(pile.issued, dtype=bool),
        tuple(pile.cases),
        np.stack(pile.samples),
        np.stack(pile.baseline),
        np.array(pile.replayed, dtype=bool),
        np.array([one in stale for one in pile.ids], dtype=bool),
    )


def _stale(ledger: Ledger, view: View) -> frozenset[UUID]:
    """Issued forecasts that rest on what was recalled after they were made."""
    found: set[UUID] = set()
    for recall in standing_recalls(view):
        resting = [link.id for link in rested_on(ledger, view, recall) if link.table == "forecasts"]
        before = view.stored("forecasts", ("id",), {"id": frozenset(resting), "known_at": (None, recall.known_at)})
        found |= set(before["id"].to_pylist())
    return frozenset(found)
