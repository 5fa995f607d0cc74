"""Does one and the same thing to a ledger and to the model, and compares what they show."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pyarrow as pa
from tests.ledger.conftest import DAY_ONE, day
from tests.ledger.model import Model, Name, Recalled, Row, Sight

from simurg.collection.connector import raw_of
from simurg.collection.rows import RowBuilder
from simurg.collection.source import Source
from simurg.ledger import Ledger, Offer, View
from simurg.ledger.columns import table_of
from simurg.ledger.recall import Recall, recall_offer
from simurg.ledger.upkeep import maintain
from simurg.ontology.errors import NotFound
from simurg.ontology.ids import id_of
from simurg.ontology.markings import EVERYTHING, Marking, Scope

SCOPES = {0: Scope(), 1: Scope(level=1), 3: EVERYTHING}
TABLES = {"reports": "title", "events": "description", "claims": "object", "measurements": "value"}


@dataclass(frozen=True)
class Telling:
    """One report of one source, which says one event and one claim; `dated`: its day is among what it says."""

    key: str
    words: str
    known: int
    level: int = 0
    source: str = "wire"
    dated: bool = False


@dataclass(frozen=True)
class Vintage:
    """A report on a table whose rows do not name it in their ids, as columnar connectors make them."""

    release: str
    known: int
    values: tuple[int, ...]


@dataclass(frozen=True)
class Taking:
    """A recall, or its withdrawal, of a source or of the report at a place, by a reader of a level."""

    place: int
    by_source: bool
    level: int
    withdrawn: bool


@dataclass(frozen=True)
class Wait:
    """The clock goes on, stands still, or is set back."""

    seconds: int


COMPACT, REOPEN = "compact", "reopen"
Step = tuple[Telling, ...] | Vintage | Taking | Wait | str


class Trial:
    """Does each step to the ledger and to the model."""

    def __init__(self, folder: Path | None) -> None:
        self.folder, self.now, self.batch = folder, datetime(2026, 1, 1, tzinfo=DAY_ONE.tzinfo), 0
        self.model, self.recorded = Model(), DAY_ONE
        self.moments: list[datetime] = []
        self.names: dict[UUID, Name] = {}
        self.open()

    def open(self) -> None:
        clock = lambda: self.now  # noqa: E731
        self.ledger = Ledger.open(self.folder, clock) if self.folder else Ledger.in_memory(clock)

    def do(self, step: Step) -> None:
        self.batch += 1
        if isinstance(step, Wait):
            self.now += timedelta(seconds=step.seconds)
        elif isinstance(step, Taking):
            self.take(step)
        elif isinstance(step, Vintage):
            self.vintage(step)
        elif isinstance(step, tuple):
            self.tell(step)
        elif step == COMPACT:
            maintain(self.ledger, grace=timedelta(0))
        elif self.folder:
            self.ledger.close()
            self.open()

    def append(self, tables: Sequence[dict[str, pa.Table]], source: str) -> None:
        joined = {
            name: pa.concat_tables([one[name] for one in tables if name in one])
            for name in {n for t in tables for n in t}
        }
        self.ledger.append(Offer(str(self.batch), joined, source, method="m", version="1"))
        self.recorded = max(self.recorded, self.now)
        self.moments.append(self.recorded)

    def tell(self, told: tuple[Telling, ...]) -> None:
        made, rows = [], []
        source = told[0].source
        for place, one in enumerate(told):
            builder = RowBuilder(raw_of(b"x", Source(source, "rss"), "x", day(3000)))
            known, marking = day(one.known), Marking(one.level)
            report = builder.report(
                key=one.key, title=one.words, known_at=known, marking=marking, published_at=known if one.dated else None
            )
            for table, own, column in (("events", one.key + one.words, "description"), ("claims", one.key, "object")):
                content = {column: one.words[0]}
                builder.add(table, key=own, known_at=known, report_id=report, marking=marking, **content)
            made.append(builder.take().tables)
            rows.append((place, one, known))
        self.append(made, source)
        landed: dict[tuple[object, datetime], Name] = {}
        said = {}
        for place, one, known in rows:
            what = (source, one.key, one.words, one.level, known if one.dated else None)
            row = self.row((source, one.key), what, known, (place, one.level), source, None)
            landed[what, known] = self.model.offer("reports", row, None)
            said[place] = what
        first = {what: self.first_name(what) for what in said.values()}
        for table in ("events", "claims"):
            for place, one, known in rows:
                what = said[place]
                name = landed[what, max(k for w, k in landed if w == what and k <= known)]
                own = (source, one.key, one.words if table == "events" else "")
                moved = any(landed[w, k] is not first[what] for w, k in landed if w == what)
                row = self.row(own, (*own, one.words[0], one.level), known, (place, one.level), source, name)
                self.model.offer(table, row, (what, name if moved and name is not first[what] else None))

    def first_name(self, what: object) -> Name:
        """The name of the first row that said so: its id is the one that is offered."""
        return next(row.name for row in self.model.rows["reports"] if row.said[:-1] == what)

    def row(
        self,
        key: object,
        said: tuple[object, ...],
        known: datetime,
        at: tuple[int, int],
        source: str,
        report: Name | None,
    ) -> Row:
        return Row(key, said, known, self.recorded, self.batch * 1000 + at[0], at[1], source, report)

    def vintage(self, step: Vintage) -> None:
        source, known = "tables", day(step.known)
        builder = RowBuilder(raw_of(b"x", Source(source, "table"), "x", day(3000)))
        report = builder.report(key=step.release[0], title=step.release, known_at=known)
        keys = [id_of("m", number) for number in range(len(step.values))]
        table = table_of(
            "measurements",
            [
                {"id": id_of(k.bytes, v), "key": k, "known_at": known, "report_id": report, "value": float(v)}
                for k, v in zip(keys, step.values, strict=True)
            ],
        )
        self.append([builder.take().tables, {"measurements": table}], source)
        what = (source, step.release)
        name = self.model.offer("reports", self.row((source, step.release[0]), what, known, (0, 0), source, None), None)
        for number, value in enumerate(step.values):
            row = self.row(number, (number, value), known, (number, 0), source, name)
            self.model.offer("measurements", row, None if name is self.first_name(what) else name)

    def take(self, step: Taking) -> None:
        view = self.ledger.as_of(scope=SCOPES[step.level])
        self.learn_names()
        rows = view.stored("reports", ("id", "source_id", "title", "known_at")).to_pylist()
        if not rows:
            return
        chosen = sorted(rows, key=lambda row: (row["known_at"], row["title"], row["id"]))[step.place % len(rows)]
        target = chosen["source_id"] if step.by_source else chosen["id"]
        try:
            offer = recall_offer(view, Recall(target, "why", str(self.batch), step.withdrawn), self.now)
        except NotFound:
            return
        sight = self.sight(step.level, None, None)
        kind, own = ("source", target) if step.by_source else ("report", self.names[target])
        if step.withdrawn:
            levels = {one.level for one in self.model.standing_recalls(sight) if one.target == own}
        else:
            found = self.model.shown(sight)["reports"]
            levels = {row.level for row in found if own in (row.source, row.name)}
        self.ledger.append(offer)
        self.recorded = max(self.recorded, self.now)
        for level in levels:
            recall = Recalled(kind, own, level, self.now, self.recorded, self.batch, step.withdrawn)
            self.model.recalls.append(recall)

    def learn_names(self) -> None:
        """Which id stands for which of the model's names, by what is said and when it was known and recorded."""
        files = self.ledger.catalogue.live_files("reports")
        if not files:
            return
        relation = self.ledger.store.relation(self.ledger.connection, files)
        columns = "id, title, source_id, level, known_at, recorded_at"
        query = f"SELECT {columns} FROM {relation} ORDER BY recorded_at, contested"
        found = self.ledger.connection.sql(query).to_arrow_table()
        for row in found.to_pylist():
            same = [
                one for one in self.model.rows["reports"]
                if (one.source, one.level, one.known, one.recorded) ==
                (row["source_id"], row["level"], row["known_at"], row["recorded_at"]) and row["title"] in one.said
            ]  # fmt: skip
            taken = {name for number, name in self.names.items() if number != row["id"]}
            self.names.setdefault(row["id"], next(one.name for one in same if one.name not in taken))

    def sight(self, level: int, known: datetime | None, recorded: datetime | None) -> Sight:
        return Sight(level, known or self.now, recorded or max(self.now, self.recorded))

    def check(self) -> None:
        cases = [(known, None) for known in (None, day(1), day(2))]
        cases += [(None, moment) for moment in self.moments[-3:-1]]
        for level, scope in SCOPES.items():
            for known, recorded in cases:
                view = self.ledger.as_of(known, recorded, scope=scope)
                shown = self.model.shown(self.sight(level, known, recorded))
                assert seen(view) == expected(shown, self.model), (level, known, recorded)


def seen(view: View) -> dict[str, Counter[object]]:
    titles = {row["id"]: row["title"] for row in view.stored("reports", ("id", "title")).to_pylist()}
    found: dict[str, Counter[object]] = {}
    for table, column in TABLES.items():
        rows = view.read(table, (column, "known_at", "recorded_at", "report_id", "marking")).to_pylist()
        found[table] = Counter(
            (row[column], row["known_at"], row["recorded_at"], row["marking"], titles.get(row["report_id"]))
            for row in rows
        )
        assert view.count(table) == len(rows)
    return found


def expected(shown: dict[str, list[Row]], model: Model) -> dict[str, Counter[object]]:
    titles = {row.name: row.said[2] if row.source == "wire" or row.source == "post" else row.said[1]
              for row in model.rows.get("reports", [])}  # fmt: skip
    found: dict[str, Counter[object]] = {table: Counter() for table in TABLES}
    for table, rows in shown.items():
        for row in rows:
            words = {"reports": titles.get(row.name), "measurements": row.said[1]}.get(table, row.said[-3])
            told_by = titles[row.report] if row.report else None
            found[table][words, row.known, row.recorded, str(Marking(row.level)), told_by] += 1
    return found
