"""Two clocks for each source: when it was last fetched, and how old its newest content is.

Pure over a view and the catalogue's documents. A source, and a document, counts only if the scope permits its
marking; volumes come from the view alone. "Never" is None, not zero.
"""

from collections.abc import Sequence
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from simurg.assessment.brief.values import SourceHealth
from simurg.collection.source import Source
from simurg.ledger import View
from simurg.ledger.entries import Document
from simurg.ledger.labels import Labels
from simurg.ledger.recall import recalled_sources


def health_of(
    view: View, sources: Sequence[Source], documents: Sequence[Document], labels: Labels
) -> tuple[SourceHealth, ...]:
    """By name. `documents` may be all of the workspace; those outside the view's scope or time are left out."""
    newest = newest_content(view)
    fetched = last_fetched(view, documents, labels)
    recalled = recalled_sources(view)
    permitted = [source for source in sources if view.scope.permits(source.marking)]
    return tuple(
        _health(source, fetched.get(source.name), newest.get(source.name), (view.known_at, source.name in recalled))
        for source in sorted(permitted, key=lambda one: one.name)
    )


def newest_content(view: View) -> dict[str, datetime]:
    """How far what each source tells reaches: for figures the end of the latest period that was over when they were
    known, for all else the latest publication (or, where none is stated, knowing)."""
    rows = view.read("reports", ("source_id", "published_at", "known_at"))
    dated = rows.filter(rows["published_at"].is_valid())
    figures = view.read("measurements", ("source_id", "known_at", "period_to"))
    ended = pc.fill_null(pc.less(figures["period_to"], figures["known_at"]), False)
    reached = _latest(figures["source_id"], pc.if_else(ended, figures["period_to"], figures["known_at"]))
    published = _latest(dated["source_id"], dated["published_at"])
    told = _latest(rows["source_id"], pc.coalesce(rows["published_at"], rows["known_at"]))
    return told | {name: max(at, published.get(name, at)) for name, at in reached.items()}


def _latest(sources: pa.ChunkedArray, moments: pa.ChunkedArray) -> dict[str, datetime]:
    found = pa.table({"source": sources, "at": moments}).group_by("source").aggregate([("at", "max")])
    return {name: at for name, at in zip(found["source"].to_pylist(), found["at_max"].to_pylist(), strict=True) if name}


def last_fetched(view: View, documents: Sequence[Document], labels: Labels) -> dict[str, datetime]:
    """The latest fetch of each source, of finished documents that the scope permits, by the view's moment."""
    found: dict[str, datetime] = {}
    for one in documents:
        seen = one.finished and one.fetched_at <= view.known_at and view.scope.permits(labels.marking_of(one.mask))
        if seen and (one.source not in found or one.fetched_at > found[one.source]):
            found[one.source] = one.fetched_at
    return found


def _health(
    source: Source, fetched: datetime | None, newest: datetime | None, at: tuple[datetime, bool]
) -> SourceHealth:
    moment, recalled = at
    late = newest is not None and moment - newest > source.fresh_for
    if recalled:
        gap = "recalled"
    elif newest is None:
        gap = "no report known" if fetched else "nothing known by this moment"
    elif late:
        gap = f"nothing new for {(moment - newest).days} days"
    else:
        gap = ""
    return SourceHealth(source.name, source.title, fetched, newest, late or newest is None, gap)
