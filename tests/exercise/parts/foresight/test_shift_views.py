"""A registered detector can be asked about the part as it would be about a ledger."""

from simurg.detection.detectors import surge
from simurg.exercise.parts.foresight import ForesightPart, relations
from simurg.exercise.parts.foresight.settings import midnight
from simurg.exercise.tasks.shift_views import detector_of, view_of
from simurg.exercise.tasks.shifts import scored


def test_a_detector_sees_what_is_known_and_its_findings_become_alarms() -> None:
    told = relations(ForesightPart(14, "easy", 6))
    view = view_of(told, 900)
    assert view.known_at == midnight(900)
    ids = view.read("events", columns=["id", "occurred_to"], where={})
    assert ids.num_rows == told.known(900).num_rows
    assert len(set(ids["id"].to_pylist())) == ids.num_rows
    assert max(ids["occurred_to"].to_pylist()) <= view.known_at

    detector = detector_of(lambda given: surge.detect(given, surge.Settings(kinds=("pair",), level=1.0)))
    named = list(detector(told.known(1_498), 1_498))
    assert {frozenset(pair) for pair in named} <= {frozenset(pair) for pair in told.pairs.names()}
    score = scored(told, detector, every=280)
    assert score.shifts == len(told.shifts)
    assert score.found + score.false > 0
