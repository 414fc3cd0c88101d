"""zip archives: members, streamed ones, encrypted ones, bombs, damage."""

import io
import struct
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contents.zip import Zip

TEXT = b"one two three " * 50
NESTED_NAME = "inner.zip"


class Pipe(io.RawIOBase):
    """A file that cannot be sought in, so that sizes stand behind the members."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.data += data
        return len(data)


def packed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def streamed(members: dict[str, bytes], method: int, *, wide: bool = False) -> bytes:
    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", method) as archive:
        for name, data in members.items():
            with archive.open(name, "w", force_zip64=wide) as member:
                member.write(data)
    return bytes(pipe.data)


def members_of(out: Any, label: str = "zip") -> list[tuple[str, bytes]]:
    return [(m.name, bytes(m.data)) for m in out.members if m.label == label]


@pytest.mark.parametrize("step", [1, 7, 100, 1 << 20])
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_members_are_given_one_by_one(decode: Any, method: int, step: int) -> None:
    out = decode(Zip, packed({"a.txt": TEXT, "empty": b"", "b/c.txt": b"end"}, method), step)
    assert members_of(out) == [("a.txt", TEXT), ("empty", b""), ("b/c.txt", b"end")]
    assert out.failed == ""
    assert all(member.ended for member in out.members)


@pytest.mark.parametrize("step", [1, 7, 100, 1 << 20])
@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_sizes_may_stand_behind_the_members(decode: Any, method: int, wide: bool, step: int) -> None:
    nested = packed({"x": b"in a nested archive"}, zipfile.ZIP_STORED)
    out = decode(Zip, streamed({"a": TEXT, NESTED_NAME: nested, "c": b"end"}, method, wide=wide), step)
    assert members_of(out) == [("a", TEXT), (NESTED_NAME, nested), ("c", b"end")]
    assert out.failed == ""


def test_sizes_of_64_bits_are_read(decode: Any) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive, archive.open("a", "w", force_zip64=True) as member:
        member.write(TEXT)
    assert members_of(decode(Zip, file.getvalue())) == [("a", TEXT)]


def test_the_directory_is_a_part_with_its_comment(decode: Any) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a", b"")
        archive.comment = b"said in a comment"
    out = decode(Zip, file.getvalue(), 9)
    assert b"said in a comment" in dict(members_of(out, "zip.directory"))[""]


def test_a_name_in_gbk_is_read(decode: Any) -> None:
    data = bytearray(packed({"abcd": TEXT}))
    at = data.index(b"abcd")
    data[at : at + 4] = "名册".encode("gbk")
    assert members_of(decode(Zip, bytes(data))) == [("名册", TEXT)]


@pytest.mark.parametrize("step", [1, 50, 1 << 20])
def test_an_encrypted_member_is_announced_with_its_name(decode: Any, step: int) -> None:
    data = bytearray(packed({"secret.txt": TEXT, "open.txt": b"plain"}, zipfile.ZIP_STORED))
    data[6] |= 1
    out = decode(Zip, bytes(data), step)
    assert [(m.name, m.coding) for m in out.members if m.label == "zip"] == [
        ("secret.txt", "encrypted"),
        ("open.txt", ""),
    ]


def test_other_methods_are_left_to_their_formats(decode: Any) -> None:
    data = bytearray(packed({"a": TEXT, "b": TEXT}, zipfile.ZIP_STORED))
    second = data.index(b"PK\x03\x04", 4)
    struct.pack_into("<H", data, 8, 93)
    struct.pack_into("<H", data, second + 8, 97)
    out = decode(Zip, bytes(data))
    assert [m.coding for m in out.members if m.label == "zip"] == ["zstd", "zip method 97"]


def test_a_truncated_archive_gives_what_there_is(decode: Any) -> None:
    out = decode(Zip, packed({"a": TEXT, "b": bytes(range(256))}, zipfile.ZIP_STORED)[:-200])
    assert members_of(out)[0] == ("a", TEXT)
    assert bytes(range(256)).startswith(members_of(out)[1][1])
    assert out.failed in ("", "zip truncated")


def test_a_damaged_member_hides_no_other(decode: Any) -> None:
    data = bytearray(packed({"a": TEXT, "b": b"end"}))
    data[31] = data[32] = 0xFF
    out = decode(Zip, bytes(data))
    assert ("b", b"end") in members_of(out)
    assert [(m.name, m.coding) for m in out.members if m.coding] == [("a", "damaged")]


def test_bytes_between_members_are_a_part(decode: Any) -> None:
    first, second = packed({"a": TEXT}), packed({"b": b"end"})
    out = decode(Zip, first[: first.index(b"PK\x01\x02")] + b"hidden between members of it" * 4 + second, 5)
    assert b"hidden between" in dict(members_of(out, "zip.directory"))[""]
    assert members_of(out) == [("a", TEXT), ("b", b"end")]


def test_a_spent_budget_stops_a_bomb_within_one_step(decode: Any) -> None:
    class Full(Zip):
        def __init__(self, outlet: Any) -> None:
            outlet.room = 1 << 20
            super().__init__(outlet)

    out = decode(Full, packed({"a": bytes(20 << 20), "b": bytes(20 << 20)}), 1 << 12)
    assert out.failed == "over budget"
    assert sum(len(member.data) for member in out.members) < 2 << 20


def test_nothing_is_decoded_behind_a_gap(decode: Any) -> None:
    assert decode(Zip, packed({"a": TEXT}), 8, gap_at=8).failed == "gap"


@given(st.binary(max_size=200), st.integers(0, 60), st.integers(1, 50), st.booleans())
def test_any_bytes_give_the_same_at_any_cut(decode: Any, data: bytes, at: int, step: int, stream: bool) -> None:
    valid = streamed({"a": TEXT}, 0) if stream else packed({"a": TEXT, "xl/sharedStrings.xml": TEXT})
    for file in (b"PK\x03\x04" + data, valid[:at] + data, valid[:at] + data + valid[at + len(data) :]):
        whole, cut = decode(Zip, file), decode(Zip, file, step)
        assert all(member.ended for member in cut.members)
        if "damaged" in {m.coding for m in (*whole.members, *cut.members)}:
            continue
        assert [(m.name, m.data, m.ended) for m in cut.members] == [(m.name, m.data, m.ended) for m in whole.members]
        assert cut.failed == whole.failed
