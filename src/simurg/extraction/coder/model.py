"""The coder's weights: a linear model over hashed features, kept as small whole numbers in a checked file.

The file is a zip of plain numpy arrays with a manifest (format, version, labels, digest); nothing in it is ever run.
A file whose digest, shapes or lexicon differ from what its manifest says is refused. Scores become probabilities by a
softmax whose temperature was set on sentences that were not learnt from (Guo et al. 2017, arXiv:1706.04599).
"""

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from simurg.ontology.errors import OperatorError

FORMAT = "simurg-coder-1"
SPREAD = 5.0
"""Length to which a sentence's feature vector is scaled."""
MOST_BYTES = 3_000_000
MAIN, FINE = ("types", "direction"), ("modes", "domains")
FINE_KINDS = ("g:", "gv", "w:", "c:")
"""The kinds of features that modes and domains are told by."""
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Table:
    """`hashes` sorted; `table[i]` the weights of feature `hashes[i]` for the labels of its heads, side by side."""

    labels: Mapping[str, tuple[str, ...]]
    hashes: npt.NDArray[np.uint32]
    table: npt.NDArray[np.int8]
    scale: Floats

    def scores(self, features: Sequence[str]) -> Floats:
        """Of all labels, in the order of the heads."""
        there = {zlib.crc32(name.encode()) for name in features}
        wanted = np.fromiter(there, np.uint32, len(there))
        places = np.searchsorted(self.hashes, wanted)
        places[places == len(self.hashes)] = 0
        places = np.sort(places[self.hashes[places] == wanted])
        length = float(np.sqrt(len(places))) or 1.0
        total = self.table[places].astype(np.float32).sum(axis=0)
        found: Floats = total * self.scale * np.float32(SPREAD / length)
        return found

    def head(self, scores: Floats, name: str) -> Floats:
        start = 0
        for each, labels in self.labels.items():
            if each == name:
                return scores[start : start + len(labels)]
            start += len(labels)
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Weights:
    """`main` tells type and direction, `fine` mode and domain of what is coded."""

    version: str
    temperature: float
    threshold: float
    main: Table
    fine: Table

    def shares(self, scores: Floats, name: str) -> Floats:
        """A head's scores as probabilities."""
        part = self.main.head(scores, name) / np.float32(self.temperature)
        raised = np.exp(part - part.max())
        shares: Floats = raised / raised.sum()
        return shares


def fine_features(features: Sequence[str]) -> list[str]:
    return [name for name in features if name.startswith(FINE_KINDS)]


def packed(weights: Weights, about: Mapping[str, object]) -> bytes:
    """The file of these weights, the same bytes for the same weights."""
    arrays = {
        f"{part}_{name}": getattr(table, name)
        for part, table in (("main", weights.main), ("fine", weights.fine))
        for name in ("hashes", "table", "scale")
    }
    parts = {f"{name}.npy": _array_bytes(array) for name, array in arrays.items()}
    manifest = {
        "format": FORMAT,
        "version": weights.version,
        "labels": {
            name: list(labels) for table in (weights.main, weights.fine) for name, labels in table.labels.items()
        },
        "temperature": weights.temperature,
        "threshold": weights.threshold,
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in parts.items()},
        "about": about,
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for name, content in {"manifest.json": json.dumps(manifest, indent=1).encode(), **parts}.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return written.getvalue()


def unpacked(content: bytes) -> Weights:
    """Reads the file of `packed`.

    Raises:
        OperatorError: it is no such file, is too large, or differs from its manifest.
    """
    if len(content) > MOST_BYTES:
        raise OperatorError(
            f"The coder's weights are larger than {MOST_BYTES:,} bytes; build them again with make teach."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = tuple(f"{part}_{name}.npy" for part in ("main", "fine") for name in ("hashes", "table", "scale"))
            if sum(each.file_size for each in archive.infolist()) > 2 * MOST_BYTES:
                raise ValueError("it unpacks to too much")
            manifest = json.loads(archive.read("manifest.json"))
            parts = {name: archive.read(name) for name in names}
        if manifest["format"] != FORMAT:
            raise ValueError(f"its format is {manifest['format']!r}")
        for name, part in parts.items():
            if hashlib.sha256(part).hexdigest() != manifest["sha256"][name]:
                raise ValueError(f"{name} is not what the manifest says")
        return Weights(
            str(manifest["version"]),
            float(manifest["temperature"]),
            float(manifest["threshold"]),
            _table(parts, "main", {name: tuple(manifest["labels"][name]) for name in MAIN}),
            _table(parts, "fine", {name: tuple(manifest["labels"][name]) for name in FINE}),
        )
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile) as cause:
        raise OperatorError(
            f"The coder's weights cannot be read: {cause}. Build them again with make teach."
        ) from cause


def _table(parts: Mapping[str, bytes], part: str, labels: Mapping[str, tuple[str, ...]]) -> Table:
    hashes, table, scale = (
        np.load(io.BytesIO(parts[f"{part}_{name}.npy"]), allow_pickle=False) for name in ("hashes", "table", "scale")
    )
    width = sum(len(each) for each in labels.values())
    if hashes.dtype != np.uint32 or table.dtype != np.int8 or table.shape != (len(hashes), width):
        raise ValueError(f"the arrays of {part} do not fit its labels")
    if scale.dtype != np.float32 or scale.shape != (width,) or not len(hashes):
        raise ValueError(f"the scale of {part} does not fit its labels")
    return Table(labels, hashes, table, scale)


def _array_bytes(array: npt.NDArray[np.generic]) -> bytes:
    written = io.BytesIO()
    np.save(written, array, allow_pickle=False)
    return written.getvalue()


@cache
def weights() -> Weights:
    """Those that come with the package."""
    return unpacked((resources.files("simurg.extraction.coder") / "weights.npz").read_bytes())
