"""Sums over the record."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from policies.verdict import Classified
from reports.incident import CaptureRecord, ClearTotal, JudgedTransfer, RecordedCounts, RunRecord
from reports.recorded import ClearCrossing
from reports.store import Store

Make = Callable[..., JudgedTransfer]
Write = Callable[..., RecordedCounts]


def test_a_transfer_with_two_detectors_of_one_class_is_one_crossing_of_its_bytes(
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord, write: Write
) -> None:
    one = judged(1)
    second = Classified("email", "pi.ordinary", 5, 0.8, (), ())
    write(database, run, capture, replace(one, verdict=replace(one.verdict, findings=(*one.verdict.findings, second))))
    with Store.read(database) as store:
        (crossing,) = store.crossings()
    assert (crossing.transfers, crossing.bytes, crossing.values) == (1, 1_000, 7)
    assert (crossing.sender, crossing.data_class, crossing.country, crossing.jurisdiction) == (
        "203.0.113.1",
        "pi.ordinary",
        "SG",
        "outside",
    )


def test_destinations_are_added_up_by_recipient_and_outcome(
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord, write: Write
) -> None:
    write(database, run, capture, judged(1), judged(2), judged(3, outcome="authorised"), judged(4, outcome="opaque"))
    with Store.read(database) as store:
        found = {one.outcome: one for one in store.destinations()}
    assert (found["incident"].transfers, found["incident"].bytes) == (2, 2_000)
    assert (found["authorised"].lawful_path, found["authorised"].name) == ("contract-7", "upload.example")
    assert (found["opaque"].opaque_bytes, found["opaque"].source) == (900, "DB-IP Lite 2026-06")


def test_clear_totals_of_all_captures_are_added_up(
    database: Path, run: RunRecord, capture: CaptureRecord, total: ClearTotal, write: Write
) -> None:
    other = replace(capture, fingerprint="e" * 64)
    write(database, run, capture, totals=[total, replace(total, recipient_network="192.0.2.0/24")])
    write(database, run, other, totals=[total])
    with Store.read(database) as store:
        assert store.clear_crossings() == (ClearCrossing("SG", "tcp", 12, 12_000, 2),)


def test_clear_transfers_with_findings_are_listed_and_those_found_clear_later_are_not(
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord, write: Write
) -> None:
    below = judged(1, outcome="authorised")
    below = replace(below, verdict=replace(below.verdict, outcome="clear", lawful_path=None))
    write(database, run, capture, judged(2))
    write(database, run, capture, below)
    with Store.read(database) as store:
        assert [(one.outcome, one.transfers) for one in store.destinations()] == [("clear", 1)]
