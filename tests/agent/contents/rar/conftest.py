"""rar archives, written by hand; libarchive reads them as they are meant."""

import struct
import zlib
from collections.abc import Callable

import pytest

Make = Callable[..., bytes]


def number(value: int) -> bytes:
    out = b""
    while value >= 0x80:
        out, value = out + bytes([value & 0x7F | 0x80]), value >> 7
    return out + bytes([value])


def block_5(kind: int, fields: bytes, data: bytes = b"", extra: bytes = b"") -> bytes:
    flags = (1 if extra else 0) | (2 if data else 0)
    body = number(kind) + number(flags) + (number(len(extra)) if extra else b"") + (number(len(data)) if data else b"")
    body += fields + extra
    body = number(len(body)) + body
    return struct.pack("<I", zlib.crc32(body)) + body + data


def file_5(name: str, data: bytes, method: int = 0, extra: bytes = b"") -> bytes:
    raw = name.encode()
    fields = number(4) + number(len(data)) + number(0o644) + struct.pack("<I", zlib.crc32(data))
    fields += number(method << 7) + number(1) + number(len(raw)) + raw
    return block_5(2, fields, data, extra)


def archive_5(*blocks: bytes) -> bytes:
    return b"Rar!\x1a\x07\1\0" + block_5(1, number(0)) + b"".join(blocks) + block_5(5, number(0))


def block_4(kind: int, flags: int, fields: bytes, data: bytes = b"") -> bytes:
    rest = struct.pack("<BHH", kind, flags, 7 + len(fields)) + fields
    return struct.pack("<H", zlib.crc32(rest) & 0xFFFF) + rest + data


def file_4(name: bytes, data: bytes, method: int = 0x30, flags: int = 0) -> bytes:
    fields = struct.pack("<IIBIIBBHI", len(data), len(data), 3, zlib.crc32(data), 0, 29, method, len(name), 0o100644)
    return block_4(0x74, 0x8000 | flags, fields + name, data)


def archive_4(*blocks: bytes, flags: int = 0) -> bytes:
    return b"Rar!\x1a\x07\0" + block_4(0x73, flags, bytes(6)) + b"".join(blocks) + block_4(0x7B, 0x4000, b"")


@pytest.fixture(scope="session")
def rar() -> dict[str, Make]:
    """What makes archives, their files and other blocks, of both versions."""
    return {
        "archive 5": archive_5,
        "file 5": file_5,
        "block 5": block_5,
        "archive 4": archive_4,
        "file 4": file_4,
        "block 4": block_4,
    }
