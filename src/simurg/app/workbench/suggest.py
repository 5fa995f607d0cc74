"""Suggestions while somebody types: names that begin with the words first, then names that hold them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from simurg.app.workbench.look import Look, Told
from simurg.app.workbench.names import names_in

MOST_LOOKED_THROUGH = 400_000
_LETTERS = 160


@dataclass(frozen=True, slots=True)
class Entry:
    """`weight`: of two that fit equally well the heavier comes first."""

    folded: str
    kind: str
    id: str
    label: str
    detail: str | None
    weight: int


def suggested(look: Look, words: str, limit: int) -> Told:
    """Without words: nothing, since everything would fit."""
    wanted = words.casefold()
    entries = look.kept("suggestions", lambda: tuple(_entries(look))[:MOST_LOOKED_THROUGH])
    found = sorted(_fitting(entries, wanted)) if wanted else []
    items = [
        {"kind": one.kind, "id": one.id, "label": one.label, "detail": one.detail}
        for one in (entries[place] for *_, place in found[:limit])
    ]
    return Told({"q": words, "items": items})


def _fitting(entries: tuple[Entry, ...], wanted: str) -> Iterator[tuple[int, int, str, int]]:
    inner = f" {wanted}"
    for place, one in enumerate(entries):
        if wanted in one.folded:
            rank = 0 if one.folded.startswith(wanted) else 1 if inner in one.folded else 2
            yield rank, -one.weight, one.folded, place


def _entries(look: Look) -> Iterator[Entry]:
    """All there is to go to, in a settled order."""
    for code, name in look.countries.names.items():
        yield _entry("country", code, name, code, 1_000)
    yield from _named(look)
    for line in names_in(look).lines:
        detail = ", ".join(
            f"{count:,} {word}" for count, word in ((line.claims, "claims"), (line.events, "events")) if count
        )
        yield _entry("entity", line.key, line.name, detail, line.claims + line.events)
    query = """SELECT place, min(spots.country) AS country, count(*) AS n FROM events JOIN spots USING (spot)
        WHERE place IS NOT NULL GROUP BY place ORDER BY n DESC, place"""
    for row in look.rows(query):
        yield _entry("place", row["place"], row["place"], row["country"], row["n"])
    sources = "SELECT source_id AS name, count(*) AS n FROM events WHERE source_id IS NOT NULL GROUP BY 1 ORDER BY 1"
    for row in look.rows(sources):
        yield _entry("source", row["name"], row["name"], None, row["n"])


def _named(look: Look) -> Iterator[Entry]:
    """Rows that have a name or title of their own."""
    tables = (
        ("requirement", "requirements", "name", "question"),
        ("question", "questions", "name", "title"),
        ("product", "products", "id", "title"),
    )
    for kind, table, key, title in tables:
        if look.has(table):
            rows = look.kept((kind, "rows"), partial(_rows, look, table, tuple(dict.fromkeys((key, title)))))
            for number, label in rows:
                yield _entry(kind, number, label or number, None, 10_000)


def _rows(look: Look, table: str, columns: tuple[str, ...]) -> list[tuple[str, str | None]]:
    rows = look.view.read(table, columns).to_pylist()
    key, title = columns
    return sorted((getattr(row[key], "hex", row[key]), row[title]) for row in rows if row[key])


def _entry(kind: str, number: str, label: str, detail: str | None, weight: int) -> Entry:
    folded = " ".join(f"{label} {number}".casefold().split())[: 2 * _LETTERS]
    return Entry(folded, kind, number, label[:_LETTERS], detail, weight)
