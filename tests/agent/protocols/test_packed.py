"""What is compressed within messages."""

import zlib
from collections.abc import Generator
from typing import Any

import pytest

from agent.contents import CODINGS
from agent.protocols.packed import Packed
from agent.protocols.reader import Sink
from agent.protocols.tape import Tape


class Collected:
    """An outlet that keeps everything."""

    type = ""

    def __init__(self, room: int = 1 << 30) -> None:
        self.members: list[Given] = []
        self.failed = ""
        self.room = room

    @property
    def spent(self) -> bool:
        return len(self.members) > self.room

    def begin(self, label: str, *, name: str = "", type: str = "", coding: str = "", inspect: bool = True) -> Any:  # noqa: A002
        self.members.append(Given(label))
        return self.members[-1]

    def fail(self, reason: str) -> None:
        self.failed = reason


class Given:
    """A part within."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.data = b""

    def write(self, pieces: Any) -> None:
        self.data += b"".join(pieces)

    def end(self, damage: str = "") -> None: ...


def decode(make: Any, data: bytes, step: int = 1000, room: int = 1 << 30) -> Collected:
    out = Collected(room)
    decoder = make(out)
    for at in range(0, len(data), step):
        if not out.failed:
            decoder.feed([data[at : at + step]])
    if not out.failed:
        decoder.close()
    return out


def lines(sink: Sink, tape: Tape) -> Generator[int | bytes, bytes, None]:
    while True:
        line = yield b"\n"
        inlet = sink.begin(0, "line", name="n")
        inlet.write((line,))
        inlet.end()


@pytest.mark.parametrize("step", [1, 5, 1000])
def test_a_script_reads_what_is_decompressed(step: int) -> None:
    packed = zlib.compress(b"one\ntwo\nrest")
    out = decode(lambda outlet: Packed(outlet, CODINGS["deflate"], lines), packed, step)
    assert [(one.label, bytes(one.data)) for one in out.members] == [
        ("deflate > line", b"one\n"),
        ("deflate > line", b"two\n"),
        ("deflate > raw", b"rest"),
    ]
    assert not out.failed


def test_what_is_not_compressed_is_read_likewise() -> None:
    out = decode(lambda outlet: Packed(outlet, None, lines), b"one\n")
    assert [one.label for one in out.members] == ["line"]


def test_damage_is_told_and_what_came_before_is_read() -> None:
    packed = zlib.compress(b"one\n" * 5000)
    out = decode(lambda outlet: Packed(outlet, CODINGS["deflate"], lines), packed[:-8], 10)
    assert out.failed == "deflate truncated"
    assert len(out.members) > 1000


def test_a_spent_budget_stops_the_script() -> None:
    packed = zlib.compress(b"0123456789\n" * 100_000)
    out = decode(lambda outlet: Packed(outlet, CODINGS["deflate"], lines), packed, 100, room=1000)
    assert len(out.members) < 50_000
