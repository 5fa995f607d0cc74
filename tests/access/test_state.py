"""state.db: who may read it, and that what cannot be opened is said."""

from pathlib import Path

import pytest

from simurg.access.state import State
from simurg.ontology.errors import OperatorError

TABLE = ("CREATE TABLE IF NOT EXISTS words (word TEXT)",)


@pytest.mark.parametrize(("stood", "then"), [(None, 0o600), (0o644, 0o640), (0o666, 0o660), (0o600, 0o600)])
def test_others_on_the_machine_do_not_read_it(tmp_path: Path, stood: int | None, then: int) -> None:
    path = tmp_path / "state.db"
    if stood is not None:
        path.touch()
        path.chmod(stood)
    state = State(path, TABLE)
    with state.change() as db:
        db.execute("INSERT INTO words VALUES ('heron')")
    assert {one.name: one.stat().st_mode & 0o777 for one in tmp_path.iterdir()} == dict.fromkeys(
        ("state.db", "state.db-shm", "state.db-wal"), then
    )
    state.close()


def test_a_folder_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="cannot be opened"):
        State(tmp_path / "none" / "state.db", TABLE)
