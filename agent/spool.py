"""Judged transfers that wait for the end of their capture: a few in memory, the rest in an unlinked temporary file.

A capture from a pipe or a compressed file is known by its fingerprint only at its end, and until then its transfers
cannot be written down.
"""

import pickle
import tempfile
from collections.abc import Iterator
from typing import IO, Generic, TypeVar

MOST_IN_MEMORY = 4000

Value = TypeVar("Value")


class Spool(Generic[Value]):
    """Values in order. What is in the file never leaves the process and is gone with it."""

    def __init__(self, most_in_memory: int = MOST_IN_MEMORY) -> None:
        """Begin empty; no file is made before it is needed."""
        self._most = most_in_memory
        self._recent: list[Value] = []
        self._file: IO[bytes] | None = None
        self._stored = 0
        self._weight = 0  # of the recent ones

    def __len__(self) -> int:
        return self._stored + len(self._recent)

    def append(self, value: Value, weight: int = 1) -> None:
        """Add one value, which takes as much memory as `weight` usual ones."""
        self._recent.append(value)
        self._weight += weight
        if self._weight >= self._most:
            self._store()

    def take(self, size: int) -> Iterator[list[Value]]:
        """All values, at most `size` at a time; the spool is empty afterwards."""
        file, self._file = self._file, None
        recent, self._recent = self._recent, []
        self._stored = self._weight = 0
        if file is not None:
            with file:
                end = file.tell()
                file.seek(0)
                while file.tell() < end:
                    yield from _cut(pickle.load(file), size)
        yield from _cut(recent, size)

    def _store(self) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile(prefix="kouan-")  # noqa: SIM115  (closed by take, or with the process)
        pickle.dump(self._recent, self._file, pickle.HIGHEST_PROTOCOL)
        self._stored += len(self._recent)
        self._recent = []
        self._weight = 0


def _cut(values: list[Value], size: int) -> Iterator[list[Value]]:
    for at in range(0, len(values), size):
        yield values[at : at + size]
