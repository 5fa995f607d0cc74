"""CISA's catalogue: invented entries, then the recorded ones against an independent reading."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from tests.services.faults import Fault
from tests.services.lists import Kev
from tests.services.plans import follow
from tests.services.server import Service

from simurg.collection.connector import Raw, raw_of
from simurg.collection.connectors import kev
from simurg.collection.source import Source
from simurg.testing.connectors import check_connector, check_reading, read

FETCHED = datetime(2031, 5, 9, tzinfo=UTC)
ENTRY = {
    "cveID": "CVE-2031-0001", "vendorProject": "Norvik", "product": "Relay",
    "vulnerabilityName": "Relay Path Traversal",
    "dateAdded": "2031-04-01", "shortDescription": "Relay follows paths that lead out of its folder.",
    "requiredAction": "Apply the vendor's update.", "dueDate": "2031-04-22", "knownRansomwareCampaignUse": "Unknown",
    "notes": "", "cwes": ["CWE-22", "CWE-23"],
}  # fmt: skip


def catalogue(*entries: dict, released: str = "2031-05-01T12:00:00.5Z") -> bytes:
    told = {"title": "Catalogue", "catalogVersion": "2031.05.01", "dateReleased": released, "count": len(entries)}
    return json.dumps({**told, "vulnerabilities": entries}, indent=1).encode()


def table(*entries: dict) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(ENTRY))
    writer.writeheader()
    writer.writerows({**entry, "cwes": ", ".join(entry["cwes"])} for entry in entries)
    return out.getvalue().encode()


def document(content: bytes, name: str = "kev.json") -> Raw:
    return raw_of(content, Source("kev", "kev"), name, FETCHED)


def claims(raw: Raw) -> set[tuple[str, str, str]]:
    return {(row["subject"], row["predicate"], row["object"]) for row in read(kev, raw).table("claims").to_pylist()}


def test_an_entry_becomes_a_report_and_claims():
    found = read(kev, document(catalogue(ENTRY)))
    (report,) = found.table("reports").to_pylist()
    assert report["title"] == "CVE-2031-0001: Relay Path Traversal"
    assert report["body"].startswith("Relay follows paths")
    assert report["published_at"] == report["known_at"] == datetime(2031, 4, 1, tzinfo=UTC)
    assert claims(document(catalogue(ENTRY))) == {
        ("CVE-2031-0001", predicate, value) for predicate, value in (
            ("known_exploited", "true"), ("vulnerability_name", "Relay Path Traversal"), ("vendor", "Norvik"),
            ("product", "Relay"), ("remediation_due", "2031-04-22"), ("weakness", "CWE-22"), ("weakness", "CWE-23"),
        )
    }  # fmt: skip


def test_the_table_says_what_the_json_says():
    assert claims(document(table(ENTRY), "kev.csv")) == claims(document(catalogue(ENTRY)))


def test_what_cisa_adds_later_is_known_later():
    entry = {**ENTRY, "knownRansomwareCampaignUse": "Known"}
    known = {
        name: {row["predicate"]: row["known_at"] for row in read(kev, raw).table("claims").to_pylist()}
        for name, raw in (("json", document(catalogue(entry))), ("csv", document(table(entry), "kev.csv")))
    }
    assert known["json"]["ransomware_use"] == datetime(2031, 5, 1, 12, 0, 0, 500_000, tzinfo=UTC)
    assert known["csv"]["ransomware_use"] == FETCHED
    assert known["json"]["known_exploited"] == datetime(2031, 4, 1, tzinfo=UTC)


def test_a_changed_entry_is_a_new_version():
    old, new = (
        {row["key"]: row["id"] for row in read(kev, document(catalogue(entry))).table("claims").to_pylist()}
        for entry in (ENTRY, {**ENTRY, "product": "Relay Server"})
    )
    assert old.keys() == new.keys()
    assert sum(old[key] != new[key] for key in old) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"cveID": "2031-1"},
        {"cveID": None},
        {"dateAdded": "soon"},
        {"dateAdded": "2040-01-01"},
        {"vulnerabilityName": ""},
    ],
)
def test_an_entry_with_something_impossible_is_rejected_alone(changed):
    bad = {**ENTRY, **changed}
    found = read(kev, document(catalogue(bad, ENTRY)))
    assert (found.count("reports"), [json.loads(reject.content) for reject in found.rejects]) == (1, [bad])


def test_of_a_catalogue_that_breaks_off_the_whole_entries_land():
    content = catalogue(ENTRY, {**ENTRY, "cveID": "CVE-2031-0002"})
    found = read(kev, document(content[:-60]))
    assert found.count("reports") == 1
    assert len(found.rejects) == 1


@pytest.mark.parametrize(
    ("fault", "kind"),
    [(Fault("changed_schema"), "schema_changed"), (Fault("wrong_encoding"), "wrong_encoding"),
     (Fault("empty", body=b'{"vulnerabilities": []}'), "schema_changed"), (Fault("empty"), "schema_changed")],
)  # fmt: skip
def test_a_catalogue_in_another_form_is_not_kept(fault, kind):
    with Service(lambda: FETCHED) as service:
        service.mount("/kev", Kev(FETCHED - timedelta(days=8)))
        service.inject("/kev/*", fault, nth=1)
        source = Source("kev", "kev", address=service.url("/kev/known_exploited_vulnerabilities.json"))
        tags: dict[str, str] = {}
        broken = follow(kev.fetch, source, {}, FETCHED, validators=tags)
        assert broken.fault is not None
        assert (broken.fault.kind, broken.kept) == (kind, [])
        assert len(follow(kev.fetch, source, {}, FETCHED, validators=tags).kept) == 1
        assert follow(kev.fetch, source, {}, FETCHED, validators=tags).kept == []


@pytest.mark.data
def test_the_recorded_catalogue_can_be_played(data):
    recorded = (data / "osint" / "signals" / "known_exploited_vulnerabilities.json").read_bytes()
    player = Kev(FETCHED, recorded)
    counts = []
    for day in (datetime(2025, 7, 1, tzinfo=UTC), datetime(2025, 8, 26, tzinfo=UTC)):
        content = player("/known_exploited_vulnerabilities.json", {}, day)[2]
        counts.append(read(kev, document(content)).count("reports"))
    assert counts[0] < counts[1] == 1404


def test_the_connector_keeps_its_contract():
    entries = [{**ENTRY, "cveID": f"CVE-2031-000{number}"} for number in range(1, 5)]
    check_connector(kev, [document(catalogue(*entries)), document(table(*entries), "kev.csv")], mutated=300)


@pytest.mark.data
@pytest.mark.parametrize("ending", ["json", "csv"])
def test_the_recorded_catalogue_lands_whole(data, ending):
    path = data / "osint" / "signals" / f"known_exploited_vulnerabilities.{ending}"
    raw = document(path.read_bytes(), path.name)
    found = read(kev, raw)
    check_reading(found, raw, path.name)
    entries = json.loads((path.with_suffix(".json")).read_bytes())["vulnerabilities"]
    told = found.table("claims").to_pylist()
    assert (found.count("reports"), found.rejects) == (len(entries), ())
    assert sum(row["predicate"] == "known_exploited" for row in told) == len(entries) == 1404
    ransomware = sum(entry["knownRansomwareCampaignUse"] == "Known" for entry in entries)
    assert sum(row["predicate"] == "ransomware_use" for row in told) == ransomware
    weak = {(entry["cveID"], cwe) for entry in entries for cwe in entry["cwes"]}
    assert {(row["subject"], row["object"]) for row in told if row["predicate"] == "weakness"} == weak
