"""QUIC (RFC 9000) and DTLS (RFC 6347, RFC 9147): recognised by their first datagram, opaque from there."""

from collections.abc import Sequence
from typing import Final

from agent.protocols.reader import Sink
from policies.part import Buffer

_LONG_HEADER: Final = 0xC0  # header form and fixed bit (RFC 8999 5.1)
_CONNECTION_ID_BYTES: Final = 20
_QUIC_VERSIONS: Final = frozenset((b"\x00\x00\x00\x01", b"\x6b\x33\x43\xcf"))  # RFC 9000, RFC 9369
_DRAFTS: Final = (b"\xff\x00\x00", b"Q0", b"T0")
_DTLS_HEADER_BYTES: Final = 13
_DTLS_VERSIONS: Final = frozenset((b"\xfe\xff", b"\xfe\xfd", b"\x01\x00"))


def recognise_quic(head: bytes) -> bool | None:
    """Whether a datagram begins with a QUIC long header of a known version."""
    if len(head) < 7 or head[0] & _LONG_HEADER != _LONG_HEADER or head[5] > _CONNECTION_ID_BYTES:
        return False
    return head[1:5] in _QUIC_VERSIONS or head[1:5].startswith(_DRAFTS)


def recognise_dtls(head: bytes) -> bool | None:
    """Whether a datagram begins with a DTLS record that fits into it."""
    if len(head) < _DTLS_HEADER_BYTES or head[1:3] not in _DTLS_VERSIONS:
        return False
    return 0 < int.from_bytes(head[11:13], "big") <= len(head) - _DTLS_HEADER_BYTES


class Encrypted:
    """One conversation of which nothing can be read."""

    __slots__ = ("_sink",)

    control: tuple[int, int] = (0, 0)

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:  # noqa: ARG002
        """Count."""
        self._sink.opaque(direction, sum(map(len, pieces)))

    def gap(self, direction: int, offset: int, size: int) -> None:
        """Lost bytes are not counted as opaque."""

    def close(self, direction: int, offset: int) -> None:
        """Nothing is open."""
