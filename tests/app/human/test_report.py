"""A report taken apart: the origin on one side, what was said on the other, and no word of the first in the second."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from simurg.app.human.report import Intake, markdown, names, of_file, of_form
from simurg.collection.connector import Rows, raw_of
from simurg.collection.connectors import human
from simurg.collection.source import Source
from simurg.ontology.errors import CallerError, SimurgError, SourceError

AT = datetime(2026, 11, 1, tzinfo=UTC)
SOURCE = Source("lake", "human", discipline="HUMINT")
NAME = "Ilya Vargazin"
EXAMPLES = sorted((Path(__file__).parents[3] / "examples" / "human").glob("*.md"))
HEAD = "pseudonym: HERON\nreport: '9'\ndate: 2026-03-02\n"


def file(front: str = f"origin: {NAME}\n", body: str = "The bridge is guarded.") -> bytes:
    return f"---\n{HEAD}{front}---\n{body}\n".encode()


def taken(content: bytes) -> bytes:
    return markdown(of_file(content, SOURCE, AT), SOURCE, AT)


def rows(content: bytes) -> dict[str, list[dict[str, object]]]:
    [item] = list(human.parse(raw_of(content, SOURCE, "a.md", AT)))
    assert isinstance(item, Rows)
    return {name: table.drop_columns(["id"]).to_pylist() for name, table in item.tables.items()}


def test_the_origin_is_on_one_side_only():
    intake = of_file(file(f"origin: {{name: {NAME}, contact: '0199 555'}}\ntitle: Guards\n"), SOURCE, AT)
    assert intake.origin == {"name": NAME, "contact": "0199 555"}
    content = markdown(intake, SOURCE, AT)
    assert b"Vargazin" not in content
    assert b"origin" not in content
    assert rows(content)["reports"][0]["title"] == "Guards"
    assert NAME not in repr(intake)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_what_is_taken_in_reads_like_the_file_without_its_origin(path):
    content = path.read_bytes()
    with_origin = content.replace(b"---\n", f"---\norigin: {NAME}\n".encode(), 1)
    before, after = rows(content), rows(taken(with_origin))
    for table in before.values():
        for row in table:
            row.pop("payload", None), row.pop("report_id", None)
    for table in after.values():
        for row in table:
            row.pop("payload", None), row.pop("report_id", None)
    assert before == after


_TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp")), min_size=1, max_size=60)


@given(_TEXT.filter(str.strip), _TEXT, st.lists(_TEXT.filter(str.strip), max_size=3))
def test_any_words_survive_the_front_matter_or_are_refused(title, place, actors):
    form = {"pseudonym": "HERON", "report": "9", "date": "2026-03-02", "body": "Quiet.", "title": title}
    try:
        content = markdown(of_form({**form, "place": place, "actors": actors}), SOURCE, AT)
    except CallerError:
        return
    assert rows(content)["reports"][0]["title"] == title.strip()


@pytest.mark.parametrize("body", [
    f"{NAME} says so.", "ILYA VARGAZIN", "Vargazin, Ilya said", "ilya  vargazin", "I l y a V a r g a z i n",
    "İlya Vargâzin", "Ilya\nVargazin", "Ilya-Vargazin", "Ｉｌｙａ Ｖａｒｇａｚｉｎ", "x" * 500 + "ilyavargazin",
])  # fmt: skip
def test_a_text_that_names_its_origin_is_refused_without_a_word_of_it(body):
    with pytest.raises(CallerError, match="names its origin") as caught:
        taken(file(body=body))
    assert "argazin" not in str(caught.value)


@pytest.mark.parametrize("front", [
    f"title: {NAME} at the bridge\n", f"actors: [{NAME}]\n", f"place: {NAME}\n",
    f"events: [{{type: MOBILIZE, actor: {NAME}}}]\n",
])  # fmt: skip
def test_a_head_that_names_its_origin_is_refused(front):
    with pytest.raises(CallerError, match="names its origin"):
        taken(file(f"origin: {NAME}\n{front}"))


@pytest.mark.parametrize("body", ["Ilya was not there.", "The name is Li; the mill is old.", "Vargas came."])
def test_other_people_may_be_named(body):
    assert body.encode() in taken(file(body=body))


def test_short_parts_of_an_origin_are_no_words_of_the_report():
    assert not names("The market at Orsk is open on Mondays", {"name": "Li", "address": "Orsk", "how": "market"})
    assert names("call 0199-555 at night", {"name": "Li", "contact": "0199 555"})
    assert names("Li Na waits", {"name": "Na Li"})
    assert not names("Carolina waits", {"name": "Li Na"})


@pytest.mark.parametrize("front", [
    f"origin: {{name: {NAME}, surname: x}}\n", "origin: []\n", "origin: ''\n", f"origin: {{contact: {NAME}}}\n",
    f"origin: {{name: [{NAME}]}}\n", f"origin: {NAME}\nidentity: {NAME}\n", f"orgin: {NAME}\n",
    f"origin: {{name: {NAME}, contact: '{'x' * 600}'}}\n", f"origin: {NAME}\norigin: {NAME}\n",
    f"origin: &a {NAME}\n", f"origin: {NAME}\nbroken: [\n", f"origin: {NAME}\ndate2: [[[[[[[[{NAME}]]]]]]]]\n",
])  # fmt: skip
def test_a_file_that_is_not_understood_is_refused_without_a_word_of_it(front):
    with pytest.raises(SimurgError) as caught:
        taken(file(front))
    assert "argazin" not in str(caught.value) + repr(caught.value.__cause__)


@pytest.mark.parametrize("content", [
    f"origin: {NAME}\nno front matter".encode(), b"\xff\xfe\x00", f"---\norigin: {NAME}".encode(), b"", b"\x00" * 20,
    file(body=""), file(body=f"origin: {NAME}"), file("pseudonym: [HERON]\n"), b"x" * (2 << 20),
])  # fmt: skip
def test_bytes_that_are_no_report_are_refused_without_a_word_of_them(content):
    with pytest.raises(SimurgError) as caught:
        taken(content)
    assert "argazin" not in str(caught.value)


@pytest.mark.parametrize(("key", "value"), [
    ("date", "soon"), ("date", "2027-01-01"), ("reliability", "Z"), ("language", "!!"), ("pseudonym", "a" * 61),
    ("pseudonym", ""), ("events", [{"type": "PARTY"}]), ("marking", {"level": "cosmic"}), ("body", " "),
])  # fmt: skip
def test_a_form_that_the_connector_would_not_read_is_refused(key, value):
    form = {"pseudonym": "HERON", "report": "9", "date": "2026-03-02", "body": "Quiet.", "origin": {"name": NAME}}
    with pytest.raises(CallerError):
        markdown(of_form({**form, key: value}), SOURCE, AT)


def test_a_marking_is_read_or_refused():
    assert of_form({"body": "x", "marking": {"level": "secret", "compartments": []}}).marking.level == 3
    with pytest.raises(CallerError, match="marking is not known"):
        _ = Intake({"marking": {"level": NAME}}, "", None).marking
    with pytest.raises(CallerError, match="not a mapping"):
        _ = Intake({"marking": NAME}, "", None).marking
    with pytest.raises(SourceError):
        of_form({"body": "x", "origin": {"name": NAME, "born": "x"}})


def test_the_clean_file_is_plain_yaml():
    content = taken(file(f"origin: {NAME}\ntitle: 'a: b'\n")).decode()
    assert yaml.safe_load(content.split("---")[1])["title"] == "a: b"
