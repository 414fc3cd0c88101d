"""How HTTP/2 is told: by its preface, by the server's settings, in the middle by the structure of its frames."""

from typing import Final

from agent.protocols.http2.frame import (
    CONTINUATION,
    DATA,
    END_HEADERS,
    END_STREAM,
    FRAME_BYTES,
    HEADER_BYTES,
    HEADERS,
    PREFACE,
    SETTINGS,
    Frame,
    frame,
)
from policies.expression import expression

FIRST: Final = frozenset((PREFACE[0], 0))
"""First bytes of the preface, and of every frame whose length is within what is agreed on by default."""

_TELLING_FRAMES: Final = 2  # frame headers in a row are no accident
_SETTINGS: Final = frozenset((1, 2, 3, 4, 5, 6, 8, 9, 0x10))  # RFC 9113 6.5.2, RFC 8441, RFC 9218 and in use
_STREAMS: Final = 1 << 24  # far more than a connection has
_HEADERS_BYTES: Final = 4 << 10  # longest header block that is looked for in the middle

# HEADERS with a whole block, on a stream of the first 2 ** 24; its length of three bytes stands before.
_HEADERS: Final = expression(rb"\x01[\x04\x05\x0c\x0d\x24\x25\x2c\x2d]\x00")
_LENGTH_BYTES: Final = 3
_HEADERS_BEGUN: Final = expression(rb"\x00(?:[\x00-\x0f](?:[\x00-\xff](?:\x01(?:[\x04\x05\x0c\x0d\x24\x25\x2c\x2d]"
                                   rb"(?:\x00[\x00-\xff]{0,2})?)?)?)?)?\Z")  # fmt: skip


def recognise(head: bytes) -> bool | None:
    """Whether bytes begin an HTTP/2 connection, or its middle at the beginning of a frame."""
    if head[:1] == PREFACE[:1]:
        return True if head.startswith(PREFACE) else None if PREFACE.startswith(head) else False
    at = 0
    for _ in range(_TELLING_FRAMES):
        if len(head) - at < HEADER_BYTES:
            return None if head[at : at + 1] in (b"", b"\0") else False
        found = _strict(head[at : at + HEADER_BYTES])
        if found is None:
            return False
        at += HEADER_BYTES
        if found.type == SETTINGS and found.length:
            return _settings(head[at : at + found.length], found.length)
        at += found.length
    return True


def search(data: bytes, start: int = 0) -> tuple[int, int]:
    """The next place where a connection, or a header block with a frame behind it, begins: see `Kind`."""
    preface = data.find(PREFACE, start)
    end = preface if preface >= 0 else len(data)
    type_at = start + _LENGTH_BYTES
    while match := _HEADERS.search(data, type_at):
        at = match.start() - _LENGTH_BYTES
        if at >= end:
            break
        known = _is_header_block(data, at)
        if known is None:
            return -1, at
        if known:
            return at, at
        type_at = match.start() + 1
    if preface >= 0:
        return preface, preface
    low = max(start, len(data) - HEADER_BYTES + 1)
    begun = _HEADERS_BEGUN.search(data, low)
    kept = (begun.start() if begun else len(data), max(start, _begun(data)))
    return -1, min(kept)


def _is_header_block(data: bytes, at: int) -> bool | None:
    """Whether HEADERS begin at `at`, with a plausible block and another frame behind it; None while that may show."""
    header = data[at : at + HEADER_BYTES]
    if len(header) < HEADER_BYTES:
        return None if header[0] == 0 and header[1] < _HEADERS_BYTES >> 8 else False
    found = _strict(header)
    if found is None or found.length > _HEADERS_BYTES:
        return False
    behind = at + HEADER_BYTES + found.length
    if len(data) < behind + HEADER_BYTES:
        return None if len(data) <= behind or data[behind] == 0 else False
    return _strict(data[behind : behind + HEADER_BYTES]) is not None


def _strict(header: bytes) -> Frame | None:
    """A frame as implementations send them: of a known type, of usual size, with something in it."""
    found = frame(header)
    if found is None or found.type > CONTINUATION or found.length > FRAME_BYTES or found.stream >= _STREAMS:
        return None
    if found.type == HEADERS and not (found.length and found.flags & END_HEADERS):
        return None
    if found.type == DATA and not (found.length or found.flags & END_STREAM):
        return None
    return found


def _settings(payload: bytes, length: int) -> bool | None:
    """Whether settings are what servers send; None while some are to come."""
    known = all(
        (payload[at] == 0 and payload[at + 1] in _SETTINGS) or payload[at] >= 0xF0  # the latter are for experiments
        for at in range(0, len(payload) - 1, 6)
    )
    if not known:
        return False
    return True if len(payload) == length else None


def _begun(data: bytes) -> int:
    """Where the end of the data begins a preface; its length where it does not."""
    for size in range(min(len(PREFACE) - 1, len(data)), 0, -1):
        if data.endswith(PREFACE[:size]):
            return len(data) - size
    return len(data)
