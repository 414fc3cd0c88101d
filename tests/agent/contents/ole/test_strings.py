"""Strings of workbooks."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contents.ole.strings import shared_strings, short_text

TEXTS = ["plain", "姓名", "", "long " * 30]


def written(text: str, *, rich: int = 0, extra: bytes = b"") -> bytes:
    flags = (0 if text.isascii() else 1) | (8 if rich else 0) | (4 if extra else 0)
    head = struct.pack("<HB", len(text), flags)
    head += struct.pack("<H", rich) if rich else b""
    head += struct.pack("<I", len(extra)) if extra else b""
    return head + text.encode("latin-1" if text.isascii() else "utf-16-le") + bytes(4 * rich) + extra


TABLE = bytes(8) + b"".join(written(text, rich=n, extra=b"e" * 2 * n) for n, text in enumerate(TEXTS))


def test_strings_are_read_without_their_format() -> None:
    assert shared_strings([TABLE]) == TEXTS


@pytest.mark.parametrize("kept", [1, 7])
def test_a_string_goes_on_in_the_next_record_as_that_says(kept: int) -> None:
    whole = bytes(8) + struct.pack("<HB", 10, 0)
    assert shared_strings([whole + b"0123456789"[:kept], b"\0" + b"0123456789"[kept:]]) == ["0123456789"]
    wide = b"\1" + "0123456789"[kept:].encode("utf-16-le")
    assert shared_strings([whole + b"0123456789"[:kept], wide + written("next")]) == ["0123456789", "next"]


def test_the_text_of_a_cell_is_narrow_wide_or_of_the_system() -> None:
    assert short_text(b"\2\0\0ab", wide=True) == "ab"
    assert short_text(b"\1\0\1" + "名".encode("utf-16-le"), wide=True) == "名"
    assert short_text(b"\4\0" + "姓名".encode("gbk"), wide=False) == "姓名"


@given(st.lists(st.binary(max_size=60), max_size=4))
def test_any_records_can_be_read(pieces: list[bytes]) -> None:
    shared_strings(pieces)
    for piece in pieces:
        short_text(piece, wide=True)
        short_text(piece, wide=False)
