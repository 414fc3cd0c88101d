"""Entries of directories."""

import struct

import pytest

from agent.protocols.nfs.listing import attributes, names, plain, plus, version4
from agent.protocols.nfs.xdr import Cursor


def name_of(text: str) -> bytes:
    data = text.encode()
    return len(data).to_bytes(4, "big") + data + bytes(-len(data) % 4)


def entry(kind, text: str) -> bytes:
    if kind is version4:
        return bytes(8) + name_of(text) + struct.pack(">II", 1, 3) + name_of("attributes")
    made = bytes(8) + name_of(text) + bytes(8)
    return made if kind is plain else made + b"\0\0\0\1" + bytes(84) + b"\0\0\0\1" + name_of("handle")


@pytest.mark.parametrize("kind", [plain, plus, version4])
def test_entries_are_read_as_far_as_they_have_come(kind) -> None:
    first, second = (b"\0\0\0\1" + entry(kind, text) for text in ("a.txt", "名"))
    whole = first + second + bytes(4) + b"\0\0\0\1"
    cursor = Cursor(whole)
    assert names(cursor, kind) == (["a.txt", "名"], True)
    assert cursor.at == len(whole)
    for size in range(len(whole)):
        cursor = Cursor(whole[:size])
        found, is_over = names(cursor, kind)
        assert not is_over
        assert (found, cursor.at) in (([], 0), (["a.txt"], len(first)), (["a.txt", "名"], len(first + second)))


def test_attributes_may_be_missing() -> None:
    cursor = Cursor(bytes(4) + b"\0\0\0\1" + bytes(84))
    attributes(cursor)
    assert cursor.at == 4
    attributes(cursor)
    assert (cursor.at, cursor.is_short) == (92, False)
