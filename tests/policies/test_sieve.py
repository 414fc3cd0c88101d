"""The sieve: few patterns for many detectors, and never narrower than the detectors."""

from dataclasses import replace

import pytest

from policies.detector import ANY_RUN, Family
from policies.detectors import DETECTORS
from policies.sieve import MOST_TOGETHER, sieve
from policies.widths import Width


def test_what_is_bounded_shares_patterns_and_every_detector_stands_in_one() -> None:
    bounded = [one for one in DETECTORS if one.family is Family.BOUNDED and not one.also]
    more = [replace(one, id=f"{one.id}.{n}") for n in range(4) for one in bounded]
    meshes = [mesh for mesh in sieve(more) if not mesh.width]
    assert len(meshes) == -(-len(more) // MOST_TOGETHER)
    assert [detector for mesh in meshes for _, detector in mesh.readers] == more


def test_wide_digits_are_read_by_every_detector() -> None:
    wide = [mesh for mesh in sieve(DETECTORS) if mesh.width]
    assert [len(mesh.readers) for mesh in wide] == [len(DETECTORS)] * len(Width)


@pytest.mark.parametrize(
    ("value", "readers"),
    [
        (b"a,13800000000", {"cn.mobile", "vin"}),
        (
            b"=0086 138 0000 0000",
            {"cn.resident_id", "cn.residence_permit", "cn.bank_card", "cn.uscc", "vin", "cn.mobile", "cn.landline"},
        ),
        (b" 12345678901234567", {"cn.bank_card", "cn.uscc"}),
        (b" 1234567890123456789012345", set()),
    ],
)
def test_only_those_read_a_hit_that_may_end_with_so_many_digits(value: bytes, readers: set[str]) -> None:
    bounded = sieve(DETECTORS)[0]
    assert {one.id for _, one in bounded.readers_of(value)} == readers


@pytest.mark.parametrize("value", [rb"\u53f713800000000", b"%2013800000000"])
def test_behind_an_escape_all_read(value: bytes) -> None:
    bounded = sieve(DETECTORS)[0]
    assert bounded.readers_of(value) == bounded.readers


def test_runs_are_counts_that_can_be_looked_up() -> None:
    assert all(detector.runs <= ANY_RUN for detector in DETECTORS)
