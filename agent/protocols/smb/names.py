"""Names of files that a side says: one part, one name a line."""

from typing import Final

from agent.contents.format import Inlet
from agent.protocols.reader import Sink

PLAIN: Final = frozenset(("", "*", "\\", "\\*"))
"""Names that say nothing."""


class Names:
    """The names of one direction. A name that is said again at once is written once."""

    __slots__ = ("_direction", "_inlet", "_last", "_sink")

    def __init__(self, sink: Sink, direction: int) -> None:
        self._sink = sink
        self._direction = direction
        self._inlet: Inlet | None = None
        self._last = ""

    def add(self, name: str) -> None:
        """One more name."""
        name = name.rstrip("\0")
        if name == self._last or name in PLAIN or not self._sink.wants(self._direction):
            return
        self._last = name
        if self._inlet is None:
            self._inlet = self._sink.begin(self._direction, "smb.names", type=None)
        self._inlet.write((f"{name}\n".encode("utf-8", "replace"),))

    def close(self) -> None:
        """No more names come."""
        if self._inlet is not None:
            self._inlet.end()
            self._inlet = None
