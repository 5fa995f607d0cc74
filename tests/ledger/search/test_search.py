"""Stories of search: many scripts, filters, moments, versions, recalls, groups, and how they are told."""

from uuid import UUID

import pytest
from tests.ledger.search.conftest import Newsroom, day, source

from simurg.ledger.search.question import Filters
from simurg.ledger.spines import Spines
from simurg.ontology.markings import Marking, Scope


def test_all_words_must_be_there_and_excluded_ones_must_not(newsroom: Newsroom) -> None:
    newsroom.tell("Troops enter Vessa", "Port closed.")
    newsroom.tell("Troops leave Vessa", "An exercise, said the port.")
    assert set(newsroom.titles("vessa troops")) == {"Troops enter Vessa", "Troops leave Vessa"}
    assert newsroom.titles("vessa port -exercise") == ["Troops enter Vessa"]
    assert newsroom.titles('"enter vessa"') == ["Troops enter Vessa"]
    assert newsroom.titles('"vessa enter"') == []
    assert newsroom.titles("vessa tank") == []


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("Заявила Марина Волкова", "volkova"),
        ("Заявила Марина Волкова", "ВОЛКОВА"),
        ("Заявила Марина Волкова", '"marina volkova"'),
        ("Volkova said", "Волкова"),
        ("قال محمد الحسن في القاهرة", "القاهره"),
        ("قال محمد الحسن في القاهرة", "حسن"),
        ("قال محمد الحسن في القاهرة", "Muhammad Hassan"),
        ("北京大学关闭", "大学"),
        ("北京大学关闭", "北京大学"),
        ("北京大学关闭", "beijing"),
        ("北京大学关闭", "学"),
        ("北京大学关闭", "闭"),
        ("북한의 김정은", "김정은"),
        ("ท่าเรือกรุงเทพปิด", "กรุงเทพ"),
        ("נמל חיפה נסגר", "חיפה"),
        ("Manifestation à Orléans", "orleans"),
        ("Zamknięto port w Łodzi", "lodzi"),
        ("हिन्दी समाचार", "समाचार"),
        ("東京タワー", "タワー"),
        ("チョムシギ将軍", "Chomshig"),
        ("Ο Χιτρασα είπε", "Khitrasa"),
    ],
)
def test_words_are_found_in_any_script(newsroom: Newsroom, title: str, asked: str) -> None:
    newsroom.tell(title)
    newsroom.tell("Nothing of the kind")
    assert newsroom.titles(asked) == [title]


def test_a_word_as_written_stands_before_one_that_is_only_spelled_alike(newsroom: Newsroom) -> None:
    newsroom.tell("Волкова said so")
    newsroom.tell("Volkova said so")
    assert newsroom.titles("volkova") == ["Volkova said so", "Волкова said so"]


def test_of_equally_good_ones_the_latest_comes_first(newsroom: Newsroom) -> None:
    for number in (3, 9, 1):
        newsroom.tell(f"Shelling reported {number}", known=day(number))
    assert newsroom.titles("shelling") == [f"Shelling reported {number}" for number in (9, 3, 1)]


def test_filters(newsroom: Newsroom) -> None:
    newsroom.tell("Fire one", source=source("wire", "A1"), language="en", countries=("UKR",), known=day(1))
    newsroom.tell("Fire two", source=source("blog", "D5"), language="ru", countries=("RUS",), known=day(5))
    newsroom.tell("Fire three", source=source("anon", "F6"), known=day(9))

    def asked(**filters: object) -> set[str]:
        return set(newsroom.titles("fire", Filters(**filters)))  # type: ignore[arg-type]

    assert asked() == {"Fire one", "Fire two", "Fire three"}
    assert asked(reliabilities=frozenset("ABC")) == {"Fire one"}
    assert asked(credibilities=frozenset({5, 6})) == {"Fire two", "Fire three"}
    assert asked(sources=frozenset({"blog", "wire"})) == {"Fire one", "Fire two"}
    assert asked(sources=frozenset({"nobody"})) == set()
    assert asked(languages=frozenset({"RU"})) == {"Fire two"}
    assert asked(places=frozenset({"ukr"})) == {"Fire one"}
    assert asked(since=day(5)) == {"Fire two", "Fire three"}
    assert asked(until=day(5)) == {"Fire one"}
    assert asked(since=day(1), until=day(6), places=frozenset({"rus", "ukr"})) == {"Fire one", "Fire two"}


def test_nothing_is_found_before_it_was_known(newsroom: Newsroom) -> None:
    newsroom.tell("Early fire", known=day(1))
    newsroom.tell("Late fire", known=day(9))
    assert newsroom.titles("fire", known=day(5)) == ["Early fire"]
    assert newsroom.titles("fire", known=day(0)) == []
    assert set(newsroom.titles("fire")) == {"Early fire", "Late fire"}


def test_only_the_version_that_counts_is_found(newsroom: Newsroom) -> None:
    newsroom.tell("Twelve dead in fire", key="story", known=day(1), claims=(("Vessa", "dead", "twelve"),))
    newsroom.tell("Two dead in fire", key="story", known=day(3), claims=(("Vessa", "dead", "two"),))
    assert newsroom.titles("fire") == ["Two dead in fire"]
    assert newsroom.titles("fire", known=day(2)) == ["Twelve dead in fire"]
    claims = next(one for one in newsroom.ask("vessa") if one.kind == "claim")
    assert [hit.words.text for group in claims.groups for hit in group.hits] == ["dead · two"]


