"""rsync's daemon protocol from version 30 on."""

from collections.abc import Sequence
from typing import Final

from agent.protocols.reader import Sink
from agent.protocols.rsync.half import Half
from agent.protocols.rsync.session import Session
from policies.part import Buffer

CONTROL_BYTES: Final = 64 << 10
"""The client's arguments tell who sends."""


class Rsync:
    """One conversation."""

    __slots__ = ("_halves",)

    control: tuple[int, int] = (CONTROL_BYTES, 0)

    def __init__(self, sink: Sink) -> None:
        session = Session()
        self._halves = (Half(sink, 0, session), Half(sink, 1, session))

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next bytes of a direction."""
        self._halves[direction].feed(offset, pieces)

    def gap(self, direction: int, offset: int, size: int) -> None:  # noqa: ARG002
        """Bytes of a direction were lost."""
        self._halves[direction].gap(offset)

    def close(self, direction: int, offset: int) -> None:
        """A direction is over."""
        self._halves[direction].close(offset)
