"""The vault: identities under keys of their own, the sealing key in its place, and forgetting without a way back."""

import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from simurg.access.sealing.sealing_key import SealingKey, passphrase_of
from simurg.access.sealing.vault import NAME, Sealed, Vault, copy_to
from simurg.ontology.errors import CallerError, NotFound, OperatorError
from simurg.ontology.markings import marking_of

NOW = datetime(2026, 11, 1, 6, tzinfo=UTC)
MARKING = marking_of({"level": "secret", "tlp": "red", "compartments": ["LAKE"]})
WHO = {"name": "Ilya Varga", "contact": "+383 44 555 0199"}
WORDS = "correct horse battery staple"


def vault(folder: Path, key: SealingKey | None = None) -> Vault:
    return Vault(folder / NAME, key or SealingKey(folder / "keys"))


def entered(one: Vault, pseudonym: str = "HERON") -> Sealed:
    source = one.enter("desk", pseudonym, MARKING, NOW)
    one.put(source, "identity", {**WHO, "note": pseudonym}, NOW)
    return source


def test_an_identity_opens_again_in_another_process(tmp_path):
    with vault(tmp_path) as one:
        source = entered(one)
    with vault(tmp_path) as again:
        assert again.source("desk", "HERON") == source
        assert again.records(source, "identity")[0].words["name"] == "Ilya Varga"


def test_the_file_holds_no_word_of_it(tmp_path):
    with vault(tmp_path) as one:
        entered(one)
    content = (tmp_path / NAME).read_bytes()
    assert b"HERON" in content
    words = [word for value in WHO.values() for word in value.split() if len(word) > 3]
    assert not any(word.encode() in content for word in words)


def test_the_key_is_for_its_owner_only_and_others_are_refused(tmp_path):
    with vault(tmp_path) as one:
        source = entered(one)
        path = tmp_path / "keys" / "sealing.key"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert len(path.read_bytes()) == 32
        path.chmod(0o640)
        with pytest.raises(OperatorError, match="Others may read"):
            one.records(source, "identity")


def test_a_lost_key_is_said_and_never_made_anew(tmp_path):
    with vault(tmp_path) as one:
        source = entered(one)
        path = tmp_path / "keys" / "sealing.key"
        kept = path.read_bytes()
        path.unlink()
        with pytest.raises(OperatorError, match="could not be read"):
            one.records(source, "identity")
        with pytest.raises(OperatorError, match="could not be read"):
            one.enter("desk", "CRANE", MARKING, NOW)
        path.write_bytes(os.urandom(32))
        path.chmod(0o600)
        with pytest.raises(OperatorError, match="not the one"):
            one.enter("desk", "CRANE", MARKING, NOW)
        path.write_bytes(b"short")
        with pytest.raises(OperatorError, match="not a sealing key"):
            one.records(source, "identity")
        path.write_bytes(kept)
        assert one.records(source, "identity")


@pytest.mark.parametrize("how", ["environment", "command"])
def test_a_passphrase_leaves_no_key_on_the_disk(tmp_path, how):
    settings = {"environment": {"environment": "WORDS"}, "command": {"command": ["echo", WORDS]}}[how]
    key = SealingKey(tmp_path / "keys", passphrase_of(settings, {"WORDS": WORDS}))
    with vault(tmp_path, key) as one:
        source = entered(one)
        assert one.records(source, "identity")[0].words["name"] == "Ilya Varga"
        assert not (tmp_path / "keys").exists()
        with pytest.raises(OperatorError, match="in a file"):
            one.rewrap()
    other = SealingKey(tmp_path / "keys", lambda: "another passphrase")
    with vault(tmp_path, other) as again, pytest.raises(OperatorError, match="not the one"):
        again.records(source, "identity")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"environment": "MISSING"}, "not in the environment"),
        ({"command": ["false"]}, "failed"),
        ({"command": ["/no/such/program"]}, "failed"),
        ({"environment": "SHORT"}, "fewer than"),
    ],
)
def test_a_passphrase_that_cannot_be_had_is_said(tmp_path, settings, said):
    key = SealingKey(tmp_path / "keys", passphrase_of(settings, {"SHORT": "short"}))
    with vault(tmp_path, key) as one, pytest.raises(OperatorError, match=said):
        entered(one)


