"""The error of a record that cannot be read or written: the operator acts."""

from pathlib import Path


class StoreUnavailable(Exception):
    """The record, or the digest key beside it, cannot be used; the text says where and why."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
