"""The workspace's sealing key, which wraps the key of each human source. It is never part of a backup.

By default 32 random bytes in `keys/sealing.key`, readable by its owner only. Or, by `sealing:` in simurg.yaml, derived
from a passphrase that stands in an environment variable or that a command prints (scrypt, RFC 7914), so that nothing
on the disk opens an identity:

    sealing: {environment: SIMURG_SEALING_PASSPHRASE}
    sealing: {command: [pass, show, simurg/sealing]}

A key that does not fit what was sealed is refused, never replaced: the vault keeps the key's fingerprint.
"""

import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from simurg.access.sealing.envelope import KEY_BYTES, Randomness
from simurg.ledger.durable import sync_folder
from simurg.ontology.errors import OperatorError

NAME = "sealing.key"
SALT_BYTES = 16
LEAST_PASSPHRASE = 15
_SCRYPT_N, _SCRYPT_R, _SCRYPT_P = 1 << 15, 8, 1
_COMMAND_S = 60

Passphrase = Callable[[], str]


@dataclass(frozen=True, slots=True)
class SealingKey:
    """Where the key comes from: `passphrase` if given, else the file in `folder`."""

    folder: Path
    passphrase: Passphrase | None = None

    @property
    def path(self) -> Path:
        return self.folder / NAME

    @property
    def coming(self) -> Path:
        """The key that is to replace it, while it is replaced."""
        return self.folder / f"{NAME}.new"

    def key(self, salt: bytes, told: str) -> bytes:
        """The key of a fingerprint; OperatorError if it is not there. `salt` is the vault's, for passphrases."""
        found = _read(self.path) if self.passphrase is None else derived(self.passphrase(), salt)
        if fingerprint(found) == told:
            return found
        if self.passphrase is None and self.coming.exists() and fingerprint(coming := _read(self.coming)) == told:
            self.replaced()  # whoever replaced it was stopped just before
            return coming
        raise OperatorError(
            "This sealing key is not the one that the identities of this workspace were sealed with.",
            hint="Put back the copy of keys/sealing.key, or the passphrase, that belongs to it.",
        )

    def made(self, salt: bytes, randomness: Randomness) -> bytes:
        """The key of a new vault; a file is made where none stands."""
        if self.passphrase is not None:
            return derived(self.passphrase(), salt)
        if not self.path.exists():
            make(self.path, randomness(KEY_BYTES))
        return _read(self.path)

    def new(self, randomness: Randomness) -> bytes:
        """A key to replace the one in the file; OperatorError where a passphrase is used."""
        if self.passphrase is not None:
            raise OperatorError(
                "Only a sealing key in a file can be replaced.", hint="Remove `sealing:` from simurg.yaml to use one."
            )
        self.coming.unlink(missing_ok=True)
        make(self.coming, randomness(KEY_BYTES))
        return _read(self.coming)

    def replaced(self) -> None:
        """The new key takes the old one's place."""
        try:
            self.path.write_bytes(bytes(KEY_BYTES))  # the old bytes first, as far as the disk lets us
            self.coming.replace(self.path)
            sync_folder(self.folder)
        except OSError as error:
            raise OperatorError(
                f"The sealing key could not be replaced ({error.strerror}).", hint="Mend the permissions of keys/."
            ) from error


def fingerprint(key: bytes) -> str:
    """Tells keys apart and nothing about them."""
    return sha256(b"simurg.sealing.fingerprint" + key).hexdigest()[:32]


def derived(passphrase: str, salt: bytes) -> bytes:
    """32 bytes from a passphrase."""
    if len(passphrase) < LEAST_PASSPHRASE:
        raise OperatorError(
            f"The sealing passphrase has fewer than {LEAST_PASSPHRASE} characters.", hint="Use a longer one."
        )
    return Scrypt(salt=salt, length=KEY_BYTES, n=_SCRYPT_N, r=_SCRYPT_R, p=_SCRYPT_P).derive(passphrase.encode())


def passphrase_of(settings: Mapping[str, object], environment: Mapping[str, str]) -> Passphrase | None:
    """What `sealing:` of simurg.yaml names; None for a key in a file."""
    name, command = settings.get("environment"), settings.get("command")
    if not settings:
        return None
    if set(settings) == {"environment"} and isinstance(name, str):
        return lambda: _from_environment(name, environment)
    if set(settings) == {"command"} and isinstance(command, list) and command and all(map(_is_word, command)):
        return lambda: _printed(command)
    raise OperatorError(
        "simurg.yaml: `sealing` must have either `environment: NAME` or `command: [program, argument]`.",
        hint="Remove it to keep the key in keys/sealing.key.",
    )


def make(path: Path, key: bytes) -> None:
    """A new key file: it is whole and on the disk, or not there."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial.unlink(missing_ok=True)
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as sink:
            sink.write(key)
            sink.flush()
            os.fsync(sink.fileno())
        try:
            os.link(partial, path)  # fails where another process was first: its key stands
        except FileExistsError:
            return
        finally:
            partial.unlink(missing_ok=True)
        sync_folder(path.parent)
    except OSError as error:
        raise OperatorError(
            f"The sealing key could not be written to {path.parent} ({error.strerror}).",
            hint="Mend the permissions or free some space.",
        ) from error


def _read(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        key = path.read_bytes()
    except OSError as error:
        raise OperatorError(
            f"The sealing key {path} could not be read ({error.strerror}).",
            hint="Put the copy that you keep apart from the backups back to its place.",
        ) from error
    if mode & 0o077:
        raise OperatorError(f"Others may read the sealing key {path}.", hint=f"Run `chmod 600 {path}`.")
    if len(key) != KEY_BYTES:
        raise OperatorError(f"{path} is not a sealing key.", hint="Put the copy that you keep back to its place.")
    return key


def _is_word(part: object) -> bool:
    return isinstance(part, str) and bool(part)


def _from_environment(name: str, environment: Mapping[str, str]) -> str:
    found = environment.get(name)
    if not found:
        raise OperatorError(f"The sealing passphrase is not in the environment ({name[:60]}).", hint="Set it.")
    return found


def _printed(command: list[str]) -> str:
    """The first line that a command prints; what it says on stderr is not repeated."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=_COMMAND_S, check=True, text=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError) as error:
        raise OperatorError(
            f"The command for the sealing passphrase failed ({type(error).__name__}).",
            hint="See `sealing:` in simurg.yaml, and run its command by hand.",
        ) from None
    return done.stdout.split("\n", 1)[0].strip()
