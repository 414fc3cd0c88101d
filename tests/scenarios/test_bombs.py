"""Bombs of every format, each read by a process of its own: what one costs in memory, and that it is recorded."""

import gzip
import io
import json
import random
import resource
import sqlite3
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from agent.budget import DEFAULT_LIMITS
from agent.unwrap import Conversation
from policies.inspection import Inspector
from policies.part import Part
from policies.quota import Quota

MB = 1 << 20
MOST_BYTES = 250 * MB
MOST_CPU_SECONDS = 120
ZEROS = bytes(64 * MB)


def archive(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as target:
        for name, data in members.items():
            target.writestr(name, data)
    return file.getvalue()


def deflated_zeros(size: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(ZEROS) + packer.flush(zlib.Z_FULL_FLUSH)
    return block * (size // len(ZEROS)) + b"\3\0"  # an empty block ends it


def one_member(name: str, size: int) -> bytes:
    """An archive of one member of very many zeros, written as a stream."""
    packed = deflated_zeros(size)
    head = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 8, 8, 0, 0, 0, 0, 0, len(name), 0) + name.encode()
    return head + packed + struct.pack("<4s3I", b"PK\7\x08", 0, len(packed), size & 0xFFFFFFFF)


def overlapping(count: int) -> bytes:
    """Members that quote the headers of all those behind them, so that each holds the same zeros (D. Fifield, 2019)."""
    kernel = deflated_zeros(64 * MB)
    data = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 0, 0, len(kernel), 64 * MB, 4, 0) + b"last" + kernel
    for number in range(count):
        name = f"{number:04}".encode()
        quoted = 30 + len(name)
        packed = b"\0" + struct.pack("<2H", quoted, quoted ^ 0xFFFF)  # a stored block that holds the next header
        head = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 0, 0, len(packed) + len(data), 1 << 31, len(name), 0)
        data = head + name + packed + data
    return data


def nested(levels: int, width: int) -> bytes:
    data = archive({"zeros": ZEROS[: 4 * MB]})
    for _ in range(levels):
        data = archive({f"{number}.zip": data for number in range(width)})
    return data


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    sheet = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{entities}]><sst><si><t>&l11;</t></si></sst>'
    return archive({"xl/workbook.xml": b"<x/>", "xl/sharedStrings.xml": sheet.encode()})


