"""Checkpoints: what is signed is read back; every changed bit is refused."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.access.audit.notes import Signer, verifier_of

SIGNER = Signer("simurg.audit/00ff", b"s" * 32)
ROOT = sha256(b"root").digest()


@given(st.integers(0, 10**15), st.binary(min_size=32, max_size=32))
def test_a_note_says_what_was_signed(size: int, root: bytes) -> None:
    head = SIGNER.verifier.opened(SIGNER.signed(size, root))
    assert (head.size, head.root, head.origin) == (size, root, SIGNER.name)


def test_the_form_is_that_of_a_c2sp_checkpoint() -> None:
    origin, size, _, empty, signature, end = SIGNER.signed(7, ROOT).split("\n")
    assert (origin, size, empty, end) == ("simurg.audit/00ff", "7", "", "")
    assert signature.startswith("— simurg.audit/00ff ")
    assert str(SIGNER.verifier).startswith(f"simurg.audit/00ff+{SIGNER.verifier.key_id.hex()}+")


def test_every_changed_bit_of_a_note_is_refused() -> None:
    note = SIGNER.signed(1204, ROOT).encode()
    for place in range(len(note) * 8):
        changed = bytearray(note)
        changed[place // 8] ^= 1 << place % 8
        with pytest.raises(ValueError, match=r"."):
            SIGNER.verifier.opened(changed.decode("utf-8", "replace"))


def test_another_key_another_log_or_another_text_is_refused() -> None:
    note = SIGNER.signed(3, ROOT)
    for other in (Signer(SIGNER.name, b"t" * 32), Signer("simurg.audit/11", SIGNER.seed)):
        with pytest.raises(ValueError, match=r"key|this log"):
            other.verifier.opened(note)
    for text in ("", note + "\n", note * 2, note.replace("\n3\n", "\n03\n"), "x" * 1_000):
        with pytest.raises(ValueError, match="form"):
            SIGNER.verifier.opened(text)


def test_a_verifier_key_is_read_back_and_a_changed_one_is_not() -> None:
    text = str(SIGNER.verifier)
    assert verifier_of(f"{text}\n") == SIGNER.verifier
    for wrong in (text[:-2] + "A=", text.replace("+", "-"), "", "a+b+c", text.replace("simurg", "simorg")):
        with pytest.raises(ValueError, match=r"."):
            verifier_of(wrong)


def test_a_signer_does_not_show_its_seed() -> None:
    assert "s" * 8 not in repr(SIGNER)
