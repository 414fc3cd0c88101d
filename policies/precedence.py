"""Precedence: one span, one finding; of claims that overlap the longer has it, then one that is not weak, then rank."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from policies.detector import Claim


class Placed(NamedTuple):
    """A claim at its place in the batch. Sorts by beginning, then as it has precedence."""

    start: int
    shortness: int  # the length, negative
    weak: bool  # surer than not it is no value at all
    rank: int  # the detector's place among the detectors
    end: int
    segment: int
    claim: Claim


def disjoint(claims: Iterable[Placed]) -> Iterator[Placed]:
    """The claims that hold, by place. No two of `claims` have start, end and rank in common."""
    held: Placed | None = None
    for claim in sorted(claims):
        if held is None or claim.start >= held.end:
            if held is not None:
                yield held
            held = claim
        elif claim[1:4] < held[1:4]:
            held = claim
    if held is not None:
        yield held
