"""Three publishers' lists, written by us after the published formats: persons are left out, ships and bodies stay."""

from datetime import UTC, datetime

import pytest
from tests.services.faults import Fault
from tests.services.plans import follow
from tests.services.server import Service

from simurg.collection.connector import Raw, raw_of
from simurg.collection.connectors import sanctions
from simurg.collection.source import Source
from simurg.testing.connectors import check_connector, read

FETCHED = datetime(2031, 5, 9, tzinfo=UTC)

SDN_XML = """<?xml version="1.0" standalone="yes"?>
<sdnList xmlns="https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML">
  <publshInformation><Publish_Date>05/07/2031</Publish_Date><Record_Count>4</Record_Count></publshInformation>
  <sdnEntry><uid>36</uid><lastName>NORVIK AIRLINES</lastName><sdnType>Entity</sdnType>
    <programList><program>CUBA</program><program>SDGT</program></programList>
    <akaList><aka><uid>12</uid><type>a.k.a.</type><category>strong</category><lastName>NORVIK AIR</lastName></aka>
      <aka><uid>13</uid><type>a.k.a.</type><category>weak</category><lastName>NA</lastName></aka>
      <aka><uid>14</uid><type>f.k.a.</type><category>strong</category><lastName>OLD NORVIK</lastName></aka></akaList>
    <addressList><address><uid>25</uid><city>Havana</city><country>Cuba</country></address></addressList>
    <remarks>Linked to ORSKY, Ivan.</remarks></sdnEntry>
  <sdnEntry><uid>77</uid><firstName>Ivan</firstName><lastName>ORSKY</lastName><sdnType>Individual</sdnType>
    <programList><program>SDGT</program></programList></sdnEntry>
  <sdnEntry><uid>2001</uid><lastName>STAR OF TEVE</lastName><sdnType>Vessel</sdnType>
    <programList><program>IRAN</program></programList>
    <idList><id><uid>22</uid><idType>Vessel Registration Identification</idType><idNumber>IMO 9123456</idNumber></id>
      <id><uid>23</uid><idType>MMSI</idType><idNumber>422000001</idNumber></id></idList>
    <vesselInfo><callSign>9HA4321</callSign><vesselType>Crude Oil Tanker</vesselType><vesselFlag>Iran</vesselFlag>
      <vesselOwner>Ivan Orsky</vesselOwner></vesselInfo></sdnEntry>
  <sdnEntry><uid>2002</uid><lastName>EP-TEV</lastName><sdnType>Aircraft</sdnType>
    <programList><program>SDGT</program></programList></sdnEntry>
</sdnList>
"""
SDN_CSV = (
    '36,"NORVIK AIRLINES",-0- ,"CUBA] [SDGT",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n'
    '77,"ORSKY, Ivan","individual","SDGT","Minister",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 1 Jan 1980." \r\n'
    '2001,"STAR OF TEVE","vessel","IRAN",-0- ,"9HA4321","Crude Oil Tanker",-0- ,-0- ,"Iran","Ivan Orsky",'
    '"Vessel Registration Identification IMO 9123456; MMSI 422000001; Linked to ORSKY, Ivan." \r\n'
    "\x1a"
)
UN_XML = """<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" dateGenerated="2031-05-06T22:00:05.1Z">
 <INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>IVAN</FIRST_NAME><SECOND_NAME>ORSKY</SECOND_NAME>
   <REFERENCE_NUMBER>QDi.900</REFERENCE_NUMBER></INDIVIDUAL></INDIVIDUALS>
 <ENTITIES><ENTITY><DATAID>3</DATAID><FIRST_NAME>TILISH RIDERS</FIRST_NAME><UN_LIST_TYPE>DRC</UN_LIST_TYPE>
   <REFERENCE_NUMBER>CDe.901</REFERENCE_NUMBER><LISTED_ON>2014-06-30</LISTED_ON>
   <NAME_ORIGINAL_SCRIPT>Тиліські вершники</NAME_ORIGINAL_SCRIPT><COMMENTS1>Led by Ivan Orsky.</COMMENTS1>
   <ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>Riders of Tilen</ALIAS_NAME></ENTITY_ALIAS>
   <ENTITY_ALIAS><QUALITY>f.k.a.</QUALITY><ALIAS_NAME>Vale Guard</ALIAS_NAME></ENTITY_ALIAS>
   <ENTITY_ALIAS><QUALITY/><ALIAS_NAME/></ENTITY_ALIAS>
   <ENTITY_ADDRESS><CITY>Beni</CITY><COUNTRY>Democratic Republic of the Congo</COUNTRY></ENTITY_ADDRESS>
   </ENTITY></ENTITIES>
</CONSOLIDATED_LIST>
"""
EU_XML = """<?xml version="1.0" encoding="UTF-8"?>
<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2031-05-08T10:00:00.000+02:00" globalFileId="9">
  <sanctionEntity designationDate="" euReferenceNumber="EU.1.1" logicalId="101">
    <subjectType code="person" classificationCode="P"/><nameAlias wholeName="Ivan Orsky"/></sanctionEntity>
  <sanctionEntity designationDate="" euReferenceNumber="EU.2.2" logicalId="102"><remark>Run by Ivan Orsky.</remark>
    <regulation regulationType="amendment" publicationDate="2024-06-01" programme="UKR"/>
    <regulation regulationType="regulation" publicationDate="2022-02-25" programme="UKR"/>
    <subjectType code="enterprise" classificationCode="E"/>
    <nameAlias wholeName="Teve Bank JSC" nameLanguage="EN" strong="true" function="Chair: Ivan Orsky"/>
    <nameAlias wholeName="Банк Теве" strong="true"/><nameAlias wholeName="TB" strong="false"/>
    <address city="Moscow" countryIso2Code="RU" countryDescription="RUSSIAN FEDERATION"/>
    <address countryIso2Code="00" countryDescription="UNKNOWN"/></sanctionEntity>
</export>
"""
EU_CSV = (
    "\ufefffileGenerationDate;Entity_LogicalId;Entity_EU_ReferenceNumber;Entity_DesignationDate;Entity_SubjectType;"
    "Entity_Regulation_Programme;NameAlias_WholeName;Address_CountryDescription;Entity_Remark\r\n"
    "08/05/2031;101;EU.1.1;;P;UKR;Ivan Orsky;;\r\n"
    "08/05/2031;102;EU.2.2;2022-02-25;E;UKR;Teve Bank JSC;;Run by Ivan Orsky.\r\n"
    "08/05/2031;102;EU.2.2;2022-02-25;E;UKR;Банк Теве;;\r\n"
    "08/05/2031;102;EU.2.2;2022-02-25;E;UKR;;RUSSIAN FEDERATION;\r\n"
)
LISTS = {"sdn.xml": SDN_XML, "sdn.csv": SDN_CSV, "un.xml": UN_XML, "eu.xml": EU_XML, "eu.csv": EU_CSV}


