"""Judgements about identity as rows of the ledger's `identities` table, and back.

A row has a key of author and pair: judging again, or taking back, is a new version of it. Only analysts' words are
rows; what a machine holds of two names is computed from the view (docs/decisions/0003).
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import pyarrow as pa

from simurg.fusion.identity.judgements import Author, Judgement, Verdict
from simurg.ledger.columns import table_of
from simurg.ledger.offer import marking_json
from simurg.ontology.ids import digest_of, id_of
from simurg.ontology.markings import Marking
from simurg.ontology.times import text_of

COLUMNS = (
    "id",
    "left",
    "right",
    "verdict",
    "author",
    "by",
    "why",
    "withdrawn",
    "basis",
    "known_at",
)
"""What is read of a judgement."""


def node(subject: str) -> UUID:
    """The id by which judgements name a subject of claims."""
    return id_of("subject", subject)


def analyst_row(judged: Judgement, subjects: tuple[str, str], marking: Marking, *, withdrawn: bool) -> dict[str, Any]:
    """One row. `subjects` are the words behind the two ids, in any order."""
    left, right = sorted(subjects)
    key = digest_of("identity", "analyst", judged.by, left, right)
    moment = text_of(judged.known_at)
    return {
        "id": digest_of(key, judged.verdict.value, judged.why, int(withdrawn), moment),
        "key": key,
        "left": left,
        "right": right,
        "verdict": judged.verdict.value,
        "author": "analyst",
        "by": judged.by,
        "why": judged.why,
        "withdrawn": withdrawn,
        "known_at": judged.known_at,
        "marking": marking_json(marking),
    }


def judgements(rows: Iterable[Mapping[str, Any]]) -> list[Judgement]:
    """Rows (COLUMNS) that are not taken back, as the algebra takes them."""
    return [
        Judgement(
            node(row["left"]), node(row["right"]), Verdict(row["verdict"]), row["by"],
            Author.ANALYST if row["author"] == "analyst" else Author.MACHINE, row["known_at"], row["why"] or "",
        )
        for row in rows
        if not row["withdrawn"]
    ]  # fmt: skip


def analyst_table(rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Rows as an Offer takes them."""
    return table_of("identities", list(rows))
