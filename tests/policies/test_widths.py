"""Full-width and invisible characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.widths import Width, narrowed


@pytest.mark.parametrize(("charset", "width"), [("utf-8", Width.UTF8), ("gbk", Width.GBK)])
def test_full_width_characters_become_ascii(charset: str, width: Width) -> None:
    wide = "证Ｘ：１２３－ｘ".encode(charset)
    assert narrowed(wide, width).window == "证X:123-x".encode(charset)


def test_invisible_characters_go_and_wide_spaces_become_spaces() -> None:
    assert narrowed("1\u200b2\ufeff3\u00a04\u30005".encode(), Width.INVISIBLE).window == b"123 4 5"


@given(st.text("1Ａ９x\u200b中", max_size=40))
def test_places_come_back_to_where_they_were(text: str) -> None:
    wide = text.encode()
    narrow = narrowed(wide, Width.UTF8)
    assert narrow.wide_start(len(narrow.window)) == len(wide)
    for place in range(len(narrow.window)):
        start, end = narrow.wide_start(place), narrow.wide_end(place + 1)
        assert narrowed(wide[start:end], Width.UTF8).window == narrow.window[place : place + 1]


@given(st.binary(max_size=200))
def test_any_bytes_can_be_narrowed(window: bytes) -> None:
    for width in Width:
        assert len(narrowed(window, width).window) <= len(window)
