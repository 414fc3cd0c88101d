"""Compressed RTF: the examples of MS-OXRTFCP 4.1, and any bytes."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contents.tnef.lzfu import Lzfu
from policies.part import Buffer

SIMPLE = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
)
CROSSING = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")


@dataclass
class Text:
    """An inlet that keeps what it gets."""

    data: bytes = b""
    lost: int = 0
    ends: list[str] = field(default_factory=list)

    def write(self, pieces: list[Buffer]) -> None:
        self.data += b"".join(pieces)

    def gap(self, size: int) -> None:
        self.lost += size

    def end(self, damage: str = "") -> None:
        self.ends.append(damage)


def text(data: bytes, step: int = 1 << 20) -> bytes:
    into = Text()
    lzfu = Lzfu(into)
    for at in range(0, len(data), step):
        lzfu.write([data[at : at + step]])
    lzfu.end()
    assert into.ends == [""]
    return into.data


@pytest.mark.parametrize("step", [1, 2, 5, 100])
def test_the_examples_of_the_specification_are_read(step: int) -> None:
    assert text(SIMPLE, step) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert text(CROSSING, step) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"


def test_a_text_may_be_stored() -> None:
    assert text(bytes(8) + b"MELA" + bytes(4) + b"{\\rtf1 x}", 3) == b"{\\rtf1 x}"


def test_a_gap_ends_what_can_be_read() -> None:
    into = Text()
    lzfu = Lzfu(into)
    lzfu.write([SIMPLE[:30]])
    lzfu.gap(5)
    before = into.data
    lzfu.write([SIMPLE[35:]])
    assert (into.data, into.lost) == (before, 5)


@given(st.binary(max_size=3000), st.integers(1, 400))
def test_no_bytes_raise_and_cuts_change_nothing(data: bytes, step: int) -> None:
    whole = b"\0" * 8 + b"LZFu" + b"\0" * 4 + data
    assert text(whole, step) == text(whole)
