from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.collection.settings import duration_of, sources_of
from simurg.collection.source import Source
from simurg.ontology.errors import CallerError, SourceError
from simurg.ontology.grades import Grade
from simurg.ontology.markings import Marking

FULL = """\
sources:
  - name: gazette
    connector: rss
    title: The Orsk Gazette
    discipline: OSINT
    address: inbox/gazette/*.xml
    licence: CC BY 4.0
    grade: b3
    marking: {level: restricted, tlp: amber, compartments: [lake]}
    least_rows: 1
    most_rows: 5000
    known: {delay: 2d}
    fresh_for: 36h
    options: {most: 7, map: {a: b}}
    group: " Orsk Media "
  - {name: desk, connector: human}
  - {name: deaths, connector: ucdp_ged, known: {at: 2019-06-01}}
"""


def test_every_setting_is_read():
    gazette, desk, deaths = sources_of(FULL, {"rss", "human", "ucdp_ged"})
    assert gazette == Source(
        "gazette", "rss", "The Orsk Gazette", "OSINT", "inbox/gazette/*.xml", "CC BY 4.0", Grade("B", 3),
        Marking(1, 2, frozenset({"LAKE"})), 1, 5000, timedelta(days=2), None, timedelta(hours=36),
        MappingProxyType({"most": 7, "map": {"a": "b"}}), "Orsk Media",
    )  # fmt: skip
    assert desk.discipline == "HUMINT"
    assert desk.group is None
    assert deaths.known_at == datetime(2019, 6, 1, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "sources: []", "sources:\n", "# nothing yet\n", "[]"])
def test_no_sources_is_no_error(text):
    assert sources_of(text) == ()


def test_a_bare_list_is_read():
    assert [source.name for source in sources_of("- {name: a, connector: rss}\n- {name: b, connector: rss}\n")] == [
        "a",
        "b",
    ]


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        ("2019-06-01", datetime(2019, 6, 1, tzinfo=UTC)),
        ("2019-06-01T06:00:00Z", datetime(2019, 6, 1, 6, tzinfo=UTC)),
        ("2019-06-01 06:00:00", datetime(2019, 6, 1, 6, tzinfo=UTC)),
        ("2019-06-01T06:00:00+02:00", datetime(2019, 6, 1, 4, tzinfo=UTC)),
        ("'2019-06-01'", datetime(2019, 6, 1, tzinfo=UTC)),
    ],
)
def test_a_moment_without_zone_is_utc(at, moment):
    assert sources_of(f"- {{name: a, connector: rss, known: {{at: {at}}}}}")[0].known_at == moment


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("adress: x", "no setting 'adress'"),
        ("7: x", "no setting '7'"),
        ("grade: Z9", "Z"),
        ("grade: 3", "must be a text"),
        ("group: [Orsk Media]", "must be a text"),
        ("discipline: SIGINT", "discipline"),
        ("marking: secret", "mapping"),
        ("marking: {level: cosmic}", "cosmic"),
        ("marking: {colour: red}", "colour"),
        ("least_rows: many", "least_rows"),
        ("least_rows: -1", "least_rows"),
        ("most_rows: true", "most_rows"),
        ("least_rows: 20000000", "least_rows must not exceed"),
        ("known: 2d", "known"),
        ("known: {at: 2019-06-01, delay: 2d}", "known"),
        ("known: {since: 2d}", "known"),
        ("known: {delay: soon}", "'soon' is not a duration"),
        ("known: {at: soon}", "'soon' is not a date"),
        ("fresh_for: 3", "duration"),
        ("options: [a]", "options"),
        ("options: {1: a}", "options"),
        ("title: {a: b}", "title"),
        ("connector: ''", "connector"),
    ],
)
def test_a_faulty_setting_names_its_line_and_source(setting, told):
    connector = "" if setting.startswith("connector") else "    connector: rss\n"
    with pytest.raises(SourceError, match="line 4 \\(source gazette\\)") as caught:
        sources_of(f"# Sources\n\nsources:\n  - name: gazette\n{connector}    {setting}\n")
    assert told in caught.value.what
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- {name: a b, connector: rss}", "'a b' is not a source name"),
        ("- {connector: rss}", "`name` is missing"),
        ("- {name: a, connector: human, discipline: OSINT}", "discipline"),
        ("- {name: a, connector: rss}\n- {name: a, connector: rss}", "line 1 has a source of that name"),
        ("- {name: a, connector: rss, connector: rss}", "twice"),
        ("- {name: a, connector: rss, options: {x: 1, x: 2}}", "twice"),
        ("- rss", "must be a mapping"),
        ("- &a {name: a, connector: rss, options: {x: *a}}", "nested too deep"),
        ("sources: rss", "must be a list"),
        ("source: []", "only `sources:`"),
        ("- {name: a", "not YAML"),
        ("- {name: a, connector: rss, known: {at: 2019-02-31}}", "not YAML"),
        ("- !!python/object/apply:os.getcwd []", "not YAML"),
        ("a: b\n---\nc: d", "not YAML"),
    ],
)
def test_a_faulty_file_is_told(text, told):
    with pytest.raises(SourceError) as caught:
        sources_of(text)
    assert told in caught.value.what


def test_an_unknown_connector_is_told_with_the_known_ones():
    with pytest.raises(SourceError, match=r"no connector 'rs'.*gdelt, rss"):
        sources_of("- {name: a, connector: rs}", ("rss", "gdelt"))


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99))
def test_durations_add_up(days, hours, minutes):
    assert duration_of(f"{days}d {hours}h {minutes}m") == timedelta(days=days, hours=hours, minutes=minutes)


@pytest.mark.parametrize("value", ["", "d", "3", "-3d", "3 days", "3y", 3, None, "9" * 50 + "d", "h3"])
def test_what_is_no_duration_is_refused(value):
    with pytest.raises(CallerError):
        duration_of(value)
