"""Bringing an index up to date: new batches joined to what stands, or the whole built anew and then published.

One writer; whoever finds the place taken uses what stands. An index that was made for another scope is never used,
since its ranks tell of rows that this scope may not see. Batches that bring nothing for a scope change nothing in
its index but how far it goes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import orjson
import tantivy

from simurg.ledger.ledger import Ledger
from simurg.ledger.search.folding import folded, latin, loose
from simurg.ledger.search.index import Note, Opened, Place
from simurg.ledger.search.rows import Entry, Stretch, Wording, entries
from simurg.ontology.markings import Scope

HEAP_BYTES = 200_000_000
TOLD_EVERY = 10_000
MOST_AT_ONCE = 1_000
"""Batches that are joined to what stands; for more the index is built anew."""
MOST_FRESH = 0.02
_FIRST_US, _SPAN_US = 631_152_000_000_000, 1_893_456_000_000_000  # 1990, sixty years
Tell = Callable[[int], None]
"""Told the number of documents written so far."""


def quiet(_: int) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True)
class _Task:
    """What is to be brought up to date, and from what."""

    ledger: Ledger
    scope: Scope
    place: Place
    wording: Wording
    tell: Tell


def brought_up(ledger: Ledger, scope: Scope, place: Place, wording: Wording, tell: Tell = quiet) -> Opened | None:
    """The index of a scope, with every row that the ledger held when this was called. If somebody else is writing it,
    or it may not be written: what stands, which may lack the latest; None where nothing does."""
    found = _fitting(place, scope)
    if found is not None and found.sound and found.note.batches == (ledger.catalogue.next_turn() >> 32) - 1:
        return found
    task = _Task(ledger, scope, place, wording, tell)
    with place.writing() as may:
        if may and not (_joined(task) and _fitting(place, scope)):
            _built(task)
    return _fitting(place, scope)


def _fitting(place: Place, scope: Scope) -> Opened | None:
    found = place.opened()
    return found if found is not None and found.note.scope == scope_text(scope) else None


def scope_text(scope: Scope) -> str:
    """A scope as a note says it."""
    return f"{scope.level} {scope.tlp} {sorted(scope.compartments)} {sorted(scope.affiliations)}"


def _joined(task: _Task) -> bool:
    """Whether what stands could be used, and has what came since."""
    standing = _fitting(task.place, task.scope)
    if standing is None or not standing.sound:
        return False
    note, names = standing.note, [name for name, *_ in task.ledger.catalogue.batches()]
    if note.batches > len(names) or (note.batches and names[note.batches - 1] != note.last_batch):
        return False  # another history: a backup was restored
    fresh = tuple(names[note.batches :])
    if len(fresh) > MOST_AT_ONCE:
        return False
    if fresh:
        try:
            note = _add(standing, note, entries(task.ledger, Stretch(task.scope, fresh), task.wording), task.tell)
        except ValueError:  # files that can be read, but not written to
            return False
        task.place.publish(replace(note, batches=len(names), last_batch=names[-1]))
    return True


def _built(task: _Task) -> None:
    """The whole index, under a new name."""
    names = [name for name, *_ in task.ledger.catalogue.batches()]
    begun = task.place.begin()
    note = replace(begun.note, scope=scope_text(task.scope))
    note = _add(begun, note, entries(task.ledger, Stretch(task.scope), task.wording), task.tell)
    task.place.publish(replace(note, batches=len(names), last_batch=names[-1] if names else ""))


def _add(opened: Opened, note: Note, documents: Iterable[Entry], tell: Tell) -> Note:
    """Documents into the files, in one commit; none where there is no document."""
    writer: tantivy.IndexWriter | None = None
    known, recorded, count = note.known_us, note.recorded_us, 0
    for count, entry in enumerate(documents, start=1):
        if writer is None:
            writer = opened.index.writer(heap_size=HEAP_BYTES, num_threads=1)
        writer.add_document(document_of(entry))
        known, recorded = max(known, entry.known_us), max(recorded, entry.recorded_us)
        if count % TOLD_EVERY == 0:
            tell(count)
    if writer is not None:
        writer.commit()
        writer.wait_merging_threads()
        opened.index.reload()
    elif not note.batches:
        opened.index.writer(heap_size=15_000_000, num_threads=1).commit()
    tell(count)
    return replace(note, known_us=known, recorded_us=recorded)


def document_of(entry: Entry) -> tantivy.Document:
    """Terms of an entry, facts and what is shown."""
    made = tantivy.Document()
    both = f"{entry.title}\n{entry.text}"
    made.add_text("title", folded(entry.title))
    made.add_text("text", folded(both))
    if not both.isascii():
        made.add_text("latin", latin(both))
        made.add_text("loose", loose(both))
    made.add_text("kind", entry.kind)
    for name, values in entry.facts.items():
        for value in values:
            made.add_text(name, value)
    made.add_integer("known", entry.known_us)
    made.add_integer("recorded", entry.recorded_us)
    if entry.published_us is not None:
        made.add_integer("published", entry.published_us)
    made.add_float("fresh", freshness(entry.known_us if entry.published_us is None else entry.published_us))
    made.add_bytes("shown", orjson.dumps(entry.shown))
    return made


def freshness(us: int) -> float:
    """What sets the later of two equally good matches before the other: 0 to `MOST_FRESH` over sixty years. It moves a
    score by at most 1.5 %, and tells moments two hours apart from each other."""
    return min(max((us - _FIRST_US) / _SPAN_US, 0.0), 1.0) * MOST_FRESH
