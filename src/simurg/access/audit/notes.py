"""Signed checkpoints: the text of a tree's head and an Ed25519 signature, as C2SP signed notes.

    simurg.audit/3f0c…                         the log's origin (https://c2sp.org/tlog-checkpoint)
    1204                                       how many entries
    tT9v…=                                     the root, base64

    — simurg.audit/3f0c… Base64(key id || signature)    (https://c2sp.org/signed-note)

Every byte counts: a note that says the same in other bytes (base64 has spare bits) is refused.
"""

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519 = b"\x01"
_HEAD = r"(?P<text>(?P<origin>[!-*,-~]{1,80})\n(?P<size>0|[1-9][0-9]{0,15})\n(?P<root>\S{44})\n)"
_SHAPE = re.compile(_HEAD + r"\n— (?P<name>\S+) (?P<sign>\S{92})\n")
MOST_BYTES = 600


@dataclass(frozen=True, slots=True)
class Head:
    """The log's name, how many entries it has, and the root over them."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True)
class Verifier:
    """The public half of a log's key; its text is that of a C2SP verifier key: name+id+base64."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{b64encode(_ED25519 + self.public).decode()}"

    def opened(self, note: str, *, signature: bool = True) -> Head:
        """The head that a note of this key says; ValueError for any other text. Without `signature` only its form is
        checked: enough where a later signature covers it."""
        found = _SHAPE.fullmatch(note) if len(note) <= MOST_BYTES else None
        if found is None:
            raise ValueError("it has not the form of a checkpoint")
        head = Head(found["origin"], int(found["size"]), b64decode(found["root"], validate=True))
        sealed = b64decode(found["sign"], validate=True)
        if _written(head, self.name, sealed) != note or head.origin != self.name:
            raise ValueError("it is not written as a checkpoint of this log is")
        if sealed[:4] != self.key_id:
            raise ValueError("it is signed by another key")
        if not signature:
            return head
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(sealed[4:], found["text"].encode())
        except InvalidSignature as error:
            raise ValueError("its signature does not hold") from error
        return head


@dataclass(frozen=True, slots=True)
class Signer:
    """The private half. `seed` is secret: it is never shown."""

    name: str
    seed: bytes

    def __repr__(self) -> str:
        return f"Signer({self.name!r})"

    @property
    def verifier(self) -> Verifier:
        return Verifier(self.name, self._key().public_key().public_bytes_raw())

    def signed(self, size: int, root: bytes) -> str:
        head = Head(self.name, size, root)
        return _written(head, self.name, self.verifier.key_id + self._key().sign(head.text.encode()))

    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def verifier_of(text: str) -> Verifier:
    """From a verifier key's text; ValueError if it is none."""
    name, _, rest = text.strip().partition("+")
    _, _, coded = rest.partition("+")
    key = b64decode(coded, validate=True)
    made = Verifier(name, key[1:])
    if key[:1] != _ED25519 or len(key) != 33 or str(made) != text.strip():
        raise ValueError("it is no verifier key")
    return made


def _written(head: Head, name: str, sealed: bytes) -> str:
    return f"{head.text}\n— {name} {b64encode(sealed).decode()}\n"
