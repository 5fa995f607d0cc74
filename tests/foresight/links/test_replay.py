"""What answers may know: links of earlier days, and nothing of the day itself, of later days, or of other queries."""

import numpy as np
import pytest
from tests.foresight.links.conftest import END, SMALL
from tests.foresight.links.made import FIRST, Rows, links, rows

from simurg.foresight.links.baseline import recurrency
from simurg.foresight.links.candidates import shortlists
from simurg.foresight.links.citing import cited, group_of, parts
from simurg.foresight.links.combination import terms_of
from simurg.foresight.links.features import GROUPS
from simurg.foresight.links.fit import Parameters, Plan, fit
from simurg.foresight.links.homes import homes
from simurg.foresight.links.links import Links
from simurg.foresight.links.memory import Asked
from simurg.foresight.links.replay import Replay, Weights
from simurg.ontology.errors import CallerError

Told = dict[tuple[str, str, bool, str], tuple[float, float]]


def weights_of(learned: Parameters) -> Weights:
    return Weights(learned.features, learned.weights, learned.transfers, learned.trees)


def told(given: Links, learned: Parameters, day: int, asked: Links | None = None) -> Told:
    """Scores by words, so that worlds with other numbering can be compared."""
    replay = Replay(given, homes(given.until(END)))
    found: Told = {}
    for one in replay.days((asked or given).since(day).until(day + 1), weights_of(learned)):
        for row, (share, score) in enumerate(zip(one.share.tolist(), one.score.tolist(), strict=True)):
            a, q, b = (int(each[row]) for each in (one.found.asked.a, one.found.asked.q, one.found.asked.b))
            passive = q >= replay.memory.side
            words = given.actors[a], given.relations[q % replay.memory.side], passive, given.actors[b]
            found[words] = share, score
    return found


def with_planted(planted: Rows) -> Links:
    return links([*rows(), *planted])


LATER: Rows = [("Arda", "consult", f"{role}_(Brek)", END + 5) for role in ("Police", "Army", "Mayor", "Union")]


def test_a_planted_later_event_changes_no_answer(world: Links, learned: Parameters) -> None:
    plain, planted = told(world, learned, END + 4), told(with_planted(LATER), learned, END + 4)
    assert plain
    assert plain == planted
    changed = told(with_planted(LATER), learned, END + 6)
    assert changed != told(world, learned, END + 6)  # once it has happened it counts


def test_a_planted_later_event_changes_no_parameter(world: Links, learned: Parameters) -> None:
    planted = [("Arda", "consult", "Army_(Brek)", day) for day in range(END, END + 8)]
    other = fit(with_planted(planted).until(END), SMALL)
    assert other.trees == learned.trees
    for one, two in ((other.weights, learned.weights), (other.curve.chance, learned.curve.chance)):
        np.testing.assert_array_equal(one, two)
    for level in learned.transfers:
        np.testing.assert_array_equal(other.transfers[level], learned.transfers[level])


def test_no_query_uses_another_answer_of_the_same_day(world: Links, learned: Parameters) -> None:
    day = END + 3
    same_day = [(one, what, two, day) for one, what, two, _ in LATER]
    plain, planted = told(world, learned, day), told(with_planted(same_day), learned, day, with_planted(same_day))
    assert {words: planted[words] for words in plain} == plain


def test_a_query_has_the_same_scores_whatever_else_is_asked(world: Links, learned: Parameters) -> None:
    day = END + 3
    every = told(world, learned, day)
    on = world.since(day).until(day + 1)
    few = Links(world.actors, world.relations, *(getattr(on, name)[:2] for name in ("actor", "relation", "recipient", "day", "row")))  # fmt: skip # noqa: E501
    some = told(world, learned, day, few)
    assert 0 < len(some) < len(every)
    for words, scores in some.items():
        assert every[words] == pytest.approx(scores, abs=1e-5)


