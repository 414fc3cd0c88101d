"""A growing map from integer keys to numbers, asked for whole columns at a time."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Numbers = NDArray[np.int32]


class Learned:
    """What each key stands for, learnt the first time it is met. It grows with distinct keys, not with rows."""

    def __init__(self) -> None:
        self._keys: Keys = np.empty(0, np.uint64)
        self._numbers: Numbers = np.empty(0, np.int32)

    def numbers_of(self, keys: Keys, learn: Callable[[int], int]) -> Numbers:
        """(n,) number of each key; `learn(row)` is called once for one row of every key not met before."""
        position, known = self._search(keys)
        if not known.all():
            unknown = np.flatnonzero(~known)
            new, first = np.unique(keys[unknown], return_index=True)
            self._insert(new, [learn(int(unknown[row])) for row in first])
            position, _ = self._search(keys)
        return self._numbers[position]

    def _search(self, keys: Keys) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        """Where each key is, and whether it is there."""
        if not len(self._keys):
            return np.zeros(len(keys), np.intp), np.zeros(len(keys), np.bool_)
        position = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        return position, self._keys[position] == keys

    def _insert(self, keys: Keys, numbers: list[int]) -> None:
        """Add sorted keys that are not there yet."""
        place = np.searchsorted(self._keys, keys)
        self._keys = np.insert(self._keys, place, keys)
        self._numbers = np.insert(self._numbers, place, np.array(numbers, np.int32))
