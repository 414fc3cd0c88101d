"""Many rows of one table at once: its upsert is compiled once, and the driver is given plain tuples."""

from collections.abc import Iterable, Mapping
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, TableClause
from sqlalchemy.dialects import sqlite

from reports.store.schema import KEYS, upsert


def put(connection: Connection, target: TableClause, rows: Iterable[Mapping[str, Any]]) -> None:
    """Upserts rows, each with a value for every column of the table."""
    in_order = itemgetter(*target.columns.keys())
    batch = [in_order(row) for row in rows]
    if batch:
        # Neighbours in the table's tree are written together.
        batch.sort(key=itemgetter(slice(len(KEYS[target.name]))))
        # The expression language would look at every value of every row: that cost as much as SQLite itself.
        connection.exec_driver_sql(_statement(target), batch)


@cache
def _statement(target: TableClause) -> str:
    """The upsert with a `?` for every column, in their order."""
    return str(upsert(target).compile(dialect=sqlite.dialect(paramstyle="qmark")))
