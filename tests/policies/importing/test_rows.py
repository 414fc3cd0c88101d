"""What a register file is, is told by its first bytes; a file that is none is refused with a reason."""

from collections.abc import Callable

import pytest

from policies.document import Unreadable
from policies.importing import rows as module
from policies.importing.rows import Row, read_rows


def refused(data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read_rows(data, "r.csv")
    return str(caught.value.problem)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_register_may_be_in_any_encoding_spreadsheets_write(encoding: str) -> None:
    assert read_rows("编号,机制\n甲,乙\n".encode(encoding), "r.csv") == [
        Row(1, {1: "编号", 2: "机制"}),
        Row(2, {1: "甲", 2: "乙"}),
    ]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_delimiter_is_the_one_the_first_line_holds_most_of(delimiter: str) -> None:
    assert read_rows(f"a{delimiter}b{delimiter}c\n1,2;3\n".encode(), "r.csv")[0].cells == {1: "a", 2: "b", 3: "c"}


def test_rows_are_counted_as_a_spreadsheet_counts_them() -> None:
    assert read_rows(b'a,b\n\n"1\n2",\n,\n3,4\n', "r.csv") == [
        Row(1, {1: "a", 2: "b"}),
        Row(3, {1: "1\n2"}),
        Row(5, {1: "3", 2: "4"}),
    ]


def test_a_workbook_is_told_by_its_first_bytes(workbook: Callable[..., bytes]) -> None:
    data = workbook({"a": "<row><c><v>1</v></c></row>"})
    assert read_rows(data, "r.csv") == [Row(1, {1: "1"})]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...", "save it as .xlsx without a password, or as CSV"),
        (b"\xff\xff\xff\xff", "neither CSV in UTF-8 or GB18030, nor a workbook"),
        (b"a\0b", "neither CSV in UTF-8 or GB18030, nor a workbook"),
        (b'a,b\n"c"d,e\n', "r.csv:2:1  not CSV: "),
        (b"a," + b"x" * 4001, "r.csv:1:2  the cell has more than 4,000 characters"),
        (b"a\n" * 10_001, "r.csv:10001:1  more than 10,000 rows"),
    ],
)
def test_a_file_that_is_no_register_is_refused(data: bytes, said: str) -> None:
    assert said in refused(data)


def test_a_register_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SIZE_LIMIT", 3)
    assert "more than 3 bytes" in refused(b"abcd")
