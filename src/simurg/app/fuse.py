"""Fusion's job: what is stored of new reports, and parameters when they are due. Runs after each collection.

For each report its sketch, its links to those that share a key with it, and the names that its claims give; a batch
holds all three, so a job that was killed goes on where it was. What is stored of two reports bears both their markings
together, and is known when the later of them was. Candidates are chosen among the reports of one marking at a time, so
which links somebody sees does not depend on reports that they may not see.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simurg.access.pictures import Picture
from simurg.app.learned import fitted, is_due, parameters_offer
from simurg.app.naming import names_told
from simurg.app.near import entities_in
from simurg.app.queue import Progress
from simurg.app.worker import Desk
from simurg.fusion.story import SAME_STORY, Reading, candidates, link_rows, readings, sketch
from simurg.fusion.story.grouping import SUPPORTED
from simurg.fusion.story.linking import METHOD, VERSION
from simurg.ledger import Ledger, Offer, View
from simurg.ledger.columns import uuid_column, uuid_lists
from simurg.ledger.ledger import operator_view
from simurg.ledger.offer import marking_json
from simurg.ontology.errors import CallerError
from simurg.ontology.ids import digest_of
from simurg.ontology.markings import Marking
from simurg.ontology.times import parse_moment, text_of

_NAMED = 5_000
_COMPARED = 4_000
AT_ONCE = 20_000
"""Reports that are sketched and linked in one batch."""
_REPORT = ("id", "source_id", "title", "body", "url", "published_at", "known_at", "marking")
_BANDS = ("report_id", "text", "length", "bands", "marking")


def fuse(desk: Desk, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """`refit`: fit the parameters of belief now, whether due or not; `as_of`: as they could be known then."""
    moment = parse_moment(str(arguments["as_of"])) if arguments.get("as_of") else None
    latest = max(desk.clock(), desk.ledger.catalogue.last_recorded())
    if moment is not None and moment > latest:
        raise CallerError("That moment has not come yet.", hint="Give --as-of a moment that has passed.")
    reports, links = link_new(desk)
    refit = bool(arguments.get("refit")) or moment is not None
    reader = desk.workspace.scope(arguments.get("reader"))
    pictures = [Picture(name, scope) for name, scope in sorted(desk.workspace.settings.pictures.items())]
    fits = [(picture, _fit(desk, picture, moment, refit=refit)) for picture in pictures]
    return {
        "reports": reports,
        "links": links,
        "fits": [fit for one, fit in fits if fit is not None and one.scope <= reader],  # of others nothing is told
    }


def link_new(desk: Desk) -> tuple[int, int]:
    """Sketch and link every report that has no sketch yet; how many reports, how many links."""
    found = 0, 0
    for number, rows in enumerate(_unsketched(desk.ledger)):
        desk.tell(Progress("reading stories", rows=found[0]))
        markings = {str(one): one for one in map(desk.ledger.labels.marking_of, desk.ledger.catalogue.masks())}
        read: dict[bytes, Reading] = {}
        made = _sketched(rows, sketch(rows, read), markings)
        view = operator_view(desk.ledger)
        links = _linked(view, (rows, made, read), markings)
        names = names_told(view, rows, markings)
        told = digest_of("fuse", VERSION, *(row.bytes for row in rows["id"].to_pylist())).hex()
        offer = Offer(
            told, {"sketches": made, "story_links": links, "name_keys": names}, method=METHOD, version=VERSION
        )
        desk.ledger.append(offer)
        found = found[0] + rows.num_rows, found[1] + links.num_rows
        desk.tell(Progress(f"reading stories, part {number + 1}", rows=found[0]))
    return found


def _unsketched(ledger: Ledger) -> Iterator[pa.Table]:
    """Reports without a sketch, recalled and outdated ones too, in pieces by the order in which they were recorded."""
    view = operator_view(ledger)
    reports = view.stored("reports", ("id", "recorded_at"))
    done = view.stored("sketches", ("report_id",))["report_id"].cast(pa.binary(16)).combine_chunks()
    missing = reports.filter(pc.invert(pc.is_in(reports["id"].cast(pa.binary(16)), value_set=done)))
    if not missing.num_rows:
        return
    moments = np.sort(missing["recorded_at"].cast(pa.int64()).to_numpy())
    wanted = missing["id"].cast(pa.binary(16)).combine_chunks()
    at = 0
    while at < len(moments):
        low = moments[at]
        end = int(np.searchsorted(moments, moments[min(at + AT_ONCE, len(moments)) - 1], side="right"))
        high = moments[end - 1] + 1
        bounds = tuple(pa.scalar(int(one), pa.timestamp("us", tz="UTC")).as_py() for one in (low, high))
        rows = view.stored("reports", _REPORT, {"recorded_at": bounds})
        rows = rows.filter(pc.is_in(rows["id"].cast(pa.binary(16)), value_set=wanted))
        rows = _by_id(rows)
        for start in range(0, rows.num_rows, 2 * AT_ONCE):
            yield _with_credit(view, rows.slice(start, 2 * AT_ONCE))
        at = end


def _by_id(rows: pa.Table) -> pa.Table:
    order = pc.sort_indices(pa.table({"id": rows["id"].cast(pa.binary(16))}), [("id", "ascending")])
    return rows.take(order)


def _with_credit(view: View, rows: pa.Table) -> pa.Table:
    """With `reported_by`: the publisher in the feed's `<source>`, as the report itself claims. What another source,
    another marking or a later moment says of the report is no part of it."""
    columns = ("report_id", "object", "source_id", "marking", "known_at")
    told = view.stored("claims", columns, {"predicate": "reported_by"}).to_pylist()
    credited: dict[tuple[UUID, str, str], list[tuple[str, datetime]]] = {}
    for row in told:
        own = credited.setdefault((row["report_id"], row["source_id"], row["marking"]), [])
        own.append((row["object"] or "", row["known_at"]))
    names = []
    for report in rows.select(["id", "source_id", "marking", "known_at"]).to_pylist():
        said = credited.get((report["id"], report["source_id"], report["marking"]), ())
        names.append(max((name for name, known in said if name and known <= report["known_at"]), default=None))
    return rows.append_column("reported_by", pa.array(names, pa.string()))


def _sketched(rows: pa.Table, made: pa.Table, markings: Mapping[str, Marking]) -> pa.Table:
    """Rows of `sketches`, each marked and known as its report. A report without words of its own (the row of a table)
    shares nothing with another, whatever its title says."""
    mute = pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(pc.fill_null(rows["body"], ""))), 0).combine_chunks()
    silent = {"text": rows["id"], "bands": pa.array([[]] * rows.num_rows, pa.list_(pa.int64()))}
    for name, column in silent.items():
        both = pa.concat_arrays([_storage(made[name]), _storage(column)])
        places = pa.array(np.arange(rows.num_rows) + rows.num_rows * mute.to_numpy(zero_copy_only=False))
        chosen = both.take(places)
        chosen = pa.ExtensionArray.from_storage(pa.uuid(), chosen) if name == "text" else chosen
        made = made.set_column(made.schema.get_field_index(name), name, chosen)
    keys = uuid_column([digest_of("sketch", VERSION, one.bytes) for one in rows["id"].to_pylist()])
    spine = {
        "id": keys,
        "key": keys,
        "source_id": rows["source_id"],
        "known_at": rows["known_at"],
        "marking": _marked([markings[one] for one in rows["marking"].to_pylist()]),
    }
    for name, column in spine.items():
        made = made.append_column(name, column)
    return made


def _linked(
    view: View, fresh: tuple[pa.Table, pa.Table, dict[bytes, Reading]], markings: Mapping[str, Marking]
) -> pa.Table:
    """Rows of `story_links` between new reports (with their sketches, and what was read of them) and all."""
    rows, made, read = fresh
    new = made.select(["report_id", "text", "length", "bands"]).append_column("marking", rows["marking"])
    every = pa.concat_tables([view.stored("sketches", _BANDS).cast(new.schema), new])
    left, right = _pairs(new, every)
    ours, theirs = (_ends(table, places) for table, places in ((new, left), (every, right)))
    about = _about(rows)
    for others in _others(view, rows, theirs["id"]):
        read.update(zip((one.bytes for one in others["id"].to_pylist()), readings(others), strict=True))
        about |= _about(others)
    links = link_rows(ours, theirs, read).select(["left", "right", "relation", "similarity", "detail"])
    strong = pc.greater_equal(links["similarity"], SUPPORTED)  # a weaker one never counts for a story
    links = links.filter(pc.or_(strong, pc.not_equal(links["relation"], SAME_STORY)))
    ends = list(zip(links["left"].to_pylist(), links["right"].to_pylist(), strict=True))
    keys = uuid_column([digest_of("story_link", VERSION, one.bytes, other.bytes) for one, other in ends])
    known = [max(about[one][0], about[other][0]) for one, other in ends]
    spine = {
        "id": keys,
        "key": keys,
        "basis": uuid_lists([(one, other) for one, other in ends]),
        "known_at": pa.array(known, pa.timestamp("us", tz="UTC")),
        "marking": _marked([markings[about[one][1]] | markings[about[other][1]] for one, other in ends]),
    }
    for name, column in spine.items():
        links = links.append_column(name, column)
    return links


def _pairs(new: pa.Table, every: pa.Table) -> tuple[pa.Array, pa.Array]:
    """Places in `new` and in `every` (which ends with the new ones) to compare, chosen among the reports of one
    marking at a time; sorted."""
    earlier = every.num_rows - new.num_rows
    found = [np.zeros(0, np.int64)]
    for own in _few(_by_marking(new)):
        for other in _by_marking(every):
            left, right = candidates(new.take(own), every.take(other))
            one, two = own.take(left).to_numpy(), other.take(right).to_numpy()
            turned = two - earlier < one  # of two new ones the first stands left, so that they meet once
            turned &= two >= earlier
            found.append(np.where(turned, two - earlier, one) * every.num_rows + np.where(turned, one + earlier, two))
    left, right = np.divmod(np.unique(np.concatenate(found)), max(1, every.num_rows))
    return pa.array(left), pa.array(right)


def _ends(sketches: pa.Table, places: pa.Array) -> pa.Table:
    """`id` and `text` of the reports at some places."""
    return sketches.select(["report_id", "text"]).take(places).rename_columns(["id", "text"])


def _about(reports: pa.Table) -> dict[UUID, tuple[datetime, str]]:
    """When each was known, and how it is marked."""
    rows = zip(*(reports[name].to_pylist() for name in ("id", "known_at", "marking")), strict=True)
    return {one: (known_at, marking) for one, known_at, marking in rows}


def _others(view: View, rows: pa.Table, ids: pa.ChunkedArray) -> Iterator[pa.Table]:
    """Earlier reports among these, whole, some at a time."""
    names = pc.unique(ids.cast(pa.binary(16)))
    new = rows["id"].cast(pa.binary(16)).combine_chunks()
    earlier = names.filter(pc.invert(pc.is_in(names, value_set=new)))
    for start in range(0, len(earlier), _NAMED):
        some = frozenset(UUID(bytes=one) for one in earlier.slice(start, _NAMED).to_pylist())
        yield _with_credit(view, view.stored("reports", _REPORT, {"id": some}))


def _few(places: list[pa.Array]) -> Iterator[pa.Array]:
    """In pieces: what shares a key with very many takes memory for each of them."""
    for some in places:
        for start in range(0, len(some), _COMPARED):
            yield some.slice(start, _COMPARED)


def _by_marking(rows: pa.Table) -> list[pa.Array]:
    """The places of the rows of each marking."""
    texts = rows["marking"]
    places = pa.array(range(rows.num_rows), pa.int64())
    return [places.filter(pc.equal(texts, one).combine_chunks()) for one in sorted(pc.unique(texts).to_pylist())]


def _storage(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    array = pa.concat_arrays(array.chunks) if isinstance(array, pa.ChunkedArray) else array
    return array.storage if isinstance(array, pa.ExtensionArray) else array


def _marked(markings: Sequence[Marking]) -> pa.Array:
    """How markings travel in an offered table."""
    texts = {one: marking_json(one) for one in set(markings)}
    return pa.array([texts[one] for one in markings], pa.string())


def _fit(desk: Desk, picture: Picture, moment: datetime | None, *, refit: bool) -> dict[str, Any] | None:
    """New parameters of belief for a picture, if they are due or asked for."""
    view = desk.ledger.as_of(moment, scope=picture.scope, picture=picture.name)
    if not (is_due(view) or (refit and view.count("claims"))):
        return None
    desk.tell(Progress(f"learning about sources, picture {picture.name}"))
    parameters = fitted(view, entities_in(view))
    desk.ledger.append(parameters_offer(view, parameters, issued=moment is None))
    return {"picture": picture.name, "known_at": text_of(view.known_at), "sources": len(parameters.sources)}
