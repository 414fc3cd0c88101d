"""Commands of SMB 1."""

import struct

from agent.protocols.smb.reader import Smb

HEADER = 32


def write_andx(fid: int, offset: int, data: bytes) -> bytes:
    at = HEADER + 1 + 28 + 2
    return struct.pack("<BBHHIIHHHHHI", 255, 0, 0, fid, offset & 0xFFFFFFFF, 0, 0, 0, 0, len(data), at, offset >> 32)


def read_andx(fid: int, offset: int) -> bytes:
    return struct.pack("<BBHHIHHIHI", 255, 0, 0, fid, offset & 0xFFFFFFFF, 100, 0, 0, 0, offset >> 32)


def data_andx(data: bytes) -> bytes:
    return struct.pack("<BBHHHHHHH8x", 255, 0, 0, 0, 0, 0, len(data), HEADER + 1 + 24 + 2, 0)


def create_andx(name: str) -> tuple[bytes, bytes]:
    text = name.encode("utf-16-le")
    return struct.pack("<BBHBH41x", 255, 0, 0, 0, len(text)), b"\0" + text


def created_andx(fid: int) -> bytes:
    return struct.pack("<BBHBH61x", 255, 0, 0, 0, fid)


def test_writes_and_reads_of_a_file_are_parts_with_its_name(read, smb) -> None:
    sent = smb.smb1(0xA2, *create_andx("dir\\名.txt"), mid=1)
    sent += smb.smb1(0x2F, write_andx(7, 0, b"one "), b"one ", mid=2) + smb.smb1(
        0x2F, write_andx(7, 4, b"two"), b"two", mid=3
    )
    sent += smb.smb1(0x2E, read_andx(7, 0), mid=4) + smb.smb1(0x04, struct.pack("<HI", 7, 0), mid=5)
    received = smb.smb1(0xA2, created_andx(7), mid=1, response=True)
    received += smb.smb1(0x2E, data_andx(b"answer"), b"answer", mid=4, response=True)
    sink = read(Smb, sent, received)
    assert [(p.path, p.name, bytes(p.data)) for p in sink.parts if p.path != "smb.names"] == [
        ("smb.write", "dir\\名.txt", b"one two"),
        ("smb.read", "dir\\名.txt", b"answer"),
    ]
    assert sink.found("smb.names") == ["dir\\名.txt\n".encode()]


def test_an_id_that_is_used_again_is_another_file(read, smb) -> None:
    sent = b""
    for mid, name in enumerate(("a", "b")):
        sent += smb.smb1(0xA2, *create_andx(name), mid=3 * mid)
        sent += smb.smb1(0x2F, write_andx(7, 0, b"data"), b"data", mid=3 * mid + 1)
        sent += smb.smb1(0x04, struct.pack("<HI", 7, 0), mid=3 * mid + 2)
    assert [p.name for p in read(Smb, sent).parts if p.path == "smb.write"] == ["a", "b"]


def test_the_oldest_commands_are_read(read, smb) -> None:
    name = b"\x04" + "old.txt\0".encode("utf-16-le")
    sent = smb.smb1(0x02, struct.pack("<HH", 0, 0), name, mid=1)
    sent += smb.smb1(0x0B, struct.pack("<HHIH", 9, 4, 0, 0), b"\x01\x04\x00data", mid=2)
    sent += smb.smb1(0x0A, struct.pack("<HHIH", 9, 4, 0, 0), mid=3)
    sent += smb.smb1(0x2C, struct.pack("<HHII", 9, 4, 4, 0), b"\0more", mid=4)
    received = smb.smb1(0x0A, struct.pack("<H8x", 4), b"\x01\x04\x00back", mid=3, response=True)
    sink = read(Smb, sent, received)
    assert (sink.found("smb.write"), sink.found("smb.read")) == ([b"datamore"], [b"back"])
    assert {p.name for p in sink.parts} == {"", "old.txt"}


def test_chained_commands_are_followed(read, smb) -> None:
    text = b"\0" + "chained.txt\0".encode("utf-16-le")
    read_at = HEADER + 1 + 30 + 2 + len(text)
    opens = struct.pack("<BBH26x", 0x2E, 0, read_at)
    chained = bytes((10,)) + read_andx(0xFFFF, 0)[:20] + b"\0\0"
    message = smb.smb1(0x2D, opens, text + chained, mid=1)
    assert read_at + len(chained) <= len(message)
    sink = read(Smb, message, smb.smb1(0x2E, data_andx(b"first"), b"first", mid=1, response=True))
    assert [(p.name, bytes(p.data)) for p in sink.parts if p.path == "smb.read"] == [("chained.txt", b"first")]


def test_files_that_are_removed_and_renamed_are_names(read, smb) -> None:
    old, new = (b"\x04" + pad + text.encode("utf-16-le") for pad, text in ((b"", "old\0"), (b"\0", "new\0")))
    sent = smb.smb1(0x07, b"\0\0", old + new) + smb.smb1(0x06, b"\0\0", b"\x04" + "gone\0".encode("utf-16-le"))
    (names,) = read(Smb, sent).found("smb.names")
    assert names.decode().split() == ["old", "new", "gone"]


def test_what_is_not_known_is_raw(read, smb) -> None:
    sink = read(Smb, smb.smb1(0x1D, bytes(24), b"raw mode data in the clear"))
    (raw,) = sink.found("raw")
    assert b"raw mode data in the clear" in raw
    assert read(Smb, smb.smb1(0x73, bytes(24), b"who logs in, is no content")).parts == []


def test_a_refused_file_is_forgotten(read, smb) -> None:
    refused = bytearray(smb.smb1(0xA2, b"", mid=1, response=True))
    refused[9:13] = b"\x34\x00\x00\xc0"
    sink = read(Smb)
    reader = Smb(sink)
    first = smb.smb1(0xA2, *create_andx("missing"), mid=1)
    reader.feed(0, 0, [first])
    reader.feed(1, 0, [bytes(refused)])
    reader.feed(0, len(first), [smb.smb1(0x2F, write_andx(7, 0, b"data"), b"data", mid=2)])
    reader.close(0, 1000)
    assert [p.name for p in sink.parts if p.path == "smb.write"] == [""]


def test_a_write_beyond_four_gigabytes_keeps_its_place(read, smb) -> None:
    sent = smb.smb1(0x2F, write_andx(7, 1 << 33, b"one "), b"one ", mid=1)
    sent += smb.smb1(0x2F, write_andx(7, (1 << 33) + 4, b"two"), b"two", mid=2)
    assert read(Smb, sent).found("smb.write") == [b"one two"]
