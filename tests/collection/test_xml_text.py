from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.collection.xml_text import decoded, harmless
from simurg.ontology.errors import SourceError


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1).map(lambda text: "<a>" + text))
def test_utf_8_and_marked_utf_16_and_32_are_read_as_they_are(text):
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32"):
        assert decoded(text.encode(encoding)) == text


@given(st.binary(max_size=300))
def test_every_document_has_some_reading(content):
    assert isinstance(decoded(content), str)


@given(st.text(alphabet='<!DOCTYPEN[]">&x; -a?/', max_size=200))
def test_what_is_let_through_starts_with_its_root_element(text):
    try:
        found = harmless(b"<!DOCTYPE r [" + text.encode() + b"]><r>&x;</r>")
    except SourceError:
        return
    assert found[0] == "<"
    assert found[1].isalpha() or found[1] == "_"


def test_the_prolog_goes_and_plain_entities_are_replaced():
    prolog = b'<?xml version="1.0"?><!-- <b> --><!DOCTYPE r [<!ENTITY a "one]>"><!-- "\' --><!ENTITY b \'two\'>]>\n'
    assert harmless(prolog + b"<r>&a; &b; &lt; &euro; &none;</r>") == "<r>one]> two &lt; € &none;</r>"


def test_the_first_declaration_of_an_entity_binds():
    assert harmless(b'<!DOCTYPE r [<!ENTITY a "1"><!ENTITY a "2">]><r>&a;</r>') == "<r>1</r>"


def test_an_outside_entity_that_nobody_uses_does_no_harm():
    assert harmless(b'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///x">]><r>1</r>') == "<r>1</r>"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no XML element"),
        (b"words < 3", "no XML element"),
        (b"<?xml never", "never ends"),
        (b"<!-- never", "never ends"),
        (b"<!DOCTYPE never", "DOCTYPE"),
        (b'<!DOCTYPE r [<!ENTITY a "never>', "DOCTYPE"),
        (b"<!DOCTYPE r " + b"x" * 70_000 + b"><r/>", "DOCTYPE"),
        (b'<!DOCTYPE r [<!ENTITY a "&b;"><!ENTITY b "1">]><r>&a;</r>', "refer"),
        (b'<!DOCTYPE r [<!ENTITY a SYSTEM "x">]><r>&a;</r>', "refer"),
        (b'<!DOCTYPE r [<!ENTITY a "<b/>">]><r>&a;</r>', "refer"),
        (b'<!DOCTYPE r [<!ENTITY a "' + b"x" * 2_000 + b'">]><r>' + b"&a;" * 600 + b"</r>", "add more"),
        (b"<!DOCTYPE r [" + b'<!ENTITY a "x">' * 300 + b"]><r/>", "300 entities"),
    ],
)
def test_what_is_not_harmless_is_told(content, told):
    with pytest.raises(SourceError, match=told):
        harmless(content)


LETTERS = st.characters(exclude_characters="<>&\r\ufffe\uffff", exclude_categories=["Cs", "Cc"])


@given(st.text(alphabet=LETTERS, max_size=50))
def test_words_in_a_well_formed_document_stay(text):
    assert ElementTree.fromstring(harmless(f"<r>{text}</r>".encode())).text == (text or None)
