"""Compressed packets (MySQL internals, compression): seven bytes of header, then zlib, zstd, or packets as they are."""

from typing import Final

from agent.protocols.sql.mysql.packets import packet

HEADER_BYTES: Final = 7

ZSTD_MAGIC: Final = b"\x28\xb5\x2f\xfd"
_ZLIB: Final = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_LEAST_BYTES: Final = 5  # a packet of one byte as it is
_STORED_BYTES: Final = 1 << 14
"""The first packet is no longer than this where it is not worth compressing; clients compress from 50 bytes on."""


def is_compressed(data: bytes, at: int) -> bool | None:
    """Whether a compressed packet begins at a place; None where more bytes may tell."""
    head = data[at : at + HEADER_BYTES + len(ZSTD_MAGIC)]
    size, whole = int.from_bytes(head[:3], "little"), int.from_bytes(head[4:HEADER_BYTES], "little")
    if len(head) >= 3 and size < _LEAST_BYTES:
        return False
    if len(head) < HEADER_BYTES + len(ZSTD_MAGIC):
        return None
    if whole:
        return size < whole and (head[7:9] in _ZLIB or head[7:] == ZSTD_MAGIC)
    return size <= _STORED_BYTES and _are_packets(data, at + HEADER_BYTES, at + HEADER_BYTES + size)


def _are_packets(data: bytes, at: int, end: int) -> bool | None:
    """Whether packets that count up fill the bytes."""
    before = -1
    while at < end:
        header = packet(data, at)
        if header is None:
            return None
        size, sequence = header
        if not size or (before >= 0 and sequence != before + 1 & 0xFF):
            return False
        at, before = at + 4 + size, sequence
    return at == end
