"""Rows become transfers, and every problem says its row, its column and the heading."""

import pytest

from policies.document import Block, Unreadable
from policies.importing.entries import Entries, Vocabulary, lettered, placed, read_entries
from policies.importing.rows import Row
from policies.problems import Mark, Problem

HEAD = ("编号", "机制", "接收方", "国家", "数据类别", "有效期起", "有效期止", "备注")


def row(number: int, *cells: str) -> Row:
    return Row(number, {column: cell for column, cell in enumerate(cells, 1) if cell})


def class_titled(name: str, title: str) -> Block:
    block = Block(Mark("p"))
    block.put("id", name, Mark("p"))
    block.put("title", title, Mark("p"))
    return block


WORDS = Vocabulary.of(
    [class_titled("pi.ordinary", "一般个人信息"), class_titled("a", "twice"), class_titled("b", "twice")],
    {"HK": ("中国香港", "Hong Kong SAR, China"), "CG": ("刚果（布）",), "CD": ("刚果（金）",)},
)


def read(*rows: Row) -> tuple[Entries, list[str]]:
    problems: list[Problem] = []
    entries = read_entries(rows, "r.csv", WORDS, problems)
    return entries, [str(placed(problem, "r.csv", entries.headings)) for problem in problems]


def test_a_row_is_a_transfer_with_the_places_of_its_cells() -> None:
    first = row(3, "T-1", "标准合同", "A Ltd", "香港；刚果（金）", "一般个人信息、x.y", "2026-01-01", "长期", "hello")
    entries, problems = read(row(2, *HEAD), first)
    assert problems == []
    (transfer,) = entries.tree["transfers"]
    assert transfer == {
        "id": "T-1",
        "mechanism": "standard_contract",
        "recipients": {"label": "A Ltd", "countries": ["HK", "CD"]},
        "classes": ["pi.ordinary", "x.y"],
        "valid": {"from": "2026-01-01"},
    }
    assert transfer.mark == Mark("r.csv", 3)
    assert transfer["recipients"].marks["countries"] == Mark("r.csv", 3, 4)
    assert transfer["classes"].marks == [Mark("r.csv", 3, 5)] * 2
    assert entries.ignored == ('H "备注"',)


def test_a_title_of_two_classes_stands_for_itself() -> None:
    entries, _ = read(row(1, *HEAD), row(2, "T", "", "", "", "twice"))
    assert entries.tree["transfers"][0]["classes"] == ["twice"]


def test_rows_above_the_headings_and_rows_without_a_known_cell_are_passed_over() -> None:
    entries, problems = read(row(1, "出境台账"), row(4, *HEAD), row(5, "", "", "", "", "", "", "", "x"), row(6, "T"))
    assert [entry.mark.line for entry in entries.tree["transfers"]] == [6]
    assert problems == []


def test_every_problem_says_its_place() -> None:
    wrong = row(2, "T", "", "", "#REF!", "", "1/2/2026", "2026-02-30")
    assert read(row(1, *HEAD), wrong)[1] == [
        'r.csv:2:4  "#REF!": the formula of the cell failed; write the value (column D, "国家")',
        'r.csv:2:6  "1/2/2026": not a day, the year first; write it as 2026-12-31 (column F, "有效期起")',
        'r.csv:2:7  "2026-02-30": not a day of the calendar; write it as 2026-12-31 (column G, "有效期止")',
    ]


def test_two_columns_do_not_say_the_same() -> None:
    (problem,) = read(row(1, "编号", "机制", "接收方", "ID"))[1]
    assert problem == 'r.csv:1:4  the column says the same as column A, "编号"; keep one of them (column D, "ID")'


@pytest.mark.parametrize(
    "rows", [(), (Row(7, {1: "编号", 2: "x"}),), (Row(1, {1: "x"}), Row(99, dict(enumerate(HEAD, 1))))]
)
def test_a_table_without_headings_is_no_register(rows: tuple[Row, ...]) -> None:
    with pytest.raises(Unreadable, match="no row holds the headings"):
        read_entries(rows, "r.csv", WORDS, [])


def test_a_column_has_the_letters_of_a_spreadsheet() -> None:
    assert [lettered(number) for number in (1, 26, 27, 52, 53, 702, 703)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_a_problem_elsewhere_is_left_as_it_is() -> None:
    elsewhere = Problem(Mark("firm.yaml", 2, 1), "x")
    assert placed(elsewhere, "r.csv", {1: "编号"}) is elsewhere
