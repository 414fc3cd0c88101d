"""Values that wait: in order, whole, and not all in memory."""

from hypothesis import given
from hypothesis import strategies as st

from agent.spool import Spool


@given(count=st.integers(0, 60), most=st.integers(1, 9), size=st.integers(1, 13))
def test_all_values_come_back_in_order(count: int, most: int, size: int) -> None:
    spool: Spool[tuple[int, str]] = Spool(most)
    values = [(number, f"text {number}") for number in range(count)]
    for value in values:
        spool.append(value)
    assert len(spool) == count
    batches = list(spool.take(size))
    assert [value for batch in batches for value in batch] == values
    assert all(0 < len(batch) <= size for batch in batches)
    assert len(spool) == 0


def test_a_spool_is_used_again_after_it_was_emptied() -> None:
    spool: Spool[int] = Spool(2)
    for number in range(5):
        spool.append(number)
    list(spool.take(10))
    spool.append(7)
    assert list(spool.take(10)) == [[7]]


def test_only_the_latest_values_are_in_memory() -> None:
    spool: Spool[int] = Spool(10)
    for number in range(95):
        spool.append(number)
    assert len(spool._recent) == 5


def test_a_heavy_value_goes_to_the_file_at_once() -> None:
    spool: Spool[int] = Spool(most_in_memory=10)
    spool.append(1)
    spool.append(2, weight=9)
    spool.append(3)
    assert (spool._stored, len(spool)) == (2, 3)
    assert list(spool.take(10)) == [[1, 2], [3]]
