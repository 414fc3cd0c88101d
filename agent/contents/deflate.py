"""gzip (RFC 1952), zlib (RFC 1950) and raw DEFLATE (RFC 1951), decompressed as they arrive.

Checksums are not checked: a receiver may ignore them, so text behind a wrong one has left all the same.
Where the compressed data itself is damaged, what the last step would have given is lost.
"""

import zlib
from collections.abc import Sequence
from typing import Final

from agent.contents.format import Inlet, Outlet
from policies.part import Buffer

MAGIC: Final = b"\x1f\x8b\x08"
STEP_BYTES: Final = 128 << 10
"""Most bytes one call of the decompressor may give, so that the budget is asked often."""
HEADER_BYTES: Final = 64 << 10
"""Longest member header that is followed; a file name is the longest thing in most."""

_RAW: Final = -zlib.MAX_WBITS
_FIXED_BYTES: Final = 10
_TRAILER_BYTES: Final = 8
_ZLIB_BYTES: Final = 2
_CRC, _EXTRA, _NAME, _COMMENT = 2, 4, 8, 16  # flags of the header


class Gzip:
    """One or more gzip members. Zeros behind the last one are padding; other bytes are a part of their own."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._held = b""  # a header in the making
        self._inflate: zlib._Decompress | None = None
        self._trailer = 0  # bytes to come
        self._rest: Inlet | None = None

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Decompress; damage ends the part."""
        for piece in pieces:
            data: Buffer = piece
            while len(data):
                left = self._step(data)
                if left is None:
                    return
                data = left

    def gap(self, _: int) -> bool:
        """Nothing can be decoded behind a gap."""
        return False

    def close(self) -> None:
        """A member that has begun must have ended."""
        if self._held or (self._inflate is not None and not self._inflate.eof):
            self._outlet.fail("gzip truncated")
        if self._rest is not None:
            self._rest.end()

    def _step(self, data: Buffer) -> Buffer | None:
        """What one state leaves of the bytes; None when nothing more can be decoded."""
        if self._rest is not None:
            self._rest.write((data,))
            return b""
        if self._trailer:
            size = min(self._trailer, len(data))
            self._trailer -= size
            return data[size:]
        if self._inflate is None or self._inflate.eof:
            return self._header(data)
        left = inflate(self._inflate, data, self._outlet, "gzip damaged")
        if self._inflate.eof:
            self._trailer = _TRAILER_BYTES
        return left

    def _header(self, data: Buffer) -> Buffer | None:
        if self._inflate is not None and not self._held and data[0] == 0:
            return bytes(data).lstrip(b"\0")
        whole = self._held + bytes(data)
        size = header_bytes(whole) if MAGIC.startswith(whole[:3]) or is_gzip(whole) else 0
        if size < 0 and len(whole) < HEADER_BYTES:
            self._held = whole
            return b""
        if size <= 0:
            return self._begin_rest(whole)
        self._held = b""
        self._inflate = zlib.decompressobj(_RAW)
        return whole[size:]

    def _begin_rest(self, data: bytes) -> bytes:
        self._held = b""
        self._rest = self._outlet.begin("gzip.rest")
        return data


class Deflate:
    """HTTP's "deflate": zlib by the standard (RFC 9110 8.4.1.2), raw DEFLATE by custom."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._held = b""
        self._inflate: zlib._Decompress | None = None

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Decompress; the first two bytes tell zlib from raw."""
        for piece in pieces:
            data: Buffer = piece
            if self._inflate is None:
                data = self._held + bytes(piece)
                if len(data) <= _ZLIB_BYTES:
                    self._held = data
                    continue
                zlib_header = is_zlib(data)
                self._inflate = zlib.decompressobj(_RAW)
                data = data[_ZLIB_BYTES:] if zlib_header else data
            if self._inflate.eof or inflate(self._inflate, data, self._outlet, "deflate damaged") is None:
                return

    def gap(self, _: int) -> bool:
        """Nothing can be decoded behind a gap."""
        return False

    def close(self) -> None:
        """The stream must have ended."""
        if self._inflate is None or not self._inflate.eof:
            self._outlet.fail("deflate truncated")


def is_gzip(head: bytes) -> bool:
    """Whether a part begins with a gzip member that uses DEFLATE."""
    return head.startswith(MAGIC)


def is_zlib(head: bytes) -> bool:
    """Whether bytes begin with a zlib header: method 8, a multiple of 31, no dictionary (RFC 1950 2.2)."""
    return head[0] & 0x0F == 8 and (head[0] << 8 | head[1]) % 31 == 0 and not head[1] & 0x20


def header_bytes(data: bytes) -> int:
    """The length of a gzip member's header, -1 while it is not complete (RFC 1952 2.3)."""
    if len(data) < _FIXED_BYTES:
        return -1
    flags, at = data[3], _FIXED_BYTES
    if flags & _EXTRA:
        at += 2 + int.from_bytes(data[at : at + 2], "little")
    for flag in (_NAME, _COMMENT):
        if flags & flag:
            at = data.find(b"\0", at) + 1
            if not at:
                return -1
    at += 2 if flags & _CRC else 0
    return at if at <= len(data) else -1


def inflate(stream: "zlib._Decompress", data: Buffer, outlet: Outlet, damage: str) -> bytes | None:
    """Decompress `data` step by step: the bytes behind the end of the stream, None when damaged or over budget."""
    try:
        while True:
            out = stream.decompress(data, STEP_BYTES)
            if out and not outlet.give((out,)):
                return None
            data = stream.unconsumed_tail
            if stream.eof or (not data and len(out) < STEP_BYTES):
                return stream.unused_data
    except zlib.error:
        outlet.fail(damage)
        return None
