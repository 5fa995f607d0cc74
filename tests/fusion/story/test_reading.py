"""What a report is read to say: days, numbers, names, dateline, sources; any text is read."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fusion.story.made import FIRST, FRIDAY, report

from simurg.fusion.story.publishers import sounds_like_press, squashed
from simurg.fusion.story.reading import Report, read
from simurg.fusion.story.sentences import runs


def _words(body: str) -> list[str]:
    return [word for sentence in read(Report("", body, FRIDAY)).sentences for word in sentence.words]


@pytest.mark.parametrize(
    ("said", "figure"),
    [("twelve", "12"), ("seventy-five", "75"), ("seventy five", "75"), ("one hundred and twenty", "120"),
     ("two thousand three hundred", "2300"), ("1,200", "1200"), ("1.200", "1200"), ("2.5 million", "2500000"),
     ("doce", "12"), ("treinta y cinco", "35"), ("двадцать", "20"), ("99", "99")],
)  # fmt: skip
def test_numbers_are_figures(said: str, figure: str) -> None:
    assert figure in _words(f"They counted {said} boats")


def test_one_is_no_number() -> None:
    assert "1" not in _words("One of them left")


@pytest.mark.parametrize(
    ("said", "day"),
    [("on 3 May", (2024, 5, 3)), ("on May 3", (2024, 5, 3)), ("on 30 December", (2023, 12, 30)),
     ("on 2 May 2021", (2021, 5, 2)), ("2024-05-01", (2024, 5, 1)), ("01.05.2024", (2024, 5, 1)),
     ("el 2 de mayo", (2024, 5, 2)), ("2 мая", (2024, 5, 2)), ("on Friday", (2024, 5, 3)), ("on Monday", (2024, 4, 29)),
     ("yesterday", (2024, 5, 2)), ("on 3rd May", (2024, 5, 3))],
)  # fmt: skip
def test_days_are_found(said: str, day: tuple[int, int, int]) -> None:
    found = read(Report("", f"It happened {said}, they said", FRIDAY)).days
    assert found == {datetime(*day).toordinal()}


@pytest.mark.parametrize("said", ["on 31 February", "in May", "at 5 to 7", "9/5", "the Alder Today said"])
def test_what_is_no_day_is_none(said: str) -> None:
    assert not read(Report("", f"It happened {said}", FRIDAY)).days


def test_the_dateline_stands_apart() -> None:
    found = read(report(FIRST))
    assert found.place == "port alder"
    assert found.wire == "norvikagency"
    assert found.days == {FRIDAY.toordinal()}
    assert found.sentences[0].words[:3] == ("border", "guards", "of")


def test_a_dash_in_plain_text_makes_no_dateline() -> None:
    found = read(Report("", "The boat was late – again. It left.", FRIDAY))
    assert found.place == ""
    assert found.sentences[0].words[0] == "the"


def test_names_are_runs_of_capitals() -> None:
    sentence = read(Report("", "Envoys of the Northern Council of Ports met Ada Holm in Kelm")).sentences[0]
    assert runs(sentence) == ["envoys", "northern council of ports", "ada holm", "kelm"]


def test_where_there_are_no_capitals_recurring_words_serve() -> None:
    arabic = read(Report("", "أغلقت سلطات المرفأ المضيق. قالت سلطات المرفأ إن المضيق خطر. عاد المرفأ والمضيق."))
    shouted = read(Report("", "GUARDS CLOSED THE STRAIT. GUARDS SAID THE STRAIT IS UNSAFE. THE STRAIT STAYS SHUT."))
    assert "المرف" in "".join(arabic.names)
    assert "strai" in shouted.names
    assert "guard" not in arabic.names


@pytest.mark.parametrize(
    ("name", "key"),
    [("The Fen Watcher", "fenwatcher"), ("fenwatcher.example", "fenwatcher"),
     ("www.thefenwatcher.example", "fenwatcher"),
     ("https://news.norvik.example/a/b", "norvik"), ("Norvik Agency", "norvikagency"), ("", ""), ("a.b", "a")],
)  # fmt: skip
def test_publishers_are_known_by_one_key(name: str, key: str) -> None:
    assert squashed(name) == key


def test_names_beside_a_word_of_attribution_are_cited() -> None:
    found = read(Report("", "According to the Norvik Agency the strait is shut. Ada Holm waved."))
    assert "norvikagency" in found.cited
    assert "adaholm" not in found.cited


@pytest.mark.parametrize(
    ("name", "press"),
    [("norvikagency", True), ("radiokelm", True), ("reuters", True), ("thetimes", True), ("ansarallah", False),
     ("tassili", False), ("adaholm", False), ("", False)],
)  # fmt: skip
def test_agencies_and_papers_are_known_by_how_they_are_called(name: str, press: bool) -> None:
    assert sounds_like_press(name) is press


def test_whom_a_report_has_it_from_is_no_name_of_its_story() -> None:
    assert "norvi" not in read(Report("", "Kelm is shut, the Norvik Agency reported from Kelm. Kelm waits.")).names


def test_a_point_behind_an_abbreviation_ends_no_sentence() -> None:
    found = read(Report("", "Lt. Gen. Ada J. Holm left Kelm on Jan. 9. She took 12 ships.", FRIDAY))
    assert [runs(one) for one in found.sentences] == [["lt gen ada j holm", "kelm"], ["she"]]
    assert len(found.days) == 1


@settings(max_examples=150)
@given(st.text(max_size=400), st.text(max_size=80), st.none() | st.datetimes())
def test_any_text_is_read(body: str, title: str, published: datetime | None) -> None:
    found = read(Report(title, body, published))
    assert all(len(one.words) == len(one.capital) for one in found.sentences)


@pytest.mark.parametrize(
    "body", ["a" * 1_000_000, "A. " * 300_000, "12 " * 300_000, "– " * 300_000, "(" * 300_000, "戦" * 300_000]
)
def test_work_on_a_huge_body_is_bounded(body: str) -> None:
    found = read(Report("", body, datetime(1, 1, 1, tzinfo=UTC)))
    assert sum(len(one.words) for one in found.sentences) <= 40_000
