"""Start lines of HTTP/1.x messages (RFC 9112 2.1): recognised at the beginning, and found again in the middle."""

import re
from typing import Final

LINE_BYTES: Final = 16 << 10
"""Longest start line."""

_WHOLE: Final = re.compile(rb"(?:[A-Z][A-Z_-]{2,19} [^\r\n]+ HTTP/1\.\d|HTTP/1\.\d [1-5]\d\d(?: [^\r\n]*)?)[ \t]*\r?\n")
_BEGUN: Final = re.compile(rb"[A-Z][A-Z_-]{2,19} |[A-Z][A-Z_-]{0,19}\Z|HTTP/(?:1(?:\.\d?)?)?\Z|HTTP/1\.\d ")
_BEGUN_BYTES: Final = 24  # method and space, or version and space

# Searching: only methods that are common, only lines of a common length, so that little is held back.
_METHODS: Final = (b"GET ", b"POST ", b"PUT ", b"HEAD ", b"PATCH ", b"DELETE ", b"OPTIONS ", b"CONNECT ")
_REQUEST: Final = re.compile(rb"(?:GET|POST|PUT|HEAD|PATCH|DELETE|OPTIONS|CONNECT) [^\s]+ \Z")
_VERSION: Final = re.compile(rb"HTTP/1\.\d[ \t]*\r?\n")
_STATUS: Final = re.compile(rb"HTTP/1\.\d [1-5]\d\d(?: [^\r\n]{0,100})?\r?\n")
_SEARCH_BYTES: Final = 2000
_HOLD_BYTES: Final = 2200  # a line of _SEARCH_BYTES and its version


def recognise(head: bytes) -> bool | None:
    """Whether bytes begin an HTTP/1.x message; None while the first line is not complete."""
    end = head.find(b"\n", 0, LINE_BYTES)
    if end >= 0:
        return _WHOLE.match(head, 0, end + 1) is not None
    if len(head) >= LINE_BYTES or not _BEGUN.match(head[:_BEGUN_BYTES]):
        return False
    return None


def search(data: bytes, start: int = 0) -> tuple[int, int]:
    """The next message start in `data` at or behind `start`, and where bytes must be kept from.

    Returns:
        (offset, offset) of a start line, or (-1, n): nothing before n begins a start line.
    """
    at = data.find(b"HTTP/1.", start)
    while at >= 0:
        if _STATUS.match(data, at):
            return at, at
        low = max(start, at - _SEARCH_BYTES)
        line = data[max(low, data.rfind(b"\n", low, at) + 1) : at]
        request = _REQUEST.search(line) if line.endswith(b" ") and _VERSION.match(data, at) else None
        if request:
            begin = at - len(line) + request.start()
            return begin, begin
        at = data.find(b"HTTP/1.", at + 1)
    return -1, _in_the_making(data, start)


def _in_the_making(data: bytes, start: int) -> int:
    """Where the last line begins something that may become a start line; else the last few bytes, a split method."""
    low = max(start, len(data) - _HOLD_BYTES)
    line_start = max(low, data.rfind(b"\n", low) + 1)
    begun = [at for token in (*_METHODS, b"HTTP/1.") if (at := data.find(token, line_start)) >= 0]
    return min(begun, default=max(line_start, len(data) - len(b"OPTIONS ")))
