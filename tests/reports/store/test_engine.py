"""SQLAlchemy runs what it is given in the transaction that the driver is in."""

import sqlite3

from sqlalchemy import column, select, table, text

from reports.store.engine import connection_over, fetch


def test_what_is_executed_belongs_to_the_drivers_transaction() -> None:
    driver = sqlite3.connect(":memory:", isolation_level=None)
    driver.execute("CREATE TABLE kept (value)")
    connection = connection_over(driver)
    driver.execute("BEGIN")
    connection.execute(text("INSERT INTO kept VALUES (1)"))
    wanted = select(column("value")).select_from(table("kept"))
    assert fetch(connection, wanted) == [{"value": 1}]
    driver.rollback()
    assert fetch(connection, wanted) == []
    connection.execute(text("INSERT INTO kept VALUES (2)"))
    assert fetch(connection, wanted) == [{"value": 2}]
    assert not driver.in_transaction
    connection.close()
