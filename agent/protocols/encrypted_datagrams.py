"""QUIC, DTLS, IPsec and WireGuard: recognised by their first datagram, opaque from there."""

from collections.abc import Sequence
from typing import Final

from agent.protocols.reader import Sink
from policies.part import Buffer

_LONG_HEADER: Final = 0xC0  # header form and fixed bit (RFC 8999 5.1)
_CONNECTION_ID_BYTES: Final = 20
_QUIC_VERSIONS: Final = frozenset((b"\x00\x00\x00\x01", b"\x6b\x33\x43\xcf"))  # RFC 9000, RFC 9369
_DRAFTS: Final = (b"\xff\x00\x00", b"Q0", b"T0")
_DTLS_HEADER_BYTES: Final = 13
_DTLS_VERSIONS: Final = frozenset((b"\xfe\xff", b"\xfe\xfd", b"\x01\x00"))  # RFC 6347, RFC 9147
_IKE_HEADER_BYTES: Final = 28
_IKE_VERSIONS: Final = frozenset((0x10, 0x20))  # RFC 2409, RFC 7296
_NO_ESP: Final = bytes(4)  # marks IKE among the ESP of a flow (RFC 3948 2.2)
_WIREGUARD_BYTES: Final = {1: 148, 2: 92, 3: 64}  # handshakes and cookies; data (4) come in blocks of 16
_WIREGUARD_DATA: Final = 4
_KEEPALIVE_BYTES: Final = 32


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


def recognise_ike(head: bytes) -> bool | None:
    """Whether a datagram is an IKE message, which sets up the IPsec that follows it in the flow (RFC 7296 3.1)."""
    message = head.removeprefix(_NO_ESP)
    if len(message) < _IKE_HEADER_BYTES or message[17] not in _IKE_VERSIONS or not any(message[:8]):
        return False
    return int.from_bytes(message[24:28], "big") == len(message)


def recognise_wireguard(head: bytes) -> bool | None:
    """Whether a datagram is a message of WireGuard (the protocol's white paper, 5.4)."""
    if head[1:4] != bytes(3):
        return False
    if head[0] == _WIREGUARD_DATA:
        is_early = not any(head[13:16])  # the counter, little-endian, is far from its end
        return len(head) >= _KEEPALIVE_BYTES and len(head) % 16 == 0 and is_early and not head[16:].isascii()
    return len(head) == _WIREGUARD_BYTES.get(head[0], 0)


def recognise_all(_: bytes) -> bool | None:
    """The number of the IP protocol says it: ESP, and compressed payloads that could not be inflated."""
    return True


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
