"""Bytes of an open file, and bytes taken from it to look at."""

import errno
import io
from pathlib import Path

from agent.capture.raw import RawBytes, Replayed, first_bytes


class FailingFile(io.FileIO):
    """A file on a disk that gives up."""

    def readinto(self, buffer: object) -> int:
        raise OSError(errno.EIO, "Input/output error")


def test_looked_at_bytes_come_again(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"0123456789")
    with io.FileIO(path) as file:
        raw = RawBytes(file)
        head = first_bytes(raw, 4)
        assert (head, first_bytes(Replayed(head, raw), 100)) == (b"0123", b"0123456789")


def test_a_read_error_ends_the_bytes_and_is_told(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x")
    with FailingFile(path) as file:
        source = Replayed(b"head", RawBytes(file))
        assert first_bytes(source, 100) == b"head"
        assert source.fault == "read error: Input/output error"
