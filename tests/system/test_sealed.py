"""No byte of the workspace tells who a source is: a secret goes in by every way there is, and then every file is
searched, unpacked, in every spelling. After forgetting, what was sealed opens nowhere again."""

import base64
import signal
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.app.human.desk import FORM, Room, room

from simurg.access.audit.log import AuditLog
from simurg.access.sealing.vault import NAME as VAULT
from simurg.app.human import handling
from simurg.app.human.intake import take
from simurg.app.human.offline import take_file
from simurg.app.human.report import of_form
from simurg.app.human.rooms import room_of
from simurg.app.search import Search, search
from simurg.app.workspace import open_workspace
from simurg.ledger import Ledger
from simurg.ontology.errors import OperatorError, SimurgError

NAME, PHONE = "Zebulon Quixworth", "+383 44 7719 0263"
ORIGIN = {"name": NAME, "contact": PHONE, "address": "17 Wyvernholt Lane", "how": "under the third jetty of Murrelport"}
SECRETS = (*ORIGIN.values(), "Zebulon", "Quixworth", "77190263", "7719 0263", "Wyvernholt", "Murrelport", "vellichor")
CONTACT = "met by the vellichor stall"


def spellings(word: str) -> Iterator[bytes]:
    """The word as bytes in the encodings that something here might write."""
    for form in {word, word.lower(), word.upper(), word[::-1], word.replace(" ", ""), word.replace(" ", "-")}:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le"):
            yield form.encode(encoding)
        yield form.encode().hex().encode()
        yield from (base64.b64encode(b"x" * shift + form.encode())[4:-4] for shift in range(3))
        yield form.replace(" ", "%20").encode()
        yield form.replace(" ", "+").encode()


NEEDLES = sorted({one for word in SECRETS for one in spellings(word) if len(one) >= 7})


def unpacked(path: Path) -> Iterator[bytes]:
    """A file's bytes, and what they hold once unpacked."""
    content = path.read_bytes()
    yield content
    if path.suffix == ".parquet":
        yield str(pq.read_table(path).to_pydict()).encode()
    if content.startswith(b"SQLite"):
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as db:
            yield "\n".join(db.iterdump()).encode()
    if content[:2] == b"\x1f\x8b":
        yield zlib.decompress(content, 31)


def told_in(folder: Path) -> list[str]:
    """Files that hold a spelling of a secret."""
    found = []
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        for content in (str(path).encode(), *unpacked(path)):
            found += [f"{path.relative_to(folder)}: {needle!r}" for needle in NEEDLES if needle in content]
    return found


def lines(here: Room) -> Iterator[str]:
    """What the command line or the page was told."""
    queue = sqlite3.connect(here.workspace.state)
    yield from (str(row) for row in queue.execute("SELECT * FROM jobs"))
    queue.close()


@pytest.fixture
def here(tmp_path):
    made = room(tmp_path)
    made.audit = AuditLog(made.workspace.audit, made.workspace.keys, made.clock)
    yield made
    made.vault.close()


def test_the_search_finds_what_is_there(tmp_path):
    """The needle is found where it was put: otherwise the tests below would prove nothing."""
    for number, needle in enumerate((NAME.encode(), NAME.encode("utf-16-le"), base64.b64encode(b"ab" + NAME.encode()))):
        (tmp_path / f"{number}.bin").write_bytes(b"\0" * 5 + needle)
    with sqlite3.connect(tmp_path / "x.db") as db:
        db.execute("CREATE TABLE t (word TEXT)")
        db.execute("INSERT INTO t VALUES (?)", (PHONE,))
    assert {one.split(":")[0] for one in told_in(tmp_path)} == {"0.bin", "1.bin", "2.bin", "x.db"}


