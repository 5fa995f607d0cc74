"""The chance of an onset, by place: logistic regression on what the months before tell, pulled to the base rate.

`fit` sees the panel up to its last month, and learns from the windows that ended by then, one a place and year; so
the newest thing it learns from began `gap + window` months earlier. `predict` sees the parameters and a panel. Each
chance comes with an interval from fits to resampled countries (they, not the years of one, are what is independent),
with what drove it, and with the nearest past cases and what became of them. The interval says how well the odds are
known, not what will happen. It knows deaths, borders and continents: no elections, no economy, no news.

Nothing here is random but the bootstrap, whose seed is an argument. Features and penalty were chosen on onsets of
other violence (docs/onset.md).
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from simurg.foresight.history import Floats
from simurg.foresight.model import Parameters
from simurg.foresight.onset.features import features, features_in
from simurg.foresight.onset.panel import Definition, Flags, Panel, peaks, quiet
from simurg.foresight.onset.ridge import Cases, Scaling, fitted, scaling_of
from simurg.ontology.errors import CallerError

NAME, VERSION = "onset", "1"
YEAR = 12


@dataclass(frozen=True, slots=True)
class Settings:
    """`draws` fits to resampled countries give the interval; none, and there is no interval."""

    definition: Definition = field(default_factory=Definition)
    penalty: float = 30.0
    draws: int = 200
    seed: int = 1
    least_onsets: int = 5  # in the past, below which nothing is said


@dataclass(frozen=True, slots=True)
class Learnable:
    """Past cases, one a quiet place and yearly origin: what was known (cases by features), and the peak that came."""

    known: Floats
    place: npt.NDArray[np.int64]  # row of the panel
    origin: npt.NDArray[np.int64]  # column of the panel: the last month known
    peak: Floats


def learnable(panel: Panel, definition: Definition) -> Learnable:
    """Whatever has ended by the panel's last month, the newest origins first."""
    newest = panel.months - 1 - definition.gap - definition.window
    origins = np.arange(newest, -1, -YEAR, dtype=np.int64)
    if not len(origins):
        none = np.zeros(0, dtype=np.int64)
        return Learnable(np.zeros((0, len(features_in(panel)))), none, none, np.zeros(0))
    peak = peaks(panel.deaths, definition)[:, origins]
    turn, place = np.nonzero((quiet(panel.deaths, definition)[:, origins] & np.isfinite(peak)).T)
    return Learnable(features(panel)[place, origins[turn]], place, origins[turn], peak[place, turn])


def fit(panel: Panel, settings: Settings) -> Parameters:
    """CallerError with too few onsets (or none but onsets) in the past to learn from."""
    definition = settings.definition
    past = learnable(panel, definition)
    came = (past.peak >= definition.deaths).astype(np.float64)
    if came.sum() < settings.least_onsets or came.all():
        raise CallerError(
            f"Too little is known to learn from: {int(came.sum())} onsets in {len(came)} quiet country-years.",
            hint=f"It takes {settings.least_onsets} onsets; collect deaths by country and month over many years.",
        )
    scaling = scaling_of(past.known)
    cases = Cases.equal(scaling.applied(past.known), came)
    beta = fitted(cases, settings.penalty)
    arrays = {
        "centre": scaling.centre,
        "spread": scaling.spread,
        "beta": beta,
        "draws": _resampled(cases, past.place, beta, settings),
        "case_known": past.known,
        "case_place": past.place,
        "case_month": past.origin + panel.first_month,
        "case_peak": past.peak,
        "base_rate": np.array(came.mean()),
        "definition": np.array(
            [definition.deaths, definition.quiet_below, definition.quiet_months, definition.gap, definition.window]
        ),
    }
    return Parameters(NAME, VERSION, panel.places, panel.months, arrays)


def chances(parameters: Parameters, known: Floats) -> Floats:
    """Cases by features give a chance each."""
    beta: Floats = parameters.arrays["beta"]
    return np.asarray(expit(beta[0] + scaling(parameters).applied(known) @ beta[1:]), dtype=np.float64)


def spread_of(parameters: Parameters, known: Floats, probability: float) -> tuple[Floats, Floats]:
    """Ends of the central interval of each case's chance; NaN if no draws were made."""
    draws: Floats = parameters.arrays["draws"]
    if not len(draws):
        return np.full(len(known), np.nan), np.full(len(known), np.nan)
    drawn = expit(draws[:, :1] + draws[:, 1:] @ scaling(parameters).applied(known).T)
    low, high = np.quantile(drawn, ((1 - probability) / 2, (1 + probability) / 2), axis=0)
    return low, high


def effects(parameters: Parameters, known: Floats) -> Floats:
    """Cases by features: what each adds to the log odds of an average quiet country-year."""
    return np.asarray(scaling(parameters).applied(known) * parameters.arrays["beta"][1:], dtype=np.float64)


def scaling(parameters: Parameters) -> Scaling:
    return Scaling(parameters.arrays["centre"], parameters.arrays["spread"])


def definition_in(parameters: Parameters) -> Definition:
    deaths, quiet_below, months, gap, window = parameters.arrays["definition"].tolist()
    return Definition(deaths, quiet_below, int(months), int(gap), int(window))


def quiet_now(panel: Panel, definition: Definition) -> Flags:
    """Which places are quiet with the panel's last month as the last one known."""
    return quiet(panel.deaths[:, -definition.quiet_months :], definition)[:, -1] if panel.months else _nowhere(panel)


def _nowhere(panel: Panel) -> Flags:
    return np.zeros(len(panel.places), dtype=np.bool_)


def _resampled(cases: Cases, place: npt.NDArray[np.int64], start: Floats, settings: Settings) -> Floats:
    """Coefficients by draw; a draw without a single onset is left out."""
    random = np.random.default_rng(settings.seed)
    names, group = np.unique(place, return_inverse=True)
    drawn = []
    for _ in range(settings.draws):
        weights = np.bincount(random.integers(len(names), size=len(names)), minlength=len(names))[group]
        rows = weights > 0
        came = cases.came[rows]
        if came.any() and not came.all():
            some = Cases(cases.scaled[rows], came, weights[rows].astype(np.float64), cases.offset[rows])
            drawn.append(fitted(some, settings.penalty, start))
    return np.array(drawn).reshape(len(drawn), len(start))
