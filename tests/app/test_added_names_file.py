"""`actors.yaml`: none, good, and each way in which it can be bad."""

from pathlib import Path

import pytest

from simurg.app.added_names import ACTORS, MOST_BYTES, added_in
from simurg.extraction.added import NOTHING
from simurg.ontology.errors import OperatorError


def test_no_file_adds_nothing(tmp_path: Path) -> None:
    assert added_in(tmp_path) is NOTHING


def test_a_file_adds_its_states(tmp_path: Path) -> None:
    (tmp_path / ACTORS).write_text("states: [{code: XOR, name: Orrelia, names: [Orrelia]}]\n", encoding="utf-8")
    assert added_in(tmp_path).name_of("XOR") == "Orrelia"


@pytest.mark.parametrize(
    "content", [b"states: [", b"\xff\xfe\x00bad", b"planets: []", b"# " + b"x" * MOST_BYTES, b"states: 7"]
)
def test_a_bad_file_is_told_to_the_operator(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ACTORS).write_bytes(content)
    with pytest.raises(OperatorError, match=ACTORS):
        added_in(tmp_path)


def test_a_folder_in_its_place_is_told_to_the_operator(tmp_path: Path) -> None:
    (tmp_path / ACTORS).mkdir()
    with pytest.raises(OperatorError, match=ACTORS):
        added_in(tmp_path)
