"""Recorded conversations, and SMB messages made by hand."""

import gzip
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

Turns = list[tuple[int, bytes]]
Load = Callable[[str], Turns]

DATA = Path(__file__).parents[3] / "data"


def turns(name: str) -> Turns:
    """A recorded conversation: who said what, in order."""
    data = gzip.decompress((DATA / "smb" / f"{name}.gz").read_bytes())
    found, at = [], 0
    while at < len(data):
        size = int.from_bytes(data[at + 1 : at + 5], "big")
        found.append((data[at], data[at + 5 : at + 5 + size]))
        at += 5 + size
    return found


@pytest.fixture(scope="session")
def recorded() -> Load:
    """Loads a recorded conversation."""
    return turns


class Messages:
    """Makes messages of SMB 2 and SMB 1, with the session header where they stand alone."""

    @staticmethod
    def frame(*commands: bytes) -> bytes:
        """A frame; all commands but the last are padded and point to the next."""
        padded = [command + bytes(-len(command) % 8) for command in commands[:-1]] + [commands[-1]]
        body = b"".join(
            command[:20] + struct.pack("<I", 0 if number == len(padded) - 1 else len(command)) + command[24:]
            for number, command in enumerate(padded)
        )
        return len(body).to_bytes(4, "big") + body

    @staticmethod
    def smb2(command: int, message_id: int, body: bytes, *, flags: int = 0, status: int = 0) -> bytes:
        """One command."""
        head = struct.pack("<4sHHIHHIIQ", b"\xfeSMB", 64, 1, status, command, 1, flags, 0, message_id)
        return head + bytes(32) + body

    def create(self, message_id: int, name: str, flags: int = 0) -> bytes:
        """A request to open a file."""
        text = name.encode("utf-16-le")
        body = struct.pack("<H42xHHII", 57, 120, len(text), 0, 0) + text
        return self.smb2(5, message_id, body, flags=flags)

    def created(self, message_id: int, file_id: bytes, status: int = 0) -> bytes:
        """Its response."""
        return self.smb2(5, message_id, struct.pack("<H62x", 89) + file_id + bytes(8), flags=1, status=status)

    def write(self, message_id: int, file_id: bytes, offset: int, data: bytes, flags: int = 0) -> bytes:
        """A request to write."""
        body = struct.pack("<HHIQ", 49, 112, len(data), offset) + file_id + bytes(16) + data
        return self.smb2(9, message_id, body, flags=flags)

    def read(self, message_id: int, file_id: bytes, offset: int) -> bytes:
        """A request to read."""
        return self.smb2(8, message_id, struct.pack("<HHIQ", 49, 0, 1 << 20, offset) + file_id + bytes(17))

    def answer(self, message_id: int, data: bytes, status: int = 0) -> bytes:
        """Its response."""
        return self.smb2(8, message_id, struct.pack("<HBxI8x", 17, 80, len(data)) + data, flags=1, status=status)

    def close(self, message_id: int, file_id: bytes, flags: int = 0) -> bytes:
        """A request, or with flags 1 a response, to close."""
        return self.smb2(6, message_id, struct.pack("<H6x", 24) + file_id, flags=flags)

    @staticmethod
    def smb1(command: int, words: bytes, data: bytes = b"", *, mid: int = 1, response: bool = False) -> bytes:
        """A message of SMB 1, Unicode, with its frame."""
        head = struct.pack("<4sBIBH12xHHHH", b"\xffSMB", command, 0, 0x80 * response, 0x8000, 0, 7, 0, mid)
        body = head + bytes((len(words) // 2,)) + words + struct.pack("<H", len(data)) + data
        return len(body).to_bytes(4, "big") + body


@pytest.fixture(scope="session")
def smb() -> Messages:
    """Makes messages."""
    return Messages()
