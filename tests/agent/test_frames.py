"""Portions of a chunk hold its frames, each once, under their numbers."""

import numpy as np
import pytest

from agent.frames import Frames, portions


def chunk(count: int) -> Frames:
    at = np.arange(count, dtype=np.int64)
    return Frames(np.zeros(256, np.uint8), at, at + 1, at + 2, at + 3, np.ones(count, np.uint16), 11, 5)


@pytest.mark.parametrize(("count", "sizes"), [(0, [0]), (10, [10]), (11, [10, 1]), (30, [10, 10, 10])])
def test_portions_are_the_chunk_in_order(count: int, sizes: list[int]) -> None:
    whole = chunk(count)
    parts = list(portions(whole, 10))
    assert [len(part) for part in parts] == sizes
    for name in ("start", "captured", "wire", "time_ns", "link"):
        assert np.concatenate([getattr(part, name) for part in parts]).tolist() == getattr(whole, name).tolist()


def test_portions_go_on_counting_and_share_the_buffer() -> None:
    whole = chunk(25)
    parts = list(portions(whole, 10))
    assert [part.first_number for part in parts] == [11, 21, 31]
    assert all(part.buffer is whole.buffer and part.file_offset == 5 for part in parts)
