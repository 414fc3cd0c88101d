"""Columns line up whatever the cells hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.cli.table import aligned
from reports.wrapping import display_width

LETTERS = st.text(st.characters(categories=["L", "Nd"]), max_size=12)


def test_columns_line_up_beside_chinese_text() -> None:
    lines = aligned([("中国香港", "3"), ("US", "12")])
    assert lines == ["中国香港  3", "US        12"]


@pytest.mark.parametrize("hostile", ["\x1b[2J", "a\nb", "\r", "\u202e", "\u0085"])
def test_no_cell_can_move_the_cursor(hostile: str) -> None:
    (line,) = aligned([(hostile, "end")])
    assert line.isprintable()


@given(st.lists(st.tuples(LETTERS, LETTERS), min_size=1, max_size=5))
def test_any_letters_share_one_edge(rows: list[tuple[str, str]]) -> None:
    lines = aligned([(left, "|" + right) for left, right in rows], gap=" ")
    edges = {display_width(line[: line.index("|")]) for line in lines}
    assert edges == {max(display_width(left) for left, _ in rows) + 1}


@given(st.lists(st.tuples(st.text(max_size=9)), max_size=5))
def test_any_text_gives_one_printable_line_a_row(rows: list[tuple[str]]) -> None:
    lines = aligned(rows)
    assert len(lines) == len(rows)
    assert all(line.isprintable() for line in lines)


def test_no_rows_give_no_lines() -> None:
    assert aligned([]) == []
