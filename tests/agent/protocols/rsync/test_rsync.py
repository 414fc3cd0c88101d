"""rsync: recorded sessions, and conversations made here message by message."""

import gzip
import hashlib
import zlib
from pathlib import Path
from typing import Any

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.capture.source import open_capture
from agent.partlist import PartList
from agent.protocols.rsync.reader import Rsync
from agent.protocols.rsync.start import recognise

DATA = Path(__file__).parents[3] / "data" / "rsync"
STEPS = [1, 7, 100, 1 << 20]
GREETING = b"@RSYNCD: 31.0 sha512 md5\n"
ARGUMENTS = b"--server\0-logDtpre.iLsfxCIvu\0.\0mod/up/\0\0"
LIST = b"\x13xxh128 xxh3 md5 md4"
FILE = b"content of a file\n" * 9


def message(data: bytes, tag: int = 7) -> bytes:
    return len(data).to_bytes(3, "little") + bytes([tag]) + data


def number(value: int) -> bytes:
    return value.to_bytes(4, "little", signed=True)


def literals(*pieces: bytes) -> bytes:
    return b"".join(number(len(piece)) + piece for piece in pieces)


NEW = b"\x01\x00\xa0" + bytes(16) + literals(FILE[:50], FILE[50:]) + number(0) + b"#" * 16
HEAD = number(3) + number(700) + number(2) + number(11)
CHANGED = b"\x01\x0c\x80" + HEAD + number(-1) + literals(b"new") + number(-3) + number(0) + b"#" * 16


def upload(data: bytes, arguments: bytes = ARGUMENTS, size: int = 40) -> bytes:
    messages = b"".join(message(data[at : at + size]) for at in range(0, len(data), size))
    return GREETING + b"mod\n" + arguments + LIST + messages + message(b"", 49)


def test_greetings_are_recognised() -> None:
    for head in (GREETING, b"@RSYNCD: 30.0\n", b"@RSYNCD: 29\n"):
        assert recognise(head) is True
        assert all(recognise(head[:size]) is not False for size in range(1, len(head)))
    for head in (b"@RSYNCD is what it says\n", b"@RSYNCD: OK\n", b"@home\n"):
        assert recognise(head) is False


@pytest.mark.parametrize("step", STEPS)
def test_literal_pieces_are_joined_to_files_over_messages(read: Any, step: int) -> None:
    sink = read(Rsync, upload(b"\x19\0list\xed\x41\0" + NEW + NEW), step=step)
    assert sink.found("rsync.file") == [FILE, FILE]
    assert sink.found("rsync.arguments") == [ARGUMENTS.replace(b"\0", b"\n")]
    assert b"list" in sink.found("rsync.data")[0]
    assert not sink.found("raw")


@pytest.mark.parametrize("step", STEPS)
def test_blocks_that_the_receiver_has_are_gaps(read: Any, step: int) -> None:
    sink = read(Rsync, upload(b"list" + CHANGED), step=step)
    (file,) = [part for part in sink.parts if part.path == "rsync.file"]
    assert (bytes(file.data), file.lost, file.damage) == (b"new", 700, "")


@pytest.mark.parametrize("step", STEPS)
def test_a_download_comes_from_the_daemon(read: Any, step: int) -> None:
    asked = ARGUMENTS.replace(b"--server\0", b"--server\0--sender\0")
    sent = upload(b"\x01\x00\xa0" + bytes(16) + b"\x02\x00\xa0" + bytes(16), asked)
    received = (
        GREETING + b"welcome\n@RSYNCD: OK\n\x81\xff" + LIST + b"SEED" + message(b"list" + NEW) + message(b"oops", 10)
    )
    sink = read(Rsync, sent, received, step=step)
    assert [part.direction for part in sink.parts if part.path == "rsync.file"] == [1]
    assert sink.found("rsync.file") == [FILE]
    assert sink.found("rsync.messages") == [b"oops"]
    assert not sink.found("raw")


def packed(algorithm: str, *files: bytes) -> bytes:
    """Files as a sender with -z gives them, each in two pieces."""
    zstd = zstandard.ZstdCompressor().compressobj()
    out = b"list"
    for file in files:
        deflate = zlib.compressobj(6, zlib.DEFLATED, -15)
        out += b"\x01\x00\xa0" + bytes(16)
        for piece in (file[:70], file[70:]):
            if algorithm == "zstd":
                data = zstd.compress(piece) + zstd.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
            else:
                data = deflate.compress(piece) + deflate.flush(zlib.Z_SYNC_FLUSH)
                data = data if piece is not file[70:] and file[70:] else data.removesuffix(b"\x00\x00\xff\xff")
            out += bytes([0x40 | len(data) >> 8, len(data) & 0xFF]) + data
        out += b"\0" + b"#" * 16
    return out


