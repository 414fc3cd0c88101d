"""Writing to the record: every value absolute, every batch in the caller's one transaction."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from reports.incident import CaptureRecord, ClearTotal, JudgedTransfer, RecordedCounts, RunRecord
from reports.recorder import rows
from reports.recorder.bulk import put
from reports.recorder.filing import file_incidents
from reports.recorder.people import enter_people
from reports.recorder.statements import STATEMENTS


def begin_run(driver: sqlite3.Connection, run: RunRecord) -> int:
    """The id of the new run."""
    put(driver, "policies", [rows.policy_row(run)])
    inserted = driver.execute(STATEMENTS["begin_run"], rows.run_row(run))
    return int(inserted.lastrowid or 0)


def finish_run(driver: sqlite3.Connection, run_id: int, at_ns: int) -> None:
    """Marks a run as ended by itself."""
    driver.execute(STATEMENTS["finish_run"], {"run": run_id, "finished_ns": at_ns})


def record_batch(
    driver: sqlite3.Connection,
    run_id: int,
    capture: CaptureRecord,
    transfers: Sequence[JudgedTransfer],
    totals: Sequence[ClearTotal],
    *,
    last: bool,
) -> RecordedCounts:
    """Writes what `Recorder.record` was given."""
    policy_hash, key_id = driver.execute(STATEMENTS["policy_and_key"], {"run": run_id}).fetchone()
    put(driver, "captures", [rows.capture_row(run_id, capture, complete=last)])
    path = rows.storable(capture.path)
    put(driver, "audits", [{"run_id": run_id, "capture": capture.fingerprint, "path": path}])
    put(driver, "coverage", [rows.coverage_row(capture.fingerprint, capture.coverage)])
    _put_transfers(driver, run_id, policy_hash, key_id, capture.fingerprint, transfers)
    enter_people(driver, policy_hash, key_id, transfers)
    put(driver, "totals", (rows.total_row(run_id, capture.fingerprint, total) for total in totals))
    counts = file_incidents(driver, run_id, policy_hash, transfers)
    if last:
        _sweep(driver, run_id, policy_hash, capture.fingerprint)
    return counts


def _put_transfers(
    driver: sqlite3.Connection,
    run_id: int,
    policy_hash: str,
    key_id: str,
    fingerprint: str,
    transfers: Sequence[JudgedTransfer],
) -> None:
    put(driver, "transfers", (rows.transfer_row(run_id, fingerprint, one) for one in transfers))
    put(driver, "judgements", (rows.judgement_row(run_id, policy_hash, one) for one in transfers))
    put(driver, "evidence", map(rows.evidence_row, transfers))
    put(driver, "findings", _findings(run_id, policy_hash, key_id, transfers))


def _findings(run_id: int, policy_hash: str, key_id: str, transfers: Iterable[JudgedTransfer]) -> Iterator[rows.Row]:
    for judged in transfers:
        yield from rows.finding_rows(run_id, policy_hash, key_id, judged)


def _sweep(driver: sqlite3.Connection, run_id: int, policy_hash: str, fingerprint: str) -> None:
    """What an earlier run wrote of this capture and this one did not: totals go, transfers are clear now.

    An incident keeps its transfers and their findings: only their judgement says that it no longer stands.
    """
    values = {"run": run_id, "policy": policy_hash, "capture": fingerprint}
    for name in ("sweep_totals", "sweep_findings", "clear_left", "adopt_left"):
        driver.execute(STATEMENTS[name], values)
