"""Databases written by SQLite itself."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

Make = Callable[..., bytes]


@pytest.fixture(scope="session")
def make_database(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Makes a database by statements; each may come with rows to be executed for."""
    folder = tmp_path_factory.mktemp("databases")

    def build(*statements: str | tuple[str, list[tuple[object, ...]]], page: int = 1024) -> bytes:
        path = Path(folder / "made.db")
        path.unlink(missing_ok=True)
        connection = sqlite3.connect(path)
        connection.execute(f"PRAGMA page_size={page}")
        for statement in statements:
            if isinstance(statement, str):
                connection.execute(statement)
            else:
                connection.executemany(*statement)
        connection.commit()
        connection.close()
        return path.read_bytes()

    return build
