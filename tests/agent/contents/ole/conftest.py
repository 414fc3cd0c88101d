"""Compound files and the streams in them, written by hand."""

import struct
from collections.abc import Callable
from itertools import pairwise

import pytest

Make = Callable[..., bytes]

SECTOR = 512
END, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
CUTOFF = 4096


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file: the large streams, the small ones, the directory and the table, in sectors of 512 bytes."""
    sectors: list[bytes] = []
    table: list[int] = []

    def add(data: bytes) -> int:
        """The first sector of a chain that holds the data, every other sector of it left out."""
        places = []
        for at in range(0, max(1, len(data)), SECTOR):
            places.append(len(sectors))
            sectors.extend((data[at : at + SECTOR].ljust(SECTOR, b"\0"), b"\xee" * SECTOR))
            table.extend((END, FREE))
        for place, following in pairwise(places):
            table[place] = following
        return places[0]

    mini, mini_table, entries = b"", [], []
    for name, data in streams.items():
        if len(data) >= CUTOFF:
            entries.append((name, 2, add(data), len(data)))
            continue
        entries.append((name, 2, len(mini) // 64, len(data)))
        count = -(-len(data) // 64)
        mini_table += [len(mini) // 64 + n + 1 for n in range(count - 1)] + [END] * bool(count)
        mini += data.ljust(64 * count, b"\0")
    root = ("Root Entry", 5, add(mini), len(mini))
    first_mini = add(struct.pack(f"<{len(mini_table)}I", *mini_table).ljust(SECTOR, b"\xff"))
    first_directory = add(b"".join(map(entry, [root, *entries])))
    count = len(table) // 126 + 1
    own = range(len(table), len(table) + count)
    sectors += [b""] * count
    whole = [*table, *([TABLE] * count)]
    whole += [FREE] * (128 * count - len(whole))
    for number, place in enumerate(own):
        sectors[place] = struct.pack("<128I", *whole[128 * number : 128 * number + 128])
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<9I", count, first_directory, 0, CUTOFF, first_mini, 1, END, 0, own[0])[:36]
    head += struct.pack(f"<{count - 1}I", *own[1:])
    return head.ljust(SECTOR, b"\xff") + b"".join(sectors)


def entry(values: tuple[str, int, int, int]) -> bytes:
    name, kind, first, size = values
    raw = name.encode("utf-16-le")
    return raw.ljust(64, b"\0") + struct.pack("<HB49xIQ", len(raw) + 2, kind, first, size)


def record(kind: int, content: bytes) -> bytes:
    """A record of a workbook."""
    return struct.pack("<HH", kind, len(content)) + content


@pytest.fixture(scope="session")
def make_compound() -> Make:
    """Makes a compound file of streams by name."""
    return compound


@pytest.fixture(scope="session")
def make_record() -> Make:
    """Makes a record of a workbook."""
    return record


@pytest.fixture(scope="session")
def make_word() -> Callable[..., dict[str, bytes]]:
    """Makes the two streams of a document of pieces, each in cp1252 where it can be, else in UTF-16."""

    def build(*texts: str, flags: int = 0x0200) -> dict[str, bytes]:
        document = bytearray(b"\xec\xa5".ljust(0x600, b"\0"))
        document[0x0A:0x0C] = flags.to_bytes(2, "little")
        places, pieces = [0], b""
        for text in texts:
            narrow = text.isascii()
            where = len(document)
            pieces += struct.pack("<HIH", 0, (where * 2 | 0x40000000) if narrow else where, 0)
            document += text.encode("cp1252" if narrow else "utf-16-le") + bytes(7)
            places.append(places[-1] + len(text))
        listed = struct.pack(f"<{len(places)}I", *places) + pieces
        clx = b"\x01\x03\x00abc" + b"\x02" + struct.pack("<I", len(listed)) + listed
        document[0x01A2:0x01AA] = struct.pack("<II", 5, len(clx))
        return {"WordDocument": bytes(document), "1Table": b"12345" + clx}

    return build
