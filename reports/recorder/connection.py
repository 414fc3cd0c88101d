"""Opening the database: SQLite in WAL mode, checked to be a record and brought to the newest schema."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from reports.recorder.migrations import APPLICATION_ID, script, steps
from reports.unavailable import StoreUnavailable

SCHEME = "sqlite:///"
WAIT_MS = 10_000
"""How long to wait for another writer before giving up."""

PAUSE_S = 0.01
"""Between two attempts to change the journal."""

CACHE_KIB = 8192
"""Pages SQLite holds while writing: a batch that does not fit is written twice."""


def database_path(location: str | Path) -> Path:
    """The file that `location` means: a path, or a URL `sqlite:///PATH`.

    Raises:
        StoreUnavailable: a URL of another kind of database.
    """
    text = os.fspath(location)
    if text.startswith(SCHEME):
        return Path(text.removeprefix(SCHEME))
    if "://" in text:
        raise StoreUnavailable(text.partition("://")[0], "not a database Kouan writes; give a path or sqlite:///PATH")
    return Path(text)


def connect_to_write(path: Path, wait_ms: int) -> sqlite3.Connection:
    """A connection to write through, outside any transaction; file and tables are made where missing."""
    _make_file(path)
    with telling(path):
        driver = connect(f"file:{quote(os.fspath(path))}?mode=rw", wait_ms)
        try:
            _prepare(driver, path, wait_ms)
        except BaseException:
            driver.close()
            raise
    return driver


def connect_to_read(path: Path, wait_ms: int) -> sqlite3.Connection:
    """A connection that does not write, to a database that exists.

    Opened for writing where that is allowed, so that the last one out tidies the WAL files away.
    """
    if not path.is_file():
        raise StoreUnavailable(path, "there is no such database; `kouan audit --db` makes it")
    # A WAL database on a read-only medium can be read in no other way than as immutable.
    fixed = not os.access(path.parent, os.W_OK) and not path.with_name(path.name + "-wal").exists()
    with telling(path):
        driver = connect(f"file:{quote(os.fspath(path))}?{'mode=ro&immutable=1' if fixed else 'mode=rw'}", wait_ms)
        try:
            _check(driver, path, newest=len(steps()))
            driver.execute("PRAGMA query_only = ON")
        except BaseException:
            driver.close()
            raise
    return driver


def connect(uri: str, wait_ms: int) -> sqlite3.Connection:
    """A connection that begins no transaction by itself."""
    return sqlite3.connect(uri, uri=True, timeout=wait_ms / 1000, isolation_level=None)


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """Turns a driver's error into `StoreUnavailable`, without the values of the statement."""
    try:
        yield
    except sqlite3.Error as error:
        raise unavailable(path, error) from None


def unavailable(path: Path, error: BaseException | None) -> StoreUnavailable:
    """What a driver's error means, and what to do."""
    text = str(error)
    if "locked" in text or "busy" in text:
        text = "locked by another process; try again when it has finished"
    elif "not a database" in text or "malformed" in text:
        text = f"not a usable SQLite database ({text}); give another --db or restore a copy"
    return StoreUnavailable(path, text)


def _make_file(path: Path) -> None:
    """The record is pseudonymised personal data, so the file begins as its owner's alone."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise StoreUnavailable(path, f"cannot be written: {error.strerror}") from None


def _prepare(driver: sqlite3.Connection, path: Path, wait_ms: int) -> None:
    all_steps = steps()
    version = _check(driver, path, newest=len(all_steps), empty=True)
    _use_wal(driver, wait_ms)
    driver.execute("PRAGMA synchronous = NORMAL")
    driver.execute("PRAGMA foreign_keys = ON")
    driver.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    if version < len(all_steps):
        _migrate(driver, path, all_steps)


def _use_wal(driver: sqlite3.Connection, wait_ms: int) -> None:
    """SQLite gives up at once where two change the journal together, whatever the connection's patience."""
    deadline = time.monotonic() + wait_ms / 1000
    while True:
        try:
            driver.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
        time.sleep(PAUSE_S)


def _migrate(driver: sqlite3.Connection, path: Path, all_steps: tuple[str, ...]) -> None:
    version = _version(driver)
    try:
        driver.executescript(script(version, all_steps))
    except sqlite3.Error:
        if driver.in_transaction:
            driver.rollback()
        # Another process may have made the same steps between the look and the lock.
        if _check(driver, path, newest=len(all_steps), empty=True) < len(all_steps):
            raise


def _check(driver: sqlite3.Connection, path: Path, *, newest: int, empty: bool = False) -> int:
    """The schema version, of a database that is a record; an empty one only where `empty` allows it."""
    tables = driver.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if not tables and empty:
        return 0
    if not tables:
        raise StoreUnavailable(path, "holds no record yet; `kouan audit --db` begins one")
    if driver.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise StoreUnavailable(path, "an SQLite database, but not a record of Kouan; give another --db")
    version = _version(driver)
    if version > newest:
        raise StoreUnavailable(path, f"written by a newer Kouan (schema {version}, this one knows {newest}); update")
    if version < newest and not empty:
        raise StoreUnavailable(path, f"has schema {version}; the next `kouan audit --db` brings it to {newest}")
    return version


def _version(driver: sqlite3.Connection) -> int:
    version = driver.execute("PRAGMA user_version").fetchone()[0]
    return int(version)
