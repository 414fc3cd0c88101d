"""The header of a 7z archive, which stands at its end: what is packed how, and the names of the files."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

FIXED_BYTES: Final = 32

AES: Final = b"\x06\xf1\x07\x01"

_END, _HEADER, _PROPERTIES, _MORE_STREAMS, _MAIN_STREAMS, _FILES = range(6)
_PACKED, _FOLDERS, _SUBSTREAMS, _SIZES, _DIGESTS, _FOLDER, _UNPACKED_SIZES, _COUNTS, _EMPTY = range(6, 15)
_NAMES, _ENCODED = 0x11, 0x17
_COMPLEX, _HAS_PROPERTIES, _ID_BYTES = 0x10, 0x20, 0x0F
_MOST: Final = 100_000  # of anything that is counted


class Damaged(Exception):
    """The header makes no sense."""


@dataclass(frozen=True, slots=True)
class Coder:
    """One method and its settings."""

    method: bytes
    properties: bytes
    inputs: int


@dataclass(slots=True)
class Folder:
    """What is packed together: the methods in their order, the sizes of the packed bytes and of the files in them."""

    coders: list[Coder]
    packed: int  # streams
    unpacked_bytes: int = 0
    sizes: list[int] = field(default_factory=list)
    outputs: int = 1
    has_digest: bool = False


@dataclass(slots=True)
class Streams:
    """Where the packed bytes are, and what they hold."""

    at: int = 0
    packed_sizes: list[int] = field(default_factory=list)
    folders: list[Folder] = field(default_factory=list)


@dataclass(slots=True)
class Header:
    """Streams and names; `encoded` says that the real header is what the streams hold."""

    streams: Streams
    names: list[str]
    empty: list[bool]
    encoded: bool = False


def header(data: bytes) -> Header:
    """The header in these bytes.

    Raises:
        Damaged: it makes no sense.
    """
    reader = _Reader(data)
    kind = reader.byte()
    if kind == _ENCODED:
        return Header(_streams(reader), [], [], encoded=True)
    if kind != _HEADER:
        raise Damaged
    found = Header(Streams(), [], [])
    while (kind := reader.byte()) != _END:
        if kind == _PROPERTIES:
            _skip_properties(reader)
        elif kind == _MORE_STREAMS:
            _streams(reader)
        elif kind == _MAIN_STREAMS:
            found.streams = _streams(reader)
        elif kind == _FILES:
            found.names, found.empty = _files(reader)
        else:
            raise Damaged
    return found


class _Reader:
    """Reads on in the header's bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def byte(self) -> int:
        return self.take(1)[0]

    def take(self, size: int) -> bytes:
        data = self._data[self._at : self._at + size]
        if len(data) < size:
            raise Damaged
        self._at += size
        return data

    def number(self) -> int:
        """A number of one to nine bytes: the first one's leading bits say how many more."""
        first, value = self.byte(), 0
        for place in range(8):
            mask = 0x80 >> place
            if not first & mask:
                return value | (first & (mask - 1)) << 8 * place
            value |= self.byte() << 8 * place
        return value

    def count(self) -> int:
        """A number of things, which take a byte each at least."""
        number = self.number()
        if number > _MOST:
            raise Damaged
        return number

    def bits(self, count: int) -> list[bool]:
        data = self.take((count + 7) // 8)
        return [bool(data[at // 8] & 0x80 >> at % 8) for at in range(count)]

    def digests(self, count: int) -> list[bool]:
        """Which of so many things have a checksum; none is checked."""
        defined = [True] * count if self.byte() else self.bits(count)
        self.take(4 * sum(defined))
        return defined


def _skip_properties(reader: _Reader) -> None:
    while reader.byte() != _END:
        reader.take(reader.number())


def _streams(reader: _Reader) -> Streams:
    found = Streams()
    told = False  # how many files each folder holds
    while (kind := reader.byte()) != _END:
        if kind == _PACKED:
            _packed(reader, found)
        elif kind == _FOLDERS:
            _folders(reader, found)
        elif kind == _SUBSTREAMS:
            _substreams(reader, found.folders)
            told = True
        else:
            raise Damaged
    if not told:
        for folder in found.folders:
            folder.sizes = [folder.unpacked_bytes]
    return found


def _packed(reader: _Reader, found: Streams) -> None:
    found.at, count = reader.number(), reader.count()
    while (kind := reader.byte()) != _END:
        if kind == _SIZES:
            found.packed_sizes = [reader.number() for _ in range(count)]
        elif kind == _DIGESTS:
            reader.digests(count)
        else:
            raise Damaged


def _folders(reader: _Reader, found: Streams) -> None:
    if reader.byte() != _FOLDER:
        raise Damaged
    count = reader.count()
    if reader.byte():  # the folders stand elsewhere
        raise Damaged
    found.folders = [_folder(reader) for _ in range(count)]
    while (kind := reader.byte()) != _END:
        if kind == _UNPACKED_SIZES:
            for folder in found.folders:
                sizes = [reader.number() for _ in range(folder.outputs)]
                folder.unpacked_bytes = max(sizes, default=0)
        elif kind == _DIGESTS:
            for folder, defined in zip(found.folders, reader.digests(count), strict=True):
                folder.has_digest = defined
        else:
            raise Damaged


def _folder(reader: _Reader) -> Folder:
    coders: list[Coder] = []
    inputs = outputs = 0
    for _ in range(min(reader.count(), 32)):
        flags = reader.byte()
        method = reader.take(flags & _ID_BYTES)
        of_coder = (reader.count(), reader.count()) if flags & _COMPLEX else (1, 1)
        properties = reader.take(reader.number()) if flags & _HAS_PROPERTIES else b""
        coders.append(Coder(method, properties, of_coder[0]))
        inputs, outputs = inputs + of_coder[0], outputs + of_coder[1]
    for _ in range(max(0, outputs - 1)):  # which output is which input
        reader.number()
        reader.number()
    packed = max(0, inputs - max(0, outputs - 1))
    if packed > 1:
        for _ in range(min(packed, _MOST)):
            reader.number()
    return Folder(coders, packed, outputs=min(outputs, _MOST))


def _substreams(reader: _Reader, folders: Sequence[Folder]) -> None:
    counts = [1] * len(folders)
    kind = reader.byte()
    if kind == _COUNTS:
        counts = [reader.count() for _ in folders]
        kind = reader.byte()
    for folder, count in zip(folders, counts, strict=True):
        sizes = [reader.number() for _ in range(count - 1)] if kind == _SIZES else []
        if count:
            folder.sizes = [*sizes, max(0, folder.unpacked_bytes - sum(sizes))]
    if kind == _SIZES:
        kind = reader.byte()
    while kind != _END:
        if kind != _DIGESTS:
            raise Damaged
        wanting = (count for folder, count in zip(folders, counts, strict=True) if count != 1 or not folder.has_digest)
        reader.digests(sum(wanting))
        kind = reader.byte()


def _files(reader: _Reader) -> tuple[list[str], list[bool]]:
    count = reader.count()
    names: list[str] = []
    empty = [False] * count
    while (kind := reader.byte()) != _END:
        content = _Reader(reader.take(reader.number()))
        if kind == _EMPTY:
            empty = content.bits(count)
        elif kind == _NAMES and not content.byte():
            names = content._data[1:].decode("utf-16-le", "replace").split("\0")[:count]
    return names, empty
