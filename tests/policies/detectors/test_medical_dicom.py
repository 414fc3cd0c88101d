"""DICOM files."""

from policies.inspection import Inspector
from policies.part import Part

HEAD = b"DICM\x02\x00\x00\x00UL\x04\x00\xc2\x00\x00\x00\x02\x00\x01\x00OB\x00\x00"


def found(inspector: Inspector, raw: bytes) -> list[str]:
    return [one.detector for one in inspector.inspect([Part(owner=1, id=1, path="raw", pieces=[raw])])]


def test_a_file_is_found_behind_its_preamble(inspector: Inspector) -> None:
    assert found(inspector, bytes(128) + HEAD + bytes(200)) == ["medical.dicom"]


def test_the_letters_alone_are_none(inspector: Inspector) -> None:
    assert found(inspector, bytes(128) + b"DICM is the prefix of a file") == []
    assert found(inspector, bytes(20) + HEAD + bytes(200)) == []