@pytest.mark.parametrize("algorithm", ["zstd", "zlibx", "zlib"])
@pytest.mark.parametrize("step", STEPS)
def test_compressed_pieces_are_files_too(read: Any, algorithm: str, step: int) -> None:
    arguments = b"--server\0-re.iLs\0--compress-choice=" + algorithm.encode() + b"\0.\0mod\0\0"
    sink = read(Rsync, upload(packed(algorithm, FILE, FILE), arguments), step=step)
    out = [_decoded(part) for part in sink.parts if part.path == "rsync.file"]
    assert out == [FILE, FILE]
    assert b"list" in sink.found("rsync.data")[0]


def _decoded(part: Any) -> bytes:
    into = Decoded()
    decoder = part.given.decoder(into)
    decoder.feed([bytes(part.data)])
    decoder.close()
    return into.data


class Decoded:
    """An outlet for one deeper part."""

    def __init__(self) -> None:
        self.data = b""

    def give(self, pieces: list[bytes], *, same: bool = False) -> bool:
        assert not same
        self.data += b"".join(pieces)
        return True

    def fail(self, reason: str) -> None:
        raise AssertionError(reason)


def test_pieces_in_an_unknown_compression_are_opaque_and_the_list_is_read(read: Any) -> None:
    arguments = b"--server\0-re.iLs\0--compress-choice=lz4\0.\0mod\0\0"
    sink = read(Rsync, upload(packed("zlib", FILE), arguments))
    assert sink.sealed[0] > 0
    assert b"list" in sink.found("rsync.data")[0]


def test_what_is_too_old_or_no_message_is_raw(read: Any) -> None:
    assert b"".join(read(Rsync, upload(NEW).replace(b" 31.0", b" 29.0")).found("raw")).endswith(message(b"", 49))
    broken = upload(b"x")[:-4] + b"what follows is no message at all"
    assert read(Rsync, broken).found("raw") == [b"what follows is no message at all"]


def test_behind_a_gap_all_is_raw_and_an_open_file_is_told(read: Any) -> None:
    sink = read(Rsync)
    reader = Rsync(sink)
    sent = upload(b"list" + NEW)
    reader.feed(0, 0, [sent[:180]])
    reader.gap(0, 180, 10)
    reader.feed(0, 190, [sent[190:]])
    reader.close(0, len(sent))
    (file,) = [part for part in sink.parts if part.path == "rsync.file"]
    assert file.damage == "ended early"
    assert b"".join(sink.found("raw")).endswith(sent[190:])


def listed(name: str, tmp_path: Path) -> list[dict[str, Any]]:
    plain = tmp_path / "rsync.pcap"
    plain.write_bytes(gzip.decompress((DATA / name).read_bytes()))
    with open_capture(str(plain)) as capture:
        return list(PartList(str(plain)).lines(capture))


@pytest.mark.parametrize(("name", "way"), [("plain", ""), ("zip", " > zstd"), ("zlib", " > deflate")])
def test_a_recorded_session_gives_every_file(name: str, way: str, tmp_path: Path) -> None:
    parts = listed(f"rsync_{name}.pcap.gz", tmp_path)
    note = "".join(f"line {number:05d} of the note\n" for number in range(3000)).encode()
    files = [part["sha256"] for part in parts if part["path"] == f"rsync.file{way}"]
    for data in (note, b"short file\n"):
        assert files.count(hashlib.sha256(data).hexdigest()) == 2
    table = hashlib.sha256(b"name,city\nrow one,Utrecht\n").hexdigest()
    assert [part["sha256"] for part in parts if part["path"] == f"rsync.file{way} > gzip"] == [table] * 2
    assert not [part for part in parts if part["path"] == "raw"]


TALK = st.lists(
    st.one_of(
        st.sampled_from([GREETING, b"mod\n", ARGUMENTS, LIST, message(NEW), message(b"a"), b"@RSYNCD: OK\n", CHANGED]),
        st.binary(max_size=12),
    ),
    max_size=9,
).map(b"".join)


@given(TALK, TALK, st.integers(1, 40))
@settings(max_examples=200, deadline=None)
def test_pieces_change_nothing_and_no_bytes_raise(read: Any, sent: bytes, received: bytes, step: int) -> None:
    def parts(size: int) -> list[tuple[int, str, bytes, str]]:
        sink = read(Rsync, sent, received, step=size)
        assert all(part.ended for part in sink.parts)
        return [(part.direction, part.path, bytes(part.data), part.damage) for part in sink.parts]

    assert parts(step) == parts(1 << 20)
