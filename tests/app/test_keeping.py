"""Raw bytes by hash."""

import hashlib
import io
from pathlib import Path

import pytest

from simurg.app.keeping import Kept
from simurg.ledger.durable import digest_and_size
from simurg.ontology.errors import SourceError


def test_bytes_stand_under_their_hash_once(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    digest = kept.keep_bytes(b"three lorries")
    assert kept.keep_bytes(b"three lorries") == digest
    assert kept.path(digest).read_bytes() == b"three lorries"
    assert kept.path(digest).parent.name == digest[:2]
    assert digest_and_size(kept.path(digest)) == (digest, 13)
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_other_bytes_than_the_name_says_are_not_kept(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="changed while it was read"):
        Kept(tmp_path).keep(io.BytesIO(b"other"), hashlib.sha256(b"these").hexdigest())
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_what_a_killed_writer_left_is_overwritten(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    digest = hashlib.sha256(b"whole").hexdigest()
    partial = kept.path(digest).with_name(f".{digest}.partial")
    partial.parent.mkdir()
    partial.write_bytes(b"who")
    kept.keep(io.BytesIO(b"whole"), digest)
    assert kept.path(digest).read_bytes() == b"whole"
    assert not partial.exists()