def test_the_same_links_give_the_same_parameters(world: Links, learned: Parameters) -> None:
    again = fit(world.until(END), SMALL)
    assert again.trees == learned.trees
    np.testing.assert_array_equal(again.weights, learned.weights)


def test_learning_beats_recurrency_on_days_not_learned_from(world: Links, learned: Parameters) -> None:
    """Answers to accusations, which no habit explains, come first."""
    replay = Replay(world, homes(world.until(END)))
    ours, plain = [], []
    for one in replay.days(world.since(END), weights_of(learned)):
        again = recurrency(one)
        for row in np.flatnonzero(one.right):
            others = (one.found.query == one.found.query[row]) & ~one.right
            for score, ranks in ((one.share, ours), (again, plain)):
                ranks.append(1 + (score[others] > score[row]).sum() + (score[others] == score[row]).sum() / 2)
    assert len(ours) > 100
    assert np.mean(1 / np.array(ours)) > np.mean(1 / np.array(plain)) + 0.02


def test_answers_cite_past_links_and_their_parts_add_up(world: Links, learned: Parameters) -> None:
    replay = Replay(world, homes(world.until(END)))
    weights = weights_of(learned)
    for one in replay.days(world.since(END + 7), weights):
        asked = one.found.asked
        found = cited(replay.memory, asked)
        assert (found >= 0).any(axis=1).all()
        told_of = found[found >= 0]
        assert world.day[told_of].max() < one.day
        triple = found[:, 0] >= 0
        same = found[triple, 0]
        passive = asked.q[triple] >= replay.memory.side
        assert np.array_equal(np.where(passive, world.recipient[same], world.actor[same]), asked.a[triple])
        for row in found:
            assert len(set(row[row >= 0])) == (row >= 0).sum()
        top = one.top()[:5]
        for row, why in zip(top, parts(one, weights.weights, top), strict=True):
            mine = one.found.query == one.found.query[row]
            assert sum(why.values()) == pytest.approx(one.share[row] - one.share[mine].mean(), abs=1e-2)


def test_every_term_of_the_combination_has_a_group(learned: Parameters) -> None:
    assert {group_of(term) for term in terms_of(learned.features)} <= set(GROUPS)


def test_an_actor_never_met_gets_what_the_relation_tells(world: Links, learned: Parameters) -> None:
    stranger = with_planted([("Nobody", "consult", "Arda", END + 3)])
    found = {words[3] for words in told(stranger, learned, END + 3) if words[0] == "Nobody"}
    assert found
    assert "Nobody" not in found


def test_too_little_to_learn_from_is_said(world: Links) -> None:
    with pytest.raises(CallerError, match="too few"):
        fit(world.until(FIRST + 5))
    with pytest.raises(CallerError, match="too few"):
        fit(world.until(FIRST))


def test_one_actor_in_everything() -> None:
    hub = links([("Arda", "consult", f"Mayor_(T{n % 700})", FIRST + n % 60) for n in range(3_000)])
    found = fit(hub, Plan(queries=200, ranker_queries=0, held_out_queries=50))
    replay = Replay(hub, homes(hub))
    for one in replay.days(hub.since(FIRST + 59), Weights(found.features, found.weights, found.transfers, "")):
        assert np.bincount(one.found.query).max() <= 150 + 80 + 40 + 30 + 40 + 40 + 60
        assert np.isfinite(one.share).all()


def test_the_asked_candidate_is_weighed_though_nothing_speaks_for_it(learned: Parameters) -> None:
    given = with_planted([("Zed", "consult", "Zed2", END + 5)])
    replay = Replay(given, homes(given.until(END)))
    replay.memory.advance(END)
    zed = given.actors.index("Zed")
    nothing = np.zeros(0, np.int64)
    lists = shortlists(replay.memory)
    one = replay.answers(lists, np.array([5]), weights_of(learned), Asked(nothing, nothing, nothing), zed)
    assert zed in one.found.asked.b
