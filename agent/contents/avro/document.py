"""The blocks of an Avro file, read one by one as they arrive."""

import json
import zlib
from collections.abc import Callable, Sequence
from typing import Any, Final

from agent.contents.avro import MAGIC
from agent.contents.avro.schema import Cursor, Damaged, Read, fields
from agent.contents.format import Outlet
from policies.part import Buffer

BLOCK_BYTES: Final = 4 << 20
"""Largest block that is read, packed and unpacked; writers make them of 16 or 64 KB."""
HEADER_BYTES: Final = 64 << 10

_SYNC_BYTES: Final = 16
_NUMBERS_BYTES: Final = 20


class Avro:
    """Records as lines under the names of their fields; blocks in a coding that is not read are counted."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._held = b""
        self._at = 0  # how much of it was read
        self._readers: list[Read] | None = None
        self._unpack: Callable[[bytes], bytes] = bytes
        self._done = False

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Read every block that is whole."""
        self._held = b"".join((self._held[self._at :], *pieces))
        self._at = 0
        try:
            while not self._done and self._step():
                pass
        except (Damaged, ValueError, EOFError, OSError, MemoryError, RecursionError, zlib.error):
            self._stop("avro damaged")

    def gap(self, _: int) -> bool:
        """Nothing can be told apart behind a gap."""
        return False

    def close(self) -> None:
        """The last block must have ended."""
        if self._at < len(self._held) and not self._done:
            self._outlet.fail("avro truncated")

    def _step(self) -> bool:
        return self._header() if self._readers is None else self._block()

    def _header(self) -> bool:
        cursor = Cursor(self._held)
        try:
            cursor.take(len(MAGIC))
            told = _metadata(cursor)
            cursor.take(_SYNC_BYTES)
        except Damaged:
            if len(self._held) > HEADER_BYTES:
                raise
            return False
        self._at = cursor.place
        names, self._readers = fields(json.loads(told.get("avro.schema", b"null")))
        coding = told.get("avro.codec", b"null").decode("latin-1")
        if coding not in _CODINGS:
            self._stop(f"avro {coding[:20]} not supported yet")
            return False
        self._unpack = _CODINGS[coding]
        return not names or self._outlet.give(("\t".join(names).encode("utf-8", "replace") + b"\n",))

    def _block(self) -> bool:
        cursor = Cursor(self._held[self._at : self._at + _NUMBERS_BYTES])
        try:
            count, size = cursor.number(), cursor.number()
        except Damaged:
            if len(self._held) - self._at >= _NUMBERS_BYTES:
                raise
            return False
        if not 0 <= size <= BLOCK_BYTES or count < 0:
            raise Damaged
        begin = self._at + cursor.place
        if len(self._held) < begin + size + _SYNC_BYTES:
            return False
        packed = self._held[begin : begin + size]
        self._at = begin + size + _SYNC_BYTES
        return self._records(Cursor(self._unpack(packed)), count)

    def _records(self, cursor: Cursor, count: int) -> bool:
        lines: list[str] = []
        try:
            for _ in range(count):
                cursor.count()
                lines.append("\t".join([read(cursor) for read in self._readers or ()]))
        finally:
            text = "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")
            self._done |= bool(text) and not self._outlet.give((text,))
        return not self._done

    def _stop(self, reason: str) -> None:
        self._done = True
        self._held = b""
        self._outlet.fail(reason)


def _metadata(cursor: Cursor) -> dict[str, bytes]:
    told: dict[str, bytes] = {}
    while count := cursor.number():
        if count < 0:
            cursor.number()
        for _ in range(abs(count)):
            name = cursor.take(cursor.number()).decode("utf-8", "replace")
            told[name] = cursor.take(cursor.number())
    return told


def _inflated(packed: bytes) -> bytes:
    return _bounded(zlib.decompressobj(-zlib.MAX_WBITS), packed)


def _bunzipped(packed: bytes) -> bytes:
    from bz2 import BZ2Decompressor

    return _bounded(BZ2Decompressor(), packed)


def _unxz(packed: bytes) -> bytes:
    from lzma import LZMADecompressor, LZMAError

    try:
        return _bounded(LZMADecompressor(memlimit=64 << 20), packed)
    except LZMAError as error:
        raise Damaged from error


def _unzstd(packed: bytes) -> bytes:
    import zstandard

    try:
        with zstandard.ZstdDecompressor(max_window_size=64 << 20).stream_reader(packed) as stream:
            unpacked: bytes = stream.read(BLOCK_BYTES + 1)
    except zstandard.ZstdError as error:
        raise Damaged from error
    return unpacked[:BLOCK_BYTES]


def _bounded(stream: Any, packed: bytes) -> bytes:
    """What is unpacked, up to a block's most bytes."""
    unpacked: bytes = stream.decompress(packed, BLOCK_BYTES)
    return unpacked


_CODINGS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "null": bytes,
    "deflate": _inflated,
    "bzip2": _bunzipped,
    "xz": _unxz,
    "zstandard": _unzstd,
}
