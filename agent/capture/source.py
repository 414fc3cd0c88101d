"""Where captures come from: which files a SOURCE means, and which format a file has, told by its magic."""

import glob
import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from io import FileIO
from typing import Final

from agent.capture import pcap, pcapng_blocks, snoop
from agent.capture.capture import Capture, CaptureUnreadable
from agent.capture.compression import decompressed
from agent.capture.fingerprint import of_file
from agent.capture.pcap import PcapReader
from agent.capture.pcapng import PcapngReader
from agent.capture.raw import RawBytes, Replayed, first_bytes
from agent.capture.records import Reader
from agent.capture.snoop import SnoopReader
from agent.capture.window import ByteSource

__all__ = ["Capture", "CaptureUnreadable", "find_captures", "open_capture"]

STDIN: Final = "-"
CHUNK_BYTES: Final = 32 << 20
HEAD_BYTES: Final = 4096
LONGEST_MAGIC: Final = 8

FORMATS: Final[tuple[tuple[tuple[bytes, ...], int, Callable[[bytes], Reader]], ...]] = (
    (tuple(pcap.MAGICS), pcap.HEADER_BYTES, PcapReader),
    ((pcapng_blocks.MAGIC,), pcapng_blocks.LEAST_BLOCK, PcapngReader),
    ((snoop.MAGIC,), snoop.HEADER_BYTES, SnoopReader),
)
"""Magic numbers, bytes that must be there before a capture can be opened, and the reader."""


def find_captures(sources: Sequence[str]) -> Iterator[str]:
    """The captures that sources mean, each path once, folders and globs in sorted order.

    A folder means every file below it that begins like a capture. A source that cannot be found, a folder without a
    capture and a file that may not be read are handed on as they are: `open_capture` says what is wrong with them.
    """
    seen: set[str] = set()
    for source in sources:
        for path in _paths(source):
            if path not in seen:
                seen.add(path)
                yield path


def open_capture(path: str, chunk_bytes: int = CHUNK_BYTES) -> Capture:
    """Open a capture file, or standard input for "-".

    Args:
        path: the file.
        chunk_bytes: about what a chunk of frames takes; a longer record takes what it needs.

    Raises:
        CaptureUnreadable: it cannot be opened, or does not begin like a capture.
    """
    file = _open(path)
    try:
        source, head, plain = _decompress(file)
        reader = _reader(path, head, source.fault)
        known = of_file(file) if plain else ""
    except BaseException:
        file.close()
        raise
    return Capture(path, file, source, reader, chunk_bytes, known)


def _paths(source: str) -> Iterator[str]:
    if source == STDIN or os.path.lexists(source):
        yield from _in_folder(source) if os.path.isdir(source) else [source]
        return
    matches = sorted(glob.glob(source, recursive=True))
    for path in matches or [source]:
        yield from _in_folder(path) if os.path.isdir(path) else [path]


def _in_folder(folder: str) -> Iterator[str]:
    unreadable: list[str] = []
    found = False
    for parent, folders, names in os.walk(folder, onerror=lambda error: unreadable.append(error.filename)):
        folders.sort()
        for path in (os.path.join(parent, name) for name in sorted(names)):
            if _begins_like_a_capture(path):
                found = True
                yield path
    yield from unreadable
    if not (found or unreadable):
        yield folder


def _begins_like_a_capture(path: str) -> bool:
    """True also for a file that may not be read, so that it is reported and not passed over."""
    if not os.path.isfile(path):
        return False
    try:
        with _open(path) as file:
            _, head, _ = _decompress(file)
    except CaptureUnreadable:
        return True
    return any(head.startswith(magics) for magics, _, _ in FORMATS)


def _open(path: str) -> FileIO:
    try:
        if path == STDIN:
            return FileIO(sys.stdin.fileno(), closefd=False)
        if stat.S_ISDIR(os.stat(path).st_mode):
            os.listdir(path)
            raise CaptureUnreadable(path, "a folder without a capture")
        return open(path, "rb", buffering=0)
    except OSError as error:
        raise CaptureUnreadable(path, (error.strerror or str(error)).lower()) from None


def _decompress(file: FileIO) -> tuple[ByteSource, bytes, bool]:
    """The capture's plain bytes from the beginning, the first of them, and whether the file holds them as they are."""
    raw = RawBytes(file)
    packed_head = first_bytes(raw, LONGEST_MAGIC)
    packed = Replayed(packed_head, raw)
    unpacked = decompressed(packed, packed_head)
    head = first_bytes(unpacked, HEAD_BYTES)
    return Replayed(head, unpacked), head, unpacked is packed


def _reader(path: str, head: bytes, fault: str) -> Reader:
    for magics, least_bytes, reader in FORMATS:
        if head.startswith(magics):
            if len(head) < least_bytes:
                raise CaptureUnreadable(path, fault or "cut short in its first header")
            return reader(head)
    if fault:
        raise CaptureUnreadable(path, fault)
    raise CaptureUnreadable(path, "not a capture: neither pcap, pcapng nor snoop" if head else "empty")
