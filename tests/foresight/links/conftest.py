import pytest
from tests.foresight.links.made import FIRST, links, rows

from simurg.foresight.links.fit import Parameters, Plan, fit
from simurg.foresight.links.links import Links

END = FIRST + 80
SMALL = Plan(queries=500, ranker_queries=900, held_out_queries=200)


@pytest.fixture(scope="session")
def world() -> Links:
    return links(rows())


@pytest.fixture(scope="session")
def learned(world: Links) -> Parameters:
    """Fitted on the first 80 of 90 days."""
    return fit(world.until(END), SMALL)