def test_by_every_way_in_nothing_but_the_sealed_form_is_stored(here, tmp_path):
    said = []
    origin = dict(ORIGIN)
    take(here.taker(), "lake", of_form({**FORM, "origin": origin}))
    front = "\n".join(f"  {key}: {value}" for key, value in origin.items())
    file = tmp_path / "offline.md"
    file.write_text(f"---\norigin:\n{front}\npseudonym: CRANE\nreport: 1\ndate: 2026-10-01\n---\nQuiet.\n", "utf-8")
    take_file(here.office(), file, "lake", None)
    for wrong in (  # forms and files that fail, each at another step
        {"body": f"{NAME} saw it."}, {"title": NAME}, {"date": "soon"}, {"pseudonym": "x" * 80}, {"report": NAME},
        {"marking": {"level": NAME}}, {"marking": {"compartments": ["HILL"]}}, {"body": f"origin: {NAME}"},
        {"origin": {**origin, "surname": NAME}}, {"language": NAME}, {"events": [{"type": NAME}]},
    ):  # fmt: skip
        with pytest.raises(SimurgError) as caught:
            take(here.taker(), "lake", of_form({**FORM, "origin": origin, **wrong}))
        said.append(str(caught.value))
    for text in (
        f"origin: {NAME}",
        f"---\norigin: {NAME}\nx: [\n---\n",
        f"---\norigin: {NAME}\nidentity: {NAME}\n---\nx",
    ):
        file.write_text(text, "utf-8")
        with pytest.raises(SimurgError) as caught:
            take_file(here.office(), file, "lake", None)
        said.append(str(caught.value))
    inbox = here.workspace.folder / "inbox" / "lake"
    dropped = inbox / "dropped.md"  # a file that a desk laid into the inbox by mistake: refused, kept nowhere
    dropped.write_text(f"---\norigin: {NAME}\npseudonym: HERON\nreport: 2\ndate: 2026-10-01\n---\n{NAME}\n", "utf-8")
    said.append(str(here.collect()))
    dropped.unlink()
    ann, bob = here.taker("ann"), here.taker("bob")
    heron = handling.source_of(ann, "HERON", None)
    handling.write_contact(ann, heron, {"at": "2026-10-21", "how": "in person", "note": f"{CONTACT}; {NAME}"})
    opening = handling.ask_opening(ann, heron, f"{NAME} must be warned of Murrelport")
    handling.agree(bob, opening["id"])
    assert handling.identity(ann, opening["id"])["origin"] == origin
    with Ledger.open_to_read(here.workspace.ledger, here.clock) as ledger:
        for words in ("lorries", NAME, "quixworth", "Zebulon", "vellichor"):
            found = search(here.workspace, ledger, here.workspace.picture("lake"), Search(words))
            assert any(one["groups"] for one in found["found"]) == (words == "lorries")
    here.office().run("backup", {"folder": str(tmp_path / "backup")})
    here.office().run("fuse", {})
    here.audit.close()
    assert (here.workspace.folder / "index").is_dir()
    assert (tmp_path / "backup" / VAULT).is_file()
    assert not (tmp_path / "backup" / "keys").exists()
    assert told_in(here.workspace.folder) == []
    assert told_in(tmp_path / "backup") == []
    hidden = [one for one in (*said, *lines(here)) if any(word.lower() in one.lower() for word in SECRETS)]
    assert hidden == []


_CRASH = """
import os, sys
sys.path.insert(0, {root!r})
from tests.app.human.desk import FORM, LAKE, Clock, Noted
from simurg.access.sealing import vault
from simurg.app import keeping
from simurg.app.human import intake
from simurg.app.human.report import of_form
from simurg.app.human.rooms import room_of
from simurg.app.workspace import open_workspace
from pathlib import Path
point, count = sys.argv[2], 0
def dies(name, inner):
    def call(*args, **kwargs):
        if name == point:
            os.kill(os.getpid(), 9)
        return inner(*args, **kwargs)
    return call
vault.seal = dies("seal", vault.seal)
vault.Vault.put = dies("put", vault.Vault.put)
keeping.Kept.place = dies("place", keeping.Kept.place)
workspace = open_workspace(Path(sys.argv[1]))
with room_of(workspace).vault() as one:
    inner = one.db
    taker = intake.Taker(workspace, one, Noted(), Clock(), "ann", LAKE)
    if point == "commit":
        class Dying:
            def __getattr__(self, name): return getattr(inner, name)
            def execute(self, text, *values):
                done = inner.execute(text, *values)
                if text.startswith("INSERT INTO records"): os.kill(os.getpid(), 9)
                return done
        one.db = Dying()
    intake.take(taker, "lake", of_form({{**FORM, "origin": {origin!r}}}))
    if point == "after": os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize("point", ["seal", "put", "commit", "place", "after"])
def test_killed_anywhere_on_the_way_in_nothing_is_told(here, point):
    root = str(Path(__file__).parents[2])
    script = _CRASH.format(root=root, origin=ORIGIN)
    done = subprocess.run([sys.executable, "-c", script, str(here.workspace.folder), point], capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert told_in(here.workspace.folder) == []
    take(here.taker(), "lake", of_form({**FORM, "origin": ORIGIN}))  # and it goes on
    assert here.collect()["error"] == ""
    heron = here.vault.source("lake", "HERON")
    assert [one.words for one in here.vault.records(heron, "identity")] == [ORIGIN]
    assert told_in(here.workspace.folder) == []


def test_a_forgotten_source_is_opened_neither_here_nor_from_a_later_backup(here, tmp_path):
    take(here.taker(), "lake", of_form({**FORM, "origin": ORIGIN}))
    here.collect()
    ann = here.taker()
    here.office().run("backup", {"folder": str(tmp_path / "before")})
    handling.forget(ann, handling.source_of(ann, "HERON", None), "asked to be")
    here.office().run("backup", {"folder": str(tmp_path / "after")})
    with sqlite3.connect(tmp_path / "before" / VAULT) as db:
        [(wrapped,)] = db.execute("SELECT wrapped FROM sources").fetchall()
        envelopes = [row[0] for row in db.execute("SELECT sealed FROM records")]
    for folder in (here.workspace.folder, tmp_path / "after"):
        for path in (one for one in folder.rglob("*") if one.is_file()):
            content = path.read_bytes()
            assert not any(one in content for one in (wrapped, *envelopes)), path
    before = open_workspace(tmp_path / "before")
    before.keys.mkdir()
    key = before.keys / "sealing.key"
    key.write_bytes((here.workspace.keys / "sealing.key").read_bytes())
    key.chmod(0o600)
    with room_of(before).vault() as old:  # an older backup with the key: hence `simurg human rotate`
        assert old.records(old.source("lake", "HERON"), "identity")[0].words == ORIGIN
    here.vault.rewrap()
    key.write_bytes((here.workspace.keys / "sealing.key").read_bytes())
    with room_of(before).vault() as old, pytest.raises(OperatorError):
        old.records(old.source("lake", "HERON"), "identity")
