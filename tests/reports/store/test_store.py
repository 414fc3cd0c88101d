"""The record: nothing twice, nothing lost, nothing half."""

import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from reports.incident import CaptureRecord, ClearTotal, JudgedTransfer, RunRecord
from reports.review import ReviewRefused
from reports.store import Store

Make = Callable[..., JudgedTransfer]


def contents(database: Path) -> Mapping[str, list[tuple[object, ...]]]:
    """Every row of every table but the runs, run numbers left out."""
    with sqlite3.connect(database) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept: dict[str, list[tuple[object, ...]]] = {}
        for name in sorted(set(names) - {"runs", "audits", "sqlite_sequence"}):
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})") if row[1] != "run_id"]
            kept[name] = sorted(connection.execute(f"SELECT {', '.join(columns)} FROM {name}"), key=repr)
    return kept


def write(database: Path, run: RunRecord, capture: CaptureRecord, *judged: JudgedTransfer, totals=(), last=True):
    with Store.open(database) as store:
        run_id = store.begin(run)
        counts = store.record(run_id, capture, judged, totals, last=last)
        store.finish(run_id)
    return counts


def test_auditing_a_capture_again_changes_no_row(
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord, total: ClearTotal
) -> None:
    found = [judged(1), judged(2, outcome="opaque"), judged(3, outcome="authorised")]
    first = write(database, run, capture, *found, totals=[total])
    before = contents(database)
    second = write(database, run, capture, *found, totals=[total])
    assert contents(database) == before
    assert (first.opened, second.opened) == (1, 0)
    assert second.incidents == 1


def test_transfers_of_one_sender_rule_recipient_and_day_are_one_incident(
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord
) -> None:
    write(database, run, capture, judged(1), judged(251), judged(2), judged(501, day="2026-09-22"))
    with Store.read(database) as store:
        found = store.incidents()
    assert sorted(incident.transfers for incident in found) == [1, 1, 2]


def test_another_policy_adds_a_judgement_to_the_same_incident(
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord
) -> None:
    write(database, run, capture, judged(1))
    write(database, replace(run, policy_hash="b" * 64, policy_name="stricter"), capture, judged(1))
    with Store.read(database) as store:
        (incident,) = store.incidents()
        case = store.case(incident.id)
    assert case is not None
    assert [(one.policy_name, one.outcome) for one in case.judgements] == [
        ("pipl-general", "incident"),
        ("stricter", "incident"),
    ]
    assert incident.transfers == 1
    assert case.findings[0].count == 2


def test_an_incident_another_policy_allows_stays_and_says_so(
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord
) -> None:
    write(database, run, capture, judged(1))
    write(database, replace(run, policy_hash="b" * 64), capture, judged(1, outcome="authorised"))
    with Store.read(database) as store:
        (incident,) = store.incidents()
        assert [crossing.outcome for crossing in store.crossings()] == ["authorised"]
    assert not incident.stands
    assert incident.severity == "high"


def test_a_transfer_that_is_clear_now_keeps_its_incident_with_all_it_showed(
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord
) -> None:
    write(database, run, capture, judged(1), judged(2, outcome="opaque"))
    write(database, run, capture)
    with Store.read(database) as store:
        (incident,) = store.incidents()
        case = store.case(incident.id)
        assert store.crossings() == ()
    assert case is not None
    assert not incident.stands
    assert case.findings[0].samples == ("138****0000",)


def test_findings_and_totals_a_new_audit_does_not_make_are_gone(
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord, total: ClearTotal
) -> None:
    write(database, run, capture, judged(1), totals=[total])
    write(database, run, capture, judged(1, outcome="opaque"), totals=[replace(total, protocol="udp", bytes=7)])
    with Store.read(database) as store:
        assert [(one.protocol, one.bytes) for one in store.clear_crossings()] == [("udp", 7)]
        assert [(one.data_class, one.values) for one in store.crossings()] == [("", 0)]


def test_a_capture_is_complete_only_after_its_last_batch(
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord
) -> None:
    write(database, run, capture, judged(1), last=False)
    with Store.read(database) as store:
        assert [one.complete for one in store.captures()] == [False]
    write(database, run, capture, judged(1))
    with Store.read(database) as store:
        assert [one.complete for one in store.captures()] == [True]


def test_batches_of_one_capture_add_up_to_the_whole(
    tmp_path: Path, judged: Make, run: RunRecord, capture: CaptureRecord, total: ClearTotal
) -> None:
    found = [judged(number) for number in range(6)]
    write(tmp_path / "whole.db", run, capture, *found, totals=[total])
    with Store.open(tmp_path / "batches.db") as store:
        run_id = store.begin(run)
        store.record(run_id, capture, found[:3], [replace(total, transfers=1, bytes=1)], last=False)
        store.record(run_id, capture, found[3:], [total])
    assert contents(tmp_path / "batches.db") == contents(tmp_path / "whole.db")


