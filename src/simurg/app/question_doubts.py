"""What looks like a slip of the pen in a question before it is frozen: words that no row of the view has.

A question about what never was before is a fair one, so this warns and refuses nothing; but a misspelt place would
freeze a question that nothing can ever answer. Names of the view alone are offered, so nobody learns of others.
"""

from difflib import get_close_matches
from itertools import chain

from simurg.foresight.questions.evidence import condition_of
from simurg.foresight.questions.question import Question
from simurg.foresight.questions.rule import FILTERS
from simurg.ledger import View

MOST_OFFERED = 3
_NEAR = 0.6


def doubts(view: View, made: Question) -> list[str]:
    """Warnings, in the order of the rule."""
    found = []
    if made.requirement is not None and not view.count("requirements", {"name": made.requirement, "active": True}):
        found.append(f"Question {made.name}: there is no requirement {made.requirement} in your view.")
    table = made.rule.table
    for column, words in dict.fromkeys(chain(made.rule.where, made.rule.needs)):
        for word in words:
            if not view.count(table, condition_of(((column, (word,)),))):
                said = f"Question {made.name}: no row of {table} has {column} {word!r}."
                found.append(f"{said} {_near(view, table, word)}")
    return found


def _near(view: View, table: str, word: str) -> str:
    """Where the word, or one like it, does stand in the table."""
    offered = []
    for column in FILTERS[table]:
        stored = "source_id" if column == "source" else column
        names = [str(one) for one in view.read(table, columns=[stored])[stored].unique().to_pylist() if one]
        offered += [f"{column}: {one}" for one in get_close_matches(word, names, MOST_OFFERED, _NEAR)]
    meant = f"Is it {', or '.join(offered[:MOST_OFFERED])}? " if offered else ""
    return f"{meant}If it is a slip of the pen, void the question and publish it under another name."
