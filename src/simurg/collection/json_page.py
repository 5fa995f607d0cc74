"""One page of a publisher's API: a JSON object with a list of rows, each of which is read alone.

What cannot be read of a row is a Reject with its whole; where nearly all are so, the rest is not tried. A page that
breaks off gives the rows before the damage.
"""

from collections.abc import Callable, Iterator, Mapping

from simurg.collection.connector import Raw, Reject, Rows
from simurg.collection.json_text import dumped, hopeless, load_with_list
from simurg.collection.rejects import whole
from simurg.collection.rows import RowBuilder
from simurg.ontology.errors import SourceError

BATCH = 20_000


def rows_of_page(raw: Raw, name: str, add: Callable[[RowBuilder, object], None]) -> Iterator[Rows | Reject]:
    """`add` puts a row of the list `name` into the builder; SourceError for one that is impossible."""
    try:
        told, left = load_with_list(raw, name)
        rows = told.get(name) if isinstance(told, Mapping) else None
        if not isinstance(rows, list):
            raise SourceError(f"The page has no list called {name}; it may be an error message of the service.")
    except SourceError as error:
        yield from whole(raw, error.what)
        return
    builder, rejects = RowBuilder(raw), 0
    for number, row in enumerate(rows, 1):
        try:
            add(builder, row)
        except SourceError as error:
            rejects += 1
            yield Reject(error.what, dumped(row), f"row {number}")
            if hopeless(rejects, number) and rows[number:]:
                yield Reject("So many cannot be read that the rest was not tried.", dumped(rows[number:]))
                break
        if len(builder) >= BATCH:
            yield builder.take()
    if len(builder):
        yield builder.take()
    if left:
        yield Reject("The page is damaged here; the rows before it were read.", left, "the end of the page")
