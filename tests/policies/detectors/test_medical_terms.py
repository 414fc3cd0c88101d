"""Medical records."""

from collections.abc import Callable

import pytest

Found = Callable[..., list[tuple[str, str]]]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("病案号：ZY20250017 主诉：咳嗽三天 诊断：急性支气管炎", "ZY20250017"),
        ('{"住院号":"00381274","入院诊断":"高血压病","医嘱":"低盐饮食"}', "00381274"),
        ('{"medicalRecordNo":"M204418","chiefComplaint":"cough","diagnosis":"bronchitis"}', "M204418"),
        ("<rec><mrn>M204418</mrn><diagnosis>bronchitis</diagnosis></rec>", "M204418"),
        ("姓名：某某\n门诊号：20250017\n现病史：三天前受凉\n", "20250017"),
    ],
)
def test_a_record_is_found_by_its_number(found: Found, text: str, value: str) -> None:
    assert set(found(text)) == {("medical.terms", value)}


def test_a_record_without_number_is_found_by_its_fields(found: Found) -> None:
    assert {one for one, _ in found("主诉：头痛两天\n现病史：两天前受凉\n诊断：感冒")} == {"medical.terms"}


@pytest.mark.parametrize(
    "text",
    [
        "系统诊断：磁盘故障，请联系管理员",
        '{"diagnosis":"timeout","code":17}',
        "病历包括主诉、现病史、既往史和诊断等内容。",
        "主诉：\n现病史：\n诊断：\n",
        "本院推出远程诊断服务，处方药凭处方购买。",
        "诊断: 网络不通 医嘱功能未启用",
        "diagnosis = run(x); mrn = 5",
    ],
)
def test_one_word_or_words_without_values_are_none(found: Found, text: str) -> None:
    assert found(text) == []
