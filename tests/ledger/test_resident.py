"""One subject from memory answers like the files do, whatever the versions say."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ledger.conftest import Desk, Ticking, day

from simurg.ledger import Ledger, Offer
from simurg.ledger.columns import table_of
from simurg.ledger.lineage import dependents
from simurg.ledger.upkeep import maintain
from simurg.ontology.ids import id_of
from simurg.ontology.markings import EVERYTHING, Marking, Scope

SUBJECTS = ["Arkania", "Belmark", "O'Hara"]
rows = st.tuples(st.sampled_from(SUBJECTS), st.integers(0, 2), st.integers(0, 4), st.integers(0, 1), st.booleans())


@settings(max_examples=40)
@given(st.lists(rows, max_size=10), st.integers(0, 4))
def test_memory_and_files_agree(told: list[tuple[str, int, int, int, bool]], at: int) -> None:
    ledger = Ledger.in_memory(Ticking())
    for number, (subject, key, known, level, ask) in enumerate(told):
        row = {"id": id_of(number), "key": id_of("key", key), "known_at": day(known), "subject": subject, "object": "x"}
        ledger.append(Offer(str(number), {"claims": table_of("claims", [row])}, marking=Marking(level), version="1"))
        if ask:
            ledger.as_of(scope=EVERYTHING).about(subject, ledger.resident)
    for scope in (EVERYTHING, Scope()):
        view = ledger.as_of(day(at), scope=scope)
        for subject in SUBJECTS:
            from_files = view.read("claims", where={"subject": subject}).to_pylist()
            from_memory = view.about(subject, ledger.resident).to_pylist()
            assert sorted(map(repr, from_memory)) == sorted(map(repr, from_files))


def test_what_is_held_in_memory_does_not_grow_with_the_number_of_appends_and_merges(ledger: Ledger) -> None:
    held = []
    for turn in range(4):
        for number in range(3):
            Desk(ledger, told=turn * 3 + number).tell(f"n{turn} {number}", key="moving", known=day(turn))
        maintain(ledger)
        view = ledger.as_of(scope=EVERYTHING)
        assert view.about("Arkania", ledger.resident).num_rows == 1
        assert dependents(view, ledger.edges, view.read("reports", ("id",))["id"].to_pylist())
        (tables,) = ledger.connection.sql(
            "SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE 'resident%' OR table_name LIKE 'moved%'"
        ).fetchall()[0]
        held.append((tables, len(ledger.edges.held)))
    assert held[1:] == held[:-1]
