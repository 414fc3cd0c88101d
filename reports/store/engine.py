"""SQLAlchemy over a connection that is open already: it composes and runs queries within the caller's transactions."""

import sqlite3
from typing import Any

from sqlalchemy import Connection, Select, create_engine
from sqlalchemy.pool import NullPool


def connection_over(driver: sqlite3.Connection) -> Connection:
    """A connection that runs what it is given within the driver's own transactions, and closes the driver with it."""
    engine = create_engine("sqlite://", creator=lambda: driver, poolclass=NullPool, hide_parameters=True)
    return engine.connect().execution_options(isolation_level="AUTOCOMMIT")


def fetch(connection: Connection, wanted: Select[Any]) -> list[dict[str, Any]]:
    """The rows of a query, each by column name."""
    return [row._asdict() for row in connection.execute(wanted)]
