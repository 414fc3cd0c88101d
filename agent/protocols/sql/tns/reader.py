"""One conversation with Oracle: what its data packets carry is read as it is, texts among binary values."""

import re
from collections.abc import Sequence
from typing import Final

from agent.contents.format import Inlet
from agent.protocols.reader import Sink
from agent.protocols.sql.half import LONG_BYTES, Half
from agent.protocols.sql.tns.packets import CONNECT, DATA, HEADER_BYTES, REDIRECT, begins, size
from policies.expression import expression
from policies.part import Buffer

_DATA_HEAD: Final = HEADER_BYTES + 2
_CHUNKS: Final = expression(rb"\xfe((?:\x40[\s\S]{64})+)[\x00-\x3f]")
"""A long text: chunks of 64 bytes behind their length, and a shorter one."""
_CHUNK_BYTES: Final = 65
_NEGOTIATION: Final = b"\xde\xad\xbe\xef"
_SEALING: Final = 2
"""The negotiation that is the second of its direction holds the key of encryption or of checksums."""


class Tns:
    """Both directions, read alike."""

    __slots__ = ("_halves",)

    control: tuple[int, int] = (0, 0)

    def __init__(self, sink: Sink) -> None:
        self._halves = (Half(sink, 0), Half(sink, 1))
        for half in self._halves:
            half.begin(Packets(half))

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next bytes of a direction."""
        self._halves[direction].feed(offset, pieces)

    def gap(self, direction: int, offset: int, size: int) -> None:
        """Bytes of a direction were lost."""
        self._halves[direction].gap(offset, size)

    def close(self, direction: int, offset: int) -> None:
        """A direction is over."""
        self._halves[direction].close(offset)


class Packets:
    """The packets of one direction; their data is one part."""

    def __init__(self, half: Half) -> None:
        self._half = half
        self._part: Inlet | None = None
        self._synchronous = True
        self._negotiations = 0

    def take(self, data: bytes, at: int) -> int:
        """Read a packet."""
        if self._negotiations >= _SEALING:
            self._half.sink.opaque(self._half.direction, len(data) - at)
            return len(data)
        if not self._synchronous:
            return self._seek(data, at)
        length = size(data, at)
        if length is True:
            return at
        if length is False:
            self._synchronous = False
            return self._seek(data, at)
        self._half.at(at)
        if length > LONG_BYTES:
            return self._long(data, at, length)
        if at + length > len(data):
            return at
        self._half.end_raw()
        self._packet(data[at + 4], data[at : at + length])
        end: int = at + length
        return end

    def lost(self, size: int) -> None:
        """Values are glued to nothing before a gap."""
        self._synchronous = False
        if self._part is not None:
            self._part.gap(size)

    def close(self, damage: str) -> None:
        """End what is open."""
        if self._part is not None:
            self._part.end(damage)
            self._part = None

    def _packet(self, kind: int, packet: bytes) -> None:
        if kind == DATA and len(packet) > _DATA_HEAD:
            body = packet[_DATA_HEAD:]
            if body.startswith(_NEGOTIATION):
                self._negotiations += 1
                return
            self._write(_CHUNKS.sub(_joined, body) if b"\xfe\x40" in body else body)
        elif kind in (CONNECT, REDIRECT):
            # Who connects to which service is addressing, as the envelope of a mail is.
            part = self._half.sink.begin(self._half.direction, "tns.connect", type=None, inspect=False)
            part.write((packet[HEADER_BYTES:],))
            part.end()

    def _write(self, body: bytes) -> None:
        if self._part is None:
            self._part = self._half.sink.begin(self._half.direction, "tns.data", type=None)
        self._part.write((body,))

    def _long(self, data: bytes, at: int, length: int) -> int:
        """A packet too long to be held."""
        if len(data) - at < _DATA_HEAD:
            return at
        self._half.end_raw()
        inlet = self._half.sink.begin(self._half.direction, "tns.data", type=None)
        self._half.stream(inlet, length - _DATA_HEAD)
        return at + _DATA_HEAD

    def _seek(self, data: bytes, at: int) -> int:
        """The next two packets with data; until then bytes are no packets."""
        place = data.find(b"\x06", at + 4)
        while place >= 0:
            answer = begins(data, place - 4)
            if answer is not False:
                return self._found(data, at, place - 4, begun=answer is True)
            place = data.find(b"\x06", place + 1)
        return self._found(data, at, max(at, len(data) - 4), begun=False)

    def _found(self, data: bytes, at: int, place: int, *, begun: bool) -> int:
        self._half.at(at)
        self._half.raw(data[at:place])
        self._synchronous = begun
        return self.take(data, place) if begun and place == at else place


def _joined(match: re.Match[bytes]) -> bytes:
    """The chunks without their lengths; the shorter chunk stands behind."""
    chunks = match[1]
    return b"\0" + b"".join([chunks[at + 1 : at + _CHUNK_BYTES] for at in range(0, len(chunks), _CHUNK_BYTES)])
