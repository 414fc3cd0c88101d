"""rar archives as parts."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contents.rar import MAGIC, decoder
from agent.contents.rar.archive import Rar

TEXT = "姓名,电话\n某某,13800000001\n".encode() * 9


def members(out: Any) -> list[tuple[str, str, bytes]]:
    assert all(member.ended for member in out.members)
    return [(member.name, member.coding, bytes(member.data)) for member in out.members if member.label == "rar"]


def names(out: Any) -> str:
    return "".join(member.data.decode() for member in out.members if member.label == "rar.names")


def archive(rar: Any, version: int) -> bytes:
    """A stored file, a packed one, an encrypted one and an empty one."""
    if version == 5:
        file, encrypted = rar["file 5"], rar["file 5"]("密.txt", b"e" * 50, extra=b"\x03\x01\x00\x00")
        return rar["archive 5"](file("名单.csv", TEXT), file("packed", b"p" * 99, 3), encrypted, file("empty", b""))
    file, encrypted = rar["file 4"], rar["file 4"]("密.txt".encode("gbk"), b"e" * 50, flags=4)
    stored = file("名单.csv".encode("gbk"), TEXT)
    return rar["archive 4"](stored, file(b"packed", b"p" * 99, 0x33), encrypted, file(b"empty", b""))


@pytest.mark.parametrize("step", [1, 10, 1 << 20])
@pytest.mark.parametrize("version", [4, 5])
def test_stored_files_are_read_and_the_others_counted_under_their_names(
    decode: Any, rar: Any, version: int, step: int
) -> None:
    out = decode(Rar, archive(rar, version), step)
    assert out.failed == ""
    assert members(out) == [("名单.csv", "", TEXT), ("packed", "rar", b"p" * 99), ("密.txt", "encrypted", b"e" * 50)]
    assert names(out) == "名单.csv\npacked\n密.txt\nempty\n"


@pytest.mark.parametrize("step", [1, 1 << 20])
def test_an_archive_that_hides_its_names_is_encrypted_from_there_on(decode: Any, rar: Any, step: int) -> None:
    hidden = b"Rar!\x1a\x07\1\0" + rar["block 5"](4, bytes(20)) + b"hidden" * 9
    assert members(decode(Rar, hidden, step)) == [("", "encrypted", b"hidden" * 9)]
    whole = rar["archive 4"](b"hidden" * 9, flags=0x80)
    ((_, coding, data),) = members(decode(Rar, whole, step))
    assert (coding, data[:54]) == ("encrypted", b"hidden" * 9)


@pytest.mark.parametrize("version", [4, 5])
def test_a_truncated_archive_gives_what_there_is(decode: Any, rar: Any, version: int) -> None:
    out = decode(Rar, archive(rar, version)[:150])
    assert TEXT.startswith(members(out)[0][2])
    assert out.failed == "rar truncated"


def test_what_is_no_block_is_counted(decode: Any, rar: Any) -> None:
    out = decode(Rar, rar["archive 4"]()[:20] + b"\xff" * 99)
    assert members(out) == [("", "damaged", b"\xff" * 99)]


def test_nothing_is_told_behind_a_gap(decode: Any, rar: Any) -> None:
    assert decode(Rar, archive(rar, 5), 60, gap_at=60).failed == "gap"


@given(st.integers(4, 5), st.data(), st.binary(max_size=30), st.integers(1, 60))
def test_any_damage_gives_the_same_at_any_cut(
    decode: Any, rar: Any, version: int, data: st.DataObject, junk: bytes, step: int
) -> None:
    whole = archive(rar, version)
    at = data.draw(st.integers(6, len(whole)))
    damaged = whole[:at] + junk + whole[at + len(junk) :]
    assert members(decode(Rar, damaged, step)) == members(decode(Rar, damaged))


def test_the_mark_is_that_of_both_versions(decode: Any, rar: Any) -> None:
    for version in (4, 5):
        assert archive(rar, version).startswith(MAGIC)
        assert members(decode(decoder, archive(rar, version)))[0][2] == TEXT
