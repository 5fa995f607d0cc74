"""Bulk linkage from tables to clusters, on invented registers and on the labelled tables."""

import random

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from splink import DuckDBAPI
from tests.fusion.linkage.made import COLUMNS, SETTINGS, register

from simurg.fusion.identity.names import Kind
from simurg.fusion.linkage.link import clustered, link, link_table
from simurg.fusion.linkage.records import prepare
from simurg.fusion.linkage.settings import Column, LinkSettings, Role
from simurg.fusion.linkage.training import LinkModel, fit, score
from simurg.ontology.errors import CallerError


@pytest.fixture(scope="module")
def model() -> LinkModel:
    return fit(prepare([register(150, seed=1)], SETTINGS), SETTINGS)


def together(found: pa.Table) -> set[frozenset[str]]:
    clusters: dict[str, set[str]] = {}
    for cluster, identity in zip(found["cluster"].to_pylist(), found["id"].to_pylist(), strict=True):
        clusters.setdefault(cluster, set()).add(identity)
    return {frozenset(members) for members in clusters.values()}


def pairs(groups: set[frozenset[str]]) -> set[tuple[str, str]]:
    return {(a, b) for group in groups for a in group for b in group if a < b}


def test_rows_of_one_person_are_found_without_labels() -> None:
    table = register(150, seed=2)
    found = link_table(table, SETTINGS)
    assert found.column_names == ["cluster", "id", "probability"]
    assert sorted(found["id"].to_pylist()) == sorted(table["id"].to_pylist())
    ours = pairs(together(found))
    true = {(f"{p}-{a}", f"{p}-{b}") for p in range(150) for a in range(3) for b in range(a + 1, 3)}
    assert len(ours & true) / len(ours) > 0.97
    assert len(ours & true) / len(true) > 0.9


def test_the_order_of_rows_plays_no_part(model: LinkModel) -> None:
    table = register(80, seed=3)
    order = list(range(table.num_rows))
    random.Random(4).shuffle(order)
    assert link([table], SETTINGS, model).equals(link([table.take(order)], SETTINGS, model))


def test_learning_is_the_same_for_any_order_of_rows(model: LinkModel) -> None:
    table = register(150, seed=1)
    turned = table.take(list(reversed(range(table.num_rows))))
    assert fit(prepare([turned], SETTINGS), SETTINGS) == model


def test_a_database_of_the_callers_is_used(model: LinkModel) -> None:
    table = register(40, seed=5)
    backend = DuckDBAPI(duckdb.connect())
    assert link([table], SETTINGS, model, backend).equals(link([table], SETTINGS, model))
    assert backend.duckdb_con.sql("show tables").fetchall(), "nothing was computed in the caller's database"


def test_tables_that_hold_each_person_once_are_linked_across_only(model: LinkModel) -> None:
    both = LinkSettings("id", COLUMNS, across=True)
    told = register(120, seed=6, told=2)
    first = told.filter(pc.ends_with(told["id"], "-0"))
    second = told.filter(pc.ends_with(told["id"], "-1"))
    found = link([first, pa.concat_tables([second])], both, model)
    seen = set(zip(found["cluster"].to_pylist(), found["source"].to_pylist(), strict=True))
    assert len(seen) == found.num_rows, "a cluster holds two rows of one table"
    assert sum(len(group) == 2 for group in together(found)) > 100


def test_the_probability_is_that_of_the_strongest_link_inside() -> None:
    records = prepare([register(2, seed=7)], SETTINGS)
    weights = pa.table({"left": [0, 0, 2], "right": [1, 2, 3], "weight": [4.0, 9.0, -9.5]})
    found = clustered(records, weights, SETTINGS)
    assert found["probability"].to_pylist()[0] == pytest.approx(512 / 513)
    assert found["probability"].to_pylist()[3:] == [None, None, None]


def test_no_shared_key_gives_no_pairs(model: LinkModel) -> None:
    table = pa.table({"id": ["a", "b"], "name": ["", None], "born": ["", ""], "town": ["", ""], "post": ["", ""]})
    records = prepare([table], SETTINGS)
    assert score(records, SETTINGS, model).num_rows == 0
    assert together(link([table], SETTINGS, model)) == {frozenset("a"), frozenset("b")}


@pytest.mark.parametrize("rows", [1, 4])
def test_too_little_to_learn_from_is_said(rows: int) -> None:
    table = pa.table(
        {"id": [str(i) for i in range(rows)]} | {c.name: [f"{c.name}{i}" for i in range(rows)] for c in COLUMNS}
    )
    with pytest.raises(CallerError) as raised:
        link_table(table, SETTINGS)
    assert "model" in raised.value.hint


def test_organisations_are_linked_by_name_and_number() -> None:
    names = [
        f"{start}{end} {kind}"
        for start in ("Nor", "Ul", "Cas", "Bri", "Sar")
        for end in ("vik", "men", "ta")
        for kind in ("Shipping", "Mining")
    ]
    rows = [
        {"id": f"{i}a", "title": f"{name} Ltd", "seat": "norvik", "number": f"{i:05}"} for i, name in enumerate(names)
    ]
    rows += [
        {"id": f"{i}b", "title": f"{name} Limited", "seat": "norvik", "number": f"{i:05}"}
        for i, name in enumerate(names)
    ]
    roles = (Column("title", Role.NAME), Column("seat", Role.PLACE), Column("number", Role.CODE))
    found = link_table(pa.Table.from_pylist(rows), LinkSettings("id", roles, kind=Kind.ORGANISATION))
    assert together(found) == {frozenset((f"{i}a", f"{i}b")) for i in range(len(names))}


@pytest.mark.data
@pytest.mark.slow
def test_fake_1000(data) -> None:
    from bench.linkage import FAKE, ours, read_csv, settings

    table = read_csv(data / "entities" / "record_linkage" / "fake_1000.csv")
    labels = dict(zip(table["unique_id"].to_pylist(), table["cluster"].to_pylist(), strict=True))
    figures = ours("fake_1000", [table], settings("unique_id", FAKE), labels)
    assert figures["fake_1000_f1"] > 0.93
    assert figures["fake_1000_precision"] > 0.97
