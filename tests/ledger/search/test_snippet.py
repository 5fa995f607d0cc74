"""The words around a match, marked."""

from hypothesis import given
from hypothesis import strategies as st

from simurg.ledger.search.question import question_of
from simurg.ledger.search.snippet import snippet_of


def marked(text: str, asked: str, length: int = 240) -> list[str]:
    found = snippet_of(text, question_of(asked).sought, length)
    return [found.text[low:high] for low, high in found.marks]


def test_words_are_marked_as_they_stand_in_the_text() -> None:
    assert marked("Fire! FIRE? Firewall, fire's end.", "fire") == ["Fire", "FIRE"]
    assert marked("Заявила Марина Волкова.", "volkova") == ["Волкова"]
    assert marked("Volkova said", "Волкова") == ["Volkova"]
    assert marked("قال محمد الحسن", "hassan muhammad") == ["محمد", "الحسن"]
    assert marked("在北京大学关闭", "北京") == ["北京"]
    assert marked("ท่าเรือกรุงเทพปิด", "กรุงเทพ") == ["กรุงเทพ"]
    assert marked("Café à Orléans", "cafe orleans") == ["Café", "Orléans"]


def test_the_piece_is_where_most_different_words_are() -> None:
    text = "fire " * 10 + "so it went on. " * 40 + "the port is on fire " + "and more. " * 40
    found = snippet_of(text, question_of("fire port").sought)
    assert {found.text[low:high] for low, high in found.marks} == {"fire", "port"}
    assert found.cut == (True, True)
    assert len(found.text) <= 240


def test_without_a_match_it_is_the_beginning() -> None:
    found = snippet_of("word " * 100, question_of("fire").sought)
    assert found.marks == ()
    assert found.text.startswith("word word")
    assert found.cut == (False, True)


@given(st.text(max_size=600), st.text(alphabet="ab é京ض", min_size=1, max_size=8), st.integers(60, 240))
def test_marks_lie_in_order_inside_the_piece(text: str, asked: str, length: int) -> None:
    if not asked.strip():
        return
    found = snippet_of(text, question_of(asked).sought, length)
    assert len(found.text) <= length
    ends = [end for mark in found.marks for end in mark]
    assert ends == sorted(ends)
    assert all(0 <= low < high <= len(found.text) for low, high in found.marks)
    assert found.text in " ".join(text.split())
