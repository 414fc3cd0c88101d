"""The error of a record."""

from pathlib import Path

from reports.unavailable import StoreUnavailable


def test_the_text_says_where_and_why() -> None:
    assert str(StoreUnavailable(Path("kouan.db"), "locked")) == "kouan.db: locked"
