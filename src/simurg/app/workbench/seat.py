"""One question's place in the reading room: the picture at its moment, with the view and the chronicle opened if the
question needs them, and given back when it is answered."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from functools import cached_property
from types import TracebackType
from typing import Any, TypeVar
from uuid import UUID

import duckdb

from simurg.access.pictures import Picture
from simurg.app.workbench.chronicle import Chronicle
from simurg.app.workbench.generations import Generation
from simurg.app.workbench.keeping import Shelf
from simurg.ledger import Ledger, View
from simurg.ledger.spines import Spines
from simurg.ontology.vocabulary import Countries

T = TypeVar("T")
MOST_REMEMBERED = 64 << 20
"""Bytes of rows that one view keeps of what it read."""
MOST_VIEWS = 6
"""Views of one lane that are kept open."""


class Lane:
    """A ledger that answers one question at a time, and the views last used."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.turn = threading.RLock()
        self._views: OrderedDict[Hashable, View] = OrderedDict()

    @cached_property
    def spines(self) -> Spines:
        """Of this ledger's connection."""
        return Spines(self.ledger.connection, self.ledger.store)

    def view(self, picture: Picture, state: str, at: datetime) -> View:
        """Whoever asks has the turn."""
        key = (picture.name, state, at)
        if key not in self._views:
            made = self.ledger.as_of(at, scope=picture.scope, picture=picture.name)
            self._views[key] = made.remember(Shelf(most=1_000, most_bytes=MOST_REMEMBERED))
            while len(self._views) > MOST_VIEWS:
                self._views.popitem(last=False)
        self._views.move_to_end(key)
        return self._views[key]


class Seat:
    """A `Look`. Use it in a `with`, from one thread."""

    def __init__(
        self,
        picture: Picture,
        generation: Generation,
        as_of: datetime | None,
        lane: Lane,
        chronicle: Callable[[], Chronicle],
        things: Shelf,
        countries: Countries,
    ) -> None:
        self.of = picture
        self.picture = picture.name
        self.at = generation.moment if as_of is None else as_of
        self._generation = generation
        self._lane = lane
        self._chronicle = chronicle
        self._things = things
        self.countries = countries
        self._leave = ExitStack()
        self._view: View | None = None
        self._reader: duckdb.DuckDBPyConnection | None = None

    def __enter__(self) -> "Seat":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._view = None
        self._leave.close()

    @property
    def view(self) -> View:
        """From the first use on nobody else is in this lane."""
        if self._view is None:
            self._leave.enter_context(self._lane.turn)
            self._view = self._lane.view(self.of, self._generation.state, self.at)
        return self._view

    @property
    def ledger(self) -> Ledger:
        _ = self.view
        return self._lane.ledger

    def rows(self, query: str, values: tuple[object, ...] = ()) -> list[dict[str, Any]]:
        """See `Look.rows`."""
        reader = self._asked(query, values)
        names = [column[0] for column in reader.description or ()]
        return [dict(zip(names, row, strict=True)) for row in reader.fetchall()]

    def columns(self, query: str) -> Mapping[str, Any]:
        """See `Look.columns`."""
        return self._asked(query, ()).fetchnumpy()

    def has(self, table: str) -> bool:
        """See `Look.has`."""
        return table in self._generation.digests

    def count(self, table: str) -> int:
        """See `Look.count`."""
        return self._generation.digests.get(table, (0, 0))[0]

    def marked(self, table: str, ids: Sequence[str]) -> list[str]:
        """See `Look.marked`."""
        marked = self.spines.marked(table, self.view.files.get(table, ()), [UUID(one) for one in ids])
        return [one for one in ids if UUID(one) in marked]

    @property
    def spines(self) -> Spines:
        """See `Look.spines`."""
        _ = self.view
        return self._lane.spines

    def kept(self, name: Hashable, make: Callable[[], T]) -> T:
        """See `Look.kept`."""
        key = (self.picture, self._generation.state, self.at, id(self._lane), name)
        found = self._things.get(key)
        if found is None:
            found = (make(),)
            self._things.put(key, found)
        return found[0]  # type: ignore[no-any-return]

    def _asked(self, query: str, values: tuple[object, ...]) -> duckdb.DuckDBPyConnection:
        reader = self._opened_reader()
        at = f"TIMESTAMPTZ '{self.at.isoformat()}'"
        shown = f"""SELECT *, rowid AS place_held FROM held
            WHERE shown_from <= {at} AND (shown_until IS NULL OR shown_until > {at})"""
        return reader.execute(f"WITH events AS NOT MATERIALIZED ({shown}) {query}", list(values))

    def _opened_reader(self) -> duckdb.DuckDBPyConnection:
        if self._reader is None:
            chronicle = self._chronicle()
            if chronicle.since is not None and self.at < chronicle.since:
                chronicle = Chronicle(self.of, self.countries)  # more recalls than the history holds: this moment alone
                self._leave.callback(chronicle.close)
                chronicle.fill(self.view)
            self._reader = self._leave.enter_context(chronicle.reader())
        return self._reader
