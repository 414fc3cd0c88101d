"""The key figures."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from reports.incident import CaptureRecord, ClearTotal, Coverage, JudgedTransfer, RunRecord
from reports.snapshot import Snapshot, take_snapshot
from reports.store import Store
from reports.summary import Damage, Volume, summarise

NOTHING = Snapshot(0, (), (), (), {}, (), (), ())


def test_an_empty_record_has_no_figures() -> None:
    summary = summarise(NOTHING)
    assert (summary.incidents, summary.seen.frames, summary.first_ns, dict(summary.by_severity)) == (0, 0, 0, {})


def test_settled_incidents_are_not_open() -> None:
    counts = {("new", "high"): 3, ("confirmed", "critical"): 1, ("closed", "critical"): 5, ("false_positive", "low"): 2}
    summary = summarise(replace(NOTHING, incident_counts=counts))
    assert (summary.incidents, summary.open_incidents) == (11, 4)
    assert list(summary.by_severity.items()) == [("critical", 1), ("high", 3)]


def test_figures_add_up_over_captures_and_outcomes(
    database: Path,
    judged: Callable[..., JudgedTransfer],
    run: RunRecord,
    capture: CaptureRecord,
    total: ClearTotal,
) -> None:
    other = replace(capture, fingerprint="e" * 64, path="b", coverage=Coverage(5, 4, {"arp": 1}, {"read": 1}))
    with Store.open(database) as store:
        run_id = store.begin(run)
        store.record(
            run_id, capture, [judged(1), judged(2, outcome="opaque"), judged(3, outcome="authorised")], [total]
        )
        store.record(run_id, other, [], [], last=False)
        snapshot = take_snapshot(store, 1)
    summary = summarise(snapshot)
    assert summary.outcomes == {
        "incident": Volume(1, 1_000, 0),
        "authorised": Volume(1, 1_000, 0),
        "opaque": Volume(1, 1_000, 900),
        "clear": Volume(4, 4_000, 0),
    }
    assert (summary.seen.frames, summary.seen.decoded, dict(summary.seen.unread)) == (
        105,
        101,
        {"truncated": 3, "arp": 1},
    )
    assert summary.seen.incomplete == 1
    assert summary.seen.damage == (Damage(capture.path, 912, "record longer than the file"),)
    assert snapshot.wording.title("rules", "pi-any").zh == "个人信息出境"
