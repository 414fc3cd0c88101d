"""7z archives as parts."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.contents.seven_zip import MAGIC, archive
from agent.contents.seven_zip.archive import STEP_BYTES, SevenZip

DATA = Path(__file__).parents[3] / "data" / "seven_zip"
FILES = {f"文件/{number}.csv": f"姓名,电话\n某某,1380000000{number}\n" for number in (1, 2, 3)}
READ = ["lzma2", "lzma", "copy", "bzip2", "deflate", "apart", "delta", "plain_header"]


def members(out: Any) -> dict[str, str]:
    assert all(member.ended for member in out.members)
    return {member.name: member.data.decode() for member in out.members if member.label == "7z"}


@pytest.mark.parametrize("step", [50, 1 << 20])
@pytest.mark.parametrize("method", READ)
def test_files_are_given_with_their_names(decode: Any, method: str, step: int) -> None:
    out = decode(SevenZip, (DATA / f"{method}.7z").read_bytes(), step)
    assert members(out) == FILES
    assert out.failed == ""
    assert set(out.members[0].data.decode().split("\n")) >= {*FILES, "文件/empty.txt", "文件/folder"}


def test_of_a_filter_for_programs_the_last_bytes_may_be_missing(decode: Any) -> None:
    out = decode(SevenZip, (DATA / "bcj.7z").read_bytes())
    found = members(out)
    assert list(found) == list(FILES)
    assert [FILES[name].startswith(text) and len(text) >= len(FILES[name]) - 4 for name, text in found.items()] == [
        True
    ] * 3
    assert out.failed == ""


@pytest.mark.parametrize(("method", "reason"), [("encrypted", "encrypted"), ("ppmd", "7z method 030401")])
def test_what_is_not_read_is_counted_with_its_name(decode: Any, method: str, reason: str) -> None:
    out = decode(SevenZip, (DATA / f"{method}.7z").read_bytes())
    names, unread = out.members
    assert (unread.coding, unread.name) == (reason, ", ".join(FILES))
    assert len(unread.data) > 0
    assert "文件/1.csv" in names.data.decode()


def test_an_archive_that_hides_its_names_is_counted_whole(decode: Any) -> None:
    data = (DATA / "hidden.7z").read_bytes()
    out = decode(SevenZip, data)
    assert [(member.coding, bytes(member.data)) for member in out.members] == [("encrypted", data)]
    assert out.failed == "encrypted"


def test_a_bomb_ends_with_the_budget(decode: Any) -> None:
    out = decode(SevenZip, (DATA / "zeros.7z").read_bytes(), room=1 << 20)
    assert sum(len(member.data) for member in out.members) <= (1 << 20) + 2 * STEP_BYTES


def test_a_window_that_would_take_much_memory_is_not_followed(decode: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.contents.seven_zip.unpack.MEMORY_BYTES", 1 << 20)
    (unread,) = [m for m in decode(SevenZip, (DATA / "zeros.7z").read_bytes()).members if m.label == "7z"]
    assert unread.coding == "7z too costly"


def test_an_archive_beyond_the_bound_is_not_spooled(decode: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_BYTES", 100)
    assert decode(SevenZip, (DATA / "lzma2.7z").read_bytes(), 50).failed == "7z too large"


def test_nothing_is_decoded_behind_a_gap(decode: Any) -> None:
    assert decode(SevenZip, (DATA / "lzma2.7z").read_bytes(), 100, gap_at=100).failed == "gap"


@pytest.mark.parametrize("size", [6, 31, 32, 40, 200])
def test_a_truncated_archive_is_counted_whole(decode: Any, size: int) -> None:
    data = (DATA / "plain_header.7z").read_bytes()[:size]
    out = decode(SevenZip, data)
    assert (out.failed, bytes(out.members[-1].data)) == ("7z damaged", data)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(READ), st.data(), st.binary(max_size=8))
def test_any_damage_is_survived(decode: Any, method: str, data: st.DataObject, junk: bytes) -> None:
    whole = (DATA / f"{method}.7z").read_bytes()
    at = data.draw(st.integers(6, len(whole)))
    out = decode(SevenZip, whole[:at] + junk + whole[at + len(junk) :])
    assert all(member.ended for member in out.members)
    decode(SevenZip, MAGIC + junk * 9)
