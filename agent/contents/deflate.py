"""gzip (RFC 1952), zlib (RFC 1950) and raw DEFLATE (RFC 1951), decompressed as they arrive."""

import zlib
from collections.abc import Sequence
from typing import Final

from agent.contents.format import Outlet
from policies.part import Buffer

MAGIC: Final = b"\x1f\x8b\x08"
STEP_BYTES: Final = 128 << 10
"""Most bytes one call of the decompressor may give, so that the budget is asked often."""

_GZIP: Final = 16 + zlib.MAX_WBITS
_RAW: Final = -zlib.MAX_WBITS


class Gzip:
    """One or more gzip members; padding of zeros behind the last one is ignored (RFC 1952 2.2)."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._inflate = zlib.decompressobj(_GZIP)
        self._fresh = True  # no byte of the current member was read

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Decompress; damage ends the part."""
        for piece in pieces:
            if not self._member(piece):
                return

    def gap(self, _: int) -> bool:
        """Nothing can be decoded behind a gap."""
        return False

    def close(self) -> None:
        """A member that has begun must have ended."""
        if not self._fresh and not self._inflate.eof:
            self._outlet.fail("gzip truncated")

    def _member(self, piece: Buffer) -> bool:
        data = piece
        while len(data):
            if self._inflate.eof:
                data = bytes(data).lstrip(b"\0")
                if not data:
                    return True
                self._inflate = zlib.decompressobj(_GZIP)
            if not _inflate(self._inflate, data, self._outlet, "gzip damaged"):
                return False
            self._fresh = False
            data = self._inflate.unused_data
        return True


class Deflate:
    """HTTP's "deflate": zlib by the standard (RFC 9110 8.4.1.2), raw DEFLATE by custom."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._head = b""
        self._inflate: zlib._Decompress | None = None

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Decompress; the first two bytes tell zlib from raw."""
        for piece in pieces:
            data: Buffer = piece
            if self._inflate is None:
                data = self._head + bytes(piece)
                if len(data) < 2:
                    self._head = data
                    continue
                self._inflate = zlib.decompressobj(zlib.MAX_WBITS if _is_zlib(data) else _RAW)
            if not self._inflate.eof and not _inflate(self._inflate, data, self._outlet, "deflate damaged"):
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


def _is_zlib(head: Buffer) -> bool:
    # RFC 1950 2.2: compression method 8, and the two header bytes are a multiple of 31
    return head[0] & 0x0F == 8 and (head[0] << 8 | head[1]) % 31 == 0


def _inflate(inflate: "zlib._Decompress", data: Buffer, outlet: Outlet, damage: str) -> bool:
    """Decompress all of `data` step by step; False when it is damaged or the budget is spent."""
    try:
        while True:
            out = inflate.decompress(data, STEP_BYTES)
            if out and not outlet.give((out,)):
                return False
            data = inflate.unconsumed_tail
            if inflate.eof or (not data and len(out) < STEP_BYTES):
                return True
    except zlib.error:
        outlet.fail(damage)
        return False
