"""Recorded conversations, and RPC messages made by hand."""

import gzip
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

Load = Callable[[str], tuple[bytes, bytes]]

DATA = Path(__file__).parents[3] / "data"
AUTH_NONE = bytes(8)


def sides(name: str) -> tuple[bytes, bytes]:
    """A recorded conversation: what the client said, and what the server said."""
    data = gzip.decompress((DATA / "nfs" / f"{name}.gz").read_bytes())
    found, at = [b"", b""], 0
    while at < len(data):
        size = int.from_bytes(data[at + 1 : at + 5], "big")
        found[data[at]] += data[at + 5 : at + 5 + size]
        at += 5 + size
    return found[0], found[1]


@pytest.fixture(scope="session")
def recorded() -> Load:
    """Loads a recorded conversation."""
    return sides


class Rpc:
    """Makes messages."""

    @staticmethod
    def record(message: bytes, *, last: bool = True) -> bytes:
        """A fragment of a stream."""
        return (len(message) | (1 << 31) * last).to_bytes(4, "big") + message

    @staticmethod
    def opaque(data: bytes) -> bytes:
        """Data behind their length."""
        return len(data).to_bytes(4, "big") + data + bytes(-len(data) % 4)

    @staticmethod
    def call(
        xid: int,
        procedure: int,
        arguments: bytes,
        *,
        version: int = 3,
        program: int = 100003,
        credentials: bytes = AUTH_NONE,
    ) -> bytes:
        """A call."""
        return struct.pack(">6I", xid, 0, 2, program, version, procedure) + credentials + AUTH_NONE + arguments

    @staticmethod
    def reply(xid: int, results: bytes, *, status: int = 0) -> bytes:
        """An accepted reply."""
        return struct.pack(">3I", xid, 1, 0) + AUTH_NONE + status.to_bytes(4, "big") + results

    def write3(self, xid: int, handle: bytes, offset: int, data: bytes) -> bytes:
        """A call of version 3 to write."""
        return self.call(xid, 7, self.opaque(handle) + struct.pack(">QII", offset, len(data), 2) + self.opaque(data))

    def read3(self, xid: int, handle: bytes, offset: int) -> bytes:
        """A call of version 3 to read."""
        return self.call(xid, 6, self.opaque(handle) + struct.pack(">QI", offset, 1000))

    def data3(self, xid: int, data: bytes) -> bytes:
        """Its reply, with attributes."""
        return self.reply(xid, struct.pack(">II84xII", 0, 1, len(data), 1) + self.opaque(data))

    def lookup3(self, xid: int, name: str) -> bytes:
        """A call of version 3 for the handle of a name."""
        return self.call(xid, 3, self.opaque(b"directory") + self.opaque(name.encode()))

    def compound(self, xid: int, *operations: bytes) -> bytes:
        """A call of version 4."""
        return self.call(xid, 1, struct.pack(">III", 0, 1, len(operations)) + b"".join(operations), version=4)

    def answers(self, xid: int, *operations: bytes) -> bytes:
        """Its reply."""
        return self.reply(xid, struct.pack(">III", 0, 0, len(operations)) + b"".join(operations))


@pytest.fixture(scope="session")
def rpc() -> Rpc:
    """Makes messages."""
    return Rpc()
