"""One direction of lines, counted bytes and dotted texts."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.protocols.lines import LINE_BYTES, Lines
from policies.part import Buffer


@dataclass
class Heard:
    """What a hearer hears, as (what, bytes), neighbours joined; `get` announces a text, `{n}` announces bytes."""

    said: list[tuple[str, bytes]] = field(default_factory=list)
    lines: Lines = field(init=False)

    def __post_init__(self) -> None:
        self.lines = Lines(self)

    def _add(self, what: str, data: bytes) -> None:
        if self.said and self.said[-1][0] == what and what in ("body", "piece"):
            data = self.said.pop()[1] + data
        self.said.append((what, data))

    def line(self, line: bytes, at: int, *, whole: bool) -> None:
        assert at >= 0
        self._add("line" if whole else "piece", line)
        if line.startswith(b"get"):
            self.lines.text_follows()
        elif line.startswith(b"{") and line[1:2].isdigit():
            self.lines.bytes_follow(int(line[1:2]))
        elif line.startswith(b"leave"):
            self.lines.leave()

    def body(self, data: bytes, at: int) -> None:
        assert data
        assert at >= 0
        self._add("body", data)

    def body_gap(self, size: int) -> None:
        self._add("gap", b"%d" % size)

    def body_end(self, damage: str) -> None:
        self._add("end", damage.encode())

    def left(self, at: int, pieces: Sequence[Buffer]) -> None:
        self._add("left", b"%d " % at + b"".join(pieces))


def hear(data: bytes, step: int = 1 << 20) -> list[tuple[str, bytes]]:
    heard = Heard()
    for at in range(0, len(data), step):
        heard.lines.feed(at, [memoryview(data)[at : at + step]])
        if heard.said and heard.said[-1][0] == "left":
            return heard.said
    heard.lines.close(len(data))
    return heard.said


@pytest.mark.parametrize("step", [1, 2, 7, 1000])
def test_a_text_ends_with_a_dot_alone_and_loses_the_dots_put_before_its_own(step: int) -> None:
    said = hear(b"get\r\n..a\r\n.b\r\nc.\r\n.\r\nnext\r\nget\r\n.\r\n", step)
    assert said == [
        ("line", b"get\r\n"),
        ("body", b".a\r\nb\r\nc.\r\n"),
        ("end", b""),
        ("line", b"next\r\n"),
        ("line", b"get\r\n"),
        ("end", b""),
    ]


@pytest.mark.parametrize("step", [1, 3, 1000])
def test_counted_bytes_are_no_lines(step: int) -> None:
    assert hear(b"{5}\nab\ncdx\n{0}\ny\n", step) == [
        ("line", b"{5}\n"),
        ("body", b"ab\ncd"),
        ("end", b""),
        ("line", b"x\n"),
        ("line", b"{0}\n"),
        ("end", b""),
        ("line", b"y\n"),
    ]


@pytest.mark.parametrize("step", [1, 3, 1000])
def test_a_long_line_and_an_unfinished_one_are_pieces(step: int) -> None:
    long = b"x" * (LINE_BYTES + 5) + b"\n"
    assert hear(long + b"a\nb", step) == [("piece", long), ("line", b"a\n"), ("piece", b"b")]


def test_bytes_go_on_behind_a_gap_by_their_count_and_a_line_does_not() -> None:
    heard = Heard()
    heard.lines.feed(0, [b"{9}\n123"])
    heard.lines.gap(7, 4)
    heard.lines.feed(11, [b"89next\nhal"])
    heard.lines.gap(21, 3)
    heard.lines.feed(24, [b"f\nwhole\n"])
    assert heard.said == [
        ("line", b"{9}\n"),
        ("body", b"123"),
        ("gap", b"4"),
        ("body", b"89"),
        ("end", b""),
        ("line", b"next\n"),
        ("piece", b"half\n"),
        ("line", b"whole\n"),
    ]


@pytest.mark.parametrize("step", [1000])
def test_tls_and_whoever_leaves_end_the_lines(step: int) -> None:
    assert hear(b"a\n\x16\x03\x01", step)[-1] == ("left", b"2 \x16\x03\x01")
    assert hear(b"leave\nrest", step)[-1] == ("left", b"6 rest")


PIECES = [b"get\r\n", b".\r\n", b"..\r\n", b"\r", b"\n", b".", b"{3}\n", b"{0}\n", b"text\r\n", b"leave\n", b"\x16"]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=9)), max_size=14), st.integers(1, 20))
@settings(max_examples=300, deadline=None)
def test_cuts_change_nothing(pieces: list[bytes], step: int) -> None:
    data = b"".join(pieces)
    whole, cut = hear(data), hear(data, step)
    if whole and whole[-1][0] == "left":
        assert cut[:-1] == whole[:-1]
        assert whole[-1][1].startswith(cut[-1][1])
    else:
        assert cut == whole
