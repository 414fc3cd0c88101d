"""The record of what was audited and found: reading and reviewing it, through SQLAlchemy; the one door to it.

Import it where a record is opened, not at the top of a module: SQLAlchemy takes longer to load than
a small capture takes to audit. What only writes an audit down uses `reports.recorder`.
"""

import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, insert, update
from sqlalchemy.exc import DBAPIError

from reports.headcount import Headcount, headcount, yardstick
from reports.incident import RecordedCounts
from reports.ledger import Ledger
from reports.recorded import (
    Case,
    ClearCrossing,
    Crossing,
    Destination,
    RecordedCapture,
    RecordedIncident,
    RecordedRun,
    Replayed,
)
from reports.recorder import Recorder
from reports.recorder.connection import WAIT_MS, connect_to_read, database_path, unavailable
from reports.recorder.rows import review_row
from reports.review import Review, ReviewRefused, review
from reports.store import schema
from reports.store.engine import connection_over
from reports.store.reading import (
    count_incidents,
    names_of,
    read_captures,
    read_case,
    read_detected,
    read_incidents,
    read_policy,
    read_runs,
    state_of,
)
from reports.store.replay import replay
from reports.store.sums import read_clear, read_crossings, read_destinations
from reports.unavailable import StoreUnavailable

__all__ = ["RecordedCounts", "Store", "StoreUnavailable"]

SHOWN_TRANSFERS = 100


class Store(Recorder):
    """One open record, to be read and reviewed too. Methods raise `StoreUnavailable` where it cannot be used."""

    __slots__ = ("_connection",)

    def __init__(self, path: Path, driver: sqlite3.Connection, begin: str = "BEGIN IMMEDIATE") -> None:
        """Read and write through a connection that is open; `begin` is how its transactions begin."""
        super().__init__(path, driver, begin)
        self._connection: Connection = connection_over(driver)

    @classmethod
    def read(cls, location: str | Path, *, wait_ms: int = WAIT_MS) -> Self:
        """Opens a record that exists, to read only."""
        path = database_path(location)
        return cls(path, connect_to_read(path, wait_ms), "BEGIN")

    def close(self) -> None:
        """Gives the database back."""
        self._connection.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            with self.transaction():
                yield
        except DBAPIError as error:
            raise unavailable(self.path, error.orig) from None

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
            incidents = schema.incidents
            self._connection.execute(insert(schema.reviews), review_row(step))
            self._connection.execute(update(incidents).where(incidents.c.id == incident).values(state=step.to_state))
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

    def policy(self, digest: str) -> str:
        """What the record keeps of a policy, as JSON; "" where it knows none of that hash."""
        with self._transaction():
            return read_policy(self._connection, digest)

    def detected_ns(self, incident: str) -> int | None:
        """When the run began that opened an incident, since 1970 UTC."""
        with self._transaction():
            return read_detected(self._connection, incident)

    def incident_names(self, keys: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Incident key -> (id, state) of the newest incident of that key."""
        with self._transaction():
            return names_of(self._connection, keys)

    def replay(self) -> Iterator[Replayed]:
        """Every recorded transfer as it was judged last, all seen at one time, in bounded memory."""
        with self._transaction():
            yield from replay(self._connection)

    def crossings(self) -> tuple[Crossing, ...]:
        """Transfers that are not clear by sender, data class, country and outcome."""
        with self._transaction():
            return read_crossings(self._connection)

    def destinations(self) -> tuple[Destination, ...]:
        """Recorded transfers by outcome and recipient, most bytes first; clear ones where they hold findings."""
        with self._transaction():
            return read_destinations(self._connection)

    def people(self, year: int = 0) -> Headcount | None:
        """The people of a year, or of the newest one in which data of any left; None where none did."""
        with self._transaction():
            ledger = Ledger.over(self.path, self._driver)
            year = year or ledger.newest_year()
            return headcount(ledger, yardstick(ledger.newest_policy()), year) if year else None

    def clear_crossings(self) -> tuple[ClearCrossing, ...]:
        """Clear transfers by destination country and protocol, most bytes first."""
        with self._transaction():
            return read_clear(self._connection)
