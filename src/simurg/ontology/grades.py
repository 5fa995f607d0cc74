"""The Admiralty code: reliability of a source (A to F) and credibility of an item (1 to 6).

NATO AJP-2.1. F and 6 mean *cannot be judged*: a missing value, never the middle of the scale.
The two are given independently of each other.
"""

from dataclasses import dataclass

from simurg.ontology.errors import CallerError

RELIABILITY = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "reliability cannot be judged",
}
CREDIBILITY = {
    1: "confirmed by other sources",
    2: "probably true",
    3: "possibly true",
    4: "doubtful",
    5: "improbable",
    6: "truth cannot be judged",
}


@dataclass(frozen=True, slots=True)
class Grade:
    """A letter and a number, for example B2."""

    reliability: str = "F"
    credibility: int = 6

    def __post_init__(self) -> None:
        if self.reliability not in RELIABILITY:
            raise CallerError(f"Reliability {str(self.reliability)[:10]!r} is not one of A to F.")
        if self.credibility not in CREDIBILITY:
            raise CallerError(f"Credibility {str(self.credibility)[:10]!r} is not one of 1 to 6.")

    def __str__(self) -> str:
        return f"{self.reliability}{self.credibility}"

    @property
    def judged(self) -> bool:
        """Whether both halves say something."""
        return self.reliability != "F" and self.credibility != 6

    def in_words(self) -> str:
        return f"{RELIABILITY[self.reliability]}, {CREDIBILITY[self.credibility]}"


def parse_grade(text: str) -> Grade:
    """`B2` or `b2`; raises CallerError for anything else."""
    cleaned = text.strip().upper()
    if len(cleaned) != 2 or not cleaned[1].isdigit():
        raise CallerError(f"{text[:10]!r} is not a grade.", hint="Write a letter A–F and a number 1–6, for example B2.")
    return Grade(cleaned[0], int(cleaned[1]))
