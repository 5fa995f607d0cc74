"""The replayed record: each origin sees its own past, and only what has ended is scored."""

from dataclasses import replace

import numpy as np
import pytest
from tests.foresight.onset.conftest import made

from simurg.foresight.onset.model import Settings, fit
from simurg.foresight.onset.outlook import predict
from simurg.foresight.onset.panel import Definition
from simurg.foresight.onset.record import record, yearly_origins
from simurg.foresight.onset.skill import auc, brier_skill
from simurg.ontology.errors import CallerError

SETTINGS = Settings()


def test_an_origin_says_what_the_model_said_then() -> None:
    whole = made()
    origin = whole.first_month + 150
    past = record(whole, SETTINGS, [origin])
    then = whole.until(151)
    said = {one.place: one.probability for one in predict(fit(then, Settings(draws=0)), then)}
    assert {whole.places[row]: chance for row, chance in zip(past.place, past.chance, strict=True)} == pytest.approx(
        said
    )


def test_the_future_changes_outcomes_and_nothing_else() -> None:
    whole = made()
    deaths = whole.deaths.copy()
    deaths[:, 151 + 2 : 151 + 14] = 50
    origin = whole.first_month + 150
    one, two = record(whole, SETTINGS, [origin]), record(replace(whole, deaths=deaths), SETTINGS, [origin])
    assert np.array_equal(one.chance, two.chance)
    assert np.array_equal(one.base_rate, two.base_rate)
    assert not one.onset.all()
    assert two.onset.all()
    assert (two.lead == 3).all()  # two months of gap, then the first of the window


def test_yearly_origins_have_outcomes_that_are_known() -> None:
    whole = made()
    for gap in (0, 2, 5):
        origins = yearly_origins(whole, Definition(gap=gap))
        assert (whole.last_month - origins[-1]) % 12 == 0
        assert origins[-1] + gap + 12 <= whole.last_month < origins[-1] + 12 + gap + 12
        assert origins[0] >= whole.first_month


def test_it_is_better_than_the_base_rate_where_there_is_something_to_learn() -> None:
    whole = made(smoulder=1.0, places=120)
    past = record(whole, SETTINGS, yearly_origins(whole, SETTINGS.definition))
    assert past.onset.sum() > 20
    assert auc(past.chance, past.onset) > 0.7
    assert brier_skill(past.chance, past.onset) > 0


def test_it_finds_nothing_where_there_is_nothing() -> None:
    """Outbreaks by dice alone: the chances stay near the base rate, and do little harm."""
    random = np.random.default_rng(5)
    whole = made(places=150)
    deaths = np.where(random.random(whole.deaths.shape) < 0.004, 60.0, 0.0)
    past = record(replace(whole, deaths=deaths), SETTINGS, yearly_origins(whole, SETTINGS.definition))
    assert -0.05 < brier_skill(past.chance, past.onset) < 0.05
    assert past.chance.mean() == pytest.approx(past.onset.mean(), abs=0.02)


def test_where_too_little_was_known_there_is_no_row() -> None:
    whole = made()
    assert len(record(whole, SETTINGS, [whole.first_month + 20])) == 0
    assert len(record(whole, SETTINGS, [whole.last_month])) == 0  # its window has not begun
    assert len(record(whole, SETTINGS, [])) == 0


def test_an_origin_outside_the_data_is_refused() -> None:
    whole = made()
    for origin in (whole.first_month - 1, whole.last_month + 1):
        with pytest.raises(CallerError, match="outside"):
            record(whole, SETTINGS, [origin])
