"""The fictional reports under examples/human; then every way of naming an origin that we could think of."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.collection.connector import Raw, Refused, Reject, Rows, raw_of
from simurg.collection.connectors import human
from simurg.collection.source import Source
from simurg.ontology.grades import Grade
from simurg.ontology.markings import Marking
from simurg.testing.connectors import check_connector, read

FETCHED = datetime(2026, 11, 1, tzinfo=UTC)
SOURCE = Source("desk", "human", discipline="HUMINT", grade=Grade("D", 6), marking=Marking(1, 1))
EXAMPLES = sorted((Path(__file__).parents[3] / "examples" / "human").glob("*.md"))
NAME = "Ilya Varga"
HEAD = "pseudonym: HERON\nreport: '9'\ndate: 2023-03-02\n"


def document(text: str | bytes, name: str = "report.md") -> Raw:
    return raw_of(text.encode() if isinstance(text, str) else text, SOURCE, name, FETCHED)


def report(front: str = "", body: str = "The bridge is guarded.") -> Raw:
    return document(f"---\n{HEAD}{front}---\n{body}\n")


def refused(raw: Raw) -> Refused:
    with pytest.raises(Refused) as caught:
        list(human.parse(raw))
    return caught.value


def rejected(raw: Raw) -> Reject:
    [item] = list(human.parse(raw))
    assert isinstance(item, Reject)
    return item


def rows(raw: Raw) -> dict[str, list[dict[str, object]]]:
    [item] = list(human.parse(raw))
    assert isinstance(item, Rows)
    return {name: table.to_pylist() for name, table in item.tables.items()}


def test_the_connector_keeps_its_contract():
    samples = [document(path.read_bytes(), path.name) for path in EXAMPLES]
    assert len(samples) == 6
    check_connector(human, samples, mutated=600)


def test_a_report_says_what_its_front_matter_says():
    found = rows(document(EXAMPLES[1].read_bytes()))
    [told] = found["reports"]
    assert (told["discipline"], told["reliability"], told["credibility"]) == ("HUMINT", "B", 2)
    assert told["published_at"] == datetime(2023, 3, 9, tzinfo=UTC)
    assert told["body"].startswith("Reservists of two")
    assert told["marking"] == "[1, 2, [], null]"
    [event] = found["events"]
    assert (event["actor"], event["event_type"], event["place"]) == ("Karsova", "MOBILIZE", "Orsk")
    assert event["occurred_to"] == datetime(2023, 3, 9, tzinfo=UTC)
    assert {(claim["predicate"], claim["object"]) for claim in found["claims"]} == {
        ("reported_by", "HERON"), ("place", "Orsk"), ("country", "Karsova"), ("actor", "Karsova"),
    }  # fmt: skip
    assert {claim["subject"] for claim in found["claims"]} == {"HERON/15"}


def test_the_grade_of_the_source_stands_where_the_report_has_none():
    [told] = rows(report())["reports"]
    assert (told["reliability"], told["credibility"]) == ("D", 6)


@pytest.mark.parametrize(("own", "joined"), [
    ("", "[1, 1, [], null]"),
    ("marking: {level: open, tlp: clear}\n", "[1, 1, [], null]"),
    ("marking: {level: secret, compartments: [LAKE]}\n", '[3, 1, ["LAKE"], null]'),
])  # fmt: skip
def test_a_report_can_only_be_stricter_than_its_source(own, joined):
    assert rows(report(own))["reports"][0]["marking"] == joined


def test_a_corrected_report_has_the_same_key_and_another_id():
    [one], [other] = rows(report())["reports"], rows(report(body="The bridge is open."))["reports"]
    assert one["key"] == other["key"]
    assert one["id"] != other["id"]


ORIGINS = [
    f"origin: {NAME}\n", f"Origin: {NAME}\n", f"ORIGIN : {NAME}\n", f"true_origin: {NAME}\n", f"true-origin: {NAME}\n",
    f"True Origin: {NAME}\n", f"origin_name: {NAME}\n", f'"origin": {NAME}\n', f"'origin' : {NAME}\n",
    f"  origin: {NAME}\n", f"origin:\n  name: {NAME}\n", f"source: {{origin: {NAME}}}\n",
    f"marking: {{level: open, origin: {NAME}}}\n", f"events:\n  - origin: {NAME}\n", f"? origin\n: {NAME}\n",
    f"оrigin: {NAME}\n", f"οrigin: {NAME}\n", f"orіgin: {NAME}\n", f"ｏｒｉｇｉｎ: {NAME}\n", f"0rigin: {NAME}\n",
    f"or1gin: {NAME}\n", f"orlgin: {NAME}\n", f"ori\u200bgin: {NAME}\n", f"o r i g i n: {NAME}\n", f"origin： {NAME}\n",
    f"órigin: {NAME}\n", f"originator: {NAME}\n", f'"or\\u0069gin": {NAME}\n', f'"or\\x69gin": {NAME}\n',
    f"origin={NAME}\n", f"# origin: {NAME}\n", f"title: x; true origin: {NAME}\n", f"\u202enigiro: {NAME}\n",
    f"origin: [{NAME}\n", f"origin: {NAME}\n\tbad: tab\n", f"title: 'open\norigin: {NAME}\n",
    f"\u24de\u24e1igin: {NAME}\n",
]  # fmt: skip


@pytest.mark.parametrize("line", ORIGINS)
def test_a_file_that_names_the_origin_is_refused_and_not_repeated(line):
    for raw in (report(line), document(f"---\n{line}{HEAD}---\nText.\n"), document(f"---\n{HEAD}{line}")):
        error = refused(raw)
        assert all(part not in f"{error} {error.what} {error.hint} {error.__context__}" for part in NAME.split())


@pytest.mark.parametrize("line", [f"real_name: {NAME}\n", f"informant: {NAME}\n", f"contact:\n  phone: {NAME}\n",
                                  f"events:\n  - seen_by: {NAME}\n", f"broken: [{NAME}\n", f"{NAME}: x\n"])  # fmt: skip
def test_a_key_that_is_not_listed_is_refused_because_it_may_carry_an_identity(line):
    error = refused(report(line))
    assert "Varga" not in str(error)
    assert "Keys: pseudonym" in error.hint


@pytest.mark.parametrize("line", [
    "- True origin: {}", "**Origin:** {}", "<!-- origin: {} -->", "| origin: {} |", "origin = {}",
    "> the real origin: {}", "Source's origin: {}", "Origin of this report: {}",
    "---\norigin: {}\n---", "Human_Origin:{}",
])  # fmt: skip
def test_an_origin_in_the_words_below_is_refused_where_it_stands_like_a_key(line):
    refused(report(body=f"The bridge is guarded.\n{line.format(NAME)}\nMore."))


def test_the_word_may_stand_in_a_sentence():
    assert rows(report(body="The origin of the fire is not known: nobody was there."))


def test_without_front_matter_nothing_that_looks_like_a_key_is_kept():
    refused(document(f"Real name: {NAME}\nText."))
    assert rejected(document("Only words.")).content == b"Only words."


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\xff", b"PK\x03\x04....", b"---\nname: caf\xe9\n", bytes(9), b"x" * 2_000_000]
)
def test_what_cannot_be_searched_for_an_origin_is_kept_nowhere(content):
    refused(document(content))


@pytest.mark.parametrize(("front", "cause"), [
    ("title: [\n", "no YAML"), ("title: *a\n", "no YAML|anchors"), ("title: &a x\n", "anchors"),
    ("title: !!python/object:os.system x\n", "anchors|no YAML"), ("title: a\ntitle: b\n", "twice"),
    ("actors: [[[[[[[[x]]]]]]]]\n", "nested"), ("reliability: Q\n", "reliability"), ("credibility: 9\n", "credibility"),
    ("credibility: two\n", "credibility"), ("marking: secret\n", "mapping"), ("marking: {level: cosmic}\n", "marking"),
    ("language: 7\n", "language"), ("actors: {a: b}\n", "actors|listed"), ("events: MOBILIZE\n", "events"),
    ("events: [x]\n", "event 1"), ("events: [{type: DANCE}]\n", "PLOVER"), ("title: {a: b}\n", "title|listed"),
    ("events: [{type: ASSAULT, deaths: many}]\n", "deaths"), ("events: [{type: AID, date: 2023-02-31}]\n", "date"),
    (f"title: {'x' * 600}\n", "title"), (f"title: {'x ' * 9_000}\n", "16,000"),
])  # fmt: skip
def test_a_faulty_front_matter_is_rejected_whole_with_its_cause(front, cause):
    raw = report(front)
    reject = rejected(raw)
    assert re.search(cause, reject.cause), reject.cause
    assert reject.content == raw.read()


@pytest.mark.parametrize("date", ["2023-02-31", "0000-00-00", "9999-01-01", "2062-01-01", "soon", "2.02E+13"])
def test_an_impossible_or_future_date_is_told(date):
    assert "date" in rejected(document(f"---\npseudonym: HERON\nreport: '9'\ndate: {date}\n---\nText.\n")).cause


def test_a_report_without_pseudonym_number_or_words_is_rejected():
    assert "pseudonym" in rejected(document("---\ndate: 2023-01-01\n---\nText.\n")).cause
    assert "no text" in rejected(report(body="")).cause
    assert "list of keys" in rejected(document("---\n- a\n---\nText.\n")).cause
    assert "empty" in rejected(document("---\n---\nText.\n")).cause


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_is_read_rejected_or_refused(front, body):
    read(human, document(f"---\n{front}\n---\n{body}".encode("utf-8", "replace")))


def test_names_that_it_protects_stand_in_no_row():
    found = rows(report("protected: [Ilya Varga, 'Mira Oss']\nactors: [the guard]\n", "Ilya Varga saw the convoy."))
    assert set(found) == {"reports", "claims"}
    assert NAME not in str(found["claims"])
    assert {claim["object"] for claim in found["claims"]} == {"HERON", "the guard"}


@pytest.mark.parametrize(
    "front",
    [
        "actors: [ILYA  VARGA]\n",
        "title: What Ilya Varga's driver saw\n",
        "place: Varga, Ilya Varga street\n",
        "events:\n  - {actor: Ilya-Varga, type: AID}\n",
        "events:\n  - {type: AID, recipient: ilya varga}\n",
    ],
)
def test_a_key_that_gives_a_protected_name_is_no_report(front: str):
    cause = rejected(report(f"{front}protected: {NAME}\n")).cause
    assert "protected; write a role instead" in cause
    assert "arga" not in cause


def test_protected_names_are_a_list_of_names():
    assert "not a list" in rejected(report("protected: {a: b}\n")).cause
