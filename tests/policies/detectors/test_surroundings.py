"""Every kind of value is found wherever people send it: JSON, forms, tables, prose, XML, logs and SQL, in UTF-8 and GBK."""

from collections.abc import Callable
from typing import Any

import pytest

Misses = Callable[..., list[str]]
KINDS = [
    ("cn.resident_id", "resident_id", "idNo", "身份证号"),
    ("cn.resident_id15", "resident_id15", "sfzh", "身份证号"),
    ("cn.mobile", "mobile", "user_mobile", "手机号"),
    ("cn.bank_card", "bank_card", "bankCardNo", "银行卡号"),
    ("email", "email", "mail", "邮箱"),
    ("cn.passport", "passport", "passportNo", "护照号"),
    ("cn.uscc", "uscc", "uscc", "统一社会信用代码"),
    ("cn.plate", "plate", "plate_no", "车牌号"),
    ("vin", "vin", "frame_no", "车架号"),
    ("cn.securities_account", "securities_account", "gddm", "股东代码"),
]


@pytest.mark.parametrize(("detector", "kind", "key", "chinese"), KINDS, ids=[kind[0] for kind in KINDS])
def test_a_value_is_found_in_every_surrounding(
    misses: Misses, generator: Any, detector: str, kind: str, key: str, chinese: str
) -> None:
    values = [getattr(generator, kind)() for _ in range(12)]
    assert misses(detector, values, key, chinese) == []


def test_full_width_values_are_found_in_both_charsets(found: Callable[..., Any], generator: Any) -> None:
    for value in (generator.resident_id("440305"), generator.mobile(), generator.bank_card()):
        wide = "".join(chr(ord(character) + 0xFEE0) for character in value)
        for charset in ("utf-8", "gbk"):
            assert [one[1] for one in found(f"号码：{wide}。", charset)] == [wide]


def test_a_value_with_invisible_characters_inside_is_found(found: Callable[..., Any], generator: Any) -> None:
    number = generator.mobile()
    text = f"tel {number[:3]}\u200b{number[3:7]}\u200b{number[7:]}\ufeff"
    assert [one[0] for one in found(text)] == ["cn.mobile"]


@pytest.mark.parametrize("before", ["%3A", "%20", "\\n", "\\u53f7", "：", "号"])
def test_an_escape_before_a_number_is_no_digit_of_it(found: Callable[..., Any], generator: Any, before: str) -> None:
    number = generator.mobile()
    assert found(f"x{before}{number}") == [("cn.mobile", number)]
