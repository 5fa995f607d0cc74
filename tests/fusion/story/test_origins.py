"""Independent origins: who has it from whom, and what each rule takes off the count."""

from hypothesis import given, settings
from hypothesis import strategies as st

from simurg.fusion.story import RULES, Told, origins


def _told(number: int, publisher: str, *said: str, text: bytes = b"") -> Told:
    return Told(b"%02d" % number, publisher, number, said, text)


def test_reports_that_say_nothing_of_each_other_are_origins() -> None:
    found = origins([_told(1, "norvik.example"), _told(2, "ridge.example")], {})
    assert found.count == 2
    assert not any(group.joins for group in found.groups)


def test_each_rule_joins_and_says_so() -> None:
    first, other = _told(1, "norvik.example"), "ridge.example"
    cases = {
        "text": ([first, _told(2, other)], {(b"01", b"02"): 0.9}, {}),
        "feed": ([first, _told(2, other, "feed:norvik")], {}, {}),
        "wire": ([first, _told(2, other, "wire:norvik")], {}, {}),
        "cited": ([first, _told(2, other, "cites:norvik")], {}, {}),
        "publisher": ([first, _told(2, "norvik.example")], {}, {}),
        "owner": ([first, _told(2, other)], {}, {"norvik.example": "Holm", "ridge.example": "Holm"}),
    }
    assert set(cases) == set(RULES)
    for rule, (reports, copies, owners) in cases.items():
        found = origins(reports, copies, owners)
        assert [join.rule for join in found.groups[0].joins] == [rule]
        assert found.count == 1
        assert found.without[rule] == 2
        assert all(found.without[one] == 1 for one in RULES if one != rule)


def test_equal_texts_are_one_origin() -> None:
    assert origins([_told(1, "a.example", text=b"t"), _told(2, "b.example", text=b"t")], {}).count == 1


def test_a_source_outside_the_story_is_shared() -> None:
    agency = [_told(1, "a.example", "wire:norvikagency"), _told(2, "b.example", "cites:norvikagency")]
    assert origins([*agency[:1], _told(2, "b.example", "wire:norvikagency")], {}).count == 1
    assert origins(agency, {}).count == 1  # one has it in its dateline, the other cites it
    official = [_told(1, "a.example", "cites:adaholm"), _told(2, "b.example", "cites:adaholm")]
    assert origins(official, {}).count == 2
    assert origins(official, {}, known=["Ada Holm"]).count == 1


def test_who_copies_two_origins_does_not_make_them_one() -> None:
    reports = [_told(1, "norvik.example"), _told(2, "solm.example"), _told(3, "blog.example", "cites:norvik"),
               _told(4, "blog.example", "cites:solm")]  # fmt: skip
    found = origins(reports, {})
    assert found.count == 2
    assert not any(group.circular for group in found.groups)


def test_a_circle_is_one_origin_and_marked() -> None:
    reports = [
        _told(1, "norvik.example"),
        _told(2, "ridge.example", "cites:norvik"),
        _told(3, "norvik.example", "cites:ridge"),
    ]
    found = origins(reports, {})
    assert found.count == 1
    assert found.groups[0].circular
    assert found.groups[0].reports == (b"01", b"02", b"03")


def test_a_circle_without_a_beginning_is_one_origin() -> None:
    found = origins([_told(1, "norvik.example", "cites:ridge"), _told(2, "ridge.example", "cites:norvik")], {})
    assert found.count == 1
    assert found.groups[0].circular


def test_whoever_names_a_later_teller_goes_back_to_him() -> None:
    found = origins([_told(1, "blog.example", "feed:norvik"), _told(2, "norvik.example")], {})
    assert found.count == 1
    assert not found.groups[0].circular


def test_the_likest_copy_is_the_source() -> None:
    copies = {(b"01", b"03"): 0.7, (b"02", b"03"): 0.95}
    reports = [_told(1, "a.example"), _told(2, "b.example"), _told(3, "c.example")]
    joins = [join for group in origins(reports, copies).groups for join in group.joins]
    assert [(join.report, join.source) for join in joins] == [(b"03", b"02")]


NAMES = ("norvik", "ridge", "solm", "quay")
SAID = st.tuples(st.sampled_from(["cites", "wire", "feed"]), st.sampled_from(NAMES))
STORY = st.lists(st.tuples(st.sampled_from(NAMES), st.lists(SAID, max_size=2)), min_size=1, max_size=7)


@settings(max_examples=150)
@given(STORY, st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6))), st.randoms(use_true_random=False))
def test_any_story_in_any_order(story, pairs, dice) -> None:
    reports = [
        _told(number, f"{name}.example", *(f"{kind}:{other}" for kind, other in said))
        for number, (name, said) in enumerate(story)
    ]
    copies = {(b"%02d" % a, b"%02d" % b): 0.8 for a, b in pairs if a != b}
    found = origins(reports, copies)
    shuffled = list(reports)
    dice.shuffle(shuffled)
    assert origins(shuffled, copies) == found
    assert sorted(report for group in found.groups for report in group.reports) == [one.report for one in reports]
    for group in found.groups:  # one root each, every other report has one reason
        assert len(group.joins) == len(group.reports) - 1
        assert {join.source for join in group.joins} <= set(group.reports)
    assert all(found.without[rule] >= found.count for rule in ("publisher", "owner"))


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3), st.sampled_from("tuv")), max_size=12))
def test_equal_texts_count_as_copies_of_one_another(said: list[tuple[str, int, str]]) -> None:
    """All pairs of them told as copies give the same joins, also for reports of one moment."""
    with_texts = [Told(b"%02d" % n, f"{who}.example", at, (), text.encode()) for n, (who, at, text) in enumerate(said)]
    without = [Told(one.report, one.publisher, one.order) for one in with_texts]
    copies = {(one.report, two.report): 1.0 for one in with_texts for two in with_texts
              if one.report < two.report and one.text == two.text}  # fmt: skip
    assert origins(with_texts, {}) == origins(without, copies)


def test_who_cites_a_publisher_has_it_from_its_last_report_before() -> None:
    reports = [_told(1, "norvik.example"), _told(2, "norvik.example"), _told(3, "ridge.example", "cites:norvik"),
               _told(4, "norvik.example")]  # fmt: skip
    joins = {join.report: join.source for group in origins(reports, {}).groups for join in group.joins}
    assert joins[b"03"] == b"02"
