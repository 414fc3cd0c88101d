"""One span, one finding."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from policies.detector import Claim
from policies.precedence import Placed, disjoint


def placed(start: int, end: int, rank: int = 0, *, weak: bool = False) -> Placed:
    return Placed(start, start - end, weak, rank, end, 0, Claim(start, end, b"", "", 1.0))


def test_the_longer_of_two_that_overlap_has_the_span() -> None:
    assert list(disjoint([placed(5, 16, 0), placed(0, 24, 1)])) == [placed(0, 24, 1)]
    assert list(disjoint([placed(0, 5, 0), placed(3, 20, 1)])) == [placed(3, 20, 1)]


def test_of_two_on_one_span_the_surer_detector_has_it() -> None:
    assert list(disjoint([placed(0, 18, 3), placed(0, 18, 1)])) == [placed(0, 18, 1)]


def test_a_weak_claim_gives_way_whatever_its_rank() -> None:
    assert list(disjoint([placed(0, 18, 0, weak=True), placed(0, 18, 1)])) == [placed(0, 18, 1)]


def test_neighbours_do_not_overlap() -> None:
    assert list(disjoint([placed(5, 9), placed(0, 5)])) == [placed(0, 5), placed(5, 9)]


@given(st.sets(st.tuples(st.integers(0, 60), st.integers(1, 20), st.integers(0, 3))))
def test_no_two_claims_that_hold_share_a_byte_and_every_other_overlaps_one(spans: set[tuple[int, int, int]]) -> None:
    claims = [placed(start, start + size, rank) for start, size, rank in spans]
    held = list(disjoint(claims))
    assert all(one.end <= two.start for one, two in pairwise(held))
    assert bool(held) == bool(claims)
