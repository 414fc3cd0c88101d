"""A workbook with few words: its parts as spreadsheet programs write them."""

import io
import zipfile
from collections.abc import Callable
from html import escape

import pytest

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATION = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
PACKAGE = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'


@pytest.fixture
def workbook() -> Callable[..., bytes]:
    """The bytes of a workbook; `sheets` gives the XML of each sheet's rows by its name."""

    def build(sheets: dict[str, str], strings: tuple[str, ...] = (), parts: dict[str, str] | None = None) -> bytes:
        names = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(sheets, 1))
        targets = "".join(f'<Relationship Id="rId{n}" Target="worksheets/s{n}.xml"/>' for n, _ in enumerate(sheets, 1))
        shared = "".join(f"<si>{one if one.startswith('<') else f'<t>{escape(one)}</t>'}</si>" for one in strings)
        content = {
            "xl/workbook.xml": f"<workbook {MAIN} {RELATION}><sheets>{names}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f"<Relationships {PACKAGE}>{targets}</Relationships>",
            "xl/sharedStrings.xml": f"<sst {MAIN}>{shared}</sst>",
            **{
                f"xl/worksheets/s{n}.xml": f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>"
                for n, rows in enumerate(sheets.values(), 1)
            },
            **(parts or {}),
        }
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, xml in content.items():
                archive.writestr(name, xml)
        return file.getvalue()

    return build
