"""The text in the sectors of OLE compound files."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contents.ole import MAGIC
from agent.contents.ole.scattered import HELD_CHARACTERS, Scattered

WIDE = "姓名,电话 13800001234"


def file(*texts: str) -> bytes:
    return (
        MAGIC
        + b"".join(bytes([1, 2, 3]) + text.encode("utf-16-le") + b"\0\0" for text in texts)
        + b"8-bit text"
        + bytes(40)
    )


@pytest.mark.parametrize("step", [1, 7, 1 << 20])
def test_both_kinds_of_text_are_given(decode: Any, step: int) -> None:
    data = file(WIDE, "second text")
    out = decode(Scattered, data, step)
    assert (bytes(out.data), out.copied, out.failed) == (data, False, "")
    assert {WIDE, "second text"} <= set(out.members[0].data.decode().split("\n"))
    assert out.members[0].ended


def test_a_very_long_text_is_given_in_pieces(decode: Any) -> None:
    out = decode(Scattered, file("x" * HELD_CHARACTERS), 1000)
    assert bytes(out.members[0].data).count(b"x") == HELD_CHARACTERS


def test_reading_goes_on_behind_a_gap(decode: Any) -> None:
    out = decode(Scattered, file(WIDE, "second text"), 24, gap_at=24)
    assert out.lost == 7
    assert b"second text" in out.members[0].data


@given(
    st.binary(max_size=200) | st.text(max_size=60).map(lambda text: text.encode("utf-16-le", "replace")),
    st.integers(1, 50),
)
def test_any_bytes_are_passed_on_whole(decode: Any, data: bytes, step: int) -> None:
    whole, cut = decode(Scattered, data), decode(Scattered, data, step)
    assert whole.data == cut.data == data
    # Texts at even and at odd places end in an order that depends on the pieces; the texts do not.
    assert _texts(whole.members) == _texts(cut.members)


def _texts(members: list[Any]) -> list[bytes]:
    return sorted(line for member in members for line in bytes(member.data).splitlines(keepends=True))
