"""Permits, foreign identity numbers, devices and IBANs: what is found, and what only looks alike."""

import random
from collections.abc import Callable
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.checksums import luhn, resident_check
from policies.detector import Detector, Sight
from policies.detectors import (
    cn_foreigner_pr,
    cn_hkmo_permit,
    cn_military_id,
    device_iccid,
    device_imei,
    device_imsi,
    hk_id,
    iban,
    tw_id,
)
from policies.inspection import LAST_DAY, Inspector

Found = Callable[..., list[tuple[str, str]]]
Misses = Callable[..., list[str]]
MODULES: Final = (
    cn_foreigner_pr,
    cn_hkmo_permit,
    cn_military_id,
    device_iccid,
    device_imei,
    device_imsi,
    hk_id,
    iban,
    tw_id,
)
NEW: Final = {module.DETECTOR.id: module.DETECTOR for module in MODULES}


def digits(draw: random.Random, count: int) -> str:
    return "".join(draw.choices("0123456789", k=count))


def with_luhn(body: str) -> str:
    return next(body + last for last in "0123456789" if luhn((body + last).encode()))


def taiwan_number(draw: random.Random) -> str:
    body = draw.choice("ABCFHNPQ") + draw.choice("1289ACD") + digits(draw, 7)
    return next(body + last for last in "0123456789" if tw_id.is_taiwan_number((body + last).encode()))


def hong_kong_number(draw: random.Random) -> str:
    body = draw.choice(("A", "K", "Z", "WX")) + digits(draw, 6)
    return f"{body}({chr(hk_id.hong_kong_check(body.encode()))})"


def foreigner_number(draw: random.Random) -> str:
    body = f"9{draw.choice((11, 31, 44))}{draw.choice((124, 840, 392))}"
    body += f"{draw.randint(1950, 2005)}0{draw.randint(1, 9)}{draw.randint(10, 28)}{digits(draw, 3)}"
    check = chr(resident_check(body.encode()))
    return body + check if check != "X" else foreigner_number(draw)


def german_account(draw: random.Random) -> str:
    account = digits(draw, 18)
    return next(value for n in range(2, 99) if iban.is_iban((value := f"DE{n:02}{account}").encode()))


KINDS: Final[list[tuple[str, Callable[[random.Random], str], str, str]]] = [
    ("cn.hkmo_permit", lambda draw: f"{draw.choice('HM')}{digits(draw, draw.choice((8, 10)))}", "hxzh", "回乡证号"),
    ("cn.hkmo_permit", lambda draw: f"C{draw.choice('ABD5')}{digits(draw, 7)}", "hkmo_permit_no", "往来港澳通行证"),
    ("cn.foreigner_pr", foreigner_number, "foreigner_id", "外国人永久居留身份证号码"),
    ("hk.id", hong_kong_number, "hkid", "香港身份证号码"),
    ("tw.id", taiwan_number, "twId", "台湾居民身份证号"),
    ("iban", german_account, "iban", "国际银行账号"),
    ("device.imei", lambda draw: with_luhn(f"86{digits(draw, 12)}"), "deviceImei", "手机串号"),
    ("device.imsi", lambda draw: f"46000{digits(draw, 10)}", "imsi", "IMSI号码"),
    ("device.iccid", lambda draw: with_luhn(f"898600{digits(draw, 13)}"), "iccid", "物联网卡"),
]


@pytest.mark.parametrize(("detector", "make", "key", "chinese"), KINDS)
def test_a_value_is_found_in_every_surrounding(
    misses: Misses, detector: str, make: Callable[[random.Random], str], key: str, chinese: str
) -> None:
    draw = random.Random(detector)
    assert misses(detector, [make(draw) for _ in range(10)], key, chinese) == []


@pytest.mark.parametrize(("detector", "make", "key", "chinese"), KINDS)
def test_without_words_that_name_it_a_value_counts_nobody(
    found: Found, detector: str, make: Callable[[random.Random], str], key: str, chinese: str
) -> None:
    draw = random.Random(detector)
    text = "\n".join(f"item {make(draw)} done, qty {make(draw)}; part no: {make(draw)}" for _ in range(300))
    assert [one for one in found(text) if one[0] == detector] == []


def test_a_document_of_the_forces_needs_its_name(found: Found) -> None:
    for charset in ("utf-8", "gbk"):
        assert found("军官证：军字第1234567号。", charset) == [("cn.military_id", "军字第1234567号")]
        assert found("本院收到军字第1234567号函，特此回复", charset) == []
        assert found("军官证：京民字第1234567号", charset) == []


def test_a_wrong_check_digit_is_not_a_finding(found: Found) -> None:
    assert found("hkid A123456(4), twid: A123456788, imei: 490154203237519, iban: GB83WEST12345698765432") == []


def test_a_label_names_the_value_right_behind_it_only(found: Found) -> None:
    assert found('{"hxzh":"","code":"H12345678"}') == []
    assert found("回乡证办理大厅，排队号 H12345678") == []
    assert found("回乡证：H12345678、M23456789") == [
        ("cn.hkmo_permit", "H12345678"), ("cn.hkmo_permit", "M23456789")
    ]  # fmt: skip


def test_the_published_examples_hold(found: Found) -> None:
    assert found("永久居留身份证 911124198108030024") == [("cn.foreigner_pr", "911124198108030024")]
    assert found("IBAN: GB82 WEST 1234 5698 7654 32") == [("iban", "GB82 WEST 1234 5698 7654 32")]
    assert found("身分證字號：A123456789") == [("tw.id", "A123456789")]
    assert found("身份证：A123456（3）") == [("hk.id", "A123456（3）")]


@pytest.mark.parametrize("detector", NEW.values(), ids=NEW)
@given(window=st.binary(max_size=200), hit=st.integers(0, 200))
def test_any_bytes_are_read_without_trouble(detector: Detector, window: bytes, hit: int) -> None:
    for one in detector.claim(Sight(window, min(hit, len(window)), LAST_DAY)):
        assert 0 <= one.start < one.end <= len(window)


@given(raw=st.text("AHMEZ0123456789-():：号 iban", max_size=120))
def test_any_text_is_read_without_trouble(raw: str) -> None:
    window = f"回乡证 hkid 电话 imei:{raw}".encode()
    for detector in NEW.values():
        for hit in range(0, len(window), 7):
            assert all(one.end <= len(window) for one in detector.claim(Sight(window, hit, LAST_DAY)))


def test_all_of_them_compile_together() -> None:
    assert Inspector(b"key", detectors=tuple(NEW.values())).inspect([]) == []
