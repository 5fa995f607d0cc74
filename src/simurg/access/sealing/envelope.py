"""Envelopes: words sealed under a key, bound to what they are about (AES-256-GCM, NIST SP 800-38D).

An envelope is a format byte, a random nonce of 12 bytes, and the ciphertext with its tag of 16 bytes. What it is about
(whose, which field) is authenticated and not encrypted: an envelope that was moved to another source or field, or
changed in one bit, does not open. One key seals few envelopes (a source's contacts), far below the 2^32 that random
nonces permit. Randomness is given; keys are 32 bytes. Python cannot wipe memory: keys live as long as their objects.
"""

from collections.abc import Callable, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from simurg.ontology.errors import InternalError, OperatorError

Randomness = Callable[[int], bytes]
"""So many random bytes."""
KEY_BYTES = 32
_NONCE_BYTES = 12
_FORMAT = b"\x01"
_SHORTEST = len(_FORMAT) + _NONCE_BYTES + 16


def seal(key: bytes, words: bytes, about: Sequence[str], randomness: Randomness) -> bytes:
    """The envelope of `words`."""
    nonce = randomness(_NONCE_BYTES)
    if len(key) != KEY_BYTES or len(nonce) != _NONCE_BYTES:
        raise InternalError("A key or nonce has a wrong length.")
    return _FORMAT + nonce + AESGCM(key).encrypt(nonce, words, _bound(about))


def opened(key: bytes, envelope: bytes, about: Sequence[str]) -> bytes:
    """The words; OperatorError if the key, the subject or any bit is another one."""
    if len(envelope) < _SHORTEST or not envelope.startswith(_FORMAT):
        raise _does_not_open()
    nonce, rest = envelope[1 : 1 + _NONCE_BYTES], envelope[1 + _NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, rest, _bound(about))
    except InvalidTag:
        raise _does_not_open() from None


def _bound(about: Sequence[str]) -> bytes:
    """Length-prefixed, so that ('ab', 'c') and ('a', 'bc') differ."""
    parts = [part.encode("utf-8", "surrogatepass") for part in ("simurg.sealing", *about)]
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def _does_not_open() -> OperatorError:
    return OperatorError(
        "A sealed record does not open: it was altered, or sealed with another key.",
        hint="Check that keys/sealing.key, or the passphrase, is this workspace's own; else restore a backup.",
    )
