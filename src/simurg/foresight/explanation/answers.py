"""What a model says of histories that were not, at the cost of one fit for all of them.

A model may offer `refresh(parameters, history) -> Parameters`: what it learned from one history, over another one.
Then nothing is fitted anew. For any other model the altered pasts stand in one history beside the true ones, as places
of their own, and the model is fitted to that once; both sides of a comparison come from that same fit, so what differs
between them is the past of the place alone.
"""

from collections.abc import Sequence
from typing import Protocol, cast

import numpy as np

from simurg.foresight.explanation.variants import Variant, forked, only
from simurg.foresight.history import History
from simurg.foresight.model import ModelModule, Parameters, Samples


class Refreshed(Protocol):
    """A model that can apply what it has learned to other histories."""

    def refresh(self, parameters: Parameters, history: History) -> Parameters: ...


def can_refresh(module: ModelModule) -> bool:
    return callable(getattr(module, "refresh", None))


class Answers:
    """A model and what it learned from a history. Use it for one history; it is fitted when first asked."""

    def __init__(self, module: ModelModule, history: History) -> None:
        self._module, self._history = module, history
        self._fitted: Parameters | None = None

    @property
    def fitted(self) -> Parameters:
        if self._fitted is None:
            self._fitted = self._module.fit(self._history)
        return self._fitted

    def of(self, history: History, places: Sequence[int], horizons: Sequence[int]) -> Samples:
        """Places by horizons by samples, for the same places with a longer, shorter or altered past."""
        if history is self._history:
            return self._module.predict(self.fitted, horizons)[list(places)]
        if can_refresh(self._module):
            model = cast(Refreshed, self._module)
            return self._module.predict(model.refresh(self.fitted, only(history, places)), horizons)
        return self._module.predict(self._module.fit(history), horizons)[list(places)]

    def beside(self, history: History, variants: Sequence[Variant], horizons: Sequence[int]) -> tuple[Samples, Samples]:
        """What it says of the true past of each variant's place, and of the variant: variants by horizons by samples.
        `history` holds the true pasts."""
        base, altered = [one.place for one in variants], [len(history.places) + v for v in range(len(variants))]
        both = forked(history, variants)
        if can_refresh(self._module):
            model = cast(Refreshed, self._module)
            kept = only(both, [*base, *altered])
            said = self._module.predict(model.refresh(self.fitted, kept), horizons)
            return said[: len(base)], said[len(base) :]
        said = self._module.predict(self._module.fit(both), horizons)
        return said[np.array(base, dtype=np.int64)], said[np.array(altered, dtype=np.int64)]
