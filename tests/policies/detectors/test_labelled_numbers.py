"""Landlines, codes of firms, permits of Taiwan, hardware addresses and diagnoses count only where words name them."""

from collections.abc import Callable

import pytest

from policies.checksums import organisation_check, resident_check
from policies.detectors import cn_landline, cn_org_code, cn_tax_no, cn_tw_permit, device_mac, medical_icd10

Found = Callable[..., list[tuple[str, str]]]
ORGANISATION = "D2143569" + chr(organisation_check(b"D2143569"))
RESIDENT = "11010519491231002" + chr(resident_check(b"11010519491231002"))
NAMED = [
    (cn_landline.DETECTOR.id, "住宅电话：{}", "010-62345678"),
    (cn_landline.DETECTOR.id, '{{"phone": "{}"}}', "0755-83456789"),
    (cn_landline.DETECTOR.id, "座机：{}", "+86 21 62345678"),
    (cn_org_code.DETECTOR.id, "组织机构代码：{}", ORGANISATION[:8] + "-" + ORGANISATION[8]),
    (cn_org_code.DETECTOR.id, "组织机构代码证号：{}", ORGANISATION),
    (cn_tax_no.DETECTOR.id, "纳税人识别号：{}", "110105" + ORGANISATION),
    (cn_tax_no.DETECTOR.id, "纳税人识别号：{}", RESIDENT + "01"),
    (cn_tw_permit.DETECTOR.id, "台胞证号：{}", "03928173"),
    (cn_tw_permit.DETECTOR.id, "往来台湾通行证：{}", "T12345678"),
    (device_mac.DETECTOR.id, '{{"mac_address":"{}"}}', "3C:22:FB:1A:2B:4D"),
    (device_mac.DETECTOR.id, "MAC地址：{}", "3c-22-fb-1a-2b-4d"),
    (medical_icd10.DETECTOR.id, '{{"diagnosis_code":"{}"}}', "E11.900"),
    (medical_icd10.DETECTOR.id, "出院诊断编码：{}", "J45.901"),
]
NONE = [
    "客服热线：010-62345678，电话 400-820-8820",
    "电话：010-62345678 传真：010-62345679 邮编：100029",
    "part 0755-83456789 in stock",
    f"code {ORGANISATION[:8]}-{ORGANISATION[8]}",
    "组织机构代码：12345678-1",
    "纳税人识别号：110105123456789",
    "serial T12345678, 03928173",
    "mac 02:42:ac:11:00:02, mac ff:ff:ff:ff:ff:ff",
    "? (192.168.1.1) at 3c:22:fb:1a:2b:4d on en0",
    "mac fingerprint 3c:22:fb:1a:2b:4d:3c:22:fb:1a:2b:4d",
    "see figure E11.9 and A10.1",
    "疾病编码 名称\nE11.0 a\nE11.1 b\nE11.2 c\nE11.3 d\n",
]


@pytest.mark.parametrize(("detector", "place", "value"), NAMED)
def test_a_named_value_is_found(found: Found, detector: str, place: str, value: str) -> None:
    assert (detector, value) in found(place.format(value))


@pytest.mark.parametrize("charset", ["utf-8", "gbk"])
def test_both_charsets_are_read(found: Found, charset: str) -> None:
    assert found("台胞证号：03928173", charset) == [(cn_tw_permit.DETECTOR.id, "03928173")]


@pytest.mark.parametrize("text", NONE)
def test_without_its_name_or_its_check_it_is_none(found: Found, text: str) -> None:
    assert found(text) == []
