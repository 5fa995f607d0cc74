"""Tables of an invented land in three formats; then ICEWS14, ACLED's workbooks and the country-months."""

import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from simurg.collection.connector import Raw, SettingsError, raw_of
from simurg.collection.connectors import table
from simurg.collection.source import Source
from simurg.testing.connectors import bounded, check_connector, check_damaged, check_giant, check_sample, read

FETCHED = datetime(2031, 5, 9, tzinfo=UTC)
MAPPING = {
    "title": "Gazette counts of {day}",
    "parts": [
        {
            "target": "events",
            "key": ["who", "whom", "day"],
            "report_by": ["day"],
            "known": {"from": "day", "as": ["date", "next-day"]},
            "where": {"kept": ["yes"]},
            "columns": {
                "actor": {"from": "who", "as": "strip"},
                "recipient": {"from": "whom"},
                "code": {"from": "what", "as": "icews-cameo"},
                "event_type": {"from": "what", "as": ["icews-cameo", "plover"]},
                "mode": {"from": "what", "lookup": {"Threaten": "verbal"}},
                "country": {"from": "land", "as": "country"},
                "latitude": {"from": "north"},
                "deaths_best": {"from": "dead"},
                "domain": "military",
                "occurred_from": {"from": "day", "as": "date"},
                "occurred_to": {"from": "day", "as": ["date", "next-day"]},
            },
        },
    ],
}
DAY = {"occurred_from": {"from": "day", "as": "date"}}
NAMES = ("who", "whom", "what", "land", "north", "dead", "day", "kept")
ROWS = [
    ("Army_(Mordavia)", "Tilish Riders", "Threaten", "Kenya", 49.5, 3, date(2031, 3, 1), "yes"),
    ("Tilish Riders", "Mordavia", "fight_with_small_arms_and_light_weapons", "Atlantis", -1.25, 0,
     date(2031, 3, 2), "yes"),
    ("Old Ford", "Mordavia", "Make_statement", None, None, None, date(2031, 3, 2), "yes"),
    ("Old Ford", "Nobody", "Make_statement", None, None, None, date(2031, 3, 2), "no"),
]  # fmt: skip


def source(mapping: object = MAPPING, **settings: object) -> Source:
    return Source("counts", "table", options={"mapping": mapping}, **settings)


def csv_of(rows=ROWS) -> bytes:
    lines = [NAMES, *rows]
    return "".join(",".join("" if cell is None else str(cell) for cell in line) + "\n" for line in lines).encode()


def parquet_of(rows=ROWS) -> bytes:
    columns = {name: [row[place] for row in rows] for place, name in enumerate(NAMES)}
    columns["day"] = pa.array(
        [datetime.combine(day, datetime.min.time()) for day in columns["day"]], pa.timestamp("ns")
    )
    columns["what"] = pa.array(columns["what"]).dictionary_encode()
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


def xlsx_of(rows=ROWS) -> bytes:
    book = openpyxl.Workbook()
    for row in [NAMES, *rows]:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def document(content: bytes, given: Source | None = None, name: str = "counts") -> Raw:
    return raw_of(content, given or source(), name, FETCHED)


def test_a_row_becomes_an_event_of_its_days_report():
    reading = read(table, document(csv_of()))
    first, second, third = reading.table("events").to_pylist()
    assert (first["actor"], first["code"], first["event_type"], first["mode"]) == (
        "Army_(Mordavia)", "130", "THREATEN", "verbal",
    )  # fmt: skip
    assert (first["country"], first["latitude"], first["deaths_best"], first["domain"]) == ("KEN", 49.5, 3, "military")
    assert (second["code"], second["event_type"], second["mode"], second["country"]) == ("193", "ASSAULT", None, None)
    assert (third["code"], third["event_type"], third["deaths_best"]) == ("010", None, None)
    reports = {report["id"]: report for report in reading.table("reports").to_pylist()}
    assert [report["title"] for report in reports.values()] == [f"Gazette counts of 2031-03-0{day}" for day in (1, 2)]
    assert first["known_at"] == reports[first["report_id"]]["known_at"] == datetime(2031, 3, 2, tzinfo=UTC)
    assert second["report_id"] == third["report_id"] != first["report_id"]


def test_the_three_formats_say_the_same():
    one, *others = (read(table, document(made())).table("events") for made in (csv_of, parquet_of, xlsx_of))
    for other in others:
        assert one.equals(other)


