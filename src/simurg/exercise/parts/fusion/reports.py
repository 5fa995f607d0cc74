"""The reports of the fusion part as tables: what a reader gets, what its outlets are, and the truth apart.

`documents` has what a collector could see; `said` has the facts that each text states, which is for oracles: they know
the grammar, so they read without error, but they do not know what happened nor who follows whom.
"""

from dataclasses import dataclass
from datetime import timedelta

import pyarrow as pa

from simurg.exercise.parts.fusion.chains import Telling, draw_tellings
from simurg.exercise.parts.fusion.incidents import BEGIN, Incident, Said, incidents
from simurg.exercise.parts.fusion.outlets import Outlet, outlets
from simurg.exercise.parts.fusion.settings import FusionPart
from simurg.exercise.parts.fusion.wording import Wording, body, headline
from simurg.ontology.errors import InternalError

MOMENT = pa.timestamp("us", tz="UTC")


@dataclass(frozen=True, slots=True)
class Reports:
    """Rows of `documents`, `truth` and `said` belong together, ordered by `published`.

    documents: id, outlet (title), url, title, body, published, feed_source (title or null).
    outlets: title, host, kind, owner (null for none). outlet_truth: title, role, controller (null for none).
    truth: id, story, origin (id of the first report that it goes back to), parent (id or null), manner; altered
    (deaths, people, roles, place: what a copy says otherwise than the report whose words it has; null if nothing),
    altered_by (the outlet that did it), and the true facts of the incident.
    """

    documents: pa.Table
    outlets: pa.Table
    truth: pa.Table
    outlet_truth: pa.Table
    said: tuple[Said, ...]
    wordings: tuple[Wording, ...]


def reports(part: FusionPart) -> Reports:
    """All reports of one part."""
    known, what = outlets(part), incidents(part)
    tellings = draw_tellings(part, known, what)
    names = _ids(part, len(tellings))
    order = sorted(range(len(tellings)), key=lambda row: (tellings[row].second, names[row]))
    shown = [_document(names[row], tellings[row], known) for row in order]
    stories = _ids(part, len(what), "stories")
    truth = [_truth(row, tellings, names, (stories, what), known) for row in order]
    return Reports(
        pa.Table.from_pylist(shown, schema=_DOCUMENTS),
        pa.Table.from_pylist([_imprint(outlet) for outlet in known], schema=_OUTLETS),
        pa.Table.from_pylist(truth, schema=_TRUTH),
        pa.Table.from_pylist([_role(outlet) for outlet in known], schema=_ROLES),
        tuple(tellings[row].said for row in order),
        tuple(tellings[row].wording for row in order),
    )


_DOCUMENTS = pa.schema(
    [(name, pa.string()) for name in ("id", "outlet", "url", "title", "body")]
    + [("published", MOMENT), ("feed_source", pa.string())]
)
_OUTLETS = pa.schema([(name, pa.string()) for name in ("title", "host", "kind", "owner")])
_ROLES = pa.schema([(name, pa.string()) for name in ("title", "role", "controller")])
_TRUTH = pa.schema(
    [(name, pa.string()) for name in ("id", "story", "origin", "parent", "manner", "altered", "altered_by")]
    + [(name, pa.string()) for name in ("actor", "recipient", "kind", "place")]
    + [("day", pa.date32()), ("people", pa.int32()), ("deaths", pa.int32())]
)


def _ids(part: FusionPart, count: int, what: str = "ids") -> list[str]:
    """Ids that tell nothing: distinct draws."""
    drawn = part.dice(what).integers(0, 1 << 48, count)
    if len(set(drawn.tolist())) != count:
        raise InternalError("Two drawn ids are the same.")
    return [f"{number:012x}" for number in drawn.tolist()]


def _document(name: str, telling: Telling, known: tuple[Outlet, ...]) -> dict[str, object]:
    at, outlet = BEGIN + timedelta(seconds=telling.second), known[telling.outlet]
    return {
        "id": name, "outlet": outlet.title, "url": f"https://{outlet.host}/{at:%Y/%m/%d}/{name}", "published": at,
        "title": headline(telling.wording, telling.said, telling.style),
        "body": body(telling.wording, telling.said, telling.style, f"{at.day} {at:%B}"),
        "feed_source": known[telling.feed_source].title if telling.feed_source >= 0 else None,
    }  # fmt: skip


def _truth(
    row: int,
    tellings: list[Telling],
    names: list[str],
    happened: tuple[list[str], tuple[Incident, ...]],
    known: tuple[Outlet, ...],
) -> dict[str, object]:
    telling, (stories, what) = tellings[row], happened
    real, line = what[telling.incident].said, _alteration(row, tellings)
    return {
        "id": names[row], "story": stories[telling.incident], "origin": names[telling.root],
        "parent": names[telling.parent] if telling.parent >= 0 else None, "manner": telling.manner,
        "altered": tellings[line].change if line >= 0 else None,
        "altered_by": known[tellings[line].outlet].title if line >= 0 else None,
        "actor": real.actor, "recipient": real.recipient, "kind": real.kind, "place": real.place.name,
        "day": real.day.date(), "people": real.people, "deaths": real.deaths,
    }  # fmt: skip


def _alteration(row: int, tellings: list[Telling]) -> int:
    """The row that made this copy say other facts than the report whose words it has; -1 if it says the same."""
    line, last = row, -1
    while tellings[line].manner == "copy":
        last = line if tellings[line].change and last < 0 else last
        line = tellings[line].parent
    return last if tellings[row].said != tellings[line].said else -1


def _imprint(outlet: Outlet) -> dict[str, object]:
    return {"title": outlet.title, "host": outlet.host, "kind": outlet.kind, "owner": outlet.owner or None}


def _role(outlet: Outlet) -> dict[str, object]:
    return {"title": outlet.title, "role": outlet.role, "controller": outlet.controller or None}
