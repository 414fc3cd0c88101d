"""What can be a person's name."""

import pytest

from policies.surnames import is_person_name


@pytest.mark.parametrize("name", ["王芳", "欧阳娜娜", "司马光", "诸葛明", "张伟强", "覃桂秀"])
def test_a_surname_and_one_or_two_characters_are_a_name(name: str) -> None:
    assert is_person_name(name)


@pytest.mark.parametrize(
    "text", ["", "王", "王先生", "李经理", "时间", "管理员", "王老吉", "沈阳", "商品", "张三李四", "电话", "高新区"]
)
def test_words_titles_brands_and_towns_are_none(text: str) -> None:
    assert not is_person_name(text)
