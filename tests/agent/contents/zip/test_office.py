"""Office documents told by the members of their archive."""

import pytest

from agent.contents.zip.office import TEXT_TYPE, Kind, kind_of, text_type


@pytest.mark.parametrize(
    ("name", "label", "is_text"),
    [
        ("word/document.xml", "docx", True),
        ("word/_rels/document.xml.rels", "docx", False),
        ("ppt/slides/slide1.xml", "pptx", True),
        ("xl/sharedStrings.xml", "xlsx", True),
        ("content.xml", "odf", True),
        ("word/notes.txt", "zip", False),
        ("report.xml", "zip", False),
    ],
)
def test_a_member_tells_the_document(name: str, label: str, is_text: bool) -> None:
    kind = kind_of(name, Kind("zip"))
    assert kind.label == label
    assert (text_type(kind, name) == TEXT_TYPE) is is_text


def test_what_was_told_holds_for_the_members_behind() -> None:
    kind = kind_of("docProps/core.xml", Kind("docx"))
    assert kind.label == "docx"
    assert text_type(kind, "docProps/core.xml") == ""
