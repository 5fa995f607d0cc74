"""Where the vault of a workspace stands, and by which key it opens."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from simurg.access.sealing.envelope import Randomness
from simurg.access.sealing.sealing_key import SealingKey, passphrase_of
from simurg.access.sealing.vault import NAME, Vault
from simurg.app.workspace import SETTINGS, Workspace
from simurg.ontology.errors import OperatorError


@dataclass(frozen=True, slots=True)
class Room:
    """The vault's place; `vault` opens it."""

    path: Path
    key: SealingKey
    randomness: Randomness

    def vault(self) -> Vault:
        return Vault(self.path, self.key, self.randomness)


def room_of(
    workspace: Workspace, environment: Mapping[str, str] | None = None, randomness: Randomness = os.urandom
) -> Room:
    """As simurg.yaml says; OperatorError for a `sealing` entry that is not understood."""
    given = os.environ if environment is None else environment
    key = SealingKey(workspace.keys, passphrase_of(_settings(workspace), given))
    return Room(workspace.folder / NAME, key, randomness)


def _settings(workspace: Workspace) -> Mapping[str, object]:
    path = workspace.folder / SETTINGS
    values = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else None
    sealing = values.get("sealing") if isinstance(values, Mapping) else None
    if sealing is not None and not isinstance(sealing, Mapping):
        raise OperatorError(f"{SETTINGS}: `sealing` must be a mapping.", hint="See docs/human-sources.md.")
    return sealing or {}
