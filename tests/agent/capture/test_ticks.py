"""Clock ticks become nanoseconds as exact arithmetic says, and saturate."""

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from agent.capture.ticks import MAX_NS, MIN_NS, nanoseconds, shifted

TICKS = st.integers(0, 2**64 - 1)


def one(ticks: int, resolution: int) -> int:
    return int(nanoseconds(np.array([ticks], np.uint64), resolution)[0])


@given(TICKS, st.integers(0, 127))
@example(2**64 - 1, 0)
@example(2**64 - 1, 9)
def test_powers_of_ten_are_exact(ticks: int, resolution: int) -> None:
    assert one(ticks, resolution) == min(ticks * 10**9 // 10**resolution, MAX_NS)


@given(TICKS, st.integers(0, 63))
@example(2**64 - 1, 1)
def test_powers_of_two_are_right_to_a_nanosecond(ticks: int, exponent: int) -> None:
    exact = ticks * 10**9 >> exponent
    found = one(ticks, 0x80 | exponent)
    assert exact - 1 <= found <= exact or found == MAX_NS <= exact + 10**9


def test_a_clock_too_fine_to_count_stands_still() -> None:
    assert (one(2**64 - 1, 0x80 | 127), one(2**64 - 1, 127)) == (0, 0)


@given(st.integers(MIN_NS, MAX_NS), st.integers(-(2**63), 2**63 - 1))
def test_offsets_saturate(time_ns: int, seconds: int) -> None:
    limit = MAX_NS // 10**9
    exact = time_ns + max(-limit, min(seconds, limit)) * 10**9
    found = shifted(np.array([time_ns], np.int64), np.array([seconds], np.int64))
    assert int(found[0]) == max(MIN_NS, min(exact, MAX_NS))
