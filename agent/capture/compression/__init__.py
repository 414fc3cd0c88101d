"""Compressed captures: one module a format, told by its magic, decompressed as a stream."""

from typing import Final

from agent.capture.compression.gzip import MAGIC as GZIP
from agent.capture.compression.gzip import GzipSource
from agent.capture.compression.xz import MAGIC as XZ
from agent.capture.compression.xz import XzSource
from agent.capture.compression.zstd import MAGIC as ZSTD
from agent.capture.compression.zstd import ZstdSource
from agent.capture.window import ByteSource

SOURCES: Final = ((GZIP, GzipSource), (ZSTD, ZstdSource), (XZ, XzSource))


def decompressed(packed: ByteSource, head: bytes) -> ByteSource:
    """The bytes behind `packed`, whose first bytes are `head`; plain bytes are handed through."""
    for magic, source in SOURCES:
        if head.startswith(magic):
            return source(packed)
    return packed
