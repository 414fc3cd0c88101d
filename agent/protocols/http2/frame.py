"""The header of an HTTP/2 frame (RFC 9113 4.1), and whether bytes can be one."""

from dataclasses import dataclass
from typing import Final

PREFACE: Final = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
"""What a client begins with (RFC 9113 3.4)."""
HEADER_BYTES: Final = 9
FRAME_BYTES: Final = 1 << 14
"""Longest payload where nothing else was agreed on (RFC 9113 4.2)."""

DATA: Final = 0
HEADERS: Final = 1
PRIORITY: Final = 2
RESET: Final = 3
SETTINGS: Final = 4
PUSH_PROMISE: Final = 5
PING: Final = 6
GOAWAY: Final = 7
WINDOW_UPDATE: Final = 8
CONTINUATION: Final = 9

END_STREAM: Final = 0x01
ACKNOWLEDGED: Final = 0x01
END_HEADERS: Final = 0x04
PADDED: Final = 0x08
HAS_PRIORITY: Final = 0x20

_FLAGS: Final = (0x09, 0x2D, 0, 0, 0x01, 0x0C, 0x01, 0, 0, 0x04)  # by type: those that are defined
_OF_CONNECTION: Final = frozenset((SETTINGS, PING, GOAWAY))
_LENGTHS: Final = {PRIORITY: 5, RESET: 4, PING: 8, WINDOW_UPDATE: 4}
_LEAST: Final = {PUSH_PROMISE: 4, GOAWAY: 8}


@dataclass(frozen=True, slots=True)
class Frame:
    """What a frame says of itself; `length` is that of the payload."""

    length: int
    type: int
    flags: int
    stream: int

    @property
    def is_known(self) -> bool:
        """Whether the type is one of RFC 9113."""
        return self.type <= CONTINUATION


def frame(header: bytes) -> Frame | None:
    """The frame that a header begins, None where it can be none."""
    length = int.from_bytes(header[:3], "big")
    kind, flags = header[3], header[4]
    stream = int.from_bytes(header[5:HEADER_BYTES], "big")
    if stream >> 31:
        return None
    if kind > CONTINUATION:  # extensions are to be ignored (RFC 9113 5.5)
        return Frame(length, kind, flags, stream) if length <= FRAME_BYTES else None
    if flags & ~_FLAGS[kind] or (flags & PADDED and not length and kind != SETTINGS):
        return None
    if kind != WINDOW_UPDATE and (kind in _OF_CONNECTION) == bool(stream):
        return None
    if length != _LENGTHS.get(kind, length) or length < _LEAST.get(kind, 0):
        return None
    if kind == SETTINGS and (length % 6 or (flags & ACKNOWLEDGED and length)):
        return None
    return Frame(length, kind, flags, stream)
