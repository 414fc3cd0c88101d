"""Cells hold what the workbook stored, and a hostile workbook is refused with a reason."""

import contextlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.document import Unreadable
from policies.importing import workbook as module
from policies.importing.workbook import read_workbook

Build = Callable[..., bytes]


def refused(data: bytes, sheet: str = "1") -> str:
    with pytest.raises(Unreadable) as caught:
        read_workbook(data, "r.xlsx", sheet)
    return str(caught.value.problem)


def test_every_kind_of_cell_gives_its_text(workbook: Build) -> None:
    rows = (
        '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="inlineStr"><is><t>in </t><t>line</t></is></c>'
        '<c r="D2" t="b"><v>1</v></c><c r="E2"><v>46023</v></c><c r="F2" t="str"><f>A2</f><v>told</v></c>'
        '<c r="G2"><v>2.0E+4</v></c><c r="H2" s="3"/><c r="AA2" t="e"><v>#REF!</v></c></row>'
    )
    assert read_workbook(workbook({"a": rows}, ("编号",)), "r.xlsx", "1") == [
        (2, {1: "编号", 3: "in line", 4: "true", 5: "46023", 6: "told", 7: "20000", 27: "#REF!"})
    ]


def test_runs_of_a_string_are_joined_without_how_they_are_pronounced(workbook: Build) -> None:
    runs = "<r><t>登</t></r><r><t>记</t></r><rPh><t>deng</t></rPh>"
    assert read_workbook(workbook({"a": '<row><c t="s"><v>0</v></c></row>'}, (runs,)), "r.xlsx", "1") == [
        (1, {1: "登记"})
    ]


def test_cells_and_rows_without_a_place_follow_each_other(workbook: Build) -> None:
    rows = "<row/><row><c><v>1</v></c><c/><c><v>0.50</v></c></row>"
    assert read_workbook(workbook({"a": rows}), "r.xlsx", "1") == [(2, {1: "1", 3: "0.5"})]


def test_a_sheet_is_chosen_by_number_or_name(workbook: Build) -> None:
    data = workbook({"one": "<row><c><v>1</v></c></row>", "出境台账": "<row><c><v>2</v></c></row>"})
    assert read_workbook(data, "r.xlsx", "2") == read_workbook(data, "r.xlsx", "出境台账") == [(1, {1: "2"})]
    assert 'no sheet "3"; it has "one", "出境台账"' in refused(data, "3")
    assert 'no sheet "出境合账"; did you mean "出境台账"?' in refused(data, "出境合账")


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"xl/worksheets/s1.xml": "<worksheet><row>"}, "is damaged"),
        ({"xl/workbook.xml": '<!DOCTYPE a [<!ENTITY e "x">]><workbook/>'}, "declares a document type"),
        ({"xl/workbook.xml": '<workbook><workbookPr date1904="1"/></workbook>'}, "counts its days from 1904"),
        ({"xl/worksheets/s1.xml": "<a>" * 100}, "nested deeper than 64 levels"),
        ({"xl/worksheets/s1.xml": '<a><row r="7"><c r="ZZ7"><v>1</v></c></row></a>'}, "7:1  more than 256 columns"),
    ],
)
def test_a_workbook_that_is_none_is_refused(workbook: Build, parts: dict[str, str], said: str) -> None:
    assert said in refused(workbook({"a": ""}, parts=parts))


def test_nothing_is_decompressed_beyond_the_limit(workbook: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MEMBER_LIMIT", 10_000)
    assert "has more than 10,000 bytes" in refused(workbook({"a": "<row/>" * 10_000}))
    monkeypatch.setattr(module, "CELL_COUNT_LIMIT", 5)
    assert "more than 5 cells" in refused(workbook({"a": f"<row>{'<c><v>1</v></c>' * 6}</row>"}))


def test_an_archive_without_the_parts_of_a_workbook_is_none(workbook: Build) -> None:
    assert "not a workbook" in refused(b"PK\x03\x04 and no more")
    assert "not a workbook: it has no xl/worksheets/s1.xml" in refused(
        workbook({}, parts={
            "xl/workbook.xml": '<workbook xmlns:r="x/relationships"><sheet name="a" r:id="1"/></workbook>',
            "xl/_rels/workbook.xml.rels": '<a><Relationship Id="1" Target="/xl/worksheets/s1.xml"/></a>',
        })
    )  # fmt: skip


@given(st.integers(0, 2000), st.integers(1, 255))
def test_a_damaged_workbook_never_raises_anything_else(place: int, change: int) -> None:
    data = bytearray(SOUND)
    data[place % len(data)] ^= change
    with contextlib.suppress(Unreadable):
        read_workbook(bytes(data), "r.xlsx", "1")


@pytest.fixture(autouse=True, scope="module")
def _sound() -> None:
    global SOUND  # noqa: PLW0603  (built once for all of the examples above)
    import io
    import zipfile

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", '<a xmlns:r="x/relationships"><sheet name="a" r:id="1"/></a>')
        archive.writestr("xl/_rels/workbook.xml.rels", '<a><Relationship Id="1" Target="s.xml"/></a>')
        archive.writestr("xl/s.xml", '<a><row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row></a>')
    SOUND = file.getvalue()


SOUND = b""
