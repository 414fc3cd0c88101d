"""Labels: words right at a value."""

from datetime import date

import pytest

from policies.context import terms
from policies.detector import Sight
from policies.labels import labelled

WORDS = terms("回乡证", "permit")


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("回乡证号码为：{}", True),
        ('{{"permitNo": "{}"', True),
        ("<permit>{}</permit>", True),
        ("{}（回乡证）", True),
        ('"no":"{}","docType":"permit"', True),
        ('{{"permit":"","code":"{}"', False),
        ("permit hall, room {}", False),
        ("permit order no {}", False),
        ('"qty":"{}","permit":"x"', False),
    ],
)
def test_only_what_names_the_value_is_its_label(text: str, is_one: bool) -> None:
    window = text.format("H12345678").encode()
    start = window.index(b"H1")
    assert labelled(Sight(window, start + 9, date(2100, 1, 1)), WORDS, start, start + 9) is is_one


def test_the_column_decides_where_there_is_one() -> None:
    for column, is_one in (("permit no", True), ("quantity", False)):
        sight = Sight(b"x,H12345678,", 11, date(2100, 1, 1), column=lambda _start, column=column: column)
        assert labelled(sight, WORDS, 2, 11) is is_one
