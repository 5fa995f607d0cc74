"""Retention and models: what was answered to words that are erased goes with them."""

from pathlib import Path

from tests.app.retention.test_retain import NOW, Here

from simurg.app.model.counted import Counted
from simurg.app.model.endpoint import Reply
from simurg.ledger import Ledger
from simurg.ledger.ledger import operator_view
from simurg.ontology.ids import id_of


def test_answers_to_erased_words_are_gone_and_others_stay(tmp_path: Path) -> None:
    here = Here(tmp_path)
    here.tell("wire", 1)  # its rows are kept for 90 days
    here.tell("copy", 2)  # for good
    here.run("collect")
    with Ledger.open(here.workspace.ledger, here.clock) as ledger:
        rows = operator_view(ledger).read("reports", ("id", "source_id")).to_pylist()
    counted = Counted(here.workspace.state)
    for row in rows:
        counted.keep(id_of(row["source_id"]), row["id"], Reply(f"quotes {row['source_id']}"), NOW)
    here.clock.pass_(days=91)
    here.run("retain")
    assert counted.answer(id_of("wire"), None) is None
    assert counted.answer(id_of("copy"), None) == Reply("quotes copy")
    for path in here.workspace.folder.glob("state.db*"):  # not in free pages or the log either
        assert b"quotes wire" not in path.read_bytes()
    counted.close()
