import numpy as np
from tests.foresight.links.made import FIRST, links, rows

from simurg.foresight.links.homes import homes
from simurg.foresight.links.memory import Asked, Memory
from simurg.foresight.links.transfer import LEVELS, Level, pair_transfer, transfers, wide_transfer


def fitted(given, cuts):
    made = links(given)
    memory = Memory(made, homes(made.until(FIRST + 10)))
    return made, memory, transfers(memory, range(FIRST + 5, FIRST + 90), cuts)


def test_a_planted_answer_is_found():
    """An accusation is answered by a threat the other way the next day, and by nothing else."""
    made, memory, found = fitted(rows(), [FIRST + 90])
    accuse, threaten = (made.relations.index(word) for word in ("accuse", "threaten"))
    effect = found[FIRST + 90]["ab"].sum(axis=2)
    followers = effect[:, accuse + memory.side]  # having been accused
    assert followers.argmax() == threaten
    assert followers[threaten] > 3 * np.sort(followers)[-3]


def test_a_cut_knows_nothing_of_later_days():
    cut = FIRST + 50
    early = fitted([row for row in rows() if row[3] < cut], [cut])[2][cut]
    planted = rows() + [("Arda", "aid", "Brek", day) for day in range(cut, cut + 30)]
    late = fitted(planted, [cut, FIRST + 90])[2]
    for level in LEVELS:
        np.testing.assert_array_equal(early[level], late[cut][level])
    assert not np.array_equal(late[cut]["ab"], late[FIRST + 90]["ab"])


def test_transfer_is_the_sum_over_what_the_pair_did():
    made = links([("a", "r", "b", 1), ("a", "s", "b", 3), ("c", "r", "b", 3)])
    memory = Memory(made, homes(made))
    memory.advance(5)
    effect = np.random.default_rng(1).random((4, 4, 4)).astype(np.float32)
    a, b, r = made.actors.index("a"), made.actors.index("b"), made.relations.index("r")
    asked = Asked(np.array([a, b]), np.array([r, r]), np.array([b, a]))
    level = Level(memory, "ab")
    found = pair_transfer(memory, level, effect, asked)
    for row, side in enumerate((0, 2)):
        both = Asked(np.array([asked.a[row]] * 2), np.array([side, side + 1]), np.array([asked.b[row]] * 2))
        expected = (memory.counts("aqb", both) * effect[r, [side, side + 1]]).sum(axis=0)
        np.testing.assert_allclose(found[row], expected, rtol=1e-5)
    wide = wide_transfer(memory, Level(memory, "b"), effect, asked)
    everybody = Asked(np.zeros(4, int), np.arange(4), np.full(4, b))
    np.testing.assert_allclose(wide[0], (memory.counts("qb", everybody) * effect[r]).sum(), rtol=1e-5)
