"""The suite itself must fail on connectors that break their contract, each in its way."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pyarrow as pa
import pytest

from simurg.collection.connector import Connector, Raw, Reject, Rows, raw_of
from simurg.collection.rejects import PIECE, whole
from simurg.collection.rows import RowBuilder
from simurg.collection.source import Source
from simurg.testing.connectors import ConformanceError, check_connector, check_giant, check_sample
from simurg.testing.hostile import giant_line, hostile, mutations

FETCHED = datetime(2030, 1, 2, tzinfo=UTC)
SAMPLE = raw_of(b"Qarth burns\nPentos talks\n", Source("lines", "lines"), "a.txt", FETCHED)


def _lines(raw: Raw):
    if raw.size > 1 << 20:
        yield from whole(raw, "too long")
        return
    try:
        text = raw.read().decode()
    except UnicodeDecodeError:
        yield Reject("not UTF-8", raw.read())
        return
    builder = RowBuilder(raw)
    for line in text.splitlines():
        if line.strip("\x00 \t\r"):
            builder.report(key=line, title=line)
    if len(builder):
        yield builder.take()
    else:
        yield Reject("no lines", raw.read())


def _module(parse):
    return SimpleNamespace(CONNECTOR=Connector("lines", "Lines", ("txt",), "1"), parse=parse)


def _changed(change):
    def parse(raw):
        for item in _lines(raw):
            yield Rows({"reports": change(item.tables["reports"])}) if isinstance(item, Rows) else item

    return _module(parse)


def test_a_good_connector_passes():
    check_connector(_module(_lines), [SAMPLE], mutated=60)


def test_it_catches_a_raise():
    def parse(raw):
        raw.read().decode()
        yield from _lines(raw)

    with pytest.raises(ConformanceError, match="raises UnicodeDecodeError"):
        check_connector(_module(parse), [SAMPLE], mutated=60)


def test_it_catches_randomness():
    seen = []

    def parse(raw):
        seen.append(1)
        builder = RowBuilder(raw)
        builder.report(key=str(len(seen)))
        yield builder.take()

    with pytest.raises(ConformanceError, match="two readings differ"):
        check_sample(_module(parse), SAMPLE)


def _set(name, values):
    return lambda table: table.set_column(table.column_names.index(name), name, values(table))


LATE = FETCHED + timedelta(days=1)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (_set("known_at", lambda t: pa.array([LATE] * len(t), pa.timestamp("us", tz="UTC"))), "known after"),
        (_set("title", lambda t: pa.array(["x" * 200_001] * len(t))), "text longer"),
        (_set("title", lambda t: pa.array(["a\x00b"] * len(t))), "NUL"),
        (_set("title", lambda t: pa.array([1] * len(t))), "is int64"),
        (_set("reliability", lambda t: pa.array(["Z"] * len(t))), "outside its list"),
        (lambda t: t.drop_columns(["key"]), "lacks key"),
        (lambda t: t.append_column("mood", pa.array(["good"] * len(t))), "does not know"),
        (lambda t: pa.concat_tables([t, _set("title", lambda t: pa.array(["other"] * len(t)))(t)]), "two things"),
    ],
)
def test_it_catches_wrong_rows(change, match):
    with pytest.raises(ConformanceError, match=match):
        check_sample(_changed(change), SAMPLE)


def test_it_catches_what_is_lost():
    def parse(raw):
        if raw.size > 1 << 20:
            yield Reject("too long", b"x")
        yield from ()

    with pytest.raises(ConformanceError, match="neither read nor kept"):
        check_giant(_module(parse), SAMPLE)


def test_pieces_are_the_whole_document():
    giant = giant_line(SAMPLE, size=PIECE * 2 + 5)
    rejects = list(whole(giant, "too long"))
    assert [len(reject.content) for reject in rejects] == [PIECE, PIECE, 5 + len(b"Qarth burns\n")]
    assert b"".join(reject.content for reject in rejects).startswith(b"Qarth burns\nxxx")


def test_an_empty_document_is_one_reject():
    assert [reject.content for reject in whole(raw_of(b"", SAMPLE.source, "a", FETCHED), "empty")] == [b""]


def test_damage_is_the_same_for_the_same_seed_and_differs_between_seeds():
    one, same, other = (list(mutations(SAMPLE.read(), 50, seed)) for seed in (1, 1, 2))
    assert one == same
    assert one != other
    assert list(hostile(SAMPLE.read())) == list(hostile(SAMPLE.read()))
