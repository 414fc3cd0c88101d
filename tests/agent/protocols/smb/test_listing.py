"""Listings."""

import struct
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.protocols.smb.listing import CHANGES, Listing
from policies.part import Buffer


class Kept:
    def __init__(self) -> None:
        self.data, self.lost, self.ended = b"", 0, False

    def write(self, pieces: Sequence[Buffer]) -> None:
        self.data += b"".join(pieces)

    def gap(self, size: int) -> None:
        self.lost += size

    def end(self, damage: str = "") -> None:
        self.ended = True


def entries(level: int, names: Sequence[str], fixed: int, length_at: int) -> bytes:
    """A chain of entries."""
    made = b""
    for number, name in enumerate(names):
        text = name.encode("utf-16-le")
        entry = bytearray(fixed) + text
        entry[length_at : length_at + 4] = struct.pack("<I", len(text))
        entry += bytes(-len(entry) % 8)
        if number < len(names) - 1:
            entry[0:4] = struct.pack("<I", len(entry))
        else:
            entry = entry[: fixed + len(text)]
        made += entry
    return made


def listed(data: bytes, level: int, step: int = 1 << 20) -> Kept:
    kept = Kept()
    listing = Listing(kept, level)
    for at in range(0, len(data), step):
        listing.write([data[at : at + step]])
    listing.done()
    assert kept.ended
    return kept


@pytest.mark.parametrize(("level", "fixed"), [(1, 64), (2, 68), (3, 94), (37, 104), (38, 80), (60, 88), (78, 90)])
def test_entries_of_every_class_are_lines(level: int, fixed: int) -> None:
    data = entries(level, [".", "..", "报表.csv", "b"], fixed, 60)
    for step in (1 << 20, 1, 13):
        assert listed(data, level, step).data.decode() == "报表.csv\nb\n"


@pytest.mark.parametrize(("level", "fixed"), [(12, 12), (CHANGES, 12)])
def test_bare_names_are_lines(level: int, fixed: int) -> None:
    assert listed(entries(level, ["a", "b c"], fixed, 8), level).data == b"a\nb c\n"


def test_what_is_no_entry_is_given_as_it_is() -> None:
    data = entries(37, ["a"], 104, 60) + b"something else"
    assert listed(data, 37).data == b"a\nsomething else"
    hostile = bytearray(entries(37, ["a", "b"], 104, 60))
    hostile[60:64] = b"\xff\xff\xff\x7f"
    assert listed(bytes(hostile), 37).data == bytes(hostile)
    assert listed(b"whatever", 99).data == b"whatever"


def test_what_follows_a_gap_is_given_as_it_is() -> None:
    data = entries(3, ["a", "b"], 94, 60)
    kept = Kept()
    listing = Listing(kept, 3)
    listing.write([data[:100]])
    listing.gap(5)
    listing.write([data[105:]])
    listing.done()
    assert kept.data == b"a\n" + data[96:100] + data[105:]
    assert kept.lost == 5


@given(st.binary(max_size=400), st.integers(1, 50), st.sampled_from([CHANGES, 1, 3, 12, 37, 99]))
def test_any_bytes_are_survived_and_cuts_change_nothing(data: bytes, step: int, level: int) -> None:
    assert listed(data, level, step).data == listed(data, level).data
