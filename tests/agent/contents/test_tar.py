"""tar archives: members, long names, damage."""

import io
import tarfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contents.tar import Tar, is_tar

TEXT = b"one two three " * 50
LONG_NAME = "folder/" * 30 + "名册.csv"


def archive(members: dict[str, bytes], style: int = tarfile.PAX_FORMAT) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=style) as target:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            target.addfile(member, io.BytesIO(data))
        target.addfile(folder("a folder"))
    return file.getvalue()


def folder(name: str) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type = tarfile.DIRTYPE
    return member


def members_of(out: Any) -> list[tuple[str, bytes]]:
    return [(m.name, bytes(m.data)) for m in out.members if m.label == "tar"]


@pytest.mark.parametrize("step", [1, 100, 1 << 20])
@pytest.mark.parametrize("style", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
def test_members_are_given_with_their_names(decode: Any, style: int, step: int) -> None:
    out = decode(Tar, archive({"a.txt": TEXT, "empty": b"", LONG_NAME: b"end"}, style), step)
    assert members_of(out) == [("a.txt", TEXT), ("empty", b""), (LONG_NAME, b"end")]
    assert (out.failed, [m.label for m in out.members if not m.ended]) == ("", [])
    (names,) = [bytes(m.data).decode() for m in out.members if m.label == "tar.names"]
    assert names == f"a.txt\nempty\n{LONG_NAME}\na folder/\n"


def test_a_path_in_two_fields_is_joined(decode: Any) -> None:
    name = "d" * 90 + "/" + "n" * 60
    assert members_of(decode(Tar, archive({name: b"x"}, tarfile.USTAR_FORMAT))) == [(name, b"x")]


def test_a_truncated_archive_gives_what_there_is(decode: Any) -> None:
    out = decode(Tar, archive({"a": TEXT})[:1000])
    assert TEXT.startswith(members_of(out)[0][1])
    assert out.failed == "tar truncated"


def test_other_bytes_behind_the_end_are_a_part(decode: Any) -> None:
    out = decode(Tar, archive({"a": TEXT}) + b"what stands behind" * 40, 300)
    assert [bytes(m.data) for m in out.members if m.label == "tar.rest"] == [b"what stands behind" * 40]


def test_a_size_that_is_no_number_ends_the_archive(decode: Any) -> None:
    data = bytearray(archive({"a": TEXT}))
    data[124:136] = b"nonsense\0\0\0\0"
    assert [m.label for m in decode(Tar, bytes(data)).members] == ["tar.rest"]


def test_nothing_is_decoded_behind_a_gap(decode: Any) -> None:
    assert decode(Tar, archive({"a": TEXT}), 512, gap_at=512).failed == "gap"


def test_an_archive_is_told_by_its_first_header() -> None:
    assert is_tar(archive({"a": b""}))
    assert not is_tar(b"ustar")


@given(st.binary(max_size=80), st.integers(0, 1100), st.integers(1, 600))
def test_any_bytes_give_the_same_at_any_cut(decode: Any, data: bytes, at: int, step: int) -> None:
    valid = archive({"a": TEXT, "b": b"end"})
    for file in (valid[:at] + data + valid[at + len(data) :], valid[:at] + data):
        whole, cut = decode(Tar, file), decode(Tar, file, step)
        assert [(m.name, m.data, m.ended) for m in cut.members] == [(m.name, m.data, m.ended) for m in whole.members]
        assert cut.failed == whole.failed


@pytest.mark.parametrize("step", [1, 512, 1 << 20])
@pytest.mark.parametrize("blocks", [0, 2])
def test_a_sparse_file_is_given_without_its_holes(decode: Any, blocks: int, step: int) -> None:
    member = tarfile.TarInfo("sparse")
    member.size, member.type = len(TEXT), b"S"
    header = bytearray(member.tobuf(tarfile.GNU_FORMAT))
    header[482] = bool(blocks)
    header[148:156] = b"%06o\0 " % (sum(header) - sum(header[148:156]) + 256)
    more = b"".join((b"1" * 504 + bytes([number < blocks - 1])).ljust(512, b"\0") for number in range(blocks))
    out = decode(Tar, bytes(header) + more + TEXT.ljust(1024, b"\0") + archive({"next": b"x"}), step)
    assert members_of(out) == [("sparse", TEXT), ("next", b"x")]


def test_what_has_bytes_is_given_whatever_its_type_and_comments_are_text(decode: Any) -> None:
    member = tarfile.TarInfo("odd")
    member.size, member.type = 3, b"1"
    comment = tarfile.TarInfo("pax_global_header")
    comment.size, comment.type = 30, b"g"
    data = (
        comment.tobuf()
        + b"30 comment=who made it: a name".ljust(512, b"\0")
        + member.tobuf()
        + b"abc".ljust(512, b"\0")
    )
    out = decode(Tar, data + bytes(1024))
    assert members_of(out) == [("odd", b"abc")]
    assert b"who made it" in out.members[0].data
