"""Personal names: in the fields that hold them, beside a person's number, and nowhere else."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.inspection import Inspector
from policies.part import Part

Found = Callable[..., list[tuple[str, str]]]
INSPECTOR = Inspector(b"a key of the tests")
NAME = "谢杰英"
FIELDS = [
    '{{"姓名": "{name}"}}',
    '{{"customerName":"{name}","seq":1}}',
    '{{"real_name":"{name}"}}',
    "姓名：{name}，男",
    "收货人: {name}\n",
    "<receiverName>{name}</receiverName>",
    "客户姓名,金额\n{name},12.5\n",
    "seq\tcontact_name\n1\t{name}\n",
    "INSERT INTO t (id, real_name) VALUES (7, '{name}');",
    "法定代表人：{name}",
]
RECORDS = [
    "xm={name}\tmobile={mobile}\n",
    '{{"name": "{name}", "id": "{id}"}}',
    "name={name}\tid_card={id}\tmobile={mobile}\n",
    "<name>{name}</name><mobile>{mobile}</mobile>",
    "nm={name}\tts=1\tmobile={mobile}\n",
    "用户 {name} 实名认证 证件:{id} 手机:{mobile}",
    "name,id_card\n{name},{id}\n",
]
BESIDE = [
    "{name},{mobile}\n",
    "客户{name}(身份证号{id})已办理",
    "{name}\t{id}\t{mobile}\n",
    "1\t{mobile}\t{name}\tx\n",
    "<tr><td>{name}</td><td>{mobile}</td></tr>",
]
NOTHING = [
    '{{"name_zh":"{name}","code":7}}',
    'xm:"{name}",',
    '{{"name":"王老吉","mobile":"{mobile}"}}',
    '{{"productName":"{name}","mobile":"{mobile}"}}',
    '{{"name":"{name}","price":12}}',
    '{{"name":"上海浦东发展银行","mobile":"{mobile}"}}',
    "联系人：王先生 {mobile}",
    "用户名：管理员",
    "姓名：必填",
    "姓名 时间 地点",
    "用户体验持续优化，{name}出席会议。",
    "{name} 表示，公司将继续投入。",
    "city,phone\n{name},{mobile}\n",
    "product,amount\n{name},12\n",
    "沈阳,{mobile}\n",
    "马上 {mobile}",
    "客服热线 {mobile}",
    "{name},1700462624411\n",
    "户名：北京某某科技有限公司",
    "const name = '{name}';",
]


def written(text: str, generator: Any) -> str:
    return text.format(name=NAME, mobile=generator.mobile(), id=generator.resident_id())


def names(found: list[tuple[str, str]]) -> list[str]:
    return [value for detector, value in found if detector == "cn.name"]


@pytest.mark.parametrize("text", FIELDS + RECORDS + BESIDE)
def test_a_name_is_found_where_a_field_or_a_number_beside_it_says_so(found: Found, generator: Any, text: str) -> None:
    assert names(found(written(text, generator))) == [NAME]


@pytest.mark.parametrize("text", NOTHING)
def test_what_only_looks_like_a_name_is_none(found: Found, generator: Any, text: str) -> None:
    assert names(found(written(text, generator))) == []


def test_a_number_of_the_same_record_is_still_found(found: Found, generator: Any) -> None:
    mobile = generator.mobile()
    assert found(f"{NAME},{mobile}\n") == [("cn.name", NAME), ("cn.mobile", mobile)]


def test_names_of_a_table_in_gbk_are_found(found: Found) -> None:
    assert names(found("姓名|备注\n刘芳|x\n沈艳霞|y\n", "gbk")) == ["刘芳", "沈艳霞"]


def test_the_sample_shows_the_surname_only(inspector: Inspector) -> None:
    raw = '{"姓名":"欧阳娜娜"}'.encode()
    assert [one.masked for one in inspector.inspect([Part(1, 1, "raw", [raw])])] == ["欧***"]


@given(st.binary(max_size=300), st.sampled_from(["", "姓名：", "name=汪勇\t", ",汪勇,13800138000,"]))
def test_any_bytes_are_read_without_error(raw: bytes, text: str) -> None:
    whole = text.encode() + raw
    for one in INSPECTOR.inspect([Part(1, 1, "raw", [whole])]):
        assert 0 <= one.start < one.end <= len(whole)
