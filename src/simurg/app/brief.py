"""The brief as a use case: draw it from a view, keep its pages, and append what was said as one batch.

It runs as the writer, and its view ends at the moment at which it began: whatever is recorded later cannot change
it. `again` draws a product once more from its own moments and compares the bytes.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import Any

from simurg.access.pictures import Picture
from simurg.app.briefing import SERIES, Drawn, Order, draw, order_of
from simurg.app.effects import recall_effects
from simurg.app.health import health_of
from simurg.app.keeping import Kept
from simurg.app.press import press_of
from simurg.app.queue import Progress
from simurg.app.sources import sources_in
from simurg.app.standing import issued_records
from simurg.app.worker import Desk
from simurg.app.workspace import Workspace
from simurg.ledger import Offer
from simurg.ledger.columns import table_of
from simurg.ledger.lineage import locate
from simurg.ontology.errors import CallerError, NotFound
from simurg.ontology.ids import digest_of
from simurg.ontology.markings import Scope
from simurg.ontology.times import parse_moment, text_of

SINCE = timedelta(days=7)
"""What changed in this time before the brief, where no `since` is given."""
HEADLINES = 5
_SAID = (
    "picture", "issued", "kind", "title", "as_known_at", "as_recorded_until", "since", "settings", "html", "pdf",
)  # fmt: skip


def brief(desk: Desk, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """`as_of`, `since`, `reader`, `requirement`, `title`, or `again` (a product's id): see the command line's page."""
    if arguments.get("again"):
        return _again(desk, str(arguments["again"]), arguments.get("reader"))
    picture = desk.workspace.picture(arguments.get("reader"))
    recorded_until = max(desk.clock(), desk.ledger.catalogue.last_recorded())
    as_of = _moment(arguments.get("as_of"))
    known_at = as_of or recorded_until
    if known_at > recorded_until:
        raise CallerError("A brief cannot be drawn for the future.", hint="Give --as-of a moment that has passed.")
    since = _moment(arguments.get("since")) or known_at - SINCE
    desk.tell(Progress("reading"))
    view = desk.ledger.as_of(known_at, recorded_until, scope=picture.scope, picture=picture.name)
    settings, sources = desk.workspace.settings, sources_in(desk.workspace)
    order = Order(
        since=since,
        issued=as_of is None,
        exercise=settings.exercise,
        title=str(arguments.get("title") or _title(settings.title)),
        requirement=arguments.get("requirement"),
        sources=health_of(view, sources, desk.ledger.catalogue.documents(), desk.ledger.labels),
        recall_effects=recall_effects(desk.ledger, view, since),
        fonts=settings.fonts,
        press=press_of(sources, view.scope),
        records=issued_records(desk.ledger, view, SERIES),
    )
    drawn = draw(view, order)
    desk.tell(Progress("drawing the page"))
    number = _keep(desk, drawn, order, picture)
    return _told(desk.workspace, number, drawn, order)


def _title(of_workspace: str) -> str:
    return f"{of_workspace}: morning brief" if of_workspace else "Morning brief"


def _again(desk: Desk, prefix: str, reader: str | None) -> dict[str, Any]:
    row = product_row(desk, prefix, desk.workspace.scope(reader))
    told = json.loads(row["settings"])
    order, drawn_for = order_of(json.dumps(told["order"])), Scope(*map(_scope_part, told["scope"]))
    view = desk.ledger.as_of(row["as_known_at"], row["as_recorded_until"], scope=drawn_for, picture=row["picture"])
    desk.tell(Progress("drawing the page again"))
    drawn = draw(view, order)
    found = {"html": _digest(drawn.html), "pdf": _digest(drawn.pdf)}
    identical = all(found[kind] == row[kind] for kind in found)
    result = _told(desk.workspace, row["id"].bytes, drawn, order)
    if identical:
        _write(desk.workspace, row["id"].bytes, drawn)
    return {
        **result,
        "identical": identical,
        "drawn_by": told["drawn_by"],
        "digests": found,
        "issued_digests": {k: row[k] for k in found},
    }


def product_row(desk: Desk, prefix: str, scope: Scope) -> dict[str, Any]:
    """The product whose id begins so, in a scope's view."""
    view = desk.ledger.as_of(scope=scope)
    found = [one for table, one in locate(view, clean_prefix(prefix)) if table == "products"]
    if len(found) != 1:
        raise NotFound(
            f"{len(found) or 'No'} product has an id that begins with {prefix[:32]!r}.", hint="Give more of it."
        )
    row: dict[str, Any] = view.read("products", where={"id": found[0]}).to_pylist()[0]
    return row


def clean_prefix(text: str) -> str:
    """6 to 32 hex digits of an id; CallerError for anything else."""
    digits = text.strip().lower().replace("-", "")
    if not 6 <= len(digits) <= 32 or any(digit not in "0123456789abcdef" for digit in digits):
        raise CallerError(f"{text[:40]!r} is not an id.", hint="Give at least the first 6 of its 32 hex digits.")
    return digits


def _keep(desk: Desk, drawn: Drawn, order: Order, picture: Picture) -> bytes:
    """The pages under their hashes and names, then all rows in one batch; returns the product's id."""
    page, scope = drawn.brief, picture.scope
    lists = [sorted(scope.compartments), sorted(scope.affiliations)]
    settings = json.dumps(
        {
            "order": json.loads(order.to_json()),
            "scope": [scope.level, scope.tlp, *lists],
            "drawn_by": version("simurg"),
        },
        sort_keys=True,
    )
    recorded_until = page.recorded_until or page.known_at
    said = {
        "picture": picture.name,
        "issued": order.issued,
        "kind": "brief",
        "title": order.title,
        "as_known_at": page.known_at,
        "as_recorded_until": recorded_until,
        "since": order.since,
        "settings": settings,
        "html": _digest(drawn.html),
        "pdf": _digest(drawn.pdf),
    }
    number = digest_of("product", *(text_of(v) if isinstance(v, datetime) else str(v) for v in said.values()))
    _write(desk.workspace, number, drawn)
    spine = {
        "id": number,
        "key": number,
        "basis": drawn.cites,
        "basis_view": drawn.basis_view,
        "known_at": max(page.known_at, recorded_until),
    }
    tables = {"products": table_of("products", [{**spine, **said}]), "findings": drawn.findings}
    tables |= {"forecasts": drawn.forecasts, "scores": drawn.scores}
    desk.ledger.append(Offer(number.hex(), tables, marking=scope.marking(), method="brief", version="1"))
    return number


def _write(workspace: Workspace, number: bytes, drawn: Drawn) -> None:
    """Under its hash, and under a name that a person finds."""
    kept = Kept(workspace.products)
    for kind, content in (("html", drawn.html), ("pdf", drawn.pdf)):
        kept.keep_bytes(content)
        named = _path(workspace, number, drawn, kind)
        if not (named.is_file() and named.read_bytes() == content):
            kept.place(content, named)


def _path(workspace: Workspace, number: bytes, drawn: Drawn, kind: str) -> Any:
    page = drawn.brief
    return workspace.products / f"brief-{page.known_at:%Y-%m-%d}-{page.picture}-{number.hex()[:8]}.{kind}"


def _told(workspace: Workspace, number: bytes, drawn: Drawn, order: Order) -> dict[str, Any]:
    page = drawn.brief
    return {
        "id": number.hex(),
        "html": str(_path(workspace, number, drawn, "html")),
        "pdf": str(_path(workspace, number, drawn, "pdf")),
        "picture": page.picture,
        "marking": page.marking,
        "issued": order.issued,
        "known_at": text_of(page.known_at),
        "recorded_until": text_of(page.recorded_until or page.known_at),
        "since": text_of(order.since),
        "warnings": sum(len(section.warnings) for section in page.all_sections()),
        "evidence": len(page.evidence),
        "headlines": list(dict.fromkeys(page.headlines(100)))[:HEADLINES],
    }


def _scope_part(part: int | list[str]) -> Any:
    return frozenset(part) if isinstance(part, list) else part


def _moment(text: object) -> datetime | None:
    return parse_moment(str(text)) if text else None


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
