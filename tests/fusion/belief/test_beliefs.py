"""Beliefs: hierarchies, numbers, copies, officers' letters, each source left out."""

import numpy as np
import pyarrow as pa
import pytest
from tests.fusion.belief.made import PLACES, claims_of, table_of

from simurg.fusion.belief import (
    Dependence,
    Parameters,
    Reliability,
    Settings,
    believe,
    fit,
    gather,
    leave_out,
    without_each,
)


def fixed(rates: dict[str, float], *copies: tuple[str, str], vague: float = 0.3) -> Parameters:
    def one(rate: float) -> Reliability:
        return Reliability(20 * rate, 20 * (1 - rate), rate - 0.1, min(rate + 0.1, 1), vague, 20)

    return Parameters(
        one(0.7), {name: one(rate) for name, rate in rates.items()}, {}, tuple(Dependence(*c, 1.0) for c in copies)
    )


def row(claims_rows: list[tuple[str, str, str | float]], parameters: Parameters) -> dict[str, object]:
    return believe(claims_of(claims_rows), parameters, PLACES).table().to_pylist()[0]


def test_a_district_is_not_against_its_town() -> None:
    told = row([("a", "s", "Fjordshire"), ("a", "t", "Osterby"), ("a", "u", "Palmera")], fixed({}))
    assert told["value"] == "Osterby"
    assert (told["for"], told["vaguer"], told["against"]) == (["t"], ["s"], ["u"])


def test_the_better_source_wins_and_a_lone_voice_is_as_sure_as_its_source() -> None:
    parameters = fixed({"good": 0.95, "poor": 0.4})
    assert row([("a", "good", "Palmera"), ("a", "poor", "Osterby")], parameters)["value"] == "Palmera"
    assert row([("a", "good", "Palmera")], parameters)["probability"] == pytest.approx(0.95, abs=0.01)


def test_doubt_remains_that_nobody_is_right() -> None:
    told = row([("a", "poor", "Palmera")], fixed({"poor": 0.3}))
    assert told["none"] == pytest.approx(0.7, abs=0.01)


def test_an_outlier_and_a_unit_slip_do_not_move_a_number() -> None:
    rows = [("a", "s", 5200.0), ("a", "t", 5210.0), ("a", "u", 5_205_000.0), ("a", "v", 77.0), ("a", "w", 91.0)]
    told = row(rows, fixed({}))
    assert told["value"] in {"5200", "5210"}
    assert told["low"] <= 5210 <= 5300  # type: ignore[operator]


def test_a_unit_slip_speaks_for_its_original() -> None:
    plain = row([("a", "s", 5200.0), ("a", "t", 6100.0)], fixed({"u": 0.4}))
    slipped = row([("a", "s", 5200.0), ("a", "t", 6100.0), ("a", "u", 6_100_000.0)], fixed({"u": 0.4}))
    assert plain["value"] == "5200"
    assert slipped["value"] == "6100"


def test_an_interval_is_vaguer_than_a_number_in_it() -> None:
    table = pa.table(
        {"object": ["a"] * 3, "source": ["s", "t", "u"], "low": [10.0, 14.0, 40.0], "high": [20.0, 14.0, 40.0]}
    )
    told = believe(gather(table), fixed({})).table().to_pylist()[0]
    assert told["value"] == "14"
    assert told["vaguer"] == ["s"]


def test_of_intervals_alone_one_is_believed_as_an_interval() -> None:
    table = pa.table({"object": ["a"], "source": ["s"], "low": [10.0], "high": [20.0]})
    told = believe(gather(table), fixed({})).table().to_pylist()[0]
    assert (told["value"], told["low"], told["high"]) == ("10…20", 10.0, 20.0)


def test_a_known_copy_adds_nothing_and_stands_in_when_its_original_falls() -> None:
    parameters = fixed({"s": 0.8, "copy": 0.9, "t": 0.8}, ("copy", "s"))
    alone = row([("a", "s", "Palmera"), ("a", "t", "Osterby")], parameters)
    copied = believe(claims_of([("a", "s", "Palmera"), ("a", "copy", "Palmera"), ("a", "t", "Osterby")]), parameters)
    assert copied.probability[0] == alone["probability"]
    fallen = without_each(copied, parameters).to_pylist()
    assert [one["source"] for one in fallen] == ["copy", "s", "t"]
    assert fallen[1]["value"] == "Palmera"


def test_what_a_question_is_without_its_only_source_is_unknown_not_zero() -> None:
    beliefs = believe(claims_of([("a", "s", "Palmera")]), fixed({}))
    assert without_each(beliefs, fixed({})).to_pylist() == [
        {"object": "a", "attribute": "", "source": "s", "value": None, "probability": None}
    ]


def test_a_copier_is_found_by_the_mistakes_it_shares() -> None:
    draw = np.random.default_rng(7)
    rows: list[tuple[str, str, str]] = []
    for o in range(300):
        for s in range(6):
            value = f"right {o}" if draw.random() < 0.75 else f"wrong {draw.integers(40)}"
            rows.append((f"o{o:03d}", f"s{s}", value))
            if s == 2 and draw.random() < 0.9:
                rows.append((f"o{o:03d}", "zz copier", value))
    found = fit(claims_of(rows)).dependences
    sure = [(d.copier, d.original) for d in found if d.probability > 0.5]
    assert sure == [("zz copier", "s2")]


def test_the_officers_letter_moves_a_source_of_few_claims_and_stays_beside_it() -> None:
    rows = [("a", "s", "x"), ("a", "t", "y"), ("b", "s", "x"), ("b", "t", "x")]
    graded = fit(gather(table_of(rows, grade=["A", "E", "A", "E"])))
    assert graded.sources["s"].mean > graded.sources["t"].mean
    assert (graded.sources["s"].grade, graded.sources["t"].grade) == ("A", "E")
    plain = fit(gather(table_of(rows)))
    assert plain.sources["s"].mean == pytest.approx(plain.sources["t"].mean, abs=0.01)


def test_a_family_lends_its_members_a_prior() -> None:
    rows = [(f"o{k}", f"reader {k}", "wrong" + str(k % 3)) for k in range(30)]
    rows += [
        (f"o{k}", s, f"right {k}" if k % 5 != n else f"odd {k}{s}") for k in range(30) for n, s in enumerate("pqt")
    ]
    parameters = fit(gather(table_of(rows, family=["readers"] * 30 + [None] * 90)))
    assert parameters.families["readers"].mean < parameters.unknown.mean
    newcomer = gather(table_of([("new", "reader 99", "x")], family=["readers"]))
    assert believe(newcomer, parameters).probability[0] < 0.7


def test_a_source_left_out_equals_never_having_had_it() -> None:
    rows = [("a", "s", "Osterby"), ("a", "t", "Fjordshire"), ("b", "s", "Palmera"), ("b", "u", "Osterby")]
    parameters = fit(claims_of(rows), Settings(), PLACES)
    left = believe(leave_out(claims_of(rows), "s"), parameters, PLACES).table()
    never = believe(claims_of([r for r in rows if r[1] != "s"]), parameters, PLACES).table()
    assert left == never
