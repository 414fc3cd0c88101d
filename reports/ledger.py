"""The ledger of people, read: how many left, and when the n-th did; of one record or of several under one key."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from reports.recorder.connection import WAIT_MS, connect_to_read, database_path, telling
from reports.recorder.migrations import script, steps
from reports.recorder.statements import STATEMENTS
from reports.unavailable import StoreUnavailable


@dataclass(frozen=True, slots=True)
class Scope:
    """What some people are counted under."""

    id: int
    kind: str  # the detector that identifies them
    groups: tuple[int, int, int]  # bits under the policy's profile and each standard (see `policies.groups`)
    classes: tuple[str, ...]
    recipient: str  # how the policy names it, "" when it does not
    country: str
    paths: tuple[str, ...]
    counts: bool  # False: by a path that does not count toward thresholds


@dataclass(frozen=True, slots=True)
class Heads:
    """How many people: `lower` and `upper` bound what linking cannot know, `lower <= estimate <= upper`."""

    lower: int = 0  # the most of one kind of identifier
    estimate: int = 0  # identifiers never seen beside a stronger one
    upper: int = 0  # all identifiers, as if each were another person


NOBODY = Heads()


class Ledger:
    """The people under one key. Every method raises `StoreUnavailable` where a database cannot be read."""

    def __init__(self, path: Path, sources: Sequence[sqlite3.Connection], key_id: str) -> None:
        """Read through open connections, of which all but the first only tell what captures and transfers say."""
        self.key_id = key_id
        self._path = path
        self._sources = sources
        self._driver = sources[0]
        self._heads: dict[frozenset[int], Heads] = {}
        self._merged_years: set[int] | None = None

    @classmethod
    def open(cls, locations: Sequence[str | Path], *, wait_ms: int = WAIT_MS) -> Self:
        """The ledger of all these records together: their people are united.

        Raises:
            StoreUnavailable: one cannot be read, or counts under another key than the first.
        """
        paths = [database_path(location) for location in locations]
        drivers = [connect_to_read(path, wait_ms) for path in paths]
        with telling(paths[0]):
            keys = [_newest_key(driver) for driver in drivers]
        for path, key in zip(paths, keys, strict=True):
            if key != keys[0]:
                reason = (
                    f"counts people under another key ({key or 'none'}) than {paths[0]} ({keys[0] or 'none'}), and "
                    "such counts cannot be united; give all sensors one KOUAN_KEY_FILE"
                )
                raise StoreUnavailable(path, reason)
        ledger = cls(paths[0], drivers, keys[0])
        if len(drivers) > 1:
            ledger._unite()
        return ledger

    @classmethod
    def over(cls, path: Path, driver: sqlite3.Connection) -> Self:
        """The ledger of a record that is open already."""
        return cls(path, [driver], _newest_key(driver))

    def close(self) -> None:
        """Gives the databases back."""
        for driver in {self._driver, *self._sources}:
            driver.close()

    def scopes(self, year: int) -> tuple[Scope, ...]:
        """What people of a year are counted under, as the policies say by which captures were audited last."""
        with telling(self._path):
            if self._merged_years is None:
                return tuple(_scope(row) for row in _rows(self._driver, "scopes_of_year", self._asked(year)))
            self._unite_year(year)
            found = self._driver.execute("SELECT * FROM scopes WHERE year = ?", (year,))
            return tuple(_scope(row) for row in _named(found))

    def heads(self, scopes: Iterable[Scope]) -> Heads:
        """How many people are in these scopes together."""
        by_kind: dict[str, list[int]] = defaultdict(list)
        for scope in scopes:
            by_kind[scope.kind].append(scope.id)
        chosen = frozenset(name for names in by_kind.values() for name in names)
        if chosen not in self._heads:
            with telling(self._path):
                kinds = [self._of_kind(names) for names in by_kind.values()]
            estimate = sum(unattached for _, unattached in kinds)
            most = max((count for count, _ in kinds), default=0)
            self._heads[chosen] = Heads(min(most, estimate), estimate, sum(count for count, _ in kinds))
        return self._heads[chosen]

    def moment(self, scopes: Iterable[Scope], number: int) -> int | None:
        """When the `number`-th person (from 1) left first, in seconds since 1970 UTC; None where there are fewer."""
        wanted = {"keys": json.dumps([scope.id for scope in scopes]), "number": number - 1}
        with telling(self._path):
            found = self._driver.execute(STATEMENTS["first_of_person"], wanted).fetchone()
        return None if found is None else int(found[0])

    def observed(self, begin_ns: int, end_ns: int) -> tuple[int, int] | None:
        """The first and the last time (ns) of captures that reach into a span, None where there is none."""
        wanted = {"begin_ns": begin_ns, "end_ns": end_ns}
        with telling(self._path):
            each = [driver.execute(STATEMENTS["observed"], wanted).fetchone() for driver in self._sources]
        found = [(first, last) for first, last in each if first is not None]
        return (min(first for first, _ in found), max(last for _, last in found)) if found else None

    def opaque(self, year: int) -> Mapping[str, int]:
        """Asset -> bytes of a year's exports that could not be read; a capture in two records counts once."""
        wanted = {"first_day": f"{year}-01-01", "last_day": f"{year}-12-31"}
        by_capture: dict[tuple[str, str], int] = {}
        with telling(self._path):
            for driver in self._sources:
                for capture, asset, size in driver.execute(STATEMENTS["opaque_by_asset"], wanted):
                    by_capture[capture, asset] = max(size, by_capture.get((capture, asset), 0))
        total: dict[str, int] = defaultdict(int)
        for (_, asset), size in by_capture.items():
            total[asset] += size
        return dict(total)

    def newest_year(self) -> int:
        """The newest year with people under the key, 0 where there are none."""
        with telling(self._path):
            years = [
                driver.execute("SELECT max(year) FROM scopes WHERE key_id = ?", (self.key_id,)).fetchone()[0]
                for driver in self._sources
            ]
        return max((year for year in years if year), default=0)

    def newest_policy(self) -> str:
        """What the record holds of the policy of the newest run, as JSON."""
        with telling(self._path):
            asked = "SELECT p.wording FROM runs r JOIN policies p ON p.hash = r.policy_hash ORDER BY r.id DESC LIMIT 1"
            found = self._sources[0].execute(asked).fetchone()
        return str(found[0]) if found else "{}"

    def _of_kind(self, names: list[int]) -> tuple[int, int]:
        """(identifiers, those never attached) of one kind; scopes that share none need no grouping."""
        if len(names) == 1:
            count, unattached = self._driver.execute(STATEMENTS["people_in_scope"], {"scope": names[0]}).fetchone()
        else:
            found = self._driver.execute(STATEMENTS["people_by_kind"], {"keys": json.dumps(names)}).fetchone()
            count, unattached = found or (0, 0)
        return int(count), int(unattached)

    def _asked(self, year: int) -> dict[str, object]:
        return {"year": year, "key_id": self.key_id}

    def _unite(self) -> None:
        """Make a temporary database, which SQLite keeps in memory or in a file of its own, to unite years in."""
        united = sqlite3.connect("", isolation_level=None)
        united.executescript(script(0, steps()))
        self._sources = tuple(self._sources)
        self._driver = united
        self._merged_years = set()

    def _unite_year(self, year: int) -> None:
        assert self._merged_years is not None
        if year in self._merged_years:
            return
        self._merged_years.add(year)
        self._driver.execute("BEGIN")
        for source in self._sources:
            for row in _rows(source, "scopes_of_year", self._asked(year)):
                self._driver.execute(STATEMENTS["open_scope"], row)
                name = self._driver.execute(STATEMENTS["scope_id"], row).fetchone()[0]
                people = source.execute(STATEMENTS["rows_of_scope"], {"scope": row["id"]})
                self._driver.executemany(STATEMENTS["enter_people"], ((name, *person) for person in people))
        self._driver.execute("COMMIT")


def _newest_key(driver: sqlite3.Connection) -> str:
    found = driver.execute(STATEMENTS["newest_key"]).fetchone()
    return str(found[0]) if found else ""


def _rows(driver: sqlite3.Connection, statement: str, values: Mapping[str, object]) -> Iterator[dict[str, Any]]:
    return _named(driver.execute(STATEMENTS[statement], values))


def _named(cursor: sqlite3.Cursor) -> Iterator[dict[str, Any]]:
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor.fetchall())


def _scope(row: Mapping[str, Any]) -> Scope:
    return Scope(
        id=row["id"],
        kind=row["kind"],
        groups=(row["groups"], row["groups_35273"], row["groups_45574"]),
        classes=tuple(json.loads(row["classes"])),
        recipient=row["recipient"],
        country=row["country"],
        paths=tuple(json.loads(row["paths"])),
        counts=bool(row["counts"]),
    )
