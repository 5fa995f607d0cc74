"""Bulk tables from files to clusters: what is asked wrongly is said, what is right is written."""

import csv
from pathlib import Path

import pytest

from simurg.app.link import Asked, link_files
from simurg.ontology.errors import CallerError, OperatorError

PEOPLE = (
    ("Ada Verhoeven", "1961-04-12", "Norvik"), ("Ada Verhoven", "1961-04-12", "Norvik"),
    ("Milan Dorn", "1975-01-30", "Sandby"), ("Irina Salas", "1982-11-02", "Osterby"),
    ("Irina Sallas", "1982-11-02", "Osterby"), ("Olaf Trent", "1950-06-06", "Melk"),
)  # fmt: skip


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "register.csv"
    rows = [(f"{copy}-{number}", *one) for copy in range(3) for number, one in enumerate(PEOPLE)]
    with path.open("w", newline="") as stream:
        csv.writer(stream).writerows([("id", "name", "born", "town"), *rows])
    return path


def test_rows_of_one_person_share_a_cluster(register: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    asked = Asked((register,), "id", ("name=name", "born=date", "town=place"), out)
    assert link_files(asked)["rows"] == 18
    with out.open() as stream:
        cluster = {row["id"]: row["cluster"] for row in csv.DictReader(stream)}
    assert cluster["0-2"] == cluster["1-2"] == cluster["2-2"]
    assert cluster["0-2"] != cluster["0-5"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"columns": ("name",)}, "is not NAME=ROLE"),
        ({"columns": ("name=name", "age=date")}, "no column 'age'"),
        ({"columns": ("name=title", "born=date")}, "title"),
        ({"kind": "ship"}, "neither person nor organisation"),
        ({"out": Path("x.txt")}, "neither .csv nor .parquet"),
        ({"files": (Path("none.csv"),)}, "cannot be read"),
    ],
)
def test_what_is_asked_wrongly_is_said(register: Path, tmp_path: Path, change: dict, words: str) -> None:  # type: ignore[type-arg]
    asked = {"files": (register,), "identity": "id", "columns": ("name=name", "born=date"), "out": tmp_path / "o.csv"}
    with pytest.raises(CallerError, match=words):
        link_files(Asked(**{**asked, **change}))


def test_a_place_that_cannot_be_written_is_named(register: Path, tmp_path: Path) -> None:
    columns = ("name=name", "born=date", "town=place")
    with pytest.raises(OperatorError, match="cannot be written"):
        link_files(Asked((register,), "id", columns, tmp_path / "missing" / "o.csv"))