def far_cells() -> bytes:
    row = b'<row><c r="ZZ1"><v>1</v></c></row>'
    return archive({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": row * (2 * MB)})


def database() -> bytes:
    """A database whose schema lists one table very many times."""
    with tempfile.NamedTemporaryFile(suffix=".db") as file:
        connection = sqlite3.connect(file.name)
        connection.execute("CREATE TABLE t (a)")
        connection.executemany("INSERT INTO t VALUES (?)", [("x" * 900,)] * 3000)
        connection.execute("PRAGMA writable_schema=1")
        rows = [(f"t{number}",) for number in range(20_000)]
        connection.executemany(
            "INSERT INTO sqlite_schema SELECT 'table', ?, 't', rootpage, sql FROM sqlite_schema WHERE name = 't'", rows
        )
        connection.commit()
        connection.close()
        return Path(file.name).read_bytes()


def pdf(content: bytes) -> bytes:
    packed = zlib.compress(content, 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n" % len(packed) + packed + b"\nendstream",
    ]
    return (
        b"%PDF-1.4\n"
        + b"".join(b"%d 0 obj\n%s\nendobj\n" % pair for pair in enumerate(objects, 1))
        + b"trailer<</Root 1 0 R>>"
    )


def seven_zip_zeros() -> bytes:
    return (Path(__file__).parents[1] / "data" / "seven_zip" / "zeros.7z").read_bytes()


BOMBS: dict[str, Callable[[], bytes]] = {
    "10 GB of zeros in gzip": lambda: gzip_of(10 << 30),
    "42.zip": lambda: nested(4, 16),
    "overlapping zip": lambda: overlapping(1000),
    "zip of 100,000 members": lambda: archive({f"{number}": b"x" for number in range(100_000)}, zipfile.ZIP_STORED),
    "gzip 40 deep": lambda: deep(40),
    "docx of 1 GB": lambda: one_member("word/document.xml", 1 << 30),
    "xlsx of 1 GB": lambda: one_member("xl/worksheets/sheet1.xml", 1 << 30),
    "xlsx strings of 1 GB": lambda: one_member("xl/sharedStrings.xml", 1 << 30),
    "billion laughs in xlsx": laughs,
    "far cells in xlsx": far_cells,
    "database of one table 20,000 times": database,
    "pdf of 512 MB": lambda: pdf(bytes(512 * MB)),
    "pdf of operators": lambda: pdf(b"q " * (8 * MB)),
    "rtf 4,000,000 groups deep": lambda: b"{\\rtf1" + b"{" * 4_000_000,
    "rtf of pictures": lambda: b"{\\rtf1" + b"{\\pict 00}" * 400_000,
    "zip of a hundred 7z": lambda: archive({f"{n}.7z": seven_zip_zeros() for n in range(100)}),
    "avro of very many blocks": lambda: (
        b"Obj\1" + b'\2\x16avro.schema\x10"string"\0' + bytes(16) + (b"\2\2\0" + bytes(16)) * 400_000
    ),
    "rar of very many files": lambda: (
        b"Rar!\x1a\x07\0"
        + (struct.pack("<HBHH", 0, 0x74, 0x8000, 34) + bytes(25) + b"\x30\2\0" + bytes(4) + b"ab")[:34] * 200_000
    ),
    "mails in one another": lambda: b"From: a\r\nTo: b\r\nContent-Type: message/rfc822\r\n\r\n" * 50_000,
    "json of brackets": lambda: b"{\n" + b"[\n  " * 2_000_000,
    "base64 of gzip very many times": lambda: b"\n".join([b64_bomb()] * 400),
    "escaped digits": lambda: b"%31%33%38%30%30%31%33%38%30%30%30 " * 60_000,
    "random bytes": lambda: random.Random(5).randbytes(8 * MB),
}
EXHAUSTING = {
    "42.zip",
    "10 GB of zeros in gzip",
    "zip of 100,000 members",
    "gzip 40 deep",
    "docx of 1 GB",
    "rtf of pictures",
}
"""Those of which a limit must be told; the others cost less than any."""


def gzip_of(size: int) -> bytes:
    packed = deflated_zeros(size)
    return gzip.compress(b"")[:10] + packed + bytes(8)


def deep(levels: int) -> bytes:
    data = b"the innermost text"
    for _ in range(levels):
        data = gzip.compress(data, mtime=0)
    return data


def b64_bomb() -> bytes:
    import base64

    return base64.b64encode(gzip.compress(ZEROS[: 4 * MB]))


def peak_bytes() -> int:
    """The most memory this process ever held; unlike the kernel's other figure, not what its parent held."""
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def cost(body: bytes) -> dict[str, object]:
    """Read an upload as the pipeline does, in this process; what it took."""
    inspector = Inspector(b"a key of the tests")
    quota = Quota()

    def inspect(parts: list[Part]) -> None:
        inspector.inspect(parts, quota)

    conversation = Conversation((0, 1), "tcp", (True, True), DEFAULT_LIMITS, (40000, 80), drain=inspect)
    sent = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    for at in range(0, len(sent), MB):
        piece = memoryview(sent)[at : at + MB]
        quota.earn(0, len(piece))
        inspect(conversation.feed(0, at, [piece], 0))
    inspect(conversation.close(0))
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "size": len(body),
        "cpu_seconds": round(sum(one.ru_utime + one.ru_stime for one in used), 2),
        "peak_bytes": peak_bytes(),
        "limits": conversation.over_budget,
        "unread": conversation.unread,
    }


@pytest.mark.slow
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_its_budget_and_is_recorded(name: str, tmp_path: Path) -> None:
    path = tmp_path / "bomb"
    path.write_bytes(BOMBS[name]())
    limit = (MOST_CPU_SECONDS, MOST_CPU_SECONDS)
    done = subprocess.run(
        [sys.executable, __file__, str(path)],
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[2],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, limit),
    )
    took = json.loads(done.stdout)
    print(name, took)
    assert took["peak_bytes"] < MOST_BYTES
    assert took["limits"] or took["unread"] or name not in EXHAUSTING


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    print(json.dumps(cost(Path(sys.argv[1]).read_bytes())))
