"""From the spool into the ledger: like files, known since they were fetched, once, and gone from the spool then."""

from datetime import UTC, datetime, timedelta

import pytest

from simurg.app.collect import collect
from simurg.app.following.spool import Spool
from simurg.app.worker import Desk
from simurg.app.workspace import create
from simurg.collection.source import Source
from simurg.ledger import Ledger
from simurg.ontology.markings import EVERYTHING
from simurg.ontology.times import LATEST

NOW = datetime(2026, 11, 1, 6, tzinfo=UTC)
FETCHED = NOW - timedelta(hours=3)
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour Post</title>
<item><guid>{n}</guid><title>Ferry {n} leaves Port Amsel</title><description>Calm sea.</description>
</item></channel></rss>"""
POST = Source("post", "rss", address="https://harbour.example/feed")


@pytest.fixture
def workspace(tmp_path):
    return create(tmp_path / "ws")


@pytest.fixture
def spool(workspace):
    spool = Spool(workspace.folder, workspace.state)
    yield spool
    spool.close()


def landed(spool, *numbers, at=FETCHED, source="post", content=None):
    for n in numbers:
        one = spool.land(source, f"feed-{n}.xml", content or FEED.format(n=n).encode(), at)
        spool.commit(source, [one], at)


def run(workspace, *sources, names=()):
    with Ledger.open(workspace.ledger, lambda: NOW) as ledger:
        return collect(Desk(workspace, ledger, lambda: NOW, lambda _: None), sources or (POST,), names)


def reports(workspace):
    with Ledger.open(workspace.ledger, lambda: NOW) as ledger:
        view = ledger.as_of(LATEST, scope=EVERYTHING)
        rows = view.read("reports", ("title", "known_at", "payload", "source_id")).to_pylist()
        return rows, ledger.catalogue.documents()


def test_what_was_fetched_lands_as_files_do_and_leaves_the_spool(workspace, spool):
    landed(spool, 1, 2)
    [outcome] = run(workspace)["sources"]
    assert (outcome["documents"], outcome["new_documents"], outcome["rejects"], outcome["error"]) == (2, 2, 0, "")
    assert outcome["new_rows"] >= 2
    rows, documents = reports(workspace)
    assert sorted(row["title"] for row in rows) == ["Ferry 1 leaves Port Amsel", "Ferry 2 leaves Port Amsel"]
    assert [(one.name, one.finished) for one in documents] == [("feed-1.xml", True), ("feed-2.xml", True)]
    assert spool.waiting() == ()
    assert not [path for path in (workspace.folder / "spool" / "post").glob("*/*") if path.is_file()]
    assert all((workspace.payloads / one.sha256[:2] / one.sha256).is_file() for one in documents)


def test_it_is_known_since_it_was_fetched(workspace, spool):
    landed(spool, 1)
    run(workspace)
    [row], [document] = reports(workspace)
    assert document.fetched_at == FETCHED
    assert row["known_at"] == FETCHED


def test_the_same_bytes_again_are_nothing_new_and_leave_the_spool(workspace, spool):
    landed(spool, 1)
    run(workspace)
    landed(spool, 1, at=NOW)
    [outcome] = run(workspace)["sources"]
    assert (outcome["documents"], outcome["new_documents"], outcome["new_rows"]) == (1, 0, 0)
    assert spool.waiting() == ()
    assert len(reports(workspace)[0]) == 1


def test_an_empty_spool_is_no_warning(workspace, spool):
    result = run(workspace, Source("post", "rss", address=POST.address, least_rows=5))
    assert (result["warnings"], result["errors"]) == ([], [])


def test_what_cannot_be_read_is_quarantined_and_leaves_the_spool(workspace, spool):
    landed(spool, 1, content=b"\x00\x01 no feed at all")
    [outcome] = run(workspace)["sources"]
    assert outcome["rejects"] == 1
    assert outcome["cause"]
    assert spool.waiting() == ()


def test_what_fits_no_setting_waits_for_better_ones(workspace, spool):
    mapping = {
        "parts": [{"target": "events", "columns": {"occurred_from": {"from": "day", "as": "date"}}, "key": ["day"]}]
    }
    table = Source("post", "table", address="https://harbour.example/t.csv", options={"mapping": mapping})
    one = spool.land("post", "t.csv", b"date,x\n2026-10-01,1\n", FETCHED)
    spool.commit("post", [one], FETCHED)
    [outcome] = run(workspace, table)["sources"]
    assert outcome["unfit"]
    assert "day" in outcome["error"]
    assert len(spool.waiting()) == 1


def test_a_source_that_is_switched_off_keeps_its_spool(workspace, spool):
    landed(spool, 1)
    off = Source("post", "rss", address=POST.address, enabled=False)
    assert run(workspace, off, names=("post",))["errors"]
    assert len(spool.waiting()) == 1


def test_another_source_s_documents_stay(workspace, spool):
    landed(spool, 1)
    landed(spool, 2, source="other")
    run(workspace)
    assert [one.source for one in spool.waiting()] == ["other"]
