"""Identifying numbers: how they are read, check digits, and what two sets of them say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.fusion.identity.numbers import NUMBERS, compare_numbers, holds, number

SOUND = {
    "imoNumber": "9074729",
    "innCode": "7700000009",
    "ogrnCode": "1027700000008",
    "leiCode": "5493001KJTIIGC8Y1R12",
}


def told(**numbers: str) -> dict[str, frozenset[str]]:
    return {kind: frozenset(number(kind, text) for text in texts.split()) for kind, texts in numbers.items()}


def said(left: dict[str, frozenset[str]], right: dict[str, frozenset[str]]) -> list[str]:
    return list(compare_numbers(left, right))


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        ("imoNumber", "IMO 9074729", "9074729"),
        ("registrationNumber", "HRB-00 12 34", "hrb001234"),
        ("registrationNumber", "000123456", "123456"),
        ("passportNumber", "№ AB 123456", "ab123456"),
        ("website", "https://www.Norvik.example/", "norvikexample"),
        ("idNumber", "1234", ""),
        ("idNumber", "—", ""),
    ],
)
def test_numbers_are_compared_without_signs_case_and_leading_zeros(kind: str, text: str, wanted: str) -> None:
    assert number(kind, text) == wanted


@pytest.mark.parametrize(("kind", "value"), SOUND.items())
def test_a_check_digit_holds_for_the_number_and_for_no_other_last_digit(kind: str, value: str) -> None:
    read = number(kind, value)
    assert holds(kind, read)
    others = [read[:-1] + digit for digit in "0123456789" if digit != read[-1]]
    assert not any(holds(kind, other) for other in others)


def test_persons_have_tax_numbers_of_twelve_digits() -> None:
    assert holds("innCode", "500100732259")
    assert not holds("innCode", "500100732258")
    assert not holds("innCode", "7700000")
    assert not holds("innCode", "77000000zz")
    assert not holds("ogrnCode", "102770000000x")


def test_a_key_shared_says_more_than_a_number_shared() -> None:
    assert said(told(imoNumber="9074729"), told(imoNumber="IMO9074729")) == ["own number shared"]
    assert said(told(imoNumber="9074728"), told(imoNumber="9074728")) == ["number shared"]  # its check digit is wrong
    assert said(told(passportNumber="AB123456"), told(passportNumber="ab-123456")) == ["number shared"]


def test_a_number_may_be_told_as_another_kind() -> None:
    assert said(told(taxNumber="7700000009"), told(innCode="7700000009")) == ["number shared, of another kind"]
    assert said(told(taxNumber="77000"), told(idNumber="77000")) == []  # too short to tell


def test_keys_that_differ_speak_against_it_and_slips_of_the_pen_do_not() -> None:
    assert said(told(innCode="7700000009"), told(innCode="7800000002")) == ["own number differs"]
    assert said(told(wikidataId="Q123456"), told(wikidataId="Q654321")) == ["own number differs"]
    assert said(told(wikidataId="Q123456"), told(wikidataId="Q123457")) == []  # one letter apart, no check digit
    assert said(told(innCode="7700000001"), told(innCode="7811111112")) == ["number differs"]  # both copied wrongly
    assert said(told(passportNumber="AB123456"), told(passportNumber="XY987654")) == ["number differs"]
    assert said(told(registrationNumber="HRB123456"), told(registrationNumber="123456")) == []


def test_securities_and_call_signs_are_many_so_others_say_nothing() -> None:
    assert said(told(isin="NL0000000107"), told(isin="XS1234567890")) == []
    assert said(told(mmsi="244110000"), told(mmsi="636011111")) == []
    assert said(told(callSign="PABC12"), told(callSign="PABC12")) == ["number shared"]


def test_one_number_shared_and_another_not_is_both_said() -> None:
    left = told(ogrnCode="1027700000008", innCode="7700000009")
    right = told(ogrnCode="1027700000008", innCode="7800000002")
    assert said(left, right) == ["own number shared", "own number differs"]


def test_contacts_say_little_and_are_no_other_kind_of_number() -> None:
    assert said(told(phone="+31205550100"), told(phone="0031-20-555-0100")) == ["same telephone, mail or page"]
    assert said(told(phone="+31205550100"), told(idNumber="31205550100")) == []
    assert said(told(email="a@b.example"), told(email="other@c.example")) == []


@given(st.sampled_from(sorted(NUMBERS)), st.text(max_size=80))
def test_any_text_gives_a_plain_number_or_none(kind: str, text: str) -> None:
    found = number(kind, text)
    assert found == number(kind, found) or not found
    assert found.isascii()
    assert not found or 5 <= len(found) <= 64
    assert not found or holds(kind, found) in (True, False)


_SETS = st.dictionaries(
    st.sampled_from(["imoNumber", "innCode", "passportNumber", "idNumber", "phone"]),
    st.frozensets(st.sampled_from(["9074729", "7700000009", "7700000001", "123456", "hrb123456"]), min_size=1),
)


@given(_SETS, _SETS)
def test_which_side_is_left_does_not_matter(left: dict[str, frozenset[str]], right: dict[str, frozenset[str]]) -> None:
    assert sorted(said(left, right)) == sorted(said(right, left))
