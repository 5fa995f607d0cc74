import pytest
from tests.foresight.links.made import FIRST, links, rows

from simurg.foresight.links.links import Links
from simurg.foresight.links.outlook import Wanted, outlook
from simurg.ontology.errors import CallerError

DAY = FIRST + 90


def planted() -> Links:
    """Union_(Arda) and Union_(Brek) consult every other day; nothing else joins them."""
    return links([*rows(), *(("Union_(Arda)", "consult", "Union_(Brek)", FIRST + day) for day in range(0, 90, 2))])


@pytest.fixture(scope="module")
def world() -> Links:
    return planted()


def wanted(world: Links, actor: str, relation: str | None = None, recipient: str | None = None, **more: int) -> Wanted:
    number = world.actors.index
    return Wanted(
        number(actor),
        world.relations.index(relation) if relation else None,
        number(recipient) if recipient else None,
        DAY,
        **more,
    )


def test_a_habit_is_expected_with_its_events(world: Links) -> None:
    found = outlook(world, wanted(world, "Union_(Arda)", top=3))
    first = found.expected[0]
    assert (world.relations[first.relation], world.actors[first.recipient]) == ("consult", "Union_(Brek)")
    assert first.probability > 0.6
    assert found.expected[1].probability < first.probability
    last = first.links[0]
    assert (world.day[last], world.actors[world.recipient[last]]) == (FIRST + 88, "Union_(Brek)")
    assert len(found.expected) == 3


def test_probabilities_hold_in_the_spell_that_was_not_fitted_on(world: Links) -> None:
    found = outlook(world, wanted(world, "Union_(Arda)", top=1))
    cases = sum(one.cases for one in found.checked)
    assert cases > 500
    assert sum(one.cases * abs(one.stated - one.seen) for one in found.checked) / cases < 0.05
    assert 0 < found.base_rate < 0.2
    assert found.fitted_until <= DAY - 28


def test_one_question_is_answered_though_it_never_happened(world: Links) -> None:
    never = outlook(world, wanted(world, "Union_(Arda)", "threaten", "Police_(Fael)"))
    assert len(never.expected) == 1
    assert 0 < never.expected[0].probability < 0.2


def test_what_comes_later_changes_nothing(world: Links) -> None:
    later = links([*rows(), *(("Union_(Arda)", "consult", "Union_(Brek)", FIRST + day) for day in range(0, 120, 2))])
    assert outlook(later, wanted(later, "Union_(Arda)")) == outlook(world, wanted(world, "Union_(Arda)"))


def test_too_short_a_history_and_absurd_spells_are_refused(world: Links) -> None:
    with pytest.raises(CallerError, match="too few"):
        outlook(world.until(FIRST + 10), wanted(world, "Arda"))
    for days in (0, 91):
        with pytest.raises(CallerError, match="1 to 90"):
            outlook(world, wanted(world, "Arda", days=days))


def test_spells_in_which_nothing_came_give_no_probability() -> None:
    quiet = links([row for row in rows() if row[3] < FIRST + 50] + [("Arda", "aid", "Brek", DAY - 1)])
    with pytest.raises(CallerError, match="too little"):
        outlook(quiet, wanted(quiet, "Arda"))
