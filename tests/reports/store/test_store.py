"""The record: nothing twice, nothing lost, nothing half."""

import pickle
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from reports.incident import CaptureRecord, ClearTotal, JudgedTransfer, RecordedCounts, RunRecord
from reports.review import ReviewRefused
from reports.store import Store

Make = Callable[..., JudgedTransfer]
Write = Callable[..., RecordedCounts]
Contents = Callable[[Path], Mapping[str, list[tuple[object, ...]]]]


def test_auditing_a_capture_again_changes_no_row(
    database: Path,
    judged: Make,
    run: RunRecord,
    capture: CaptureRecord,
    total: ClearTotal,
    write: Write,
    contents: Contents,
) -> None:
    found = [judged(1), judged(2, outcome="opaque"), judged(3, outcome="authorised")]
    first = write(database, run, capture, *found, totals=[total])
    before = contents(database)
    second = write(database, run, capture, *found, totals=[total])
    assert contents(database) == before
    assert (first.opened, second.opened) == (1, 0)
    assert second.incidents == 1


def test_a_capture_is_complete_only_after_its_last_batch(
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord, write: Write
) -> None:
    write(database, run, capture, judged(1), last=False)
    with Store.read(database) as store:
        assert [one.complete for one in store.captures()] == [False]
    write(database, run, capture, judged(1))
    with Store.read(database) as store:
        assert [one.complete for one in store.captures()] == [True]


def test_a_killed_audit_leaves_a_record_that_the_next_one_completes(
    tmp_path: Path, judged: Make, run: RunRecord, capture: CaptureRecord, write: Write, contents: Contents
) -> None:
    script = (
        "import os, sys, pickle\n"
        "from reports.store import Store\n"
        "run, capture, found = pickle.load(open(sys.argv[2], 'rb'))\n"
        "store = Store.open(sys.argv[1])\n"
        "run_id = store.begin(run)\n"
        "store.record(run_id, capture, found[:2], [], last=False)\n"
        "store._driver.execute('BEGIN IMMEDIATE')\n"
        "from reports.recorder.writing import record_batch\n"
        "record_batch(store._driver, run_id, capture, found[2:], [], last=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    found = [judged(number) for number in range(4)]
    (tmp_path / "batch").write_bytes(pickle.dumps((run, capture, found)))
    killed = subprocess.run([sys.executable, "-c", script, tmp_path / "killed.db", tmp_path / "batch"], check=False)
    assert killed.returncode == -9
    with Store.read(tmp_path / "killed.db") as store:
        assert [one.complete for one in store.captures()] == [False]
        assert sum(one.transfers for one in store.incidents()) == 2
    write(tmp_path / "killed.db", run, capture, *found)
    write(tmp_path / "whole.db", run, capture, *found)
    assert contents(tmp_path / "killed.db") == contents(tmp_path / "whole.db")


def test_the_history_of_an_incident_is_never_changed(
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord, write: Write
) -> None:
    write(database, run, capture, judged(1))
    with Store.open(database) as store:
        incident = store.incidents()[0].id
        store.review(incident, "triaged", reason="looking", reviewer="Lin")
        store.review(incident, "confirmed", reason="client list", reviewer="Zhou")
        case = store.case(incident)
    assert case is not None
    assert [(step.from_state, step.to_state, step.reviewer) for step in case.history] == [
        ("new", "triaged", "Lin"),
        ("triaged", "confirmed", "Zhou"),
    ]
    with sqlite3.connect(database) as connection, pytest.raises(sqlite3.IntegrityError, match="never changed"):
        connection.execute("UPDATE reviews SET reason = 'other'")
    with sqlite3.connect(database) as connection, pytest.raises(sqlite3.IntegrityError, match="never deleted"):
        connection.execute("DELETE FROM reviews")


def test_a_refused_review_leaves_the_incident_as_it_was(
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord, write: Write
) -> None:
    write(database, run, capture, judged(1))
    with Store.open(database) as store:
        incident = store.incidents()[0].id
        with pytest.raises(ReviewRefused, match="cannot go from new to closed; possible: triaged"):
            store.review(incident, "closed", reason="done", reviewer="Lin")
        with pytest.raises(ReviewRefused, match="no such incident"):
            store.review("INC-00000000", "triaged", reason="look", reviewer="Lin")
        assert store.incidents()[0].state == "new"


def test_a_new_database_is_its_owners_alone(database: Path) -> None:
    Store.open(database).close()
    assert stat.S_IMODE(database.stat().st_mode) == 0o600
