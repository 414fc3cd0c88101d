"""Lanes and the plain walk find the same records, whatever the bytes and the guesses are."""

import random
import struct
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from agent.capture import chain
from agent.capture.chain import Chain, follow, walk
from agent.frames import SLACK

PCAP = Chain("<", 8, 16, 16, 16)
BLOCKS = Chain("<", 4, 0, 12, 12)


@pytest.fixture(autouse=True, scope="module")
def _lanes_for_a_handful_of_records() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chain, "FIRST_STEPS", 4)
        patch.setattr(chain, "WORTH_LANES", 8)
        patch.setattr(chain, "FEW_LANES", 1)
        yield


def padded(data: bytes) -> NDArray[np.uint8]:
    return np.frombuffer(data + bytes(SLACK), np.uint8)


def plain(data: bytes, rule: Chain = PCAP) -> list[int]:
    return follow(padded(data), rule, 0, len(data) - rule.header + 1)[0]


def lanes(data: bytes, places: list[int], rule: Chain = PCAP) -> list[int]:
    """The walk with exactly these guesses, right or wrong."""

    def guess(low: int, high: int) -> int:
        return next((place for place in places if low <= place < high), -1)

    return walk(padded(data), rule, 0, len(data), guess).tolist()


def chained(lengths: list[int]) -> bytes:
    return b"".join(struct.pack("<IIII", 1, 1, size, size) + bytes(size) for size in lengths)


def enclosing(inner: bytes) -> bytes:
    return struct.pack("<IIII", 1, 1, len(inner), len(inner)) + inner


def test_a_record_leads_to_the_next_by_its_length() -> None:
    assert plain(chained([0, 5, 100])) == [0, 16, 37]


def test_a_length_of_zero_still_leads_on() -> None:
    assert plain(bytes(30), BLOCKS) == [0, 12]


def test_without_guesses_every_record_is_followed() -> None:
    data = chained([n % 50 for n in range(600)])
    assert walk(padded(data), PCAP, 0, len(data)).tolist() == plain(data)


def test_no_header_is_no_record() -> None:
    assert walk(padded(bytes(15)), PCAP, 0, 15).tolist() == []


@pytest.mark.parametrize(
    "lengths",
    [[10] * 900, [n * 7919 % 1400 for n in range(900)], [0] * 900 + [1400] * 90],
    ids=["even", "mixed", "steep"],
)
def test_lanes_find_what_the_plain_walk_finds(lengths: list[int]) -> None:
    data = chained(lengths)
    assert lanes(data, plain(data)) == plain(data)


@pytest.mark.parametrize("wrong", [1, 17, 50, 99])
def test_wrong_guesses_do_not_change_the_result(wrong: int) -> None:
    data = chained([n * 7919 % 400 for n in range(900)])
    true = plain(data)
    assert lanes(data, [place + (n % 100 < wrong) for n, place in enumerate(true)]) == true


def test_a_capture_inside_a_capture_does_not_mislead() -> None:
    data = enclosing(chained([20] * 40)) * 60
    true = plain(data)
    assert lanes(data, [place + 16 + 36 * n for place in true for n in range(40)]) == true


def test_one_record_over_many_lanes_is_one_record() -> None:
    data = chained([30] * 500) + enclosing(chained([30] * 500)) + chained([30] * 500)
    assert lanes(data, list(range(0, len(data), 46))) == plain(data)


def test_lanes_agree_at_every_truncation() -> None:
    whole = chained([n * 31 % 60 for n in range(80)])
    for length in range(16, len(whole)):
        assert lanes(whole[:length], plain(whole)) == plain(whole[:length])


@settings(max_examples=100, deadline=None)
@given(
    st.binary(min_size=200, max_size=2000),
    st.integers(0, 10_000),
    st.sampled_from([PCAP, BLOCKS, Chain(">", 8, 24, 24, 24)]),
)
def test_lanes_agree_on_any_bytes_and_guesses(data: bytes, seed: int, rule: Chain) -> None:
    # Three of four bytes zero, so that lengths read in any byte order are often short.
    sparse = bytes(byte if n % 4 == 0 else 0 for n, byte in enumerate(data))
    places = sorted(random.Random(seed).sample(range(len(data)), 60))
    for text in (data, sparse):
        assert lanes(text, places, rule) == plain(text, rule)