def document(content: str | bytes, name: str = "list.xml") -> Raw:
    return raw_of(
        content.encode() if isinstance(content, str) else content, Source("lists", "sanctions"), name, FETCHED
    )


def claims(content: str) -> dict[str, set[tuple[str, str]]]:
    found = read(sanctions, document(content))
    assert not found.rejects
    told: dict[str, set[tuple[str, str]]] = {}
    for row in found.table("claims").to_pylist():
        told.setdefault(row["subject"], set()).add((row["predicate"], row["object"]))
    return told


@pytest.mark.parametrize("name", LISTS)
def test_no_word_of_a_person_is_kept(name):
    found = read(sanctions, document(LISTS[name], name))
    rows = [row for one in found.rows for table in one.tables.values() for row in table.to_pylist()]
    assert rows
    assert "orsky" not in str(rows).lower()
    assert "minister" not in str(rows).lower()


def test_ofacs_xml_says_what_is_listed_and_how_it_is_called():
    told = claims(SDN_XML)
    assert told.keys() == {"ofac:36", "ofac:2001", "ofac:2002"}
    assert told["ofac:36"] == {
        ("type", "organization"), ("name", "NORVIK AIRLINES"), ("alias", "NORVIK AIR"), ("weak_alias", "NA"),
        ("previous_name", "OLD NORVIK"), ("programme", "CUBA"), ("programme", "SDGT"), ("country", "CUB"),
        ("sanctioned_by", "United States, Office of Foreign Assets Control"),
    }  # fmt: skip
    assert told["ofac:2001"] >= {
        ("type", "vessel"), ("flag", "Iran"), ("call_sign", "9HA4321"), ("vessel_type", "Crude Oil Tanker"),
        ("imo", "9123456"), ("mmsi", "422000001"),
    }  # fmt: skip
    assert ("type", "aircraft") in told["ofac:2002"]


def test_the_csv_says_of_the_same_ship_the_same():
    xml, csv = claims(SDN_XML), claims(SDN_CSV)
    assert csv["ofac:2001"] == xml["ofac:2001"]
    assert csv["ofac:36"] <= xml["ofac:36"]


