"""The SQL that writes the record, by name.

SQLAlchemy renders it from `reports.store.statements` (`python scripts/render_statements.py`, and a test holds both
together): an audit then writes without loading SQLAlchemy, which takes longer than auditing a small capture.
"""

from collections.abc import Mapping
from importlib import resources
from typing import Final

FILE: Final = "statements.sql"
MARK: Final = "-- "


def parse(text: str) -> dict[str, str]:
    """Name -> statement of a file of statements, each behind a line `-- name`."""
    found: dict[str, str] = {}
    for block in text.split(f"\n{MARK}")[1:]:
        name, _, statement = block.partition("\n")
        found[name] = statement.strip().removesuffix(";")
    return found


STATEMENTS: Final[Mapping[str, str]] = parse(resources.files(__package__).joinpath(FILE).read_text("utf-8"))
"""`put_TABLE` takes a row's values in the order of its columns, the others take named values."""
