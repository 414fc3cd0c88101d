"""bzip2, xz and LZMA, decompressed as they arrive by the standard library, which bounds what one call gives."""

from collections.abc import Callable, Sequence
from typing import Final, Protocol

from agent.contents.format import Decoder, Format, Outlet
from policies.part import Buffer

STEP_BYTES: Final = 128 << 10
"""Most bytes one call of a decompressor may give, so that the budget is asked often."""
MEMORY_BYTES: Final = 64 << 20
"""Most memory an xz stream may ask for; its strongest preset asks for as much."""

_LZMA_HEAD_BYTES: Final = 9
_LEAST_WINDOW: Final = 4096


class Decompressor(Protocol):
    """What bz2.BZ2Decompressor and lzma.LZMADecompressor have in common."""

    @property
    def eof(self) -> bool:
        """Whether the stream has ended."""

    @property
    def needs_input(self) -> bool:
        """Whether nothing more comes of what was given."""

    @property
    def unused_data(self) -> bytes:
        """What stands behind the end of the stream."""

    def decompress(self, data: Buffer, max_length: int = -1) -> bytes:
        """Decompress, at most so many bytes."""


class Streams:
    """Compressed streams one behind the other, as parallel packers write them."""

    def __init__(self, outlet: Outlet, label: str, begin: Callable[[], Decompressor]) -> None:
        self._outlet = outlet
        self._label = label
        self._begin = begin
        self._stream: Decompressor | None = None

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Decompress; damage ends the part."""
        from lzma import LZMAError

        try:
            for piece in pieces:
                if not self._piece(piece):
                    return
        except (OSError, ValueError, LZMAError) as error:
            too_costly = "limit" in str(error)  # LZMAError has no number: "Memory usage limit exceeded"
            self._outlet.fail(f"{self._label} {'too costly' if too_costly else 'damaged'}")

    def gap(self, _: int) -> bool:
        """Nothing can be decoded behind a gap."""
        return False

    def close(self) -> None:
        """The stream must have ended."""
        if self._stream is None or not self._stream.eof:
            self._outlet.fail(f"{self._label} truncated")

    def _piece(self, data: Buffer) -> bool:
        """Decompress a piece; False once nothing more can be given."""
        while True:
            if self._stream is None or self._stream.eof:
                data = bytes(data).lstrip(b"\0")  # padding between streams
                if not data:
                    return True
                self._stream = self._begin()
            out = self._stream.decompress(data, STEP_BYTES)
            if out and not self._outlet.give((out,)):
                return False
            if self._stream.eof:
                data = self._stream.unused_data
            elif self._stream.needs_input:
                return True
            else:
                data = b""


class ZipLzma:
    """A member of a zip archive by method 14: LZMA behind four bytes and its properties (APPNOTE.TXT 5.8.8)."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._held = b""
        self._stream: Decompressor | None = None

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Decompress; damage ends the part."""
        from lzma import LZMAError

        self._held += b"".join(pieces)
        if len(self._held) < _LZMA_HEAD_BYTES:
            return
        data, self._held = self._held, b""
        try:
            if self._stream is None:
                self._stream = _lzma(data[4:_LZMA_HEAD_BYTES])
                data = data[_LZMA_HEAD_BYTES:]
            self._decompress(self._stream, data)
        except (ValueError, MemoryError, EOFError, LZMAError):
            self._outlet.fail("zip damaged")

    def gap(self, _: int) -> bool:
        """Nothing can be decoded behind a gap."""
        return False

    def close(self) -> None:
        """A stream need not say where it ends."""

    def _decompress(self, stream: Decompressor, data: bytes) -> None:
        while not stream.eof:
            out = stream.decompress(data, STEP_BYTES)
            if (out and not self._outlet.give((out,))) or (stream.needs_input and len(out) < STEP_BYTES):
                return
            data = b""


def _lzma(properties: bytes) -> Decompressor:
    """A decompressor for a stream without a header; `properties` are its three numbers and its window's size."""
    import lzma

    packed, window = properties[0], int.from_bytes(properties[1:5], "little")
    if window > MEMORY_BYTES:
        raise ValueError
    filters = [
        {
            "id": lzma.FILTER_LZMA1,
            "dict_size": max(window, _LEAST_WINDOW),
            "lc": packed % 9,
            "lp": packed // 9 % 5,
            "pb": packed // 45,
        }
    ]
    return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=filters)


def _bzip2() -> Decompressor:
    from bz2 import BZ2Decompressor

    return BZ2Decompressor()


def _xz() -> Decompressor:
    from lzma import LZMADecompressor

    return LZMADecompressor(memlimit=MEMORY_BYTES)


def _format(label: str, begin: Callable[[], Decompressor]) -> Format:
    def decoder(outlet: Outlet) -> Decoder:
        return Streams(outlet, label, begin)

    return Format(label, decoder)


BZIP2: Final = _format("bzip2", _bzip2)
XZ: Final = _format("xz", _xz)
MAGIC: Final = {
    **{b"BZh%d1AY&SY" % level: BZIP2 for level in range(1, 10)},
    b"\xfd7zXZ\0": XZ,
}
"""First bytes of both; a bzip2 stream begins with its block size and the digits of pi."""
ZIP_LZMA: Final = Format("lzma", ZipLzma)
"""What a zip archive announces as its method 14."""
