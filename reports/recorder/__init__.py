"""Writing the record of an audit, in SQLite, with the statements that SQLAlchemy rendered (see `statements`)."""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from reports.incident import CaptureRecord, ClearTotal, JudgedTransfer, RecordedCounts, RunRecord
from reports.recorder.connection import WAIT_MS, connect_to_write, database_path, telling
from reports.recorder.writing import begin_run, finish_run, record_batch


class Recorder:
    """One record, open to be written. Every method raises `StoreUnavailable` where the database cannot be used."""

    __slots__ = ("_begin", "_driver", "path")

    def __init__(self, path: Path, driver: sqlite3.Connection, begin: str = "BEGIN IMMEDIATE") -> None:
        """Write through a connection that was prepared by `connect_to_write`."""
        self.path = path
        self._driver = driver
        self._begin = begin

    @classmethod
    def open(cls, location: str | Path, *, wait_ms: int = WAIT_MS) -> Self:
        """Opens the record, making it where missing; `location` is a path or `sqlite:///PATH`."""
        path = database_path(location)
        return cls(path, connect_to_write(path, wait_ms))

    def close(self) -> None:
        """Gives the database back."""
        self._driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing of what is written inside."""
        with telling(self.path):
            self._driver.execute(self._begin)
            try:
                yield self._driver
            except BaseException:
                self._driver.rollback()
                raise
            self._driver.execute("COMMIT")

    def begin(self, run: RunRecord) -> int:
        """Notes a new run and gives its id."""
        with self.transaction() as driver:
            return begin_run(driver, run)

    def record(
        self,
        run_id: int,
        capture: CaptureRecord,
        transfers: Sequence[JudgedTransfer],
        totals: Sequence[ClearTotal],
        *,
        last: bool = True,
    ) -> RecordedCounts:
        """Writes one batch of a capture in one transaction.

        Values are absolute: writing the same again changes nothing. Only the `last` batch marks the
        capture as complete; what an earlier run had of it and this one has not is then put right.
        """
        with self.transaction() as driver:
            return record_batch(driver, run_id, capture, transfers, totals, last=last)

    def finish(self, run_id: int) -> None:
        """Notes that the run came to its end."""
        with self.transaction() as driver:
            finish_run(driver, run_id, time.time_ns())
