"""Envelopes: what is sealed opens with its key and its subject only, and says nothing else."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.access.sealing.envelope import opened, seal
from simurg.ontology.errors import InternalError, OperatorError

KEY = bytes(range(32))
ABOUT = ("desk", "HERON", "identity")


@given(st.binary(max_size=500), st.lists(st.text(max_size=20), max_size=4), st.binary(min_size=32, max_size=32))
def test_what_is_sealed_opens_again(words, about, key):
    assert opened(key, seal(key, words, about, os.urandom), about) == words


@given(st.binary(min_size=1, max_size=60), st.data())
def test_any_one_bit_that_changed_is_found(words, data):
    envelope = bytearray(seal(KEY, words, ABOUT, os.urandom))
    place = data.draw(st.integers(0, len(envelope) * 8 - 1))
    envelope[place // 8] ^= 1 << place % 8
    with pytest.raises(OperatorError):
        opened(KEY, bytes(envelope), ABOUT)


@given(st.lists(st.text(max_size=10), max_size=4), st.lists(st.text(max_size=10), max_size=4))
def test_an_envelope_opens_for_its_own_subject_only(left, right):
    envelope = seal(KEY, b"words", left, os.urandom)
    if left == right:
        assert opened(KEY, envelope, right) == b"words"
    else:
        with pytest.raises(OperatorError):
            opened(KEY, envelope, right)


@given(st.integers(0, 200))
def test_a_torn_envelope_does_not_open(length):
    envelope = seal(KEY, b"x" * 180, ABOUT, os.urandom)
    with pytest.raises(OperatorError):
        opened(KEY, envelope[:length], ABOUT)


def test_the_same_words_are_never_sealed_alike():
    assert len({seal(KEY, b"Ilya Varga", ABOUT, os.urandom) for _ in range(100)}) == 100


def test_another_key_opens_nothing_and_a_short_one_seals_nothing():
    with pytest.raises(OperatorError):
        opened(bytes(32), seal(KEY, b"words", ABOUT, os.urandom), ABOUT)
    with pytest.raises(InternalError):
        seal(KEY[:16], b"words", ABOUT, os.urandom)
