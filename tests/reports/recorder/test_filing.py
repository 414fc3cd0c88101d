"""Which incident a transfer joins."""

from collections.abc import Callable
from pathlib import Path

from reports.incident import CaptureRecord, JudgedTransfer, RecordedCounts, RunRecord
from reports.store import Store

Make = Callable[..., JudgedTransfer]
Write = Callable[..., RecordedCounts]


def test_transfers_of_one_sender_rule_recipient_and_day_are_one_incident(
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord, write: Write
) -> None:
    write(database, run, capture, judged(1), judged(251), judged(2), judged(501, day="2026-09-22"))
    with Store.read(database) as store:
        found = store.incidents()
    assert sorted(incident.transfers for incident in found) == [1, 1, 2]


def test_a_new_transfer_on_a_settled_incident_opens_a_successor(
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord, write: Write
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
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord, write: Write
) -> None:
    write(database, run, capture, judged(1, outcome="opaque", rules=("bulk",)), judged(2, outcome="opaque"))
    with Store.read(database) as store:
        (incident,) = store.incidents()
    assert (incident.rule, incident.opaque_bytes, incident.classes) == ("bulk", 900, ())
