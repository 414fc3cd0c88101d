"""Addresses: those of persons, not those of shops and companies."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.inspection import Inspector
from policies.part import Part

Found = Callable[..., list[tuple[str, str]]]
INSPECTOR = Inspector(b"a key of the tests")
ADDRESSES = [
    "上海市浦东新区世纪大道1157号32幢1576室",
    "广东省深圳市南山区科技园南路12号3栋502室",
    "河北省石家庄市正定县新安镇吴兴村5组12号",
    "北京市朝阳区建国路93号院12号楼1单元1502",
    "浙江省杭州市西湖区文三路８号２幢３０１室",
    "武汉市洪山区珞喻路1037号",
]
PLACES = [
    "收货地址：{address}，谢谢",
    '{{"homeAddress":"{address}"}}',
    "家庭地址\t{address}\n",
    "seq,住址\n1,{address}\n",
    "{mobile},{address},x\n",
    '{{"addr":"{address}","id":"{id}"}}',
]
NOTHING = [
    "大会于昨日在北京市朝阳区建国路93号举行，{mobile}",
    "地址：北京市海淀区中关村大街27号1101室",
    "地址：北京市海淀区中关村大街27号 电话 {mobile}",
    "公司地址：北京市海淀区中关村大街27号1101室 电话 {mobile}",
    "注册地址：上海市浦东新区张江路665号3幢101室",
    "收货地址：北京市海淀区",
    "住址：北京市",
    "某某科技有限公司 广东省深圳市南山区科技园南路12号 {mobile}",
    "门店：浙江省杭州市西湖区文三路8号 {mobile}",
    "{mobile} 5月3号 第2单元 3号楼",
]


def addresses(found: list[tuple[str, str]]) -> list[str]:
    return [value for detector, value in found if detector == "cn.address"]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("text", PLACES)
def test_a_persons_address_is_found_whole(found: Found, generator: Any, address: str, text: str) -> None:
    whole = text.format(address=address, mobile=generator.mobile(), id=generator.resident_id())
    assert addresses(found(whole)) == [address]


@pytest.mark.parametrize("text", NOTHING)
def test_places_of_business_and_news_are_none(found: Found, generator: Any, text: str) -> None:
    assert addresses(found(text.format(mobile=generator.mobile()))) == []


def test_an_address_is_counted_once_however_it_is_spaced(inspector: Inspector) -> None:
    forms = ("杭州市西湖区文三路8号2幢301室", "杭州市 西湖区 文三路８号２幢３０１室")
    raws = [f"住址：{form}\n".encode() for form in forms]
    found = [inspector.inspect([Part(1, 1, "raw", [raw])]) for raw in raws]
    assert len({one.digest for findings in found for one in findings}) == 1


@given(st.binary(max_size=200), st.sampled_from(["", "住址：", "文三路8号", "北京市朝阳区建国路9号"]))
def test_any_bytes_are_read_without_error(raw: bytes, text: str) -> None:
    whole = text.encode() + raw
    for one in INSPECTOR.inspect([Part(1, 1, "raw", [whole])]):
        assert 0 <= one.start < one.end <= len(whole)
