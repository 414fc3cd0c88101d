"""A 7z archive, spooled until its header at the end is there; then its files one by one."""

import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import IO, Final

from agent.contents.format import Inlet, Outlet
from agent.contents.seven_zip import MAGIC
from agent.contents.seven_zip.header import FIXED_BYTES, Damaged, Folder, Header, Streams, header
from agent.contents.seven_zip.unpack import Unsupported, decompressor
from policies.part import Buffer

MOST_BYTES: Final = 64 << 20
"""Largest archive that is read."""
HEADER_BYTES: Final = 4 << 20
"""Largest header that is read."""
STEP_BYTES: Final = 128 << 10
"""Most bytes one call of a decompressor may give, so that the budget is asked often."""

_MEMORY_BYTES: Final = 1 << 20
_READ_BYTES: Final = 64 << 10
_KEPT_BY_FILTER: Final = 4  # bytes that liblzma's filters for programs hold back where LZMA has no end mark
_NESTED: Final = 4  # headers that hold the header


class SevenZip:
    """Files with their names; those that are encrypted or packed in another way are unread, with their names."""

    def __init__(self, outlet: Outlet) -> None:
        from tempfile import SpooledTemporaryFile

        self._outlet = outlet
        self._size = 0
        self._file = SpooledTemporaryFile(_MEMORY_BYTES)  # noqa: SIM115 - lives until the archive is whole

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Keep the archive."""
        self._size += sum(map(len, pieces))
        if self._size > MOST_BYTES:
            self._file.close()
            self._outlet.fail("7z too large")
            return
        for piece in pieces:
            self._file.write(piece)

    def gap(self, _: int) -> bool:
        """An archive with a hole is not read."""
        self._file.close()
        return False

    def close(self) -> None:
        """Read the archive."""
        with self._file:
            try:
                _Archive(self._outlet, self._file).give()
            except (Damaged, EOFError, OSError, ValueError, MemoryError, zlib.error, _lzma_error()):
                self._unread("damaged", "7z damaged")
            except Unsupported as reason:  # the header itself
                self._unread(str(reason), str(reason))

    def _unread(self, coding: str, reason: str) -> None:
        """Count all of the archive, and say why it is unread."""
        unread = self._outlet.begin("7z", coding=coding)
        self._file.seek(0)
        for data in iter(lambda: self._file.read(_READ_BYTES), b""):
            unread.write((data,))
        unread.end()
        self._outlet.fail(reason)


class _Archive:
    """An archive that is whole."""

    def __init__(self, outlet: Outlet, file: IO[bytes]) -> None:
        self._outlet = outlet
        self._file = file

    def give(self) -> None:
        """Its names, and its files."""
        found = self._header()
        if found.names:
            names = self._outlet.begin("7z.names", type="text/plain")
            names.write(("\n".join([*found.names, ""]).encode("utf-8", "replace"),))
            names.end()
        missing = [False] * max(0, len(found.names) - len(found.empty))
        full = (name for name, empty in zip(found.names, found.empty + missing, strict=False) if not empty)
        for folder, at, size in _packed(found.streams):
            if self._outlet.spent:
                return
            self._folder(folder, at, size, [next(full, "") for _ in folder.sizes])

    def _header(self) -> Header:
        self._file.seek(0)
        fixed = self._file.read(FIXED_BYTES)
        if not fixed.startswith(MAGIC) or len(fixed) < FIXED_BYTES:
            raise Damaged
        at, size = struct.unpack_from("<2Q", fixed, 12)
        if not size:
            return Header(Streams(), [], [])
        data = self._bytes(at, size)
        for _ in range(_NESTED):
            found = header(data)
            if not found.encoded:
                return found
            packed = next(_packed(found.streams), None)
            if packed is None or packed[0].unpacked_bytes > HEADER_BYTES:
                raise Damaged
            data = b"".join(self._unpacked(*packed))[: packed[0].unpacked_bytes]
        raise Damaged

    def _bytes(self, at: int, size: int) -> bytes:
        if size > HEADER_BYTES or at > MOST_BYTES:
            raise Damaged
        self._file.seek(FIXED_BYTES + at)
        return self._file.read(size)

    def _folder(self, folder: Folder, at: int, size: int, names: Sequence[str]) -> None:
        """The files of one folder, which follow one another in what comes out of it."""
        try:
            self._files(folder, self._unpacked(folder, at, size), names)
        except Unsupported as reason:
            unread = self._outlet.begin("7z", name=", ".join(names[:_NESTED]), coding=str(reason))
            for data in self._pieces(at, size):
                unread.write((data,))
            unread.end()

    def _files(self, folder: Folder, data: Iterator[bytes], names: Sequence[str]) -> None:
        waiting = iter(zip(names, folder.sizes, strict=True))
        inlet: Inlet | None = None
        left = 0
        try:
            for chunk in data:
                while chunk:
                    while not left:
                        if inlet is not None:
                            inlet.end()
                        name, left = next(waiting, ("", -1))
                        inlet = self._outlet.begin("7z", name=name) if left else None
                    piece = chunk[:left] if left > 0 else chunk
                    chunk = chunk[len(piece) :]  # noqa: PLW2901
                    left -= len(piece) if left > 0 else 0
                    if inlet is not None:
                        inlet.write((piece,))
                    if self._outlet.spent:
                        return
        finally:
            if inlet is not None:
                inlet.end("7z truncated" if left > 0 else "")

    def _unpacked(self, folder: Folder, at: int, size: int) -> Iterator[bytes]:
        stream = decompressor(folder)
        left = folder.unpacked_bytes
        for data in self._pieces(at, size):
            chunk = stream.decompress(data, STEP_BYTES)
            while chunk:
                yield chunk[:left]
                left -= len(chunk)
                if left <= 0 or stream.eof:
                    return
                chunk = b"" if stream.needs_input else stream.decompress(b"", STEP_BYTES)
        if left > (_KEPT_BY_FILTER if len(folder.coders) > 1 else 0):
            raise Damaged

    def _pieces(self, at: int, size: int) -> Iterator[bytes]:
        self._file.seek(FIXED_BYTES + min(at, MOST_BYTES))
        while size > 0 and (data := self._file.read(min(size, _READ_BYTES))):
            size -= len(data)
            yield data


def _packed(streams: Streams) -> Iterator[tuple[Folder, int, int]]:
    """Each folder, where its packed bytes begin, and how many there are."""
    at, sizes = streams.at, iter(streams.packed_sizes)
    for folder in streams.folders:
        size = sum(next(sizes, 0) for _ in range(folder.packed))
        yield folder, at, size
        at += size


def _lzma_error() -> type[Exception]:
    from lzma import LZMAError

    return LZMAError