@pytest.mark.parametrize("settings", [{"file": "x"}, {"command": "pass"}, {"command": []}, {"environment": 3}])
def test_sealing_settings_that_are_not_understood_are_refused(settings):
    with pytest.raises(OperatorError, match="sealing"):
        passphrase_of(settings, {})


def test_records_moved_to_another_source_do_not_open(tmp_path):
    with vault(tmp_path) as one:
        entered(one)
        crane = entered(one, "CRANE")
        one.db.execute("DELETE FROM records WHERE pseudonym = 'CRANE'")
        one.db.execute("UPDATE records SET pseudonym = 'CRANE'")
        with pytest.raises(OperatorError, match="does not open"):
            one.records(crane, "identity")


def test_a_forgotten_source_opens_nowhere_again(tmp_path):
    with vault(tmp_path) as one:
        heron, crane = entered(one), entered(one, "CRANE")
        one.put(heron, "contact", {"note": "at the mill"}, NOW)
        [wrapped] = [row["wrapped"] for row in one.rows("SELECT wrapped FROM sources WHERE pseudonym = 'HERON'")]
        envelopes = [row["sealed"] for row in one.rows("SELECT sealed FROM records WHERE pseudonym = 'HERON'")]
        copy_to(tmp_path / NAME, tmp_path / "before.db")
        gone = one.forget(heron, "ann", "asked to be", NOW)
        assert (gone.forgotten, gone.forgotten_by, gone.forgotten_why) == (True, "ann", "asked to be")
        assert one.records(gone, "identity") == []
        with pytest.raises(CallerError, match="forgotten"):
            one.put(gone, "contact", {}, NOW)
        with pytest.raises(CallerError, match="forgotten"):
            entered(one)
        assert one.forget(heron, "bob", "again", NOW).forgotten_by == "ann"
        assert one.records(crane, "identity")
        copy_to(tmp_path / NAME, tmp_path / "after.db")
    for path in (tmp_path / NAME, tmp_path / "after.db"):
        content = path.read_bytes()
        assert wrapped not in content
        assert not any(envelope in content for envelope in envelopes)
    assert wrapped in (tmp_path / "before.db").read_bytes()  # an older copy holds it: hence `rewrap`


def test_after_rewrap_an_older_copy_does_not_open(tmp_path):
    with vault(tmp_path) as one:
        heron, crane = entered(one), entered(one, "CRANE")
        copy_to(tmp_path / NAME, tmp_path / "before.db")
        one.forget(heron, "ann", "asked to be", NOW)
        assert one.rewrap() == 1
        assert one.records(crane, "identity")[0].words["note"] == "CRANE"
    assert not (tmp_path / "keys" / "sealing.key.new").exists()
    with Vault(tmp_path / "before.db", SealingKey(tmp_path / "keys")) as old, pytest.raises(OperatorError):
        old.records(heron, "identity")


def test_a_rewrap_that_was_stopped_goes_on(tmp_path, monkeypatch):
    with vault(tmp_path) as one:
        source = entered(one)
        with monkeypatch.context() as patched:  # stopped between the transaction and the change of files
            patched.setattr(SealingKey, "replaced", lambda self: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                one.rewrap()
    with vault(tmp_path) as again:
        assert again.records(source, "identity")
        assert not (tmp_path / "keys" / "sealing.key.new").exists()
        assert again.records(source, "identity")


def test_what_is_not_there_is_said(tmp_path):
    with vault(tmp_path) as one:
        assert one.source("desk", "HERON") is None
        with pytest.raises(NotFound):
            one.put(Sealed("desk", "HERON", MARKING, ""), "contact", {}, NOW)
        with pytest.raises(NotFound, match="Nothing is sealed"):
            one.rewrap()
    (tmp_path / "broken.db").write_bytes(b"no database" * 100)
    with pytest.raises(OperatorError, match="vault"):
        Vault(tmp_path / "broken.db", SealingKey(tmp_path))
