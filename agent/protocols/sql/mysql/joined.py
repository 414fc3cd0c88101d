"""A message in several packets: those of the greatest length go on in the next one."""

from collections.abc import Sequence

from agent.contents.format import Inlet
from policies.part import Buffer


class Joined:
    """What a long packet is written to: it ends when its last packet does, or at damage."""

    __slots__ = ("_inlet", "is_last", "over")

    def __init__(self, inlet: Inlet, *, is_last: bool) -> None:
        self._inlet = inlet
        self.is_last = is_last
        self.over = False

    def write(self, pieces: Sequence[Buffer]) -> None:
        """The next bytes of the message."""
        if not self.over:
            self._inlet.write(pieces)

    def gap(self, size: int) -> None:
        """Bytes of the message were lost."""
        if not self.over:
            self._inlet.gap(size)

    def end(self, damage: str = "") -> None:
        """A packet ends."""
        if not self.over and (damage or self.is_last):
            self.over = True
            self._inlet.end(damage)