def test_the_sources_delay_counts():
    reading = read(table, document(csv_of(), source(known_delay=timedelta(days=10))))
    assert reading.table("events")["known_at"][0].as_py() == datetime(2031, 3, 12, tzinfo=UTC)


def test_a_revision_keeps_the_key():
    changed = [(*ROWS[0][:5], 9, *ROWS[0][6:]), *ROWS[1:]]
    old, new = (read(table, document(csv_of(rows))).table("events") for rows in (ROWS, changed))
    assert old["key"].equals(new["key"])
    assert [a == b for a, b in zip(old["id"].to_pylist(), new["id"].to_pylist(), strict=True)] == [False, True, True]


@pytest.mark.parametrize(
    ("place", "value", "cause"),
    [
        (6, "2031-02-31", "occurred_from (from day): no date of the form YYYY-MM-DD (ISO 8601), or one out of range"),
        (6, "", "occurred_from (from day): empty"),
        (6, "2190-01-01", "occurred_from: more than a day after the fetch"),
        (4, "95", "latitude (from north): no number from -90 to 90"),
        (5, "some", "deaths_best (from dead): no whole number, 0 or more"),
        (5, "-1", "deaths_best (from dead): no whole number, 0 or more"),
    ],
)
def test_an_impossible_row_is_rejected_alone(place, value, cause):
    bad = [*ROWS[0]]
    bad[place] = value
    content = csv_of([bad, *ROWS[1:]])
    reading = read(table, document(content))
    assert reading.count("events") == 2
    assert [(reject.content, reject.cause) for reject in reading.rejects] == [
        (content.splitlines(keepends=True)[1], cause)
    ]


def test_a_rejected_row_of_a_workbook_keeps_its_cells():
    (reject,) = read(table, document(xlsx_of([(*ROWS[0][:5], "some", *ROWS[0][6:]), *ROWS[1:]]))).rejects
    assert b'"dead":"some"' in reject.content
    assert reject.where == "Sheet row 2"


def test_a_table_without_the_columns_is_rejected_whole():
    (reject,) = read(table, document(b"a,b\n1,2\n")).rejects
    assert reject.content == b"a,b\n1,2\n"
    assert "lacks the column" in reject.cause
    assert reject.misfit


def test_whole_numbers_may_be_written_with_a_point():
    reading = read(table, document(csv_of([(*ROWS[0][:5], "3.0", *ROWS[0][6:])])))
    assert reading.table("events")["deaths_best"].to_pylist() == [3]


def test_a_report_for_each_row_stays_cheap():
    rows = [(f"Post {number}", *ROWS[0][1:]) for number in range(20_000)]
    mapping = {**part(report_by=["who"]), "title": "Post {who}"}
    reading = bounded(table, document(csv_of(rows), source(mapping)), "many reports")
    assert reading.count("reports") == reading.count("events") == 20_000


def test_formulas_are_text():
    reading = read(table, document(csv_of([("=cmd|' /c calc'!A1", *ROWS[0][1:])])))
    assert reading.table("events")["actor"].to_pylist() == ["=cmd|' /c calc'!A1"]


def test_conformance_csv():
    check_connector(table, [document(csv_of())], mutated=500)


def test_a_report_is_as_early_as_its_earliest_row_but_has_no_date_of_its_own():
    reading = read(table, document(csv_of(), source(part(report_by=[]))))
    (report,) = reading.table("reports").to_pylist()
    assert report["known_at"] == datetime(2031, 3, 2, tzinfo=UTC)
    assert report["published_at"] is None


@pytest.mark.parametrize("made", [parquet_of, xlsx_of])
def test_conformance_of_packed_formats(made):
    sample = document(made())
    check_sample(table, sample)
    check_damaged(table, [sample], mutated=300)
    check_giant(table, sample)


def test_the_mapping_in_the_documentation_works():
    text = (Path(__file__).parents[3] / "docs" / "connectors.md").read_text("utf-8")
    mapping = yaml.safe_load(text.split("```yaml\nmapping:")[1].split("```")[0])
    content = b"post,district,land,force,kind,day,checked\nOld Ford,Vale,Kenya, Riders ,shots,01.03.2031,partly\n"
    (event,) = read(table, document(content, source(mapping))).table("events").to_pylist()
    assert (event["place"], event["event_type"], event["mentions"]) == ("Old Ford, Vale", "ASSAULT", None)


