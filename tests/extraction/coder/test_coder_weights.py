"""The file of weights: the same bytes for the same weights, refused when it is not what it says."""

import io
import json
import zipfile

import numpy as np
import pytest

from simurg.extraction.coder.model import MOST_BYTES, Table, Weights, packed, unpacked, weights
from simurg.ontology.errors import OperatorError


def small() -> Weights:
    main = Table(
        {"types": ("AID", "NONE"), "direction": ("right", "turned", "none")},
        np.array([3, 7], dtype=np.uint32),
        np.arange(10, dtype=np.int8).reshape(2, 5),
        np.ones(5, dtype=np.float32),
    )
    fine = Table(
        {"modes": ("ACCUSE/allege",), "domains": ("military",)},
        np.array([1], dtype=np.uint32),
        np.ones((1, 2), dtype=np.int8),
        np.ones(2, dtype=np.float32),
    )
    return Weights("abc", 1.5, 0.4, main, fine)


def altered(content: bytes, name: str, part: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for each in old.namelist():
            new.writestr(each, part if each == name else old.read(each))
    return out.getvalue()


def test_weights_come_back_as_they_were_written() -> None:
    content = packed(small(), {"note": 1})
    assert content == packed(small(), {"note": 1})
    back = unpacked(content)
    assert packed(back, {"note": 1}) == content
    assert back.main.labels["types"] == ("AID", "NONE")


def test_unknown_features_count_for_nothing() -> None:
    assert not small().main.scores(["no such feature"]).any()


def test_arrays_that_were_altered_are_refused() -> None:
    array = io.BytesIO()
    np.save(array, np.array([3, 8], dtype=np.uint32))
    with pytest.raises(OperatorError, match="not what the manifest says"):
        unpacked(altered(packed(small(), {}), "main_hashes.npy", array.getvalue()))


def test_another_format_is_refused() -> None:
    content = packed(small(), {})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        manifest = json.loads(archive.read("manifest.json")) | {"format": "other"}
    with pytest.raises(OperatorError, match="format"):
        unpacked(altered(content, "manifest.json", json.dumps(manifest).encode()))


def test_labels_that_do_not_fit_are_refused() -> None:
    content = packed(small(), {})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    manifest["labels"]["types"] = ["AID"]
    with pytest.raises(OperatorError, match="do not fit"):
        unpacked(altered(content, "manifest.json", json.dumps(manifest).encode()))


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 cut"])
def test_what_is_no_such_file_is_refused(content: bytes) -> None:
    with pytest.raises(OperatorError, match="make teach"):
        unpacked(content)


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(OperatorError, match="larger"):
        unpacked(bytes(MOST_BYTES + 1))


def test_objects_are_never_unpickled() -> None:
    array = io.BytesIO()
    np.save(array, np.array([{"run": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(OperatorError):
        unpacked(altered(packed(small(), {}), "main_table.npy", array.getvalue()))


def test_the_packages_weights_know_every_type() -> None:
    known = weights()
    assert len(known.main.labels["types"]) == 17
    assert 0 < known.threshold < 1
