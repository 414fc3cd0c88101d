"""LZ4 frames."""

from typing import Any

import lz4.frame
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.contents.lz4 import LZ4, STEP_BYTES

TEXT = b"one two three " * 5000


@pytest.mark.parametrize("step", [1, 7, 1 << 20])
@pytest.mark.parametrize("linked", [True, False])
def test_several_frames_are_one_text(decode: Any, step: int, linked: bool) -> None:
    frame = lz4.frame.compress(TEXT, block_linked=linked, content_checksum=True, block_checksum=True)
    out = decode(LZ4.decoder, frame + lz4.frame.compress(b"end"), step)
    assert (bytes(out.data), out.failed) == (TEXT + b"end", "")


def test_damage_is_told(decode: Any) -> None:
    frame = lz4.frame.compress(TEXT)
    assert decode(LZ4.decoder, frame[:-9]).failed == "lz4 truncated"
    assert decode(LZ4.decoder, frame + b"other bytes").failed == "lz4 damaged"
    assert decode(LZ4.decoder, b"").failed == "lz4 truncated"


def test_a_spent_budget_stops_a_bomb_within_one_step(decode: Any) -> None:
    out = decode(LZ4.decoder, lz4.frame.compress(bytes(20 << 20)), room=0)
    assert 0 < len(out.data) <= STEP_BYTES


@given(st.binary(max_size=60), st.integers(1, 70), st.booleans())
@settings(max_examples=200, deadline=None)
def test_no_bytes_raise_and_pieces_change_nothing(decode: Any, data: bytes, step: int, framed: bool) -> None:
    if framed:
        data = lz4.frame.compress(data)[:-4] + data[:4]
    one, other = decode(LZ4.decoder, data, step), decode(LZ4.decoder, data)
    assert bool(one.failed) == bool(other.failed)
    assert one.failed or one.data == other.data  # of damaged data, what the last step would have given is lost
