"""A drop folder, from files to the ledger: what stands beside a file goes in with it."""

import json
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

import simurg.cli.commands  # noqa: F401
from simurg.app.bootstrap import reading
from simurg.app.documents import digests
from simurg.app.workspace import open_workspace
from simurg.cli.run import app
from simurg.collection.files.beside import apart


def found(folder: Path, ending: str | None = ".yaml") -> list:
    return list(digests(sorted(folder.iterdir()), ending))


def test_a_file_and_what_stands_beside_it_are_one_document(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-")
    (tmp_path / "a.pdf.yaml").write_bytes(b"title: T")
    (tmp_path / "b.yaml").write_bytes(b"a document of its own")
    one, other = found(tmp_path)
    with one.open() as stream:
        assert apart(one.name, stream.read()) == ("a.pdf", b"title: T", b"%PDF-")
    assert (other.name, other.beside) == ("b.yaml", None)


def test_another_word_beside_a_file_makes_another_document(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"words")
    [alone] = found(tmp_path)
    (tmp_path / "a.txt.yaml").write_bytes(b"title: T")
    [first] = found(tmp_path)
    (tmp_path / "a.txt.yaml").write_bytes(b"title: U")
    [second] = found(tmp_path)
    assert len({alone.sha256, first.sha256, second.sha256}) == 3


def test_for_other_connectors_every_file_is_a_document(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"1")
    (tmp_path / "a.csv.yaml").write_bytes(b"2")
    assert [one.name for one in found(tmp_path, None)] == ["a.csv", "a.csv.yaml"]


SAMPLES = Path(__file__).parents[1] / "collection" / "connectors" / "samples"


def test_a_folder_of_documents_is_collected_with_what_stands_beside_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "ws"
    monkeypatch.setenv("SIMURG_WORKSPACE", str(folder))
    assert CliRunner().invoke(app, ["init"]).exit_code == 0
    (folder / "drop").mkdir()
    for name in ("crossing.pdf", "ferries.docx", "notice.eml"):
        (folder / "drop" / name).write_bytes((SAMPLES / name).read_bytes())
    (folder / "drop" / "Отчёт.txt").write_bytes("Лес закрыт до мая, сообщила служба.".encode("koi8-r"))
    (folder / "drop" / "crossing.pdf.yaml").write_text("title: From the union\npublisher: Orsk Union\ngrade: B2\n")
    (folder / "drop" / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    source = {"name": "drop", "connector": "documents", "address": "drop/*", "grade": "F6"}
    (folder / "sources.yaml").write_text(yaml.safe_dump([source]))
    result = CliRunner().invoke(app, ["collect", "--json"])
    [told] = json.loads(result.stdout)["sources"]
    assert (told["documents"], told["rejects"], told["error"]) == (5, 1, "")
    workspace = open_workspace(folder)
    with reading(workspace) as ledger:
        rows = ledger.as_of(scope=workspace.scope(None)).read("reports", ("title", "reliability", "body")).to_pylist()
    grades = {row["title"]: row["reliability"] for row in rows}
    assert grades == {
        "From the union": "B", "Ferries on Lake Teve": "F", "Лес и поле": "F", "order.txt": "F", "Отчёт.txt": "F",
    }  # fmt: skip
    assert any(row["body"] == "Лес закрыт до мая, сообщила служба." for row in rows)
    again = json.loads(CliRunner().invoke(app, ["collect", "--json"]).stdout)
    assert again["new_rows"] == 0
