"""Values to rows and back."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from reports.incident import CaptureRecord, JudgedTransfer, RecordedCounts, RunRecord
from reports.store import Store

Make = Callable[..., JudgedTransfer]
Write = Callable[..., RecordedCounts]


def test_a_judged_transfer_is_read_back_as_it_was_written(
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord, write: Write
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


def test_hostile_text_is_kept_without_an_error_and_numbers_in_it_are_masked(
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord, write: Write
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
