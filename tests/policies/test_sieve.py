"""The sieve: few patterns for many detectors, and never narrower than the detectors."""

from dataclasses import replace

import pytest

from policies.detector import ANY_RUN, Family
from policies.detectors import DETECTORS
from policies.sieve import sieve
from policies.widths import Width


def test_a_family_is_one_pattern_however_many_members_it_has() -> None:
    more = [*DETECTORS, *(replace(one, id=f"{one.id}.{n}") for n in range(4) for one in DETECTORS)]
    bounded = [one for one in more if one.family is not Family.OWN]
    assert (
        len(sieve(bounded)) == len(sieve([one for one in DETECTORS if one.family is not Family.OWN])) == 2 + len(Width)
    )


def test_wide_digits_are_read_by_every_detector() -> None:
    wide = [mesh for mesh in sieve(DETECTORS) if mesh.width]
    assert [len(mesh.readers) for mesh in wide] == [len(DETECTORS)] * len(Width)


@pytest.mark.parametrize(
    ("value", "readers"),
    [
        (b"a,13800000000", {"cn.mobile"}),
        (b"=0086 138 0000 0000", {"cn.resident_id", "cn.residence_permit", "cn.bank_card", "cn.mobile"}),
        (b" 12345678901234567", {"cn.bank_card"}),
        (b" 1234567890123456789012345", set()),
    ],
)
def test_only_those_read_a_hit_that_may_end_with_so_many_digits(value: bytes, readers: set[str]) -> None:
    numbers = next(mesh for mesh in sieve(DETECTORS) if mesh.readers[0][1].family is Family.NUMBER)
    assert {one.id for _, one in numbers.readers_of(value)} == readers


@pytest.mark.parametrize("value", [rb"\u53f713800000000", b"%2013800000000"])
def test_behind_an_escape_all_read(value: bytes) -> None:
    numbers = next(mesh for mesh in sieve(DETECTORS) if mesh.readers[0][1].family is Family.NUMBER)
    assert numbers.readers_of(value) == numbers.readers


def test_runs_are_counts_that_can_be_looked_up() -> None:
    assert all(detector.runs <= ANY_RUN for detector in DETECTORS)
