"""Many rows of one table at once, upserted: absolute values, never added."""

import sqlite3
from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import Any

from reports.recorder.statements import STATEMENTS
from reports.recorder.tables import COLUMNS, KEYS


def put(driver: sqlite3.Connection, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Upserts rows, each with a value for every column of the table."""
    in_order = itemgetter(*COLUMNS[table])
    batch = [in_order(row) for row in rows]
    # Neighbours in the table's tree are written together.
    batch.sort(key=itemgetter(slice(len(KEYS[table]))))
    driver.executemany(STATEMENTS[f"put_{table}"], batch)
