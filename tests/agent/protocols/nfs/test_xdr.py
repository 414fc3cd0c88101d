"""The cursor over XDR."""

from hypothesis import given
from hypothesis import strategies as st

from agent.protocols.nfs.xdr import Cursor


def test_numbers_and_opaque_data_are_read() -> None:
    cursor = Cursor(b"\0\0\0\1" + b"\0\0\0\0\0\0\1\0" + b"\0\0\0\5hello\0\0\0" + b"\0\0\0\2\xe5\x90\0\0" + b"rest")
    assert (cursor.u32(), cursor.u64(), cursor.opaque()) == (1, 256, b"hello")
    assert cursor.text().encode("utf-8", "surrogateescape") == b"\xe5\x90"
    assert (cursor.take(4), cursor.is_short) == (b"rest", False)
    assert (cursor.u32(), cursor.is_short) == (0, True)


def test_fields_are_passed_over_and_the_last_name_is_given() -> None:
    bitmap = b"\0\0\0\2" + bytes(8)
    data = bytes(4) + bytes(8) + bytes(16) + bitmap + b"\0\0\0\1x\0\0\0" + b"\0\0\0\1a\0\0\0" + b"\0\0\0\1b\0\0\0"
    cursor = Cursor(data)
    assert cursor.walk("48sbonn") == "b"
    assert (cursor.at, cursor.is_short) == (len(data), False)


def test_a_bitmap_without_end_is_short() -> None:
    cursor = Cursor(b"\0\0\0\x09" + bytes(100))
    cursor.bitmap()
    assert cursor.is_short


@given(st.binary(max_size=60), st.text(alphabet="48sbon", max_size=12))
def test_nothing_is_read_behind_the_end(data: bytes, fields: str) -> None:
    cursor = Cursor(data)
    cursor.walk(fields)
    assert 0 <= cursor.at <= len(data)
