"""TLS (RFC 8446): the server name of the ClientHello is read, everything behind it is opaque."""

from collections.abc import Sequence
from typing import Final

from agent.protocols.reader import Sink
from policies.part import Buffer

HEADER_BYTES: Final = 5
RECORD_BYTES: Final = (1 << 14) + 2048
"""Longest record (RFC 5246 6.2.3; RFC 8446 allows less)."""
HELLO_BYTES: Final = 16 << 10
"""Longest ClientHello that is read for its name."""

HANDSHAKE: Final = 22
RECORD_TYPES: Final = frozenset((20, 21, 22, 23))
# hello, certificate, key exchange, finished … (RFC 8446 4, RFC 5246 7.4)
_HANDSHAKES: Final = frozenset((0, 1, 2, 4, 8, 11, 12, 13, 14, 15, 16, 20))
_SERVER_NAME: Final = 0
_HELLO_FIXED_BYTES: Final = 4 + 2 + 32  # handshake header, version, random


def recognise(head: bytes) -> bool | None:
    """Whether bytes begin with TLS records: a handshake, or in the middle of a connection two records in a row."""
    first = _is_header(head)
    if not first or len(head) == HEADER_BYTES:
        return None if first is not False else False
    if head[0] == HANDSHAKE:
        return head[HEADER_BYTES] in _HANDSHAKES
    second = head[HEADER_BYTES + _number(head, 3, 2) :]
    return _is_header(second[:HEADER_BYTES])


class Tls:
    """One conversation, opaque from the ClientHello on."""

    __slots__ = ("_hello", "_sink")

    control: tuple[int, int] = (HELLO_BYTES, 0)

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._hello: bytes | None = b""  # records of the client so far, None once they were read

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:  # noqa: ARG002
        """Read the client's first message, skip everything else."""
        size = sum(map(len, pieces))
        if direction == 0 and self._hello is not None:
            self._hello += b"".join(pieces)
            length, hello = _first_message(self._hello)
            if length < 0 and len(self._hello) < HELLO_BYTES:
                return
            self._sink.host(server_name(hello))
            size = len(self._hello) - max(0, length)
            self._hello = None
        self._sink.opaque(direction, size)

    def gap(self, direction: int, offset: int, size: int) -> None:  # noqa: ARG002
        """Nothing is looked for behind a gap."""
        self.close(direction, offset)

    def close(self, direction: int, offset: int) -> None:  # noqa: ARG002
        """A hello that never was complete is opaque like the rest."""
        size = len(self._hello or b"") if direction == 0 else 0
        if direction == 0:
            self._hello = None
        self._sink.opaque(direction, size)


def server_name(hello: bytes) -> bytes:
    """The host_name of a ClientHello's server_name extension (RFC 6066 3), empty where there is none.

    Args:
        hello: the handshake message with its header; any bytes are accepted.
    """
    at = _HELLO_FIXED_BYTES
    at += 1 + _number(hello, at, 1)  # session id
    at += 2 + _number(hello, at, 2)  # cipher suites
    at += 1 + _number(hello, at, 1)  # compression methods
    at += 2  # length of the extensions
    while at + 4 <= len(hello):
        if _number(hello, at, 2) == _SERVER_NAME:
            # list length 2, name type 1, name length 2, name
            return hello[at + 9 : at + 9 + _number(hello, at + 7, 2)]
        at += 4 + _number(hello, at + 2, 2)
    return b""


def _is_header(data: bytes) -> bool | None:
    """Whether bytes are a record header, as far as they go; None when there are too few to contradict it."""
    if data and data[0] not in RECORD_TYPES:
        return False
    if len(data) > 1 and (data[1] != 3 or (len(data) > 2 and data[2] > 4)):
        return False
    if len(data) < HEADER_BYTES:
        return None
    return 0 < _number(data, 3, 2) <= RECORD_BYTES


def _first_message(records: bytes) -> tuple[int, bytes]:
    """The first handshake message, which may lie in several records: (bytes of the records it takes, message).

    The first is -1 while more bytes are needed, 0 when the bytes are no handshake.
    """
    message = b""
    at = 0
    while len(records) - at >= HEADER_BYTES:
        if records[at] != HANDSHAKE:
            return 0, b""
        end = at + HEADER_BYTES + _number(records, at + 3, 2)
        message += records[at + HEADER_BYTES : end]
        if len(message) >= 4 and len(message) >= 4 + _number(message, 1, 3):
            return min(end, len(records)), message
        at = end
    return -1, message


def _number(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "big")
