"""Who an answer may be by: a word, or an account of the workbench."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from simurg.foresight.questions.question import Answer
from simurg.ontology.errors import CallerError


def _by(name: str) -> Answer:
    return Answer(UUID(int=1), name, "analyst", datetime(2024, 1, 1, tzinfo=UTC), 0.5)


@pytest.mark.parametrize("name", ["heron", "own-history", "@layla", "@layla.o-brien"])
def test_an_answer_is_by_a_word_or_an_account(name: str) -> None:
    assert _by(name).by == name


@pytest.mark.parametrize("name", ["", "@", "@@layla", "layla@home", "two words", "x" * 81])
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(CallerError, match="is not a name for whoever answers"):
        _by(name)
