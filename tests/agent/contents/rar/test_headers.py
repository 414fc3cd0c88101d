"""Headers of rar archives."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contents.rar.headers import Damaged, block_4, block_5


def test_a_header_that_is_not_complete_is_waited_for() -> None:
    assert block_4(b"\0\0\x74\0\0\x20\0abc", 0) is None
    assert block_5(b"\0\0\0\0\x20abc", 0) is None


@pytest.mark.parametrize("data", [b"\0\0\x74\0\0\x03\0", b"\0\0\x10\0\0\x20\0"])
def test_what_is_too_short_or_of_no_kind_is_damaged(data: bytes) -> None:
    with pytest.raises(Damaged):
        block_4(data, 0)


def test_a_header_longer_than_any_is_damaged() -> None:
    with pytest.raises(Damaged):
        block_5(b"\0\0\0\0\xff\xff\xff\x7f", 0)


@given(st.binary(max_size=80))
def test_any_bytes_are_a_block_or_damaged(data: bytes) -> None:
    for read in (block_4, block_5):
        with contextlib.suppress(Damaged):
            block = read(data, 0)
            assert block is None or 0 < block.size <= len(data)
