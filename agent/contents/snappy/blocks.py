"""Snappy: a raw block, the framing format, and the framing of Java clients; decompressed as it arrives.

Sources: google/snappy format_description.txt and framing_format.txt, xerial/snappy-java SnappyOutputStream.
"""

from collections.abc import Callable, Sequence
from typing import Final

from agent.contents.format import Decoder, Format, Outlet
from agent.contents.snappy.elements import Elements
from policies.part import Buffer

MAGIC: Final = b"\xff\x06\x00\x00sNaPpY"
XERIAL_MAGIC: Final = b"\x82SNAPPY\0"
WHOLE_BYTES: Final = 64 << 10
"""Most compressed bytes of a raw block that are gathered to be decompressed at once."""
CHUNK_BYTES: Final = 80 << 10
"""Most bytes of a chunk: 64 KB that do not compress are 76,490 bytes (framing_format.txt, 4.2)."""

_XERIAL_HEADER_BYTES: Final = 16
_HEAD_BYTES: Final = 4  # of a chunk, in both framings
_CHECKSUM_BYTES: Final = 4
_COMPRESSED, _PLAIN = 0x00, 0x01
_LEAST_SKIPPED: Final = 0x80  # chunk types that a reader skips

Chunk = tuple[int, int, bool | None]
"""Bytes of a chunk, those of its head among them, and whether it is compressed; None: it is skipped."""


class Raw:
    """One raw block: at once where it is short, element by element where it is long."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._held = b""
        self._elements: Elements | None = None

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Gather, or decompress what is too long to be gathered."""
        if self._elements is None:
            self._held = b"".join((self._held, *pieces))
            if len(self._held) <= WHOLE_BYTES:
                return
            pieces, self._held = (self._held,), b""
            self._elements = Elements(self._outlet)
        for piece in pieces:
            self._elements.feed(bytes(piece))

    def gap(self, _: int) -> bool:
        """Nothing can be decoded behind a gap."""
        return False

    def close(self) -> None:
        """The block must have ended."""
        if self._elements is not None:
            self._elements.close()
        else:
            block(self._outlet, self._held)


class Chunks:
    """Blocks of a framing, one behind the other."""

    def __init__(self, outlet: Outlet, head: Callable[[bytes], Chunk | None]) -> None:
        """`head` reads the first bytes of a chunk; None: they are none."""
        self._outlet = outlet
        self._head = head
        self._held = b""
        self._skip = 0
        self._ended = False

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Decompress what is whole; damage ends the part."""
        data, at = b"".join((self._held, *pieces)), 0
        while not self._ended:
            skipped = min(self._skip, len(data) - at)
            self._skip -= skipped
            at += skipped
            if len(data) - at < _HEAD_BYTES:
                break
            end = self._chunk(data, at)
            if end < 0:
                break
            at = end
        self._held = data[at:]

    def gap(self, _: int) -> bool:
        """Nothing can be decoded behind a gap."""
        return False

    def close(self) -> None:
        """A chunk that has begun must have ended."""
        if self._held or self._skip:
            self._outlet.fail("snappy truncated")

    def _chunk(self, data: bytes, at: int) -> int:
        """Take a chunk: where the next one begins, -1 where there is none, or none yet."""
        chunk = self._head(data[at : at + _HEAD_BYTES])
        if chunk is None:
            self._ended = True
            self._outlet.fail("snappy damaged")
            return -1
        size, head, is_compressed = chunk
        if is_compressed is None:
            self._skip = size
            return at
        if len(data) - at < size:
            return -1
        content = data[at + head : at + size]
        taken = block(self._outlet, content) if is_compressed else self._outlet.give((content,))
        self._ended = not taken
        return at + size


def block(outlet: Outlet, data: bytes) -> bool:
    """Decompress a whole raw block; False where it is damaged or the budget is spent."""
    from cramjam import DecompressionError, snappy

    try:
        decoded = bytes(memoryview(snappy.decompress_raw(data)))
    except DecompressionError:
        elements = Elements(outlet)  # gives what stands before the damage
        elements.feed(data)
        elements.close()
        return False
    return outlet.give((decoded,))


class Snappy:
    """Any of the three forms, told by its first bytes."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._held = b""
        self._form: Decoder | None = None

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Decompress; damage ends the part."""
        if self._form is None:
            self._held = b"".join((self._held, *pieces))
            if len(self._held) < len(MAGIC):
                return
            self._begin()
        else:
            self._form.feed(pieces)

    def gap(self, _: int) -> bool:
        """Nothing can be decoded behind a gap."""
        return False

    def close(self) -> None:
        """The last block must have ended."""
        if self._form is None:
            self._begin()
        if self._form is not None:
            self._form.close()

    def _begin(self) -> None:
        held, self._held = self._held, b""
        form = next((form for magic, form in FORMATS.items() if held.startswith(magic)), RAW)
        self._form = form.decoder(self._outlet)
        self._form.feed((held,))


def _framed(head: bytes) -> Chunk | None:
    size = _HEAD_BYTES + int.from_bytes(head[1:], "little")
    if head[0] >= _LEAST_SKIPPED:
        return size, 0, None
    if head[0] > _PLAIN or not _HEAD_BYTES + _CHECKSUM_BYTES <= size <= CHUNK_BYTES:
        return None
    return size, _HEAD_BYTES + _CHECKSUM_BYTES, head[0] == _COMPRESSED


def _xerial(head: bytes) -> Chunk | None:
    if head == XERIAL_MAGIC[:_HEAD_BYTES]:  # streams may follow one another
        return _XERIAL_HEADER_BYTES, 0, None
    size = _HEAD_BYTES + int.from_bytes(head, "big")
    return (size, _HEAD_BYTES, True) if size <= CHUNK_BYTES else None


RAW: Final = Format("snappy", Raw)
SNAPPY: Final = Format("snappy", Snappy)
FORMATS: Final = {
    MAGIC: Format("snappy", lambda outlet: Chunks(outlet, _framed)),
    XERIAL_MAGIC: Format("snappy", lambda outlet: Chunks(outlet, _xerial)),
}
"""What first bytes tell; a raw block has none, so only a protocol can say so."""
