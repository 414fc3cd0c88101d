"""Runs of a plain part: glued by their tails, and in UTF-8 from where another character set shows."""

import pytest

from agent.budget import Limits
from agent.contents.slot import Slot
from agent.contents.walk import Walk
from policies.part import Part

HEAD = b"-- all in ASCII\n" * 60
TEXT = "客户姓名，护照号码，家庭地址，共三笔。\n" * 40


def runs(data: bytes, step: int, *, gap_at: int = -1, listing: bool = False) -> list[Part]:
    walk = Walk(Limits(), listing=listing, drain=None, unread={}, over_budget=[])
    slot, parts = Slot(walk, 1, "body", type=None, exact=True), []
    for at in range(0, len(data), step):
        walk.at = at
        slot.write([data[at : at + step]])
        parts += walk.take()
        if at == gap_at:
            slot.gap(5)
    slot.end()
    return parts + walk.take()


def new(parts: list[Part], path: str) -> bytes:
    return b"".join(b"".join(map(bytes, part.pieces))[part.seen :] for part in parts if part.path == path)


@pytest.mark.parametrize("step", [1, 100, 1 << 20])
def test_each_byte_has_the_same_path_however_the_bytes_arrive(step: int) -> None:
    parts = runs(HEAD + TEXT.encode("gbk"), step)
    assert new(parts, "body") == HEAD
    assert new(parts, "body > gb18030").decode() == TEXT
    assert [part.last for part in parts] == [False] * (len(parts) - 1) + [True]
    assert {part.id for part in parts} == {1}
    assert all(part.exact is (part.path == "body") for part in parts)


@pytest.mark.parametrize("step", [3, 300])
def test_bytes_that_waited_keep_their_place_in_the_stream(step: int) -> None:
    data = HEAD + TEXT.encode()
    for part in runs(data, step):
        fresh = b"".join(map(bytes, part.pieces))[part.seen :]
        assert data[part.stream_offset : part.stream_offset + len(fresh)] == fresh


def test_conversion_goes_on_behind_a_gap() -> None:
    parts = runs(TEXT.encode("gbk"), 300, gap_at=600)
    assert {part.path for part in parts} == {"body > gb18030"}
    assert [part.damage for part in parts if part.last] == ["gap", "gap"]


def test_a_list_of_parts_shows_the_bytes_as_they_are() -> None:
    data = TEXT.encode("gbk")
    assert new(runs(data, 100, listing=True), "body") == data
