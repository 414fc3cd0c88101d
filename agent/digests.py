"""Distinct digests with what is known of each, compact: recent ones in a dictionary, the others in sorted columns.

A digest in a dictionary takes some 170 bytes, in a column 24.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from policies.digest import DIGEST_BYTES

MOST_RECENT: Final = 1 << 14
"""Digests in the dictionary."""

_GROWTH: Final = 2
"""A run is merged with the one before it until that is so many times longer."""

Keys = NDArray[np.bytes_]  # (n,) of DIGEST_BYTES; NumPy tells them apart by their bytes up to trailing zeros
Marks = NDArray[np.float64]  # (n,) confidence, negative where attached

Run = tuple[Keys, Marks]


class Digests:
    """Each digest with the highest confidence it had, and whether it ever was attached to a stronger identifier."""

    __slots__ = ("_recent", "_runs")

    def __init__(self) -> None:
        self._recent: dict[bytes, float] = {}
        self._runs: list[Run] = []

    def __len__(self) -> int:
        """How many are held; the same one may be in several runs until these are merged."""
        return len(self._recent) + sum(len(keys) for keys, _ in self._runs)

    def __contains__(self, digest: bytes) -> bool:
        return digest in self._recent or any(_holds(keys, digest) for keys, _ in self._runs)

    def add(self, digest: bytes, confidence: float, *, attached: bool = False) -> int:
        """Note one more sighting; returns how many more are held than before, negative after a merge."""
        before = len(self._recent)
        mark = -confidence if attached else confidence
        known = self._recent.get(digest)
        self._recent[digest] = mark if known is None else _joined(known, mark)
        if len(self._recent) < MOST_RECENT:
            return len(self._recent) - before
        held = len(self) - (len(self._recent) - before)
        self._store()
        return len(self) - held

    def columns(self) -> Run:
        """All digests, sorted and distinct, and their marks."""
        if self._recent or not self._runs:
            self._runs.append(_run(self._recent))
            self._recent = {}
        while len(self._runs) > 1:
            self._runs.append(merged(self._runs.pop(), self._runs.pop()))
        return self._runs[0]

    def _store(self) -> None:
        newest = _run(self._recent)
        self._recent = {}
        while self._runs and len(self._runs[-1][0]) <= _GROWTH * len(newest[0]):
            newest = merged(self._runs.pop(), newest)
        self._runs.append(newest)


def merged(one: Run, other: Run) -> Run:
    """Both runs as one."""
    keys = np.concatenate((one[0], other[0]))
    marks = np.concatenate((one[1], other[1]))
    order = np.argsort(keys, kind="stable")
    keys, marks = keys[order], marks[order]
    if not len(keys):
        return keys, marks
    first = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    if len(first) == len(keys):
        return keys, marks
    surest = np.maximum.reduceat(np.abs(marks), first)
    return keys[first], np.where(np.minimum.reduceat(marks, first) < 0, -surest, surest)


def raw(keys: Keys) -> bytes:
    """The digests behind each other, each with all its bytes."""
    return keys.astype(f"S{DIGEST_BYTES}", copy=False).tobytes()


def _run(recent: dict[bytes, float]) -> Run:
    keys = np.array(sorted(recent), dtype=f"S{DIGEST_BYTES}")
    return keys, np.fromiter((recent[key] for key in sorted(recent)), np.float64, len(recent))


def _joined(one: float, other: float) -> float:
    surest = max(abs(one), abs(other))
    return -surest if one < 0 or other < 0 else surest


def _holds(keys: Keys, digest: bytes) -> bool:
    place = int(np.searchsorted(keys, np.bytes_(digest)))
    return place < len(keys) and bool(keys[place] == digest.rstrip(b"\0"))
