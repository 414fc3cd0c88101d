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
        narrow = narrowed(window, width)
        assert len(narrow.ends) == len(narrow.window) == len(narrow.starts) - 1
        assert narrow.starts == sorted(narrow.starts)
        assert narrow.wide_end(len(narrow.window)) <= narrow.wide_start(len(narrow.window)) == len(window)


@pytest.mark.parametrize(
    ("width", "window", "plain"),
    [
        (Width.PERCENT, b"a=%31%32%2533%252534 %E5%8D%A1", "a=1234 卡"),
        (Width.BACKSLASH, rb"\u0031\x32\\u5361 \n", "12卡 \\n"),
        (Width.ENTITY, b"&#49;&#x32;&#51&#21345; &amp;", "123卡 &amp;"),
        (Width.QUOTED, b"12=\r\n34=35=E5=8D=\n=A1 a=b", "12345卡 a=b"),
        (Width.UTF16, "卡号：1234 ok".encode("utf-16-le"), "卡号：1234 ok"),
        (Width.UTF16, "卡号：1234 好".encode("utf-16-be"), "卡号：1234 好"),
        (Width.UTF16, b"\x01" + "卡1234".encode("utf-16-le"), "\x01卡1234"),
        (Width.SPELLED, b"31 32 33 34 35 36 0a e5 8d a1", "123456\n卡"),
        (Width.SPELLED, b"0x31, 0x32, 0x33, 0x34, 0x35;", "12345;"),
        (Width.SPELLED, b"31 33 38 30 30 31 33 38 30 30 30", "31 33 38 30 30 31 33 38 30 30 30"),
    ],
)
def test_escapes_become_what_they_stand_for(width: Width, window: bytes, plain: str) -> None:
    assert narrowed(window, width).window.decode() == plain


def test_a_place_within_a_wide_neighbour_is_the_end_of_the_value() -> None:
    narrow = narrowed("１２３，后".encode(), Width.UTF8)
    assert [narrow.narrow(place) for place in (9, 10, 11, 12)] == [3, 3, 3, 4]
