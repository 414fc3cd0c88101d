"""MQTT: the messages that are published, by clients and to them."""

from collections.abc import Sequence

from agent.protocols.mqtt.packets import Packets, Version
from agent.protocols.reader import Sink
from policies.part import Buffer

_CONNECT_BYTES = 4 << 10
"""Bytes of a client that are read where only what it is sent leaves: its first packet tells the version."""


class Mqtt:
    """One conversation."""

    __slots__ = ("_halves",)

    control: tuple[int, int] = (_CONNECT_BYTES, 0)

    def __init__(self, sink: Sink) -> None:
        version = Version()
        self._halves: tuple[Packets, Packets] = (Packets(sink, 0, version), Packets(sink, 1, version))

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next bytes of a direction."""
        self._halves[direction].tape.feed(offset, pieces)

    def gap(self, direction: int, offset: int, size: int) -> None:
        """Bytes of a direction were lost."""
        self._halves[direction].tape.gap(offset, size)

    def close(self, direction: int, offset: int) -> None:
        """A direction is over."""
        self._halves[direction].tape.close(offset)
        self._halves[direction].records.end()