def test_a_place_counts_while_its_event_stands(newsroom: Newsroom) -> None:
    newsroom.tell("Fire at sea", countries=("UKR",), known=day(1))
    late = Filters(places=frozenset({"rus"}))
    assert newsroom.titles("fire", late) == []
    newsroom.tell("Fire at sea", countries=("RUS",), known=day(1))  # the same report, told of again
    assert newsroom.titles("fire", late) == ["Fire at sea"]
    assert newsroom.titles("fire") == ["Fire at sea"]


@pytest.mark.parametrize("warm", [False, True])
def test_a_recall_hides_and_its_withdrawal_restores(newsroom: Newsroom, warm: bool) -> None:
    spines = Spines(newsroom.ledger.connection, newsroom.ledger.store) if warm else None
    number = newsroom.tell("Fire here", claims=(("Vessa", "burns", "yes"),), countries=("UKR",))
    newsroom.tell("Fire there", source=source("blog"))
    before = newsroom.ask("fire", spines=spines), newsroom.ask("vessa", spines=spines)
    newsroom.recall(number)
    assert newsroom.titles("fire", spines=spines) == ["Fire there"]
    assert all(not one.groups for one in newsroom.ask("vessa", spines=spines))
    newsroom.recall(number, withdrawn=True)
    assert (newsroom.ask("fire", spines=spines), newsroom.ask("vessa", spines=spines)) == before
    newsroom.recall("blog")
    assert newsroom.titles("fire", spines=spines) == ["Fire here"]


def test_rows_above_the_scope_are_not_found(newsroom: Newsroom) -> None:
    newsroom.tell("Open fire")
    newsroom.tell("Secret fire", marking=Marking(3))
    assert newsroom.titles("fire") == ["Open fire"]


def test_an_index_of_another_scope_is_never_used(newsroom: Newsroom) -> None:
    newsroom.tell("Open fire")
    newsroom.tell("Secret fire", marking=Marking(3))
    wide = Scope(4, 4)
    assert set(newsroom.titles("fire", scope=wide)) == {"Open fire", "Secret fire"}
    (narrow,) = [one for one in newsroom.ask("fire") if one.kind == "report"]
    assert (narrow.confirmed, narrow.proposed) == (1, 1)


def test_equal_texts_are_one_group(newsroom: Newsroom) -> None:
    for name in ("wire", "blog", "post"):
        newsroom.tell("Fire in Vessa", "All the same words.", source=source(name))
    newsroom.tell("Fire in Vessa", "Other words.")
    (found,) = list(newsroom.ask("fire vessa", Filters(kinds=frozenset({"report"}))))
    assert sorted(len(group.hits) + group.others for group in found.groups) == [1, 3]


def test_stories_group_as_the_caller_says(newsroom: Newsroom) -> None:
    first, second = newsroom.tell("Fire in Vessa"), newsroom.tell("Vessa: the fire of last night")
    newsroom.tell("Fire elsewhere")

    def story(ids: object) -> dict[UUID, UUID]:
        return {first: first, second: first}

    found = next(one for one in newsroom.ask("fire", group_of=story) if one.kind == "report")
    assert sorted(sorted(hit.title.text for hit in group.hits) for group in found.groups) == [
        ["Fire elsewhere"],
        ["Fire in Vessa", "Vessa: the fire of last night"],
    ]


def test_claims_stand_by_subject(newsroom: Newsroom) -> None:
    newsroom.tell("One", claims=(("Norvik Shipping", "owns", "MV Halcyon"), ("Norvik Shipping", "based in", "Vessa")))
    found = next(one for one in newsroom.ask("norvik") if one.kind == "claim")
    (group,) = found.groups
    assert sorted(hit.words.text for hit in group.hits) == ["based in · Vessa", "owns · MV Halcyon"]
    assert {hit.subject for hit in group.hits} == {"Norvik Shipping"}


def test_how_many_is_exact_or_an_upper_bound(newsroom: Newsroom) -> None:
    for number in range(60):
        newsroom.tell(f"Fire number {number}", known=day(number))
    few = next(one for one in newsroom.ask("fire", groups=2) if one.kind == "report")
    assert (len(few.groups), few.complete, few.proposed) == (2, False, 60)
    every = next(one for one in newsroom.ask("fire", groups=1000) if one.kind == "report")
    assert (every.confirmed, every.complete) == (60, True)


def test_ties_do_not_hide_anything(newsroom: Newsroom) -> None:
    for number in range(120):
        newsroom.tell("Fire", f"{number}", known=day(1))
    found = next(one for one in newsroom.ask("fire", groups=1000) if one.kind == "report")
    assert (found.confirmed, found.complete) == (120, True)
    ids = [group.hits[0].id.hex for group in found.groups]
    assert ids == sorted(ids)


def test_later_rows_do_not_change_an_answer_of_then_but_for_the_ranks(newsroom: Newsroom) -> None:
    for number in range(5):
        newsroom.tell(f"Fire {number}", known=day(number))
    before = set(newsroom.titles("fire", known=day(9)))
    for number in range(20, 30):
        newsroom.tell(f"Fire {number}", known=day(number))
    assert set(newsroom.titles("fire", known=day(9))) == before
