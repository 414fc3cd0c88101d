"""Writing to the record: every value absolute, every batch in the caller's one transaction."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, delete, insert, literal, select, update
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.dialects.sqlite import insert as insert_or

from reports.incident import CaptureRecord, ClearTotal, JudgedTransfer, RunRecord
from reports.recorded import RecordedCounts
from reports.review import Review
from reports.store import rows, schema
from reports.store.bulk import put
from reports.store.filing import file_incidents
from reports.store.schema import upsert


def begin_run(connection: Connection, run: RunRecord) -> int:
    """The id of the new run."""
    connection.execute(upsert(schema.policies), rows.policy_row(run))
    inserted = connection.execute(insert(schema.runs), rows.run_row(run))
    return int(inserted.lastrowid)


def finish_run(connection: Connection, run_id: int, at_ns: int) -> None:
    """Marks a run as ended by itself."""
    connection.execute(update(schema.runs).where(schema.runs.c.id == run_id).values(finished_ns=at_ns))


def record_batch(
    connection: Connection,
    run_id: int,
    capture: CaptureRecord,
    transfers: Sequence[JudgedTransfer],
    totals: Sequence[ClearTotal],
    *,
    last: bool,
) -> RecordedCounts:
    """Writes what `Store.record` was given."""
    run = connection.execute(
        select(schema.runs.c.policy_hash, schema.runs.c.key_id).where(schema.runs.c.id == run_id)
    ).one()
    put(connection, schema.captures, [rows.capture_row(run_id, capture, complete=last)])
    path = rows.storable(capture.path)
    put(connection, schema.audits, [{"run_id": run_id, "capture": capture.fingerprint, "path": path}])
    put(connection, schema.coverage, [rows.coverage_row(capture.fingerprint, capture.coverage)])
    _put_transfers(connection, run_id, run.policy_hash, run.key_id, capture.fingerprint, transfers)
    put(connection, schema.totals, (rows.total_row(run_id, capture.fingerprint, total) for total in totals))
    counts = file_incidents(connection, run_id, run.policy_hash, transfers)
    if last:
        _sweep(connection, run_id, run.policy_hash, capture.fingerprint)
    return counts


def add_review(connection: Connection, step: Review) -> None:
    """Appends to the history and moves the incident to its new state."""
    connection.execute(insert(schema.reviews), rows.review_row(step))
    incidents = schema.incidents
    connection.execute(update(incidents).where(incidents.c.id == step.incident).values(state=step.to_state))


def _put_transfers(
    connection: Connection,
    run_id: int,
    policy_hash: str,
    key_id: str,
    fingerprint: str,
    transfers: Sequence[JudgedTransfer],
) -> None:
    put(connection, schema.transfers, (rows.transfer_row(run_id, fingerprint, one) for one in transfers))
    put(connection, schema.judgements, (rows.judgement_row(run_id, policy_hash, one) for one in transfers))
    put(connection, schema.evidence, map(rows.evidence_row, transfers))
    put(connection, schema.findings, _findings(run_id, policy_hash, key_id, transfers))


def _findings(run_id: int, policy_hash: str, key_id: str, transfers: Iterable[JudgedTransfer]) -> Iterator[rows.Row]:
    for judged in transfers:
        yield from rows.finding_rows(run_id, policy_hash, key_id, judged)


def _sweep(connection: Connection, run_id: int, policy_hash: str, fingerprint: str) -> None:
    """What an earlier run wrote of this capture and this one did not: totals go, transfers are clear now.

    An incident keeps its transfers and their findings: only their judgement says that it no longer stands.
    """
    transfers, totals, findings = schema.transfers, schema.totals, schema.findings
    of_capture = transfers.c.capture == fingerprint
    connection.execute(delete(totals).where(totals.c.capture == fingerprint, totals.c.run_id != run_id))
    written = select(transfers.c.key).where(of_capture, transfers.c.run_id == run_id)
    connection.execute(
        delete(findings).where(
            findings.c.policy_hash == policy_hash, findings.c.run_id != run_id, findings.c.transfer.in_(written)
        )
    )
    left = of_capture & (transfers.c.run_id != run_id)
    connection.execute(_clear(run_id, policy_hash, left))
    connection.execute(update(transfers).where(left).values(run_id=run_id))


def _clear(run_id: int, policy_hash: str, left: ColumnElement[bool]) -> Insert:
    values: rows.Row = {
        "transfer": schema.transfers.c.key,
        "policy_hash": literal(policy_hash),
        "run_id": literal(run_id),
        "outcome": literal("clear"),
        **dict.fromkeys(("rules", "reasons", "basis"), literal("[]")),
        **dict.fromkeys(("severity", "asset", "recipient", "day"), literal("")),
        "subjects": literal(0),
    }
    statement = insert_or(schema.judgements).from_select(list(values), select(*values.values()).where(left))
    changed = {name: statement.excluded[name] for name in ("outcome", "run_id")}
    return statement.on_conflict_do_update(index_elements=schema.KEYS["judgements"], set_=changed)
