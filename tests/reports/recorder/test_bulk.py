"""Many rows at once: every column is set, whatever order a row names them in."""

import sqlite3
from pathlib import Path

from reports.incident import CaptureRecord, RunRecord
from reports.recorder.bulk import put
from reports.store import Store

COUNTED = {"sender_network": "10.0.0.0/24", "recipient_network": "8.8.8.0/24", "recipient_country": "US"}


def rows(fingerprint: str, run_id: int, volume: int) -> list[dict[str, object]]:
    hours = ("2026-01-01T08", "2026-01-01T07")
    found = [{**COUNTED, "protocol": "tcp", "hour": hour, "transfers": 1, "bytes": volume} for hour in hours]
    return [{"run_id": run_id, **row, "capture": fingerprint} for row in found]


def test_rows_are_written_and_written_again_without_adding(
    database: Path, run: RunRecord, capture: CaptureRecord
) -> None:
    with Store.open(database) as store:
        run_id = store.begin(run)
        store.record(run_id, capture, [], [])
        with store._transaction():
            put(store._driver, "totals", rows(capture.fingerprint, run_id, 5))
            put(store._driver, "totals", rows(capture.fingerprint, run_id, 7))
            put(store._driver, "totals", [])
    with sqlite3.connect(database) as connection:
        found = connection.execute("SELECT hour, bytes, recipient_country, run_id FROM totals").fetchall()
    assert found == [("2026-01-01T07", 7, "US", run_id), ("2026-01-01T08", 7, "US", run_id)]


def test_chinese_texts_are_kept_as_they_are_and_lone_surrogates_as_escapes(
    database: Path, run: RunRecord, capture: CaptureRecord
) -> None:
    damage = ((3, "损坏"), (5, "\udcff"))
    damaged = type(capture.coverage)(1, 1, {}, {}, damage)
    with Store.open(database) as store:
        store.record(store.begin(run), type(capture)("f" * 64, "a.pcap", 1, 1, 1, damaged), [], [])
        assert store.captures()[0].capture.coverage.damage == damage
    with sqlite3.connect(database) as connection:
        assert connection.execute("SELECT damage FROM coverage").fetchone() == ('[[3,"损坏"],[5,"\\udcff"]]',)
