"""A view that remembers answers as one that does not; spines tell which rows bear a marking."""

from tests.ledger.conftest import Desk, day

from simurg.ledger import Ledger
from simurg.ledger.spines import Spines
from simurg.ontology.markings import EVERYTHING, Marking


class Dictionary(dict[object, object]):
    """A memory that forgets nothing."""

    def put(self, key: object, value: object, size: int) -> None:
        assert size >= 0
        self[key] = value


def test_a_view_that_remembers_reads_once_and_tells_the_same(ledger: Ledger) -> None:
    desk = Desk(ledger)
    desk.tell("open", known=day(1))
    plain, memory = ledger.as_of(scope=EVERYTHING), Dictionary()
    keeps = ledger.as_of(scope=EVERYTHING).remember(memory)
    for _ in range(2):
        assert keeps.read("events").equals(plain.read("events"))
        assert keeps.count("events", {"actor": "Arkania"}) == plain.count("events", {"actor": "Arkania"}) == 1
        assert keeps.count("events", {"actor": "Belmark"}) == 0
        assert keeps.markings("events") == plain.markings("events")
    assert len(memory) == 4
    desk.tell("later", known=day(2))
    assert keeps.count("events") == 1
    assert ledger.as_of(scope=EVERYTHING).count("events") == 2


def test_spines_tell_which_rows_bear_a_marking(ledger: Ledger) -> None:
    desk = Desk(ledger)
    plain, secret = desk.tell("open", known=day(1)), desk.tell("shut", known=day(2), marking=Marking(2))
    spines, files = Spines(ledger.connection, ledger.store), ledger.catalogue.live_files("reports")
    assert spines.marked("reports", files, [plain, secret]) == {secret}
    assert spines.marked("reports", (), [secret]) == spines.marked("reports", files, []) == frozenset()
