"""The record of what was audited and found, kept in SQLite; the one door to SQLAlchemy.

Import it where a record is opened, not at the top of a module: SQLAlchemy takes longer to load than
a small capture takes to audit.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection

from reports.incident import CaptureRecord, ClearTotal, JudgedTransfer, RunRecord
from reports.recorded import (
    Case,
    ClearCrossing,
    Crossing,
    Destination,
    RecordedCapture,
    RecordedCounts,
    RecordedIncident,
    RecordedRun,
)
from reports.review import Review, ReviewRefused, review
from reports.store.connection import database_path, open_to_read, open_to_write, telling
from reports.store.reading import count_incidents, read_captures, read_case, read_incidents, read_runs, state_of
from reports.store.sums import read_clear, read_crossings, read_destinations
from reports.store.writing import add_review, begin_run, finish_run, record_batch
from reports.unavailable import StoreUnavailable

__all__ = ["RecordedCounts", "Store", "StoreUnavailable"]

WAIT_MS = 10_000
"""How long to wait for another writer before giving up."""

SHOWN_TRANSFERS = 100


class Store:
    """One open record. Every method raises `StoreUnavailable` where the database cannot be used."""

    __slots__ = ("_connection", "path")

    def __init__(self, path: Path, connection: Connection) -> None:
        self.path = path
        self._connection = connection

    @classmethod
    def open(cls, location: str | Path, *, wait_ms: int = WAIT_MS) -> Self:
        """Opens the record to write, making it where missing; `location` is a path or `sqlite:///PATH`."""
        path = database_path(location)
        return cls(path, open_to_write(path, wait_ms))

    @classmethod
    def read(cls, location: str | Path, *, wait_ms: int = WAIT_MS) -> Self:
        """Opens a record that exists, to read only."""
        path = database_path(location)
        return cls(path, open_to_read(path, wait_ms))

    def close(self) -> None:
        """Gives the database back."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with telling(self.path), self._connection.begin():
            yield

    def begin(self, run: RunRecord) -> int:
        """Notes a new run and gives its id."""
        with self._transaction():
            return begin_run(self._connection, run)

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
        with self._transaction():
            return record_batch(self._connection, run_id, capture, transfers, totals, last=last)

    def finish(self, run_id: int) -> None:
        """Notes that the run came to its end."""
        with self._transaction():
            finish_run(self._connection, run_id, time.time_ns())

    def review(self, incident: str, state: str, *, reason: str, reviewer: str) -> Review:
        """Moves an incident to `state` and appends to its history.

        Raises:
            ReviewRefused: no such incident, or the step may not be taken.
        """
        with self._transaction():
            now = state_of(self._connection, incident)
            if now is None:
                raise ReviewRefused(f"{incident}: no such incident in {self.path}")
            step = review(incident, now, state, reason=reason, reviewer=reviewer, at_ns=time.time_ns())
            add_review(self._connection, step)
            return step

    def runs(self) -> tuple[RecordedRun, ...]:
        """All runs, the newest first."""
        with self._transaction():
            return read_runs(self._connection)

    def captures(self) -> tuple[RecordedCapture, ...]:
        """All captures with what was and was not seen of them, by path."""
        with self._transaction():
            return read_captures(self._connection)

    def incidents(
        self, *, state: str | None = None, severity: str | None = None, limit: int | None = None
    ) -> tuple[RecordedIncident, ...]:
        """Incidents, the worst first, then the newest."""
        with self._transaction():
            return read_incidents(self._connection, state=state, severity=severity, limit=limit)

    def incident_counts(self) -> dict[tuple[str, str], int]:
        """(state, severity) -> incidents."""
        with self._transaction():
            return count_incidents(self._connection)

    def case(self, incident: str, *, transfers: int = SHOWN_TRANSFERS) -> Case | None:
        """Everything of one incident, of its transfers the first few; None where there is none of that id."""
        with self._transaction():
            found = read_incidents(self._connection, only=incident)
            return read_case(self._connection, found[0], transfers) if found else None

    def cases(self, limit: int, *, transfers: int = SHOWN_TRANSFERS) -> tuple[Case, ...]:
        """Everything of the worst and newest incidents, at most `limit`."""
        with self._transaction():
            found = read_incidents(self._connection, limit=limit)
            return tuple(read_case(self._connection, incident, transfers) for incident in found)

    def crossings(self) -> tuple[Crossing, ...]:
        """Transfers that are not clear by sender, data class, country and outcome."""
        with self._transaction():
            return read_crossings(self._connection)

    def destinations(self) -> tuple[Destination, ...]:
        """Recorded transfers by outcome and recipient, most bytes first; clear ones where they hold findings."""
        with self._transaction():
            return read_destinations(self._connection)

    def clear_crossings(self) -> tuple[ClearCrossing, ...]:
        """Clear transfers by destination country and protocol, most bytes first."""
        with self._transaction():
            return read_clear(self._connection)