def test_the_un_says_since_when():
    assert claims(UN_XML) == {
        "un:CDe.901": {
            ("type", "organization"), ("name", "TILISH RIDERS"), ("alias", "Тиліські вершники"),
            ("alias", "Riders of Tilen"), ("previous_name", "Vale Guard"), ("programme", "DRC"), ("country", "COD"),
            ("sanctioned_by", "United Nations Security Council"),
        }
    }  # fmt: skip
    rows = read(sanctions, document(UN_XML)).table("claims").to_pylist()
    assert {row["valid_from"] for row in rows if row["predicate"] == "programme"} == {datetime(2014, 6, 30, tzinfo=UTC)}
    assert {row["known_at"] for row in rows} == {datetime(2031, 5, 6, 22, 0, 5, 100_000, tzinfo=UTC)}


def test_the_eu_says_the_same_in_both_forms():
    xml, csv = claims(EU_XML)["eu:EU.2.2"], claims(EU_CSV)["eu:EU.2.2"]
    assert xml == csv | {("weak_alias", "TB")}
    assert {("name", "Teve Bank JSC"), ("alias", "Банк Теве"), ("country", "RUS"), ("programme", "UKR")} <= csv
    rows = read(sanctions, document(EU_XML)).table("claims").to_pylist()
    assert {row["valid_from"] for row in rows if row["predicate"] == "programme"} == {datetime(2022, 2, 25, tzinfo=UTC)}


def test_a_list_without_a_date_is_known_from_its_fetch_on():
    rows = read(sanctions, document(SDN_CSV, "sdn.csv")).table("claims").to_pylist()
    assert {row["known_at"] for row in rows} == {FETCHED}


def test_an_amended_entry_is_a_new_version():
    old, new = (
        {row["key"]: row["id"] for row in read(sanctions, document(text)).table("claims").to_pylist()}
        for text in (SDN_XML, SDN_XML.replace("<vesselFlag>Iran<", "<vesselFlag>Panama<"))
    )
    assert old.keys() == new.keys()
    assert sum(old[key] != new[key] for key in old) == 1


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        (SDN_XML, "<sdnType>Entity<", "<sdnType>Spaceship<"), (SDN_XML, "<uid>36</uid>", ""),
        (UN_XML, "<FIRST_NAME>TILISH RIDERS<", "<FIRST_NAME><"), (EU_XML, 'code="enterprise"', 'code="robot"'),
        (SDN_CSV, '36,"NORVIK', 'x36,"NORVIK'), (EU_CSV, ";E;UKR;Teve", ";R;UKR;Teve"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_from_a_person_is_rejected_alone(text, old, new):
    if text is SDN_CSV:  # the first line decides what the document is; the damage stands in the second
        text = SDN_CSV[SDN_CSV.index("2001,") :].replace("\x1a", "") + SDN_CSV.partition("\r\n")[0] + "\r\n"
    assert old in text
    found = read(sanctions, document(text.replace(old, new)))
    assert len(found.rejects) == 1


def test_damage_costs_what_follows_only():
    cut = SDN_XML[: SDN_XML.index("<sdnEntry><uid>2002")] + "<sdnEntry><uid>"
    found = read(sanctions, document(cut))
    assert (found.count("reports"), len(found.rejects)) == (2, 1)


@pytest.mark.parametrize("content", ["<html><body>no</body></html>", "a,b,c\n1,2,3\n", "Entity_LogicalId;x\n1;2\n", ""])
def test_what_is_no_list_is_quarantined_whole(content):
    found = read(sanctions, document(content))
    assert not found.rows
    assert [reject.content for reject in found.rejects] == [content.encode()]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_kept_and_what_is_none_is_a_fault(name):
    with Service(lambda: FETCHED) as service:
        service.mount("/lists", lambda path, query, at: (200, {}, LISTS[path.removeprefix("/")].encode()))
        source = Source("lists", "sanctions", address=service.url(f"/lists/{name}"))
        assert [kept.content.decode() for kept in follow(sanctions.fetch, source, {}, FETCHED).kept] == [LISTS[name]]
        service.inject("/lists/*", Fault("empty", body=b"<html>maintenance</html>"))
        broken = follow(sanctions.fetch, source, {}, FETCHED)
        assert broken.fault is not None
        assert (broken.fault.kind, broken.kept) == ("schema_changed", [])


def test_the_connector_keeps_its_contract():
    check_connector(sanctions, [document(text, name) for name, text in LISTS.items()], mutated=500)