def part(**changed):
    return {"title": "t", "parts": [{**MAPPING["parts"][0], **changed}]}


@pytest.mark.parametrize(
    ("mapping", "told"),
    [
        (None, r"needs `options: \{mapping: …\}`"),
        ("nowhere", "no mapping 'nowhere'"),
        ([], "must be a mapping"),
        ({"parts": []}, "at least one part"),
        ({**MAPPING, "target": 1}, "'target' is not known"),
        (part(target="reports"), "is no table"),
        (part(columns={"actor": "x"}), "lacks occurred_from"),
        (part(columns={"mood": "x"}), "'mood' is not known"),
        (part(key=[]), "key must name"),
        (part(columns={"occurred_from": {"from": "day"}}), "needs `as: date`"),
        (part(columns={"occurred_from": {"from": "day", "as": "eval"}}), "'eval' is not known"),
        (part(columns={"occurred_from": {"as": "date"}}), "must be a text or a list"),
        (part(columns={"occurred_from": {"from": [], "as": "date"}}), "must name a column"),
        (part(columns={"occurred_from": True}), "must be a constant"),
        (part(columns={"occurred_from": "2031-03-01"}), "is a moment and no constant"),
        (part(columns={**DAY, "deaths_best": "dead"}), "must be a number"),
        (part(columns={**DAY, "event_type": "FIGHT"}), "'FIGHT' is not known. Use one of: .*ASSAULT"),
        (part(columns={**DAY, "event_type": {"from": "what", "lookup": {"x": "WAR"}}}), "'WAR' is not known"),
        (part(where={"kept": 1}), "must be a text or a list"),
    ],
)
def test_a_mistake_in_a_mapping_is_told_with_its_place(mapping, told):
    given = Source("counts", "table", options={} if mapping is None else {"mapping": mapping})
    with pytest.raises(SettingsError, match=told):
        list(table.parse(document(csv_of(), given)))


@pytest.mark.data
def test_icews(data):
    raw = document((data / "forecast" / "icews14.parquet").read_bytes(), source("icews14"), "icews14.parquet")
    reading = read(table, raw)
    events = reading.table("events")
    assert (len(events), reading.count("reports"), reading.rejects) == (83359, 334, ())
    assert events["code"].null_count == 0  # every one of the 228 relations has its CAMEO code
    assert len(set(events["id"].to_pylist())) == 83359
    untyped = {row["code"][:2] for row in events.select(["code", "event_type"]).to_pylist() if not row["event_type"]}
    assert untyped == {"01", "02"}


@pytest.mark.data
@pytest.mark.parametrize(
    ("mapping", "rows"),
    [("acled_political_violence", 13582), ("acled_civilian_targeting", 13582), ("acled_demonstrations", 6791)],
)
def test_acled(data, mapping, rows):
    words = mapping.removeprefix("acled_").removesuffix("s").replace("_", "-")
    (path,) = (data / "osint" / "acled_hdx").rglob(f"*{words}*.xlsx")
    given = source(mapping, known_at=datetime(2025, 1, 10, tzinfo=UTC))
    raw = document(path.read_bytes(), given, path.name)
    check_sample(table, raw)
    measured = read(table, raw).table("measurements")
    assert len(measured) == len(set(measured["key"].to_pylist())) == rows
    assert measured["known_at"].unique().to_pylist() == [datetime(2025, 1, 10, tzinfo=UTC)]


def test_claims_of_one_row_with_other_predicates_are_not_versions_of_each_other():
    columns = {"subject": {"from": "who"}}
    parts = [
        {"target": "claims", "key": ["who"], "columns": {**columns, "predicate": "fought", "object": {"from": "whom"}}},
        {
            "target": "claims",
            "key": ["who"],
            "columns": {**columns, "predicate": "lies_in", "object": {"from": "land"}},
        },
    ]
    rows = [ROWS[0], (*ROWS[0][:1], "Old Ford", *ROWS[0][2:])]
    found = read(table, document(csv_of(rows), source({"title": "", "parts": parts}))).table("claims").to_pylist()
    keys = {row["predicate"]: set() for row in found}
    for row in found:
        keys[row["predicate"]].add(row["key"])
    assert [len(each) for each in keys.values()] == [1, 1]  # another object is another version of the same claim
    assert not keys["fought"] & keys["lies_in"]
