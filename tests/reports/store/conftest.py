"""Writing and comparing whole records."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from reports.incident import CaptureRecord, ClearTotal, JudgedTransfer, RunRecord
from reports.recorded import RecordedCounts
from reports.store import Store

Contents = Mapping[str, list[tuple[object, ...]]]
Write = Callable[..., RecordedCounts]


@pytest.fixture
def write() -> Write:
    """Audits a capture whole: a run begins, one batch is recorded, the run ends."""

    def write_run(
        database: Path,
        run: RunRecord,
        capture: CaptureRecord,
        *found: JudgedTransfer,
        totals: Sequence[ClearTotal] = (),
        last: bool = True,
    ) -> RecordedCounts:
        with Store.open(database) as store:
            run_id = store.begin(run)
            counts = store.record(run_id, capture, found, totals, last=last)
            store.finish(run_id)
        return counts

    return write_run


@pytest.fixture
def contents() -> Callable[[Path], Contents]:
    """Every row of every table but the runs, run numbers left out."""
    return _contents


def _contents(database: Path) -> Contents:
    with sqlite3.connect(database) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept: dict[str, list[tuple[object, ...]]] = {}
        for name in sorted(set(names) - {"runs", "audits", "sqlite_sequence"}):
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})") if row[1] != "run_id"]
            kept[name] = sorted(connection.execute(f"SELECT {', '.join(columns)} FROM {name}"), key=repr)
    return kept
