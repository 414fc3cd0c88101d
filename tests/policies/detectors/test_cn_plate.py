"""Number plates."""

from collections.abc import Callable
from typing import Any

import pytest

Found = Callable[..., list[tuple[str, str]]]


@pytest.mark.parametrize(
    "value",
    [
        "京A12345",
        "沪B·D1234",
        "粤C 12345",
        "苏D-1234K",
        "川AD12345",
        "鄂BF1234K"[:7] + "5",
        "浙A12345D",
        "京A1234学",
        "粤Z1234港",
        "新E1234挂",
    ],
)
def test_these_are_plates_in_both_charsets(found: Found, value: str) -> None:
    for charset in ("utf-8", "gbk"):
        assert found(f"车辆{value}，已登记", charset) == [("cn.plate", value)]


def test_an_escaped_province_is_read(found: Found) -> None:
    assert found(r'{"plate":"\u4eacA12345"}') == [("cn.plate", r"\u4eacA12345")]


@pytest.mark.parametrize(
    "value", ["京A1234", "京AI2345", "京O12345", "京112345", "京A1234567", "京ABCDEF", "某A12345", "A12345"]
)
def test_these_are_none(found: Found, value: str) -> None:
    for charset in ("utf-8", "gbk"):
        assert found(f"车牌 {value}", charset) == []


def test_halves_of_other_characters_are_no_province(found: Found) -> None:
    gbk_beijing = "京".encode("gbk")
    text = bytes((0xE4,)) + gbk_beijing
    assert found(f"{text.decode('utf-8')}A12345") == []


def test_the_dot_is_no_part_of_the_normal_form(inspector: Any) -> None:
    from policies.part import Part

    pieces = ["京A12345 京A·12345 京A-12345".encode(), b" ", "京A12345".encode("gbk")]
    findings = inspector.inspect([Part(owner=1, id=1, path="", pieces=[piece]) for piece in pieces])
    assert len(findings) == 4
    assert len({one.digest for one in findings}) == 1
