"""An organisation's rules take away and never give; a file that is not understood stops everything."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.access.pictures import Picture
from simurg.access.policy.rules import MOST_BYTES, MOST_FILES, RuleFile, Rules, rules_in
from simurg.access.policy.things import Thing, marking_in, thing_of
from simurg.access.reader import Action, Reader
from simurg.app.bootstrap import house_of
from simurg.app.workspace import create
from simurg.ontology.errors import CallerError, OperatorError
from simurg.ontology.markings import LEVELS, TLP, Marking, Scope

ANALYST = Reader("ayse", Scope(3, 3), Picture("p", Scope()), frozenset({"analyst"}))
REPORT = Thing("Report", "r1", Marking(), "reports", "reuters", "osint")
NO_HUMINT = """
@id("no-humint-out")
forbid (principal, action == Action::"export", resource is Report) when { resource.discipline == "humint" };
"""
ONE_SOURCE = """
@id("only-bora-reads-x")
forbid (principal, action, resource in Source::"x") unless { principal.name == "bora" };
"""
NO_TOKENS = '@id("no-machines") forbid (principal is Token, action, resource) when { resource.level > 0 };'


def rules(*texts: str) -> Rules:
    return Rules(tuple(RuleFile(f"{n}.cedar", text) for n, text in enumerate(texts)))


def allowed(made: Rules, action: Action, thing: Thing, reader: Reader = ANALYST) -> bool:
    return made.allows(reader, action, thing).allowed


def test_a_rule_forbids_what_it_says_and_nothing_else() -> None:
    made = rules(NO_HUMINT, ONE_SOURCE)
    secret = Thing("Report", "r2", Marking(), "reports", "agent", "humint")
    assert (allowed(made, "export", REPORT), allowed(made, "read", secret)) == (True, True)
    assert made.allows(ANALYST, "export", secret).why == ("no-humint-out",)
    of_x = Thing("Row", "e1", Marking(), "events", "x", "osint")
    bora = Reader("bora", ANALYST.scope, ANALYST.picture, ANALYST.roles)
    assert not allowed(made, "read", of_x)
    assert allowed(made, "read", of_x, bora)
    assert not allowed(made, "read", Thing("Row", "e1", Marking(level=4), "events", "x"), bora)


def test_a_rule_may_single_out_machines() -> None:
    made = rules(NO_TOKENS)
    machine = Reader("ayse", ANALYST.scope, ANALYST.picture, ANALYST.roles, "t1")
    restricted = Thing("Report", "r3", Marking(level=1))
    assert allowed(made, "read", REPORT, machine)
    assert allowed(made, "read", restricted)
    assert not allowed(made, "read", restricted, machine)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("permit (principal, action, resource);", "may only forbid"),
        (NO_HUMINT + "permit (principal, action, resource);", "may only forbid"),
        ("forbid (principal, action, resource", "is not Cedar"),
        ("allow everything", "is not Cedar"),
        ("forbid (principal, action, resource) when { resource.colour == 3 };", "colour"),
        ("forbid (principal, action, resource) when { resource.level == \"1\" };", "expect|operand|type"),
        ('forbid (principal == Ghost::"g", action, resource);', "Ghost"),
        ('forbid (principal, action == Action::"fly", resource);', "fly"),
        ("forbid (principal == ?principal, action, resource);", "template"),
        ("forbid (principal, action, resource) when { context.now > 3 };", "now"),
    ],
)  # fmt: skip
def test_a_rule_that_is_not_understood_is_refused(text: str, said: str) -> None:
    with pytest.raises(OperatorError, match=said) as caught:
        rules(text)
    assert "policies/0.cedar" in caught.value.what


def test_rules_are_read_from_the_workspace(tmp_path: Path) -> None:
    assert rules_in(tmp_path / "none").organisation == ()
    (tmp_path / "b.cedar").write_text(NO_HUMINT)
    (tmp_path / "a.cedar").write_text("// nothing yet\n")
    (tmp_path / "README.md").write_text("Why we have these.")
    assert [file.name for file in rules_in(tmp_path).organisation] == ["a.cedar", "b.cedar"]


def test_files_that_are_no_rules_are_refused(tmp_path: Path) -> None:
    for name, data in (
        ("rules.txt", b""),
        ("x.cedar~", b""),
        ("y.cedar", b"\xff\xfe"),
        ("z.cedar", b"//" + b"x" * MOST_BYTES),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(OperatorError):
            rules_in(tmp_path)
        (tmp_path / name).unlink()
    (tmp_path / "folder.cedar").mkdir()
    with pytest.raises(OperatorError, match="no file of rules"):
        rules_in(tmp_path)
    (tmp_path / "folder.cedar").rmdir()
    for n in range(MOST_FILES + 1):
        (tmp_path / f"{n}.cedar").write_text("")
    with pytest.raises(OperatorError, match="more than"):
        rules_in(tmp_path)


def test_no_house_opens_over_a_broken_rule(tmp_path: Path) -> None:
    create(tmp_path)
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "ours.cedar").write_text("permit (principal, action, resource);")
    with pytest.raises(OperatorError, match=r"policies/ours\.cedar"):
        house_of(tmp_path)


_WORDS = st.text("ABCDEFGHXYZ0189-", min_size=1, max_size=6).filter(
    lambda word: bool(word.replace("-", "")) and not word.startswith("REL-") and word != "NOBODY"
)
_SETS = st.frozensets(st.one_of(_WORDS, st.sampled_from(["*", "REL-*", "REL-EU"])), max_size=4)
_MARKINGS = st.builds(
    Marking,
    st.integers(0, len(LEVELS) - 1),
    st.integers(0, len(TLP) - 1),
    _SETS,
    st.none() | st.frozensets(_WORDS | st.just("*"), max_size=4),
)


@given(_MARKINGS)
def test_a_marking_is_taken_back_from_its_text(marking: Marking) -> None:
    back = marking_in(str(marking))
    assert back == marking


@given(st.text(max_size=40))
def test_no_other_text_is_a_marking(text: str) -> None:
    with suppress(CallerError):
        assert str(marking_in(text)) == text


def test_markings_that_are_not_understood_are_refused() -> None:
    for text in ("", "OPEN", "OPEN//TLP:PINK", "SECRET//TLP:RED//A", "secret//TLP:RED", "OPEN//A//B//TLP:RED", "//"):
        with pytest.raises(CallerError, match="not understood"):
            marking_in(text)
    assert marking_in("OPEN//TLP:CLEAR//REL TO NOBODY").releasable_to == frozenset()


def test_rows_become_things_of_their_kind() -> None:
    made = [thing_of(table, "1", "OPEN//TLP:CLEAR").kind for table in ("reports", "products", "events")]
    assert made == ["Report", "Product", "Row"]
