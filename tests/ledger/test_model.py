"""Whatever is told, revised, told again, backfilled, recalled and compacted: the ledger shows what the model shows."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.ledger.trial import COMPACT, REOPEN, Step, Taking, Telling, Trial, Vintage, Wait


def by_post(told: Sequence[Telling]) -> Step:
    return tuple(replace(one, source="post") for one in told)


tellings = st.builds(
    Telling,
    st.sampled_from("ab"),
    st.sampled_from(["open", "open still", "shut"]),
    st.integers(0, 4),
    st.sampled_from([0, 0, 1, 2]),
    st.just("wire"),
    st.booleans(),
)
pairs = st.tuples(st.integers(0, 1), st.integers(0, 1))
steps = st.one_of(
    st.lists(tellings, min_size=1, max_size=3).map(tuple),
    st.lists(tellings, min_size=1, max_size=2).map(by_post),
    st.builds(Vintage, st.sampled_from(["v1", "v2", "w"]), st.integers(0, 4), pairs),
    st.builds(Taking, st.integers(0, 9), st.booleans(), st.sampled_from([0, 1, 3]), st.sampled_from([False, True])),
    st.builds(Wait, st.sampled_from([1, 1, 60, 0, -30])),
    st.sampled_from([COMPACT, REOPEN]),
)


def run(told: Sequence[Step], folder: Path | None) -> None:
    trial = Trial(folder)
    try:
        for step in told:
            trial.do(step)
        trial.check()
    finally:
        trial.ledger.close()


@settings(max_examples=35, suppress_health_check=list(HealthCheck))
@given(st.lists(steps, min_size=2, max_size=10))
def test_the_ledger_shows_what_the_model_shows(told: list[Step]) -> None:
    run(told, None)


@settings(max_examples=4, suppress_health_check=list(HealthCheck))
@given(st.lists(steps, min_size=4, max_size=10))
def test_and_so_it_does_on_a_disk(told: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        run(told, Path(folder))
