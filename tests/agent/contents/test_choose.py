"""Which format a part is unwrapped by."""

import pytest

from agent.contents import choose


@pytest.mark.parametrize(
    ("declared", "head", "label"),
    [
        ("application/json", b"\x1f\x8b\x08\x00", "gzip"),
        ("application/json; charset=utf-8", b"1", "json"),
        ("application/vnd.api+json", b"1", "json"),
        ("application/json; charset=gbk", b"{", "gb18030"),
        ("text/plain", b"\r\n [1]", "json"),
        ("", b"{", "json"),
        ("text/csv", b"\xfe\xff\0a", "utf-16"),
        ("", "姓名,1380013\n".encode("utf-16-le"), "utf-16-le"),
        ("text/csv", "a,b".encode("utf-16-be"), "utf-16-be"),
        ("Multipart/Form-Data; boundary=x", b"--x", "multipart"),
        ("text/plain", b"d=%255B%255B%2522", "percent"),
        ("application/json", b"PK\x03\x04", "zip"),
        ("", b"\x28\xb5\x2f\xfd", "zstd"),
        ("", b"7z\xbc\xaf\x27\x1c", "7z"),
        ("text/html", b"text", "xml"),
        ("application/soap+xml", b"\n", "xml"),
        ("text/plain", b" \n<ul><li>", "xml"),
        ("text/plain", b"a&#49;&#50;&#51;", "xml"),
    ],
)
def test_bytes_decide_before_the_declared_type(declared: str, head: bytes, label: str) -> None:
    found = choose(declared, head)
    assert found is not None
    assert found.label == label


@pytest.mark.parametrize(
    ("declared", "head"),
    [
        ("", b""),
        ("multipart/mixed", b"--x"),
        ("", bytes(64)),
        ("", b"\x01\x00\x00\x00" * 9),
    ],
)
def test_everything_else_is_plain(declared: str, head: bytes) -> None:
    assert choose(declared, head) is None


def test_an_archive_is_told_by_bytes_that_stand_farther_in() -> None:
    assert choose("text/plain", b"name.txt".ljust(257, b"\0") + b"ustar\0" + b"00").label == "tar"  # type: ignore[union-attr]


def test_what_stands_farther_in_makes_a_text_no_other() -> None:
    assert choose("text/plain", b"a text".ljust(64) + b"%20%20%20%20") is None