def test_a_killed_audit_leaves_a_record_that_the_next_one_completes(
    tmp_path: Path, judged: Make, run: RunRecord, capture: CaptureRecord
) -> None:
    script = (
        "import os, sys, pickle\n"
        "from reports.store import Store\n"
        "run, capture, found = pickle.load(open(sys.argv[2], 'rb'))\n"
        "store = Store.open(sys.argv[1])\n"
        "run_id = store.begin(run)\n"
        "store.record(run_id, capture, found[:2], [], last=False)\n"
        "store._connection.begin()\n"
        "from reports.store.writing import record_batch\n"
        "record_batch(store._connection, run_id, capture, found[2:], [], last=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    import pickle

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


def test_a_new_transfer_on_a_settled_incident_opens_a_successor(
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord
) -> None:
    write(database, run, capture, judged(1))
    with Store.open(database) as store:
        (before,) = store.incidents()
        store.review(before.id, "false_positive", reason="test numbers", reviewer="Lin")
    assert write(database, run, capture, judged(1)).opened == 0
    assert write(database, run, capture, judged(1), judged(251)).opened == 1
    assert write(database, run, capture, judged(1), judged(251), judged(501)).opened == 0
    with Store.read(database) as store:
        found = {incident.id: incident for incident in store.incidents()}
    after = next(incident for incident in found.values() if incident.id != before.id)
    assert (found[before.id].state, found[before.id].transfers) == ("false_positive", 1)
    assert (after.state, after.predecessor, after.transfers) == ("new", before.id, 2)


def test_opaque_bytes_under_a_rule_are_an_incident(
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord
) -> None:
    write(database, run, capture, judged(1, outcome="opaque", rules=("bulk",)), judged(2, outcome="opaque"))
    with Store.read(database) as store:
        (incident,) = store.incidents()
    assert (incident.rule, incident.opaque_bytes, incident.classes) == ("bulk", 900, ())


def test_values_seen_in_several_transfers_are_counted_once(
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord
) -> None:
    write(database, run, capture, judged(1, values="abc"), judged(251, values="bcd"))
    with Store.read(database) as store:
        case = store.case(store.incidents()[0].id)
    assert case is not None
    assert case.findings[0].count == 4
    assert case.incident.subjects == 3


def test_a_judged_transfer_is_read_back_as_it_was_written(
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord
) -> None:
    written = judged(1)
    write(database, run, capture, written)
    with Store.read(database) as store:
        case = store.case(store.incidents()[0].id)
        assert store.captures()[0].capture == capture
        assert store.runs()[0].run == run
    assert case is not None
    read = case.transfers[0].judged
    assert read.verdict == written.verdict
    assert read.evidence == written.evidence
    assert read.transfer == replace(written.transfer, findings=())


def test_the_history_of_an_incident_is_never_changed(
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord
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
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord
) -> None:
    write(database, run, capture, judged(1))
    with Store.open(database) as store:
        incident = store.incidents()[0].id
        with pytest.raises(ReviewRefused, match="cannot go from new to closed; possible: triaged"):
            store.review(incident, "closed", reason="done", reviewer="Lin")
        with pytest.raises(ReviewRefused, match="no such incident"):
            store.review("INC-00000000", "triaged", reason="look", reviewer="Lin")
        assert store.incidents()[0].state == "new"


def test_incidents_are_listed_worst_first_and_by_state(
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord
) -> None:
    low = judged(1)
    low = replace(low, verdict=replace(low.verdict, severity="low"))
    write(database, run, capture, low, judged(2))
    with Store.open(database) as store:
        high, second = store.incidents()
        store.review(second.id, "triaged", reason="looking", reviewer="Lin")
        assert (high.severity, second.severity) == ("high", "low")
        assert [one.id for one in store.incidents(state="triaged")] == [second.id]
        assert [one.id for one in store.incidents(severity="high")] == [high.id]
        assert store.incident_counts() == {("new", "high"): 1, ("triaged", "low"): 1}


def test_hostile_text_is_kept_without_an_error_and_numbers_in_it_are_masked(
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord
) -> None:
    names = ("\udcff\x00<script>.example", "13800000000.example")
    hostile = replace(capture, path="caps/\udcfe\udcff'\".pcap")
    write(database, run, hostile, judged(1, names=names))
    with Store.read(database) as store:
        case = store.case(store.incidents()[0].id)
        assert store.captures()[0].capture.path == "caps/\\udcfe\\udcff'\".pcap"
    assert case is not None
    assert case.transfers[0].judged.transfer.names[1] == "138******00.example"
    assert b"13800000000" not in database.read_bytes()


def test_a_new_database_is_its_owners_alone(database: Path) -> None:
    Store.open(database).close()
    assert stat.S_IMODE(database.stat().st_mode) == 0o600
