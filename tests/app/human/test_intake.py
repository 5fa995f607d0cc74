"""Taking in: sealed first, then laid down and collected; refused whole, or whole in the ledger."""

import pytest
from tests.app.human.desk import FORM, LAKE, room

from simurg.app.human.intake import desks, take
from simurg.app.human.offline import rotate_key, take_file
from simurg.app.human.report import of_form
from simurg.ledger import Ledger
from simurg.ontology.errors import CallerError, NotFound, OperatorError, SimurgError
from simurg.ontology.markings import EVERYTHING, Scope, scope_of

FILE = """---
origin: {name: Ilya Varga, contact: +383 44 555 0199}
pseudonym: HERON
report: "14"
date: 2026-10-20
reliability: B
credibility: 2
---
Three lorries left the depot at night.
"""


@pytest.fixture
def here(tmp_path):
    made = room(tmp_path)
    yield made
    made.vault.close()


def test_a_report_is_collected_and_its_origin_sealed(here):
    assert here.take() == "lake"
    result = here.collect()
    assert (result["new_documents"], result["rejects"], result["error"]) == (1, 0, "")
    with Ledger.open_to_read(here.workspace.ledger, here.clock) as ledger:
        [report] = ledger.as_of(scope=EVERYTHING).read("reports").to_pylist()
        assert (report["title"], report["reliability"], report["marking"]) == (
            "Movement at the northern depot", "B", "CONFIDENTIAL//LAKE//TLP:AMBER",
        )  # fmt: skip
    source = here.vault.source("lake", "HERON")
    assert here.vault.records(source, "identity")[0].words == FORM["origin"]
    about = ("human.report", ("lake/HERON/14",))
    assert here.audit.entries[:2] == [("ann", *about, "begun"), ("ann", *about, "done")]


def test_the_same_again_changes_nothing_and_a_correction_takes_its_place(here):
    here.take(), here.take()
    assert here.collect()["new_rows"] > 0
    here.take()
    assert here.collect()["new_rows"] == 0
    assert here.vault.count(here.vault.source("lake", "HERON"), "identity") == 1
    here.clock.pass_(hours=1)
    here.take(body="Four lorries left.", origin=None)
    assert here.collect()["new_documents"] == 1
    with Ledger.open_to_read(here.workspace.ledger, here.clock) as ledger:
        assert ledger.as_of(scope=EVERYTHING).read("reports", ("body",)).to_pylist() == [{"body": "Four lorries left."}]
    assert len(list((here.workspace.folder / "inbox" / "lake").iterdir())) == 1


def test_a_new_pseudonym_needs_its_origin(here):
    with pytest.raises(CallerError, match="origin is needed"):
        here.take(origin=None)
    assert here.vault.sources() == []
    assert not (here.workspace.folder / "inbox").exists()


@pytest.mark.parametrize(("desk", "scope"), [
    ("lake", Scope(4, 4)), ("lake", scope_of({"level": "open", "compartments": ["LAKE"]})), ("hill", LAKE),
    ("wire", EVERYTHING), ("none", EVERYTHING),
])  # fmt: skip
def test_a_desk_outside_the_scope_is_like_none(here, desk, scope):
    with pytest.raises(NotFound, match="no such desk"):
        take(here.taker(scope=scope), desk, of_form(FORM))
    assert desk not in [one.name for one in desks(here.workspace, scope)]
    assert here.audit.entries == []


def test_a_desk_without_a_compartment_takes_nothing(here):
    with pytest.raises(OperatorError, match="no compartment"):
        take(here.taker(scope=EVERYTHING), "bare", of_form(FORM))


def test_nobody_takes_in_what_they_may_not_read(here):
    with pytest.raises(CallerError, match="above your scope"):
        here.take(marking={"compartments": ["HILL"]})


def test_an_address_that_takes_no_new_file_is_said_before_anything_is_kept(here):
    for address in ("inbox/lake.md", "inbox/*/x.md", "inbox/lake/*.txt", "https://desk.example/reports", ""):
        text = here.workspace.sources_file.read_text("utf-8")
        here.workspace.sources_file.write_text(text.replace("inbox/lake/*.md", address or '""'), "utf-8")
        with pytest.raises(OperatorError, match="no new report"):
            here.take()
        here.workspace.sources_file.write_text(text, "utf-8")
    assert here.vault.sources() == []


def test_a_pseudonym_with_a_slash_is_refused(here):
    with pytest.raises(CallerError, match="no slash"):
        here.take(pseudonym="HERON/2")


def test_a_folder_is_an_address_too(here):
    hill = scope_of({"level": "secret", "tlp": "red", "compartments": ["HILL"]})
    assert take(here.taker(scope=hill), "hill", of_form(FORM)) == "hill"
    assert here.collect("hill")["new_documents"] == 1


def test_what_the_audit_log_cannot_write_does_not_happen(here):
    class Broken:
        def record(self, *_, **__):
            raise OperatorError("The audit log is full.")

    here.audit = Broken()
    with pytest.raises(OperatorError, match="audit"):
        here.take()
    assert here.vault.sources() == []
    assert not (here.workspace.folder / "inbox").exists()


def test_killed_before_the_report_was_laid_down_it_goes_on(here, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr("simurg.app.human.intake.Kept.place", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            here.take()
    here.take()
    assert here.collect()["new_documents"] == 1
    assert here.vault.count(here.vault.source("lake", "HERON"), "identity") == 1


def test_an_offline_file_is_taken_in(here, tmp_path):
    path = tmp_path / "heron-14.md"
    path.write_text(FILE, "utf-8")
    assert take_file(here.office(), path, "lake", None) == "lake"
    assert here.collect()["new_documents"] == 1
    assert rotate_key(here.office()) == 1
    assert here.vault.records(here.vault.source("lake", "HERON"), "identity")[0].words["name"] == "Ilya Varga"
    assert here.audit.kinds() == ["human.report"] * 2 + ["job.human"] * 2 + ["human.key.rotated"]


def test_an_offline_file_inside_the_workspace_is_refused(here, tmp_path):
    inside = here.workspace.folder / "inbox" / "lake" / "heron-14.md"
    inside.parent.mkdir(parents=True)
    inside.write_text(FILE, "utf-8")
    link = tmp_path / "link.md"
    link.symlink_to(inside)
    for path in (inside, link):
        with pytest.raises(CallerError, match="inside the workspace"):
            take_file(here.office(), path, "lake", None)
    for path in (tmp_path / "none.md", tmp_path):
        with pytest.raises(SimurgError, match="could not be read"):
            take_file(here.office(), path, "lake", None)
