"""The parts of one direction that lines of one sort are gathered in."""

from agent.contents.format import Inlet
from agent.protocols.reader import Sink


class Told:
    """One open part a path. What is raw ends where something understood follows: no value is glued over it."""

    __slots__ = ("_direction", "_parts", "_sink")

    def __init__(self, sink: Sink, direction: int) -> None:
        self._sink = sink
        self._direction = direction
        self._parts: dict[tuple[str, bool], Inlet] = {}

    def tell(self, path: str, data: bytes, at: int, *, inspect: bool = True) -> None:
        """Add what was found at `at` of the stream; without `inspect` it is listed only."""
        key = (path, inspect)
        if path != "raw":
            raw = self._parts.pop(("raw", True), None)
            if raw is not None:
                raw.end()
        part = self._parts.get(key)
        if part is None:
            part = self._parts[key] = self._sink.begin(
                self._direction, path, type=None, exact=path == "raw", inspect=inspect
            )
        self._sink.at(at)
        part.write((data,))

    def end(self) -> None:
        """End all of them."""
        for part in self._parts.values():
            part.end()
        self._parts.clear()
