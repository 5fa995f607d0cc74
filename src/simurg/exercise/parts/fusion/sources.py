"""The `sources.yaml` and `simurg.yaml` that come with a fusion part: what a workspace may know of who reports.

Every outlet and every claimant is a source of its own, since grades and recall are per source: outlets with the group
that owns them, claimants with the grade that their desk gave. All claimants stand in one table; each source takes its
own rows. Lists of names and of imprints are sources too. Roles and controllers are in none of it; neither are the pairs
to judge, which are a task and nobody's claim, nor the places, whose paths say themselves what lies in what.
"""

from datetime import datetime
from typing import Any

from simurg.exercise.atlas import LABEL
from simurg.exercise.parts.fusion.claims import Claims
from simurg.exercise.parts.fusion.reports import Reports
from simurg.exercise.settings import as_yaml, countries

SCHEMATA = {"person": "Person", "organisation": "Organization", "place": "Address"}
"""What a mention is, in FollowTheMoney's words."""
_SETTINGS: dict[str, Any] = {
    "title": f"Fusion exercise ({LABEL})",
    "exercise": True,
    "pictures": {"open": {"level": "open", "tlp": "green"}, "staff": {"level": "restricted", "tlp": "amber+strict"}},
    "readers": {
        "public": {"level": "open", "tlp": "green"},
        "staff": {"level": "restricted", "tlp": "amber+strict"},
        "operator": {"level": "top-secret", "tlp": "red", "compartments": ["*"], "affiliations": ["*"]},
    },
    "default_reader": "staff",
    "countries": countries(),
}


def sources(told: Reports, said: Claims, known_at: datetime, base: str = "") -> list[dict[str, Any]]:
    """One mapping a source, for the part's files under `base` (empty, or a folder and a stroke).

    Tables carry no dates: they count as known from `known_at` on. Outlets and claimants that say nothing are left out.
    """
    published, spoken = set(told.documents["outlet"].to_pylist()), set(said.claims["source"].to_pylist())
    tables = [_claimant(row["source"], row["grade"]) for row in said.sources.to_pylist() if row["source"] in spoken]
    return [
        *(_outlet(row, base) for row in told.outlets.to_pylist() if row["title"] in published),
        *(_table(one, base, known_at) for one in (*tables, _names(), _imprints(told))),
    ]


def sources_text(entries: list[dict[str, Any]]) -> bytes:
    """`sources.yaml`."""
    return as_yaml(entries)


def settings_text() -> bytes:
    """`simurg.yaml`: two pictures, three readers, and that all of it is an exercise."""
    return as_yaml(_SETTINGS)


def _outlet(row: dict[str, Any], base: str) -> dict[str, Any]:
    name = row["host"].removesuffix(".example")
    return _source(name, "rss", row["title"], f"{base}collected/feeds/{name}.xml") | (
        {"group": row["owner"]} if row["owner"] else {}
    )


def _claimant(name: str, grade: str) -> dict[str, Any]:
    part = _claims(["object", "attribute"], "object", {"from": "attribute"}, "value") | {"where": {"source": [name]}}
    return {"name": name, "title": f"Claims of {name}", "file": "claims", "grade": f"{grade}6", "parts": [part]}


def _names() -> dict[str, Any]:
    parts = [_claims(["id"], "id", "name", "text"), _claims(["id"], "id", "schema", "kind", lookup=SCHEMATA)]
    return {"name": "name-list", "title": "Names as documents have them", "file": "names", "parts": parts}


def _imprints(told: Reports) -> dict[str, Any]:
    owners = sorted({owner for owner in told.outlets["owner"].to_pylist() if owner})
    parts = [_claims(["title"], "title", "host", "host"), _claims(["title"], "title", "medium", "kind")]
    if owners:
        parts.append(_claims(["title"], "title", "owned_by", "owner") | {"where": {"owner": owners}})
    return {"name": "imprints", "title": "Imprints of outlets", "file": "outlets", "parts": parts}


def _claims(key: list[str], subject: str, predicate: object, value: str, **rule: object) -> dict[str, Any]:
    """A part of a mapping: each row is one claim."""
    columns = {"subject": {"from": subject}, "predicate": predicate, "object": {"from": value, **rule}}
    return {"target": "claims", "key": key, "columns": columns}


def _table(one: dict[str, Any], base: str, known_at: datetime) -> dict[str, Any]:
    mapping = {"title": f"{one['title']} ({LABEL})", "parts": one["parts"]}
    made = _source(one["name"], "table", one["title"], f"{base}collected/{one['file']}.csv")
    graded = {"grade": one["grade"]} if "grade" in one else {}
    return made | graded | {"known": {"at": known_at.isoformat()}, "options": {"mapping": mapping}}


def _source(name: str, connector: str, title: str, address: str) -> dict[str, Any]:
    return {
        "name": name,
        "connector": connector,
        "title": f"{title} (fictional)",
        "address": address,
        "licence": "Apache-2.0 (exercise)",
        "marking": {"level": "open", "tlp": "clear"},
        "least_rows": 1,
        "most_rows": 1_000_000,
    }
