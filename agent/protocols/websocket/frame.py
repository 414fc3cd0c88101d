"""The header of a WebSocket frame (RFC 6455 5.2), and the mask over its payload."""

from dataclasses import dataclass
from typing import Final

from policies.part import Buffer

CONTINUATION: Final = 0
TEXT: Final = 1
BINARY: Final = 2
CONTROL: Final = frozenset((8, 9, 10))  # close, ping, pong
CONTROL_BYTES: Final = 125
"""Longest payload of a control frame (RFC 6455 5.5)."""
HEADER_BYTES: Final = 14
"""Longest header: 2 bytes, a length of 8, a mask of 4."""

_FINAL, _COMPRESSED, _RESERVED = 0x80, 0x40, 0x30
_OPCODES: Final = CONTROL | {CONTINUATION, TEXT, BINARY}
_LENGTH_BYTES: Final = {126: 2, 127: 8}
_SHORTEST: Final = {126: 126, 127: 1 << 16}  # a length is written as short as it can be


@dataclass(frozen=True, slots=True)
class Header:
    """What a frame says of itself; `size` is its own length, `length` that of the payload."""

    size: int
    length: int
    opcode: int
    is_final: bool
    is_compressed: bool  # RSV1: permessage-deflate (RFC 7692 6)
    mask: bytes  # empty where there is none


def header(data: bytes) -> Header | bool | None:
    """The header that bytes begin with; None when there are too few, False for what is no header."""
    if data and (data[0] & _RESERVED or data[0] & 0x0F not in _OPCODES):
        return False
    if len(data) < 2:
        return None
    first, opcode, short = data[0], data[0] & 0x0F, data[1] & 0x7F
    if opcode in CONTROL and (not first & _FINAL or first & _COMPRESSED or short > CONTROL_BYTES):
        return False
    end = 2 + _LENGTH_BYTES.get(short, 0)
    size = end + (4 if data[1] & 0x80 else 0)
    if len(data) < size:
        return None
    length = int.from_bytes(data[2:end], "big") if end > 2 else short
    if length < _SHORTEST.get(short, 0) or length >> 63:
        return False
    return Header(size, length, opcode, bool(first & _FINAL), bool(first & _COMPRESSED), data[end:size])


def unmasked(data: Buffer, mask: bytes, at: int) -> bytes:
    """Bytes of a payload with the mask taken off (RFC 6455 5.3); `at` is where in the payload they begin."""
    turned = mask[at & 3 :] + mask[: at & 3]
    key = (turned * (len(data) // 4 + 1))[: len(data)]
    return (int.from_bytes(data, "little") ^ int.from_bytes(key, "little")).to_bytes(len(data), "little")
