"""The key of an audit log and its last signed head, in the workspace's folder of keys, away from the log itself.

keys/audit.key          the private key (0600), a C2SP signer key: PRIVATE+KEY+name+id+base64
keys/audit.checkpoint   a checkpoint of the log, renewed from time to time: a log that was cut short or put away
                        contradicts it
audit/verifier.txt      the public key: with it anybody can check a log without the private one
"""

import os
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path

from simurg.access.audit.notes import Signer, Verifier, verifier_of
from simurg.ledger.durable import sync_folder
from simurg.ontology.errors import OperatorError

_PRIVATE = "PRIVATE+KEY+"


@dataclass(frozen=True, slots=True)
class Keys:
    """`folder` is that of the keys, `log` that of the audit log."""

    folder: Path
    log: Path

    @property
    def private(self) -> Path:
        return self.folder / "audit.key"

    @property
    def checkpoint(self) -> Path:
        return self.folder / "audit.checkpoint"

    @property
    def public(self) -> Path:
        return self.log / "verifier.txt"

    def signer(self) -> Signer:
        """Made at the first time. OperatorError if it is no key, or lies open to others."""
        if not self.private.exists():
            self._make()
        if self.private.stat().st_mode & 0o077:
            raise OperatorError(f"Others may read {self.private}.", hint=f"Run `chmod 600 {self.private}`.")
        text = self.private.read_text(encoding="ascii", errors="replace")
        try:
            made = _signer_of(text)
        except ValueError as error:
            raise OperatorError(
                f"{self.private} is no key: {error}.", hint="Restore it from where you keep it."
            ) from error
        if not self.public.exists():
            write_durably(self.public, f"{made.verifier}\n", 0o644)
        return made

    def verifier(self) -> Verifier:
        """The public key; OperatorError where there is none."""
        try:
            return verifier_of(self.public.read_text(encoding="ascii", errors="replace"))
        except (OSError, ValueError) as error:
            raise OperatorError(
                f"The audit log's public key {self.public} cannot be read.", hint="Restore it, or give it with --key."
            ) from error

    def _make(self) -> None:
        self.folder.mkdir(mode=0o700, exist_ok=True)
        signer = Signer(f"simurg.audit/{secrets.token_hex(8)}", secrets.token_bytes(32))
        write_durably(self.private, _text(signer), 0o600)
        write_durably(self.public, f"{signer.verifier}\n", 0o644)


def write_durably(path: Path, text: str, mode: int) -> None:
    """The whole text or nothing, whatever happens meanwhile."""
    aside = path.with_name(f"{path.name}.{os.getpid()}.new")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, mode)
    try:
        os.write(handle, text.encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    aside.replace(path)
    sync_folder(path.parent)


def _text(signer: Signer) -> str:
    key = b64encode(b"\x01" + signer.seed).decode()
    return f"{_PRIVATE}{signer.name}+{signer.verifier.key_id.hex()}+{key}\n"


def _signer_of(text: str) -> Signer:
    if not text.startswith(_PRIVATE) or text.count("+") < 4:
        raise ValueError("it has not the form of one")
    name, _, coded = text.removeprefix(_PRIVATE).strip().split("+", 2)
    made = Signer(name, b64decode(coded, validate=True)[1:])
    if _text(made) != text:
        raise ValueError("its check does not hold")
    return made
