"""The record as JSON."""

import json
from collections.abc import Callable
from pathlib import Path

from reports.export import export_json
from reports.incident import CaptureRecord, ClearTotal, JudgedTransfer, RunRecord
from reports.snapshot import take_snapshot
from reports.store import Store


def test_the_document_holds_runs_captures_cases_and_their_evidence(
    database: Path, judged: Callable[..., JudgedTransfer], run: RunRecord, capture: CaptureRecord, total: ClearTotal
) -> None:
    one = judged(1)
    with Store.open(database) as store:
        store.record(store.begin(run), capture, [one], [total])
        content = json.loads(export_json(take_snapshot(store, run.started_ns)))
    assert content["generated"] == "2026-09-21T14:13:20.123456789Z"
    assert content["runs"][0]["policy_hash"] == run.policy_hash
    assert content["captures"][0]["complete"] is True
    (case,) = content["cases"]
    assert case["transfers_shown"][0]["evidence"]["frames"] == [4, 6]
    assert case["transfers_shown"][0]["receiver_place"]["country"] == "SG"
    assert case["findings"][0]["samples"] == ["138****0000"]
    assert content["clear"][0]["bytes"] == 4_000
    digests = [digest.hex() for tally in one.transfer.findings for digest in tally.digests]
    assert not any(digest in json.dumps(content) for digest in digests)
