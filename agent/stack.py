"""The layers of one conversation, one on the other: each direction is at one of them, both share them."""

from collections.abc import Callable
from typing import Final

from agent.layer import Layer

MOST_LAYERS: Final = 8


class Stack:
    """The layers from the first on. `make` makes a layer of the prefix of its part paths."""

    __slots__ = ("_current", "_layers", "_make")

    def __init__(self, make: Callable[[str], Layer], prefix: str = "") -> None:
        self._make = make
        self._layers = [make(prefix)]
        self._current = [0, 0]

    def __len__(self) -> int:
        return len(self._layers)

    def at(self, direction: int) -> Layer:
        """The layer that a direction has come to."""
        return self._layers[self._current[direction]]

    def descend(self, direction: int, label: str) -> Layer | None:
        """The next layer of a direction, shared with the other one; None when the pile is too high."""
        below = self.at(direction)
        if self._current[direction] + 1 >= MOST_LAYERS:
            return None
        self._current[direction] += 1
        if self._current[direction] == len(self._layers):
            self._layers.append(self._make(below.prefix + (label and f"{label} > ")))
        return self.at(direction)

    def forget(self) -> None:
        """Let go of the readers: they and their layers know each other, and would wait for the garbage collector."""
        for layer in self._layers:
            layer.forget()
