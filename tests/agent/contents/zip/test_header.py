"""Local headers of zip members."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from agent.contents.zip.header import header_at

NAME = "名册.txt"


def local(name: bytes, *, flags: int = 0, method: int = 0, packed: int = 5, extra: bytes = b"") -> bytes:
    return (
        struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, flags, method, 0, 0, 0, packed, 0, len(name), len(extra))
        + name
        + extra
    )


def test_a_header_says_how_much_follows_and_in_which_coding() -> None:
    header = header_at(b"--" + local(b"a.txt", method=8) + b"data", 2)
    assert header is not None
    assert (header.name, header.packed_bytes, header.size, header.coding) == ("a.txt", 5, 35, "")


def test_an_incomplete_header_is_waited_for() -> None:
    whole = local(b"a.txt", extra=b"1234")
    assert all(header_at(whole[:size], 0) is None for size in range(len(whole)))


def test_names_are_read_in_the_charset_they_say_or_seem_to_be_in() -> None:
    utf_8, gbk = header_at(local(NAME.encode(), flags=2048), 0), header_at(local(NAME.encode("gbk")), 0)
    assert utf_8 is not None
    assert gbk is not None
    assert (utf_8.name, gbk.name) == (NAME, NAME)


def test_lengths_of_64_bits_stand_in_their_field() -> None:
    extra = struct.pack("<2H4s", 9, 4, b"skip") + struct.pack("<2H2Q", 1, 16, 1 << 40, 1 << 33)
    wide, missing = (
        header_at(local(b"a", packed=0xFFFFFFFF, extra=extra), 0),
        header_at(local(b"a", packed=0xFFFFFFFF), 0),
    )
    assert wide is not None
    assert missing is not None
    assert (wide.packed_bytes, missing.packed_bytes) == (1 << 33, -1)


def test_a_descriptor_leaves_the_length_open() -> None:
    header = header_at(local(b"a", flags=8 | 1, packed=0), 0)
    assert header is not None
    assert (header.packed_bytes, header.coding) == (-1, "encrypted")


@given(st.binary(max_size=90))
def test_any_bytes_give_a_header_within_them_or_none(data: bytes) -> None:
    header = header_at(b"PK\x03\x04" + data, 0)
    assert header is None or 30 <= header.size <= len(data) + 4
