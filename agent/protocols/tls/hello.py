"""What the hellos of a handshake say (RFC 8446 4.1, RFC 5246 7.4.1); any bytes are accepted."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

HANDSHAKE: Final = 22
HEADER_BYTES: Final = 5

_HEAD_BYTES: Final = 4
_RANDOM_BYTES: Final = 32
_SERVER_NAME: Final = 0
_ENCRYPT_THEN_MAC: Final = 22
_SUPPORTED_VERSIONS: Final = 43
_RETRY: Final = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")
"""The random of a HelloRetryRequest (RFC 8446 4.1.3)."""

TLS_1_3: Final = 0x0304


@dataclass(frozen=True, slots=True)
class ServerHello:
    """What the server chose."""

    random: bytes
    suite: int
    version: int
    encrypt_then_mac: bool  # RFC 7366
    is_retry: bool


def server_name(hello: bytes) -> bytes:
    """The host_name of a ClientHello's server_name extension (RFC 6066 3), empty where there is none."""
    at = _HEAD_BYTES + 2 + _RANDOM_BYTES
    at += 1 + number(hello, at, 1)  # session id
    at += 2 + number(hello, at, 2)  # cipher suites
    at += 1 + number(hello, at, 1)  # compression methods
    for kind, start, _ in _extensions(hello, at):
        if kind == _SERVER_NAME:
            # list length 2, name type 1, name length 2, name
            return hello[start + 5 : start + 5 + number(hello, start + 3, 2)]
    return b""


def client_random(hello: bytes) -> bytes:
    """The random of a ClientHello, 32 bytes; empty where it is cut short."""
    random = hello[_HEAD_BYTES + 2 : _HEAD_BYTES + 2 + _RANDOM_BYTES]
    return random if len(random) == _RANDOM_BYTES else b""


def server_hello(hello: bytes) -> ServerHello:
    """What a ServerHello says."""
    at = _HEAD_BYTES + 2
    random = hello[at : at + _RANDOM_BYTES]
    at += _RANDOM_BYTES
    at += 1 + number(hello, at, 1)  # session id
    suite = number(hello, at, 2)
    version = number(hello, _HEAD_BYTES, 2)
    encrypt_then_mac = False
    for kind, start, _ in _extensions(hello, at + 3):
        if kind == _SUPPORTED_VERSIONS:
            version = number(hello, start, 2)
        encrypt_then_mac |= kind == _ENCRYPT_THEN_MAC
    return ServerHello(random, suite, version, encrypt_then_mac, random == _RETRY)


def first_message(records: bytes) -> tuple[int, bytes]:
    """The first handshake message, which may lie in several records: (bytes of the records it takes, message).

    The first is -1 while more bytes are needed, 0 when the bytes are no handshake.
    """
    message = b""
    at = 0
    while len(records) - at >= HEADER_BYTES:
        if records[at] != HANDSHAKE:
            return 0, b""
        end = at + HEADER_BYTES + number(records, at + 3, 2)
        message += records[at + HEADER_BYTES : end]
        if len(message) >= _HEAD_BYTES and len(message) >= _HEAD_BYTES + number(message, 1, 3):
            return min(end, len(records)), message
        at = end
    return -1, message


def number(data: bytes, at: int, size: int) -> int:
    """An unsigned number in network order; of what is cut short, the bytes there are."""
    return int.from_bytes(data[at : at + size], "big")


def _extensions(hello: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """(type, where its content begins, size) of the extensions whose list begins at `at`."""
    at += 2
    while at + 4 <= len(hello):
        size = number(hello, at + 2, 2)
        yield number(hello, at, 2), at + 4, size
        at += 4 + size
