"""An invented bundle; then ATT&CK and DISARM."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from simurg.collection.connector import Raw, Reject, raw_of
from simurg.collection.connectors import stix
from simurg.collection.connectors._stix_markings import TLP_OF
from simurg.collection.source import Source
from simurg.ontology.markings import Marking, marking_of
from simurg.testing.connectors import Reading, bounded, check_connector, check_reading, read

FETCHED = datetime(2026, 11, 1, tzinfo=UTC)
SOURCE = Source("cert", "stix", discipline="TECHINT")
SAMPLE = (Path(__file__).parent / "samples" / "bundle.json").read_bytes()
OTTER = "intrusion-set--0f000000-0000-4000-8000-000000000004"
WEED = "malware--0f000000-0000-4000-8000-000000000005"
RED, GREEN = (f"[0, {tlp}, [], null]" for tlp in (4, 1))


def document(content: object, name: str = "bundle.json", source: Source = SOURCE) -> Raw:
    return raw_of(content if isinstance(content, bytes) else orjson.dumps(content), source, name, FETCHED)


def objects(*items: object) -> Reading:
    return read(stix, document({"type": "bundle", "objects": list(items)}))


def thing(**changed: object) -> dict[str, object]:
    return {"type": "tool", "id": "tool--0f000000-0000-4000-8000-0000000000aa", "name": "Net"} | changed


def said(found: Reading) -> set[tuple[str, str, str]]:
    return {(row["subject"], row["predicate"], row["object"]) for row in found.table("claims").to_pylist()}


def test_the_connector_keeps_its_contract():
    check_connector(stix, [document(SAMPLE), document(gzip.compress(SAMPLE, mtime=0), "bundle.json.gz")], mutated=600)


def test_every_object_is_a_report():
    found = read(stix, document(SAMPLE))
    reports = {row["title"]: row for row in found.table("reports").to_pylist()}
    assert len(reports) == len(orjson.loads(SAMPLE)["objects"])
    otter = reports["Grey Otter"]
    assert otter["body"].startswith("A group that looks")
    assert "OT-4" in otter["body"]
    assert otter["url"] == "https://cert.ostrany.example/ot-4"
    assert otter["published_at"] == datetime(2023, 2, 5, 12, 30, 0, 123000, tzinfo=UTC)


def test_claims_say_what_the_object_says():
    claims = said(read(stix, document(SAMPLE)))
    assert {
        (OTTER, "type", "intrusion-set"), (OTTER, "name", "Grey Otter"), (OTTER, "alias", "Reed Nest"),
        (OTTER, "external_id", "OT-4"), (OTTER, "created_by_ref", "identity--0f000000-0000-4000-8000-000000000002"),
        (WEED, "platform", "Linux"), (WEED, "tactic", "persistence"), (WEED, "is_family", "true"),
        (OTTER, "uses", WEED), ("relationship--0f000000-0000-4000-8000-000000000006", "revoked", "true"),
    } <= claims  # fmt: skip


def test_a_relationship_keeps_its_time_and_confidence():
    [tie] = [row for row in read(stix, document(SAMPLE)).table("claims").to_pylist() if row["predicate"] == "uses"]
    assert tie["valid_from"] == datetime(2022, 12, 1, tzinfo=UTC)
    assert tie["confidence"] == pytest.approx(0.7)


def test_observations_come_from_patterns_observed_data_and_observables():
    seen = {
        (row["observable_type"], row["observable"], row["rule"])
        for row in read(stix, document(SAMPLE)).table("observations").to_pylist()
    }
    rule = "indicator--0f000000-0000-4000-8000-000000000007"
    assert seen == {
        ("ipv4-addr", "192.0.2.7", rule), ("domain-name", "reed.example", rule), ("file", "a" * 64, None),
        ("file", "weed.dll", None), ("url", "https://reed.example/drop", None),
    }  # fmt: skip


def test_tlp_markings_are_honoured_and_titles_do_not_tell_a_stricter_name():
    reports = {row["title"]: row["marking"] for row in read(stix, document(SAMPLE)).table("reports").to_pylist()}
    assert reports["Pondweed"] == RED
    assert reports["Pondweed's host"] == GREEN
    assert reports["Grey Otter"] is None  # a statement changes nothing
    assert reports[f"Grey Otter uses {WEED}"] is None
    claims = read(stix, document(SAMPLE)).table("claims").to_pylist()
    assert {row["marking"] for row in claims if row["subject"] == WEED} == {RED}


@pytest.mark.parametrize(("name", "colour"), sorted(TLP_OF.items()))
def test_a_marking_never_loosens_the_source(name, colour):
    amber = Source("cert", "stix", marking=Marking(1, 2, frozenset({"LAKE"})))
    [row] = read(stix, document([thing(object_marking_refs=[name])], source=amber)).table("reports").to_pylist()
    joined = amber.marking | marking_of({"tlp": colour})
    assert row.get("marking") == (None if joined == amber.marking else f'[1, {joined.tlp}, ["LAKE"], null]')


DEFINED = {"type": "marking-definition", "id": "marking-definition--0f000000-0000-4000-8000-0000000000bb"}
TLP_2 = {"extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d": {"tlp_2_0": "red"}}


@pytest.mark.parametrize(("definition", "marking"), [
    ({"definition_type": "tlp", "definition": {"tlp": "red"}}, RED), ({"extensions": TLP_2}, RED),
    ({"definition_type": "tlp", "definition": {"tlp": "white"}}, None),
    ({"definition_type": "statement", "definition": {"statement": "x"}}, None),
])  # fmt: skip
@pytest.mark.parametrize("granular", [False, True])
def test_markings_defined_in_the_bundle_count(definition, marking, granular):
    marks = {"granular_markings": [{"selectors": ["name"], "marking_ref": DEFINED["id"]}]}
    found = objects(thing(**(marks if granular else {"object_marking_refs": [DEFINED["id"]]})), DEFINED | definition)
    [row] = [row for row in found.table("reports").to_pylist() if row["title"] == "Net"]
    assert row.get("marking") == marking


@pytest.mark.parametrize("marks", [
    {"object_marking_refs": ["marking-definition--0f000000-0000-4000-8000-0000000000cc"]},
    {"object_marking_refs": [7]}, {"object_marking_refs": "red"}, {"granular_markings": [7]},
    {"granular_markings": [{"selectors": ["name"]}]}, {"object_marking_refs": [DEFINED["id"]]},
])  # fmt: skip
@pytest.mark.parametrize(
    "definition", [{}, {"definition_type": "iep"}, {"definition_type": "tlp", "definition": {"tlp": "x"}}]
)
def test_a_marking_that_is_not_understood_denies(marks, definition):
    found = objects(thing(**marks), DEFINED | definition)
    assert "marking" in found.rejects[0].cause
    assert "Net" not in str(found.table("reports")["title"].to_pylist())


def test_a_new_version_has_the_same_key():
    one, other = (objects(thing(modified=f"2023-0{month}-01T00:00:00Z", name=f"Net {month}")) for month in (1, 2))
    assert one.table("reports")["key"].to_pylist() == other.table("reports")["key"].to_pylist()
    assert one.table("claims")["key"].to_pylist() == other.table("claims")["key"].to_pylist()
    assert one.table("reports")["id"].to_pylist() != other.table("reports")["id"].to_pylist()


def test_bad_objects_are_quarantined_and_the_rest_lands():
    found = objects(7, {"id": "tool--1"}, thing(), {"type": "tool"})
    assert found.count("reports") == 1
    assert [orjson.loads(reject.content) for reject in found.rejects] == [7, {"id": "tool--1"}, {"type": "tool"}]


@pytest.mark.parametrize("end", [b"1]}", b"1", b"1]"])
def test_millions_of_bad_objects_cost_little(end):
    raw = document(b'{"objects": [' + b"1," * 3_000_000 + end)
    found = bounded(stix, raw, "millions")
    assert not found.rows
    assert found.rejects[-1].content.endswith(b",1]" if end == b"1]}" else end)


def test_a_few_thousand_bad_objects_do_not_hide_the_good_ones():
    found = objects(*[thing(id=f"tool--{n}") for n in range(3_000)], *range(1_500), thing(id="tool--last"))
    assert found.count("reports") == 3_001


def test_thousands_of_bad_objects_come_as_one_piece():
    found = objects(*range(2_500))
    assert len(found.rejects) == 1_001
    assert orjson.loads(found.rejects[-1].content) == list(range(1_000, 2_500))


@pytest.mark.parametrize("content", [
    b"{", b"7", b'{"objects": {}}', gzip.compress(b"[" * 9, mtime=0), gzip.compress(SAMPLE, mtime=0)[:200],
    gzip.compress(bytes(60 << 20), mtime=0), b"[" + b"{}," * 1_500_000 + b"{}]",
])  # fmt: skip
def test_what_is_no_bundle_or_too_much_is_quarantined_whole(content):
    raw = document(content)
    found = bounded(stix, raw, "no bundle")
    assert not found.rows
    assert b"".join(reject.content for reject in found.rejects) == content


def test_of_a_document_that_breaks_off_the_whole_entries_land():
    cut = SAMPLE[: SAMPLE.rindex(b'"id"')]
    found = read(stix, document(cut))
    assert found.count("reports") == len(orjson.loads(SAMPLE)["objects"]) - 1
    [reject] = found.rejects
    assert cut.endswith(reject.content)


@pytest.mark.data
@pytest.mark.parametrize(("path", "many"), [
    ("attack/enterprise-attack-18.1_stix20.json.gz", 24_771), ("attack/ics-attack_stix20.json.gz", 1_825),
    ("disarm/DISARM_STIX.json.gz", 698),
])  # fmt: skip
def test_every_real_object_lands(data, path, many):
    raw = document((data / "cyber" / path).read_bytes(), path)
    found = read(stix, raw)
    check_reading(found, raw, path)
    assert (found.count("reports"), found.rejects) == (many, ())
    everything = orjson.loads(gzip.decompress(raw.read()))["objects"]
    ties = {
        (one["source_ref"], one["relationship_type"], one["target_ref"]) for one in everything if "target_ref" in one
    }
    assert ties <= said(found)


def test_what_cannot_be_read_keeps_its_own_marking():
    red = "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"
    objects = [
        {"type": "marking-definition", "id": red, "definition_type": "tlp", "definition": {"tlp": "red"}},
        {"type": "", "id": "malware--1", "object_marking_refs": [red]},
        {"type": "", "id": "malware--2"},
        {"type": "malware", "id": "malware--3", "object_marking_refs": ["marking-definition--unheard-of"]},
    ]
    content = orjson.dumps({"type": "bundle", "id": "bundle--1", "objects": objects})
    rejects = [item for item in stix.parse(document(content)) if isinstance(item, Reject)]
    own = {item.where: str(item.marking) for item in rejects}
    assert "TLP:RED" in own["object 2"]
    assert own["object 3"] == "OPEN//TLP:CLEAR"
    assert "ALL COMPARTMENTS" in own["object 4"], "nobody but the operator"
