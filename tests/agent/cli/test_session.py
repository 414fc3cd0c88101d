"""A run over captures: opened once, every capture written down, unusable parts told by name."""

import os
import sqlite3
from pathlib import Path

import pytest

from agent.capture.source import CaptureUnreadable
from agent.cli.session import Session, cache_folder
from agent.craft import Conversation, Endpoint, write_capture
from agent.demo.messages import request, table
from agent.demo.people import invent
from geo.maxmind import DatabaseMissing
from policies.problems import PolicyInvalid
from reports.unavailable import StoreUnavailable


@pytest.fixture
def capture(tmp_path: Path) -> str:
    talk = Conversation(Endpoint("10.20.3.41", 40_000), Endpoint("44.233.10.25", 80), 1_770_000_000_000_000_000)
    talk.open()
    talk.say("client", request("POST", "/", "crm.example.com", table(invent(9, 1)), "text/csv"))
    talk.close()
    write_capture(tmp_path / "upload.pcap", talk.frames)
    return str(tmp_path / "upload.pcap")


def session(tmp_path: Path, policy: str = "inventory", *databases: str) -> Session:
    return Session((policy,), str(tmp_path / "k.db"), databases, every=False)


def count(tmp_path: Path, rows: str) -> int:
    with sqlite3.connect(tmp_path / "k.db") as database:
        return int(database.execute(f"select count(*) from {rows}").fetchone()[0])


def test_what_is_given_is_written_down_already(capture: str, tmp_path: Path) -> None:
    run = session(tmp_path)
    for batch in run.record(capture, seal=False):
        assert count(tmp_path, "transfers") == len(batch.transfers) == 1
    run.close()
    assert count(tmp_path, "captures") == 1


def test_a_sealed_capture_keeps_the_digest_of_its_file(capture: str, tmp_path: Path) -> None:
    import hashlib

    run = session(tmp_path)
    (batch,) = run.record(capture, seal=True)
    assert batch.capture.sha256 == hashlib.sha256(Path(capture).read_bytes()).hexdigest()
    run.close()


def test_the_key_of_the_digests_is_only_for_its_owner(tmp_path: Path) -> None:
    session(tmp_path).close()
    assert os.stat(tmp_path / "k.db.key").st_mode & 0o777 == 0o600


def test_a_capture_that_cannot_be_read_leaves_the_session_usable(capture: str, tmp_path: Path) -> None:
    run = session(tmp_path)
    with pytest.raises(CaptureUnreadable):
        list(run.record(str(tmp_path / "absent"), seal=False))
    assert len(list(run.record(capture, seal=False))) == 1
    run.close()


def test_a_policy_is_told_before_a_database_and_neither_makes_a_record(tmp_path: Path) -> None:
    with pytest.raises(PolicyInvalid):
        session(tmp_path, str(tmp_path / "absent.yaml"), str(tmp_path / "absent.mmdb"))
    with pytest.raises(DatabaseMissing):
        session(tmp_path, "inventory", str(tmp_path / "absent.mmdb"))
    assert list(tmp_path.iterdir()) == []


def test_a_record_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    (tmp_path / "k.db").write_bytes(b"no database " * 100)
    with pytest.raises(StoreUnavailable):
        session(tmp_path)


def test_patterns_are_kept_where_the_system_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert cache_folder() == Path("/somewhere/kouan")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "/home/officer")
    assert cache_folder() == Path("/home/officer/.cache/kouan")
