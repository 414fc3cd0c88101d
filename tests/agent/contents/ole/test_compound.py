"""The streams of compound files."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from agent.contents.ole.compound import Compound

STREAMS = {"small": b"a small stream " * 20, "large": bytes(range(256)) * 40, "空": b"", "tiny": b"x"}


def read(data: bytes) -> dict[str, bytes]:
    found = Compound(data)
    return {entry.name: found.read(entry) for entry in found.streams()}


def test_streams_are_put_together_from_their_sectors(make_compound: Any) -> None:
    assert read(make_compound(STREAMS)) == STREAMS


def test_a_table_of_many_sectors_is_followed(make_compound: Any) -> None:
    many = {f"stream {number}": bytes([number]) * 9000 for number in range(60)}
    assert read(make_compound(many)) == many


def test_a_chain_that_goes_round_ends(make_compound: Any) -> None:
    data = make_compound(STREAMS)
    for place in range(0, len(data) - 4, 4):
        damaged = data[:place] + b"\0\0\0\0" + data[place + 4 :]
        if place % 64 == 0:
            assert all(len(stream) <= len(data) for stream in read(damaged).values())


@given(st.binary(max_size=300), st.data())
def test_any_damage_reads_short(make_compound: Any, junk: bytes, data: st.DataObject) -> None:
    whole = make_compound(STREAMS)
    at = data.draw(st.integers(0, len(whole)))
    read(whole[:at] + junk + whole[at + len(junk) :])
    read(whole[:at])
    read(junk)
