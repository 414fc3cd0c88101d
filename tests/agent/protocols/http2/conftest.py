"""HTTP/2 frames made to order, and what real peers said to each other."""

import base64
import gzip
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hpack import Encoder

DATA = Path(__file__).parents[3] / "data" / "http2"
SETTINGS = bytes.fromhex("000006 04 00 00000000 000300000064")
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + SETTINGS
Fields = Sequence[tuple[str, str]]


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    """A frame as RFC 9113 4.1 lays it out."""
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


class Talk:
    """One direction of a connection being written down, with its own header compression."""

    def __init__(self, begin: bytes = b"") -> None:
        self.bytes = begin
        self.encoder = Encoder()

    def head(self, stream: int, fields: Fields, *, end: bool = False, kind: int = 1, prefix: bytes = b"") -> "Talk":
        block = prefix + self.encoder.encode(fields)
        self.bytes += frame(kind, 0x04 | end, stream, block)
        return self

    def ask(self, stream: int, method: str, path: str, *more: tuple[str, str], end: bool = False) -> "Talk":
        pseudo = [(":method", method), (":scheme", "http"), (":path", path), (":authority", "a.example")]
        return self.head(stream, [*pseudo, *more], end=end)

    def answer(self, stream: int, *more: tuple[str, str], status: int = 200, end: bool = False) -> "Talk":
        return self.head(stream, [(":status", str(status)), *more], end=end)

    def data(self, stream: int, payload: bytes, *, end: bool = False) -> "Talk":
        self.bytes += frame(0, int(end), stream, payload)
        return self

    def raw(self, data: bytes) -> "Talk":
        self.bytes += data
        return self


@pytest.fixture(scope="session")
def make_frame() -> Callable[..., bytes]:
    return frame


@pytest.fixture(scope="session")
def client() -> Callable[[], Talk]:
    """The client's direction, its preface and settings written."""
    return lambda: Talk(PREFACE)


@pytest.fixture(scope="session")
def server() -> Callable[[], Talk]:
    """The server's direction, its settings written."""
    return lambda: Talk(SETTINGS)


@pytest.fixture(scope="session")
def recorded() -> Callable[[str], tuple[bytes, bytes]]:
    """What a real client and a real server sent on loopback, by the name of a file in tests/data/http2."""

    def load(name: str) -> tuple[bytes, bytes]:
        talk = json.loads(gzip.decompress((DATA / f"{name}.json.gz").read_bytes()))
        return base64.b64decode(talk["sent"]), base64.b64decode(talk["received"])

    return load
