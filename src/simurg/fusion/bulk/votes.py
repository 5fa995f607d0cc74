"""Who answers what: claims counted by question and answer, with the voices behind each answer.

A question is a subject and a predicate, an answer an object. A source has one voice for an answer, however often it
tells it. This is what vote counts, and what belief starts from; it weighs nobody and knows of no copies.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir


def votes(claims: "ir.Table") -> "ir.Table":
    """One row for each `subject`, `predicate`, `object`.

    `claims`, `sources` and `reports` that tell it, `first_known`, `last_known`, mean `confidence` of the claims that
    state one; `answers` to its question, `share` of the question's voices (0 to 1), and `place` among its answers from
    0: more sources, earlier known, then by the alphabet. Rows without subject, predicate, object or source are left
    out.
    """
    import ibis

    told = claims.filter(*(claims[name].notnull() for name in ("subject", "predicate", "object", "source_id")))
    answers = told.group_by("subject", "predicate", "object").aggregate(
        claims=told.count(),
        sources=told.source_id.nunique(),
        reports=told.report_id.nunique(),
        first_known=told.known_at.min(),
        last_known=told.known_at.max(),
        confidence=told.confidence.mean(),
    )
    question = [answers.subject, answers.predicate]
    order = [ibis.desc(answers.sources), answers.first_known, answers.object]
    voices = answers.sources.sum().over(group_by=question)
    return answers.mutate(
        answers=answers.count().over(group_by=question),
        share=answers.sources.cast("float64") / voices,
        place=ibis.row_number().over(ibis.window(group_by=question, order_by=order)),
    )
