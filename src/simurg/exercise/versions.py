"""What each part of the exercise world asks of its settings: a difficulty that is known, the version that is here."""

from collections.abc import Collection

from simurg.ontology.errors import CallerError


def must_be_known(difficulty: str, known: Collection[str]) -> None:
    """CallerError for a difficulty that has no dials."""
    if difficulty not in known:
        raise CallerError(f"Difficulty {difficulty[:20]!r} is not known.", hint=f"Use one of: {', '.join(known)}.")


def must_be_current(version: str, current: str, what: str) -> None:
    """CallerError for a version that this program does not draw."""
    if version != current:
        raise CallerError(f"This is version {current} of the {what}.", hint="Leave `version` out.")
