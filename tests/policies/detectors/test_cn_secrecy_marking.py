"""Markings of state secrets."""

from collections.abc import Callable

import pytest

Found = Callable[..., list[tuple[str, str]]]


@pytest.mark.parametrize("value", ["绝密★30年", "机密★10年", "秘密★1年", "秘密★6个月", "机密★长期", "机密 ★ 10年"])
@pytest.mark.parametrize(
    "text", ["{}\n关于报送数据的请示", "000001\n{}\n特急", '{{"密级":"{}"}}', "<w:t>{}</w:t>", "密级：{}\n", "a\t{}\tb"]
)
def test_a_marking_is_found_where_documents_have_it(found: Found, value: str, text: str) -> None:
    assert found(text.format(value)) == [("cn.secrecy_marking", value)]


def test_level_and_star_alone_on_a_line_are_a_marking(found: Found) -> None:
    assert found("文件\n机密★\n关于") == [("cn.secrecy_marking", "机密★")]


@pytest.mark.parametrize(
    "text",
    [
        "绝密★启用前\n数学试题",
        "密级应标注为“机密★10年”。",
        "例如机密★10年的文件",
        "商业秘密★5年",
        "这是一个秘密",
        "机密行动★★★★★",
        "绝密☆30年",
        "绝密 10年的往事",
    ],
)
def test_in_a_sentence_or_on_an_examination_paper_it_is_none(found: Found, text: str) -> None:
    assert found(text) == []
