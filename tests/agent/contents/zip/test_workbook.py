"""Workbooks: shared strings, numbers, rows kept together, sizes bounded."""

import io
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contents.zip import Zip, workbook
from agent.contents.zip.rows import lines

SHEET = (
    b'<?xml version="1.0"?><worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    b'<row r="2"><c r="A2" s="3" t="s"><v>2</v></c><c r="B2"><v>1.3800001234E10</v></c><c r="C2"/>'
    b'<c r="D2" t="inlineStr"><is><t>in</t><t>line</t></is></c><c r="E2" t="str"><f>A1&amp;B1</f><v>sum</v></c></row></sheetData></worksheet>'
)
STRINGS = b"<sst><si><t>name</t></si><si><r><t>tele</t></r><r><t>phone</t></r></si><si><t>A &lt; B</t></si></sst>"
ROWS = b"name\ttelephone\t\nA &lt; B\t13800001234\t\tinline\tA1&amp;B1sum\t\n"


def archive(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members.items():
            target.writestr(name, data)
    return file.getvalue()


def sheets(out: Any) -> dict[str, bytes]:
    return {member.name: bytes(member.data) for member in out.members if member.label == "xlsx"}


@pytest.mark.parametrize("step", [1, 50, 1 << 20])
@pytest.mark.parametrize("strings_first", [True, False])
def test_a_row_is_a_line_with_its_strings_in_place(decode: Any, strings_first: bool, step: int) -> None:
    members = {"xl/worksheets/sheet1.xml": SHEET, "xl/sharedStrings.xml": STRINGS, "xl/worksheets/sheet2.xml": SHEET}
    names = sorted(members) if strings_first else list(members)
    out = decode(Zip, archive({name: members[name] for name in names}), step)
    assert sheets(out) == {"xl/worksheets/sheet1.xml": ROWS, "xl/worksheets/sheet2.xml": ROWS}
    assert out.failed == ""


def test_without_strings_the_numbers_are_there(decode: Any) -> None:
    out = decode(Zip, archive({"xl/workbook.xml": b"", "xl/worksheets/sheet1.xml": SHEET}))
    assert b"13800001234" in sheets(out)["xl/worksheets/sheet1.xml"]


def test_a_sheet_beyond_the_bound_is_given_as_it_is(decode: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "SPOOL_BYTES", 100)
    members = {"xl/worksheets/sheet1.xml": SHEET, "xl/worksheets/sheet2.xml": SHEET, "xl/sharedStrings.xml": STRINGS}
    out = decode(Zip, archive(members))
    assert sheets(out)["xl/worksheets/sheet1.xml"] == SHEET
    assert sheets(out)["xl/worksheets/sheet2.xml"] == SHEET


def test_too_many_strings_are_a_part_of_their_own(decode: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "STRINGS_BYTES", 10)
    out = decode(Zip, archive({"xl/worksheets/sheet1.xml": SHEET, "xl/sharedStrings.xml": STRINGS}))
    assert sheets(out)["xl/sharedStrings.xml"] == STRINGS
    assert b"13800001234" in sheets(out)["xl/worksheets/sheet1.xml"]


def test_prefixed_elements_and_cells_without_attributes_are_read() -> None:
    sheet = b"<x:row><x:c><x:v>1</x:v></x:c><x:c t='s'><x:v>0</x:v></x:c></x:row>"
    assert b"".join(lines([sheet], [b"text"])) == b"1\ttext\t\n"


def test_numbers_that_are_no_numbers_stay() -> None:
    sheet = b'<row><c t="s"><v>7</v></c><c><v>1E999</v></c><c><v>-1.5E+3</v></c></row>'
    assert b"".join(lines([sheet], [])) == b"7\t1E999\t-1500\t\n"


CELLS = st.sampled_from(
    [b"<c><v>1</v></c>", b'<c t="s"><v>1</v></c>', b"<c/>", b"<c><v>&lt;</v></c>", b"<c t='s'><v>0</v></c>"]
)
ROW_LISTS = st.lists(st.lists(CELLS, max_size=4), max_size=4)


@given(ROW_LISTS, st.integers(1, 30))
def test_any_rows_are_read_the_same_in_any_chunks(rows: list[list[bytes]], step: int) -> None:
    text = b"".join(b"<row r='1'>" + b"".join(row) + b"</row>" for row in rows)
    chunks = [text[at : at + step] for at in range(0, len(text), step)]
    whole = b"".join(lines([text], [b"x", b"y"]))
    assert b"".join(lines(chunks, [b"x", b"y"])) == whole
    assert whole.count(b"\n") == len(rows)


def test_a_value_stays_in_its_column_where_empty_cells_are_left_out() -> None:
    sheet = b'<row><c r="A1"><v>1</v></c><c r="C1"><v>3</v></c></row><row><c r="B2"><v>2</v></c><c><v>4</v></c></row>'
    assert b"".join(lines([sheet], [])) == b"1\t\t3\t\n\t2\t4\t\n"


def test_a_far_column_costs_little() -> None:
    assert len(b"".join(lines([b'<row><c r="XFD1"><v>1</v></c></row>'], []))) < 300


def test_line_breaks_within_a_cell_do_not_break_its_row(decode: Any) -> None:
    strings = b"<sst><si><t>two\nlines</t></si><si><t>a&#10;b&#xD;c</t></si><si><t>A</t></si></sst>"
    out = decode(Zip, archive({"xl/worksheets/sheet1.xml": SHEET, "xl/sharedStrings.xml": strings}))
    assert sheets(out)["xl/worksheets/sheet1.xml"].startswith(b"two lines\ta b c\t\nA\t13800001234")
