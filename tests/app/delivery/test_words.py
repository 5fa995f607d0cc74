"""What is written to people: hostile words lose their force, and nothing goes above what a way may carry."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.app.delivery.mail import letter
from simurg.app.delivery.settings import MailWay, is_address, ways_of
from simurg.app.delivery.warning import IssuedWarning
from simurg.app.delivery.webhook import body_of, signed
from simurg.app.delivery.words import Letterhead, message, safe
from simurg.ontology.errors import InternalError, OperatorError
from simurg.ontology.markings import EVERYTHING, Marking, Scope
from simurg.outbound.secrets import Secret

AT = datetime(2031, 4, 2, 8, tzinfo=UTC)
WAY = MailWay("h", 25, "none", "simurg@cell.example", frozenset({"cell.example"}))
MARKS = st.builds(Marking, st.integers(0, 4), st.integers(0, 4), st.sets(st.sampled_from("AB")).map(frozenset))
SCOPES = st.builds(Scope, st.integers(0, 4), st.integers(0, 4), st.sets(st.sampled_from("AB")).map(frozenset))


def warning(title: str, sentence: str, marking: Marking = Marking()) -> IssuedWarning:  # noqa: B008  a frozen value
    return IssuedWarning("a" * 32, AT, "open", "severe", title, sentence, marking)


def head(most: Scope = EVERYTHING) -> Letterhead:
    return Letterhead("Cell", "https://simurg.cell.example", False, most)


@given(st.text(), st.text(), st.sampled_from(["warning", "digest", "escalation"]))
def test_law_no_words_make_a_header_markup_or_a_link(title: str, sentence: str, kind: str) -> None:
    told = message([warning(title, sentence)], kind, head())
    raw = letter("b" * 32, "ada@cell.example", WAY, told, AT).as_bytes(policy=default.clone(linesep="\r\n"))
    mail = message_from_bytes(raw, policy=default)
    assert [name for name, _ in mail.items()] == [
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"
    ]  # fmt: skip
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert html.count("<") == message([warning("x", "x")], kind, head()).html.count("<")
    for word in (safe(title), safe(sentence)):
        assert "://" not in word.replace("[://]", "")
        assert not any(ord(one) < 32 or one in "\u202e\u2066\u200b" for one in word)


HOSTILE = [
    ("\r\nBcc: x@evil.example", "Bcc: x[@]evil.example"),
    ("see https://evil.example now", "see https[://]evil.example now"),
    ("www.evil.example", "www[.]evil.example"),
    ("a\u202egpj.exe", "agpj.exe"),
    ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
]


@pytest.mark.parametrize(("text", "told"), HOSTILE)
def test_hostile_words(text: str, told: str) -> None:
    assert safe(text) == told
    assert "<img" not in message([warning(text, text)], "warning", head()).html


@given(MARKS, MARKS, SCOPES)
def test_law_a_message_carries_words_only_within_what_the_way_may(one: Marking, two: Marking, most: Scope) -> None:
    some = [warning("Alpha", "Alpha", one), warning("Beta", "Beta", two)]
    told, body = message(some, "digest", head(most)), body_of(some, "digest", head(most), AT)
    may = most.reading().permits(one) and most.reading().permits(two)
    assert told.cut is not may
    for text in (told.subject + told.text + told.html, body.decode()):
        assert (("Alpha" in text) or ("Beta" in text) or ("evere" in text)) <= may
    if not may:  # the same for one and for many, for grave and slight
        assert told == message(some[:1] * 7, "warning", head(most)) or most.reading().permits(one)


def test_the_standards_own_example_of_a_signature() -> None:
    """https://www.standardwebhooks.com: the example of its reference implementations."""
    secret = Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    at = datetime.fromtimestamp(1614265330, UTC)
    told = signed("msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}', secret)
    assert told["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("secret", ["", "plain", "whsec_", "whsec_!!", "whsec_c2hvcnQ="])
def test_a_signing_secret_that_is_none_is_refused_and_not_shown(secret: str) -> None:
    with pytest.raises(OperatorError) as raised:
        signed("x", AT, b"", Secret(secret))
    assert not secret or secret not in str(raised.value).replace("whsec_ and", "")


@pytest.mark.parametrize("text", ["a@b.example", "first.last+tag@sub.cell.example"])
def test_addresses(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize("text", ["", "a", "@b.c", "a@", "a@b", "a b@c.d", "a@b.c,d@e.f", "a@b.c\nBcc: x@y.z", "ä@b.c",
                                  "<a@b.c>", '"a"@b.c', "a@@b.c", "x" * 250 + "@b.cd"])  # fmt: skip
def test_what_is_no_single_address(text: str) -> None:
    assert not is_address(text)


@pytest.mark.parametrize(
    "wrong",
    [
        [], {"fax": 1}, {"mail": {}}, {"mail": {"server": "h", "sender": "s@c.d"}}, {"address": "javascript:x"},
        {"mail": {"server": "h:x", "sender": "s@c.d", "domains": ["c.d"]}},
        {"mail": {"server": "h", "sender": "nobody", "domains": ["c.d"]}},
        {"mail": {"server": "h", "tls": "maybe", "sender": "s@c.d", "domains": ["c.d"]}},
        {"mail": {"server": "h", "sender": "s@c.d", "domains": ["c.d"], "most": {"level": "cosmic"}}},
        {"mail": {"server": "h", "sender": "s@c.d", "domains": ["c.d"], "most": 3}},
        {"webhooks": []}, {"webhooks": {"A B": {}}}, {"webhooks": {"a": {"url": "ftp://x", "secret": "env:X"}}},
        {"webhooks": {"a": {"url": "https://x.example", "secret": "hush"}}},
    ],
)  # fmt: skip
def test_settings_that_are_not_understood_are_refused(wrong: object) -> None:
    with pytest.raises(OperatorError, match=r"simurg\.yaml"):
        ways_of(wrong)


def test_without_most_a_way_carries_what_is_open_and_clear() -> None:
    told = ways_of({"mail": {"server": "h.example", "sender": "s@c.d", "domains": ["C.d"]}}).mail
    assert told is not None
    assert (told.port, told.tls, told.most, told.domains) == (587, "starttls", Scope(), frozenset({"c.d"}))


def test_a_warning_is_well_made() -> None:
    with pytest.raises(InternalError):
        IssuedWarning("short", AT, "open", "severe", "", "", Marking())
