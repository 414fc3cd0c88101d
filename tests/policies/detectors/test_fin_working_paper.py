"""Audit working papers."""

from collections.abc import Callable

import pytest

Found = Callable[..., list[tuple[str, str]]]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("审计工作底稿 索引号：ZX-3-02 编制人：王某 复核人：李某 截止日：2025年12月31日", "ZX-3-02"),
        ("被审计单位：某某有限公司\t索引号：C2-1\n编制人：王某\t日期：2026-01-05\n复核人：李某", "C2-1"),
        ('{"title":"货币资金审计工作底稿","底稿编号":"A-101","编制人":"王某","复核人":"李某"}', "A-101"),
        ("被审计单位,某某公司,索引号,D1-2\n编制人,王某,复核人,李某\n", "D1-2"),
        ("Audit working paper\nClient: Example Ltd\nW/P Ref: C-1-2\nPrepared by: LW\nReviewed by: ZM\n", "C-1-2"),
    ],
)
def test_the_head_of_a_working_paper_is_found_by_its_index_number(found: Found, text: str, value: str) -> None:
    assert set(found(text)) == {("fin.working_paper", value)}


@pytest.mark.parametrize(
    "text",
    [
        "审计工作底稿应当存放在境内，出境应当按照规定办理审批手续。",
        "会计师事务所应当妥善保管审计工作底稿，由复核人复核。",
        "文档索引号：A-12 编制人：王某",
        "信息公开 索引号：000014349/2026-00012 发文日期：2026年1月5日 主题分类：审计",
        "被审计单位：____ 编制人：____ 复核人：____ 索引号：____",
        "Lead schedules are prepared by the auditor and reviewed by the partner.",
        "Prepared by: LW\nReviewed by: ZM\nRef: C-1-2\n",
    ],
)
def test_prose_and_other_papers_are_none(found: Found, text: str) -> None:
    assert found(text) == []
