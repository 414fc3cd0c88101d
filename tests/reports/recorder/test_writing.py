"""What a new audit does to what an earlier one wrote."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from reports.incident import CaptureRecord, ClearTotal, JudgedTransfer, RecordedCounts, RunRecord
from reports.store import Store

Make = Callable[..., JudgedTransfer]
Write = Callable[..., RecordedCounts]
Contents = Callable[[Path], Mapping[str, list[tuple[object, ...]]]]


def test_a_transfer_that_is_clear_now_keeps_its_incident_with_all_it_showed(
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord, write: Write
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
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord, total: ClearTotal, write: Write
) -> None:
    write(database, run, capture, judged(1), totals=[total])
    write(database, run, capture, judged(1, outcome="opaque"), totals=[replace(total, protocol="udp", bytes=7)])
    with Store.read(database) as store:
        assert [(one.protocol, one.bytes) for one in store.clear_crossings()] == [("udp", 7)]
        assert [(one.data_class, one.values) for one in store.crossings()] == [("", 0)]


def test_batches_of_one_capture_add_up_to_the_whole(
    tmp_path: Path,
    judged: Make,
    run: RunRecord,
    capture: CaptureRecord,
    total: ClearTotal,
    write: Write,
    contents: Contents,
) -> None:
    found = [judged(number) for number in range(6)]
    write(tmp_path / "whole.db", run, capture, *found, totals=[total])
    with Store.open(tmp_path / "batches.db") as store:
        run_id = store.begin(run)
        store.record(run_id, capture, found[:3], [replace(total, transfers=1, bytes=1)], last=False)
        store.record(run_id, capture, found[3:], [total])
    assert contents(tmp_path / "batches.db") == contents(tmp_path / "whole.db")
