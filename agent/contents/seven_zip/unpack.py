"""The methods of 7z that the standard library decompresses, each bounded in what one call gives and in memory."""

from typing import Final, Protocol

from agent.contents.seven_zip.header import AES, Folder

MEMORY_BYTES: Final = 64 << 20
"""Largest window of an LZMA stream; none needs to be larger than what comes out."""

_COPY, _DELTA, _LZMA_1, _LZMA_2 = b"\0", b"\3", b"\3\1\1", b"\x21"
_DEFLATE, _BZIP2 = b"\4\1\x08", b"\4\2\2"
_BRANCHES: Final = {b"\3\3\1\3": 4, b"\3\3\2\5": 5, b"\3\3\4\1": 6, b"\3\3\5\1": 7, b"\3\3\7\1": 8, b"\3\3\x08\5": 9}
"""Filters for programs -> their number in liblzma: x86, PowerPC, IA-64, ARM, ARM Thumb, SPARC."""
_LEAST_WINDOW: Final = 4096


class Unsupported(Exception):
    """Says by which method something is packed that is not read."""


class Decompressor(Protocol):
    """What the decompressors have in common."""

    @property
    def eof(self) -> bool:
        """Whether the stream has ended."""

    @property
    def needs_input(self) -> bool:
        """Whether nothing more comes of what was given."""

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """Decompress, at most so many bytes."""


def decompressor(folder: Folder) -> Decompressor:
    """What unpacks a folder.

    Raises:
        Unsupported: its methods are not read.
    """
    methods = [coder.method for coder in folder.coders]
    if AES in methods:
        raise Unsupported("encrypted")
    unknown = [method for method in methods if method not in _KNOWN]
    if folder.packed != 1 or unknown or not methods:
        raise Unsupported(f"7z method {(unknown or [b''])[0].hex()}")
    if _LZMA_1 in methods or _LZMA_2 in methods:
        return _lzma(folder)
    if len(methods) > 1:
        raise Unsupported("7z filters")
    if methods == [_BZIP2]:
        from bz2 import BZ2Decompressor

        return BZ2Decompressor()
    return _Inflate() if methods == [_DEFLATE] else _Copy()


_KNOWN: Final = frozenset((_COPY, _DELTA, _LZMA_1, _LZMA_2, _DEFLATE, _BZIP2, *_BRANCHES))


def _lzma(folder: Folder) -> Decompressor:
    import lzma

    filters: list[dict[str, int]] = []
    last: dict[str, int] = {}
    for coder in folder.coders:
        properties = coder.properties.ljust(5, b"\0")
        if coder.method == _LZMA_1:
            packed, window = properties[0], int.from_bytes(properties[1:5], "little")
            last = {"id": lzma.FILTER_LZMA1, "lc": packed % 9, "lp": packed // 9 % 5, "pb": packed // 45}
            last["dict_size"] = _window(window, folder)
        elif coder.method == _LZMA_2:
            size = (2 | properties[0] & 1) << (min(properties[0], 40) // 2 + 11)
            last = {"id": lzma.FILTER_LZMA2, "dict_size": _window(size, folder)}
        elif coder.method == _DELTA:
            filters.append({"id": lzma.FILTER_DELTA, "dist": properties[0] + 1})
        elif coder.method in _BRANCHES:
            filters.append({"id": _BRANCHES[coder.method]})
    return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[*filters, last])


def _window(size: int, folder: Folder) -> int:
    needed = max(_LEAST_WINDOW, min(size, folder.unpacked_bytes))
    if needed > MEMORY_BYTES:
        raise Unsupported("7z too costly")
    return needed


class _Copy:
    """What is stored as it is."""

    eof = False
    needs_input = True

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:  # noqa: ARG002
        return data


class _Inflate:
    """DEFLATE without a header, in the manner of the other decompressors."""

    def __init__(self) -> None:
        import zlib

        self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
        self._full = False

    @property
    def eof(self) -> bool:
        return self._stream.eof

    @property
    def needs_input(self) -> bool:
        return not self._stream.unconsumed_tail and not self._full

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        out = self._stream.decompress(self._stream.unconsumed_tail + data, max_length)
        self._full = len(out) == max_length
        return out
