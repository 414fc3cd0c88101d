"""Compressed conversations: each direction is a stream of compressed packets, and within it the packets of MySQL."""

from collections.abc import Callable, Sequence
from typing import Final

from agent.protocols.reader import Sink
from agent.protocols.sql.half import Half, Messages
from agent.protocols.sql.mysql.client import Client
from agent.protocols.sql.mysql.compressed import HEADER_BYTES, is_compressed
from agent.protocols.sql.mysql.inflate import Account, Inflate
from agent.protocols.sql.mysql.server import Server
from policies.part import Buffer

_HEAD_BYTES: Final = HEADER_BYTES + 4


class MysqlCompressed:
    """Both directions, from the first compressed packet on."""

    __slots__ = ("_halves",)

    control: tuple[int, int] = (0, 0)

    def __init__(self, sink: Sink) -> None:
        self._halves = (Half(sink, 0), Half(sink, 1))
        for half in self._halves:
            half.begin(Unpacked(half))

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next bytes of a direction."""
        self._halves[direction].feed(offset, pieces)

    def gap(self, direction: int, offset: int, size: int) -> None:
        """Bytes of a direction were lost."""
        self._halves[direction].gap(offset, size)

    def close(self, direction: int, offset: int) -> None:
        """A direction is over."""
        self._halves[direction].close(offset)


class Unpacked:
    """The compressed packets of one direction, and what reads the packets in them."""

    def __init__(self, outer: Half) -> None:
        self._outer = outer
        self._inner = Half(outer.sink, outer.direction, decoded=True)
        make: Callable[..., Messages] = Server if outer.direction else Client
        self._inner.begin(make(self._inner, within=True))
        self._at = 0  # in the decompressed stream
        self._account = Account()
        self._packet: Inflate | None = None
        self._is_over = False  # what follows cannot be read

    def take(self, data: bytes, at: int) -> int:
        """Begin a compressed packet; its content passes through."""
        if self._is_over or self._account.spent or (self._packet is not None and self._packet.damaged):
            self._is_over = True
            self._outer.sink.opaque(self._outer.direction, len(data) - at)
            return len(data)
        if len(data) - at < _HEAD_BYTES:
            return at
        size, whole = int.from_bytes(data[at : at + 3], "little"), int.from_bytes(data[at + 4 : at + 7], "little")
        if whole and is_compressed(data, at) is False:
            self._is_over = True
            return self.take(data, at)
        self._outer.end_raw()
        self._outer.at(at)
        self._packet = Inflate(data[at + HEADER_BYTES : at + _HEAD_BYTES], whole, self._account, self._give)
        self._outer.stream(self._packet, size)
        return at + HEADER_BYTES

    def lost(self, _: int) -> None:
        """Where the next packet begins cannot be told."""
        self._is_over = True

    def close(self, damage: str) -> None:  # noqa: ARG002
        """End what is open."""
        self._inner.close(self._at)

    def _give(self, text: bytes) -> None:
        self._inner.feed(self._at, (text,))
        self._at += len(text)
