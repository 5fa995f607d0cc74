"""Laws: order does not matter, copies add nothing, recall and undo are equal, bad input gets clear answers."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fusion.belief.made import PLACES, claims_of, rows_of_numbers, rows_of_words

from simurg.fusion.belief import Parameters, Reliability, Settings, believe, fit, leave_out, without_each
from simurg.fusion.belief.parameters import Dependence

Row = tuple[str, str, str]


def as_bytes(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table.combine_chunks())
    return bytes(sink.getvalue())


@settings(max_examples=40)
@given(st.data(), st.one_of(rows_of_words(), rows_of_numbers()))
def test_the_order_of_arrival_does_not_matter_to_the_last_byte(data: st.DataObject, rows: list[Row]) -> None:
    other = data.draw(st.permutations(rows))
    here, there = fit(claims_of(rows), None, PLACES), fit(claims_of(other), None, PLACES)
    assert here.to_json() == there.to_json()
    one, two = believe(claims_of(rows), here, PLACES), believe(claims_of(other), there, PLACES)
    assert as_bytes(one.table()) == as_bytes(two.table())
    assert as_bytes(without_each(one, here, PLACES)) == as_bytes(without_each(two, here, PLACES))


@settings(max_examples=40)
@given(rows_of_words(), st.floats(0.05, 0.95))
def test_an_exact_copy_known_to_depend_does_not_raise_any_belief(rows: list[Row], rate: float) -> None:
    copy = Reliability(20 * rate, 20 * (1 - rate), 0.0, 1.0, 0.2, 20)
    general = Reliability(14.0, 6.0, 0.5, 0.9, 0.2, 0)
    known = Parameters(general, {"copy": copy}, {}, (Dependence("copy", "s", 1.0),))
    before = believe(claims_of(rows), known, PLACES)
    after = believe(claims_of(rows + [(o, "copy", v) for o, s, v in rows if s == "s"]), known, PLACES)
    assert before.posterior.answer.tolist() == pytest.approx(after.posterior.answer.tolist(), abs=1e-12)


@settings(max_examples=30)
@given(rows_of_words())
def test_a_recall_and_its_undo_leave_no_trace(rows: list[Row]) -> None:
    parameters = fit(claims_of(rows), None, PLACES)
    before = as_bytes(believe(claims_of(rows), parameters, PLACES).table())
    recalled = [row for row in rows if row[1] != "s"]
    believe(claims_of(recalled), parameters, PLACES)
    assert (
        as_bytes(believe(claims_of(recalled + [r for r in rows if r[1] == "s"]), parameters, PLACES).table()) == before
    )


@settings(max_examples=30)
@given(st.one_of(rows_of_words(), rows_of_numbers()))
def test_without_each_source_is_exactly_the_belief_on_the_rest(rows: list[Row]) -> None:
    claims = claims_of(rows)
    parameters = fit(claims, None, PLACES)
    told = without_each(believe(claims, parameters, PLACES), parameters, PLACES).to_pylist()
    for source in claims.sources:
        rest = believe(leave_out(claims, source), parameters, PLACES)
        found = {
            q: (rest.answer_name(int(b)), p)
            for q, b, p in zip(rest.claims.questions, rest.best, rest.probability, strict=True)
        }
        for one in told:
            if one["source"] == source:
                name, probability = found.get((one["object"], ""), (None, None))
                assert one["value"] == name
                assert one["probability"] == (None if probability is None else pytest.approx(probability, abs=1e-12))


@settings(max_examples=40)
@given(st.one_of(rows_of_words(), rows_of_numbers()))
def test_probabilities_are_probabilities_and_every_claim_is_heard(rows: list[Row]) -> None:
    claims = claims_of(rows)
    beliefs = believe(claims, fit(claims, None, PLACES), PLACES)
    total = np.bincount(beliefs.answers.question, weights=beliefs.posterior.answer) + beliefs.none
    assert np.allclose(total, 1.0)
    assert np.all((beliefs.probability >= 0) & (beliefs.probability <= 1))
    listed = beliefs.table().select(["for", "vaguer", "against"]).to_pylist()
    assert sum(len(names) for one in listed for names in one.values()) == len(claims)
    assert all(one["for"] for one in listed)


@settings(max_examples=40)
@given(rows_of_words())
def test_another_voice_for_an_answer_never_lowers_it(rows: list[Row]) -> None:
    parameters = Parameters(Reliability(16.0, 4.0, 0.6, 0.9, 0.2, 0))
    before = believe(claims_of(rows), parameters)
    question, word = before.claims.questions[0][0], before.answer_name(int(before.best[0]))
    after = believe(claims_of([*rows, (question, "new voice", word)]), parameters)
    assert after.probability[0] >= before.probability[0] - 1e-12


def test_no_claims_give_no_beliefs_and_the_prior() -> None:
    claims = claims_of([])
    parameters = fit(claims)
    assert parameters.sources == {}
    assert parameters.unknown.mean == pytest.approx(Settings().mean)
    beliefs = believe(claims, parameters)
    assert beliefs.table().num_rows == 0
    assert without_each(beliefs, parameters).num_rows == 0


def test_one_source_alone_is_neither_raised_nor_damned() -> None:
    claims = claims_of([(f"o{k}", "s", f"v{k}") for k in range(200)])
    parameters = fit(claims)
    assert parameters.sources["s"].mean == pytest.approx(Settings().mean, abs=0.02)
    assert believe(claims, parameters).probability == pytest.approx(Settings().mean, abs=0.05)


def test_where_all_agree_all_are_believed() -> None:
    claims = claims_of([(f"o{k}", s, f"v{k}") for k in range(30) for s in "stu"])
    beliefs = believe(claims, fit(claims))
    assert beliefs.probability.min() > 0.95


@pytest.mark.parametrize("kind", ["words", "numbers"])
def test_ten_thousand_values_for_one_object_are_answered(kind: str) -> None:
    values = [f"v{k}" if kind == "words" else 1.0102**k for k in range(10_000)]
    rows = [("a", f"s{k}", v) for k, v in enumerate(values)]
    rows += [("a", f"t{k}", values[77]) for k in range(5)]
    claims = claims_of(rows)
    general = Parameters(Reliability(8.0, 2.0, 0.6, 0.95, 0.2, 0))
    beliefs = believe(claims, general)
    assert beliefs.answer_name(int(beliefs.best[0])) == (values[77] if kind == "words" else f"{values[77]:.15g}")
    assert without_each(beliefs, general).num_rows == 64
    fitted = believe(claims, fit(claims))
    assert 0.0 <= fitted.probability[0] <= 1.0
