"""Neighbours of values."""

import pytest

from policies.shapes import begins_alone, compact, covered


@pytest.mark.parametrize("left", ["", " ", ",", '"', ">", "=", "号", "%3A", "%20", "\\n", "\\u53f7", "+", "("])
def test_these_are_no_neighbours(left: str) -> None:
    assert begins_alone(left.encode() + b"123", len(left.encode()))


@pytest.mark.parametrize("left", ["1", "a", "Z", "0.", "号A", "%3", "u53f7"])
def test_these_belong_to_what_follows(left: str) -> None:
    assert not begins_alone(left.encode() + b"123", len(left.encode()))


def test_separators_are_no_part_of_a_value() -> None:
    assert compact(b"12 34-56.78") == b"12345678"


def test_a_covered_value_shows_its_ends_only() -> None:
    assert covered(b"123456789", 2, 1) == "12******9"
