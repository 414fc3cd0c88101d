"""One direction of TDS: packets become messages, and these are read as a stream of their own."""

from typing import Final, Protocol

from agent.protocols.sql.half import Half
from agent.protocols.sql.tds.packets import HEADER_BYTES, LAST, MOST_BYTES, PRELOGIN, search, size

_RECORDS: Final = frozenset((0x14, 0x15, 0x16, 0x17))
_RECORD_HEAD: Final = 5
_FEW_RECORDS: Final = 3
"""Only the login may be encrypted: so few records hold it, more of them hold everything."""


class Content(Protocol):
    """What reads the messages of a direction."""

    def begin(self, kind: int) -> None:
        """A message of a type begins."""

    def feed(self, payload: bytes) -> None:
        """The next bytes of the message."""

    def lost(self) -> None:
        """Bytes of the message were lost, or the capture begins in it."""

    def end(self) -> None:
        """The message is over."""

    def close(self) -> None:
        """The direction is over."""


class Packets:
    """The packets of one direction."""

    def __init__(self, half: Half, kinds: frozenset[int], content: Content) -> None:
        self._half = half
        self._kinds = kinds
        self._content = content
        self._synchronous = True
        self._within = False  # a message has begun
        self._longest = 0  # of the packets, which both sides agree on
        self._records = 0

    def take(self, data: bytes, at: int) -> int:
        """Read a packet; TLS records stand between them where only the login is encrypted."""
        if not self._synchronous:
            return self._seek(data, at)
        if data[at] in _RECORDS and not self._within and data[at + 1 : at + 2] in (b"", b"\3"):
            return self._record(data, at)
        length = size(data, at, self._kinds)
        if length is True:
            return at
        if length is False:
            self._synchronous = False
            return self._seek(data, at)
        if at + length > len(data):
            return at
        self._longest = max(self._longest, length)
        self._half.end_raw()
        self._half.at(at)
        self._packet(data[at], data[at + HEADER_BYTES : at + length], is_last=bool(data[at + 1] & LAST))
        return at + length

    def lost(self, _: int) -> None:
        """The rest of the message cannot be told."""
        self._synchronous = False
        if self._within:
            self._content.lost()

    def close(self, damage: str) -> None:  # noqa: ARG002
        """End what is open."""
        self._content.close()

    def _packet(self, kind: int, payload: bytes, *, is_last: bool) -> None:
        if kind != PRELOGIN:  # versions, and the handshake of TLS
            if not self._within:
                self._content.begin(kind)
            self._within = not is_last
            self._content.feed(payload)
            if is_last:
                self._content.end()

    def _record(self, data: bytes, at: int) -> int:
        """A record of TLS; behind few of them, packets in the clear may follow."""
        if len(data) - at < _RECORD_HEAD:
            return at
        length = _RECORD_HEAD + int.from_bytes(data[at + 3 : at + _RECORD_HEAD], "big")
        self._records += 1
        if self._records > _FEW_RECORDS:
            self._half.sink.opaque(self._half.direction, len(data) - at)
            return len(data)
        self._half.end_raw()
        sealed = self._half.sink.begin(self._half.direction, "tds.encrypted", type=None, codings=("encrypted",))
        self._half.stream(sealed, length)
        return at

    def _seek(self, data: bytes, at: int) -> int:
        found, keep = search(data, at, self._kinds, self._longest or MOST_BYTES)
        self._half.at(at)
        self._half.raw(data[at : max(found, keep)])
        if found < 0:
            return keep
        self._synchronous = True
        if not self._within:
            self._within = True
            self._content.begin(data[found])
        self._content.lost()
        return found if found > at else self.take(data, found)
