"""Persons are counted by the largest set of one identifying kind."""

from policies.subjects import IDENTIFIERS, fewest_subjects
from policies.verdict import Classified


def found(detector: str, count: int) -> Classified:
    return Classified(detector, "pi", count, 0.9, (), ())


def test_sets_of_different_kinds_are_not_added() -> None:
    assert fewest_subjects([found("cn.mobile", 4), found("cn.resident_id", 3)], IDENTIFIERS) == 4


def test_names_addresses_and_companies_identify_nobody() -> None:
    assert fewest_subjects([found("cn.name", 9), found("cn.address", 9), found("cn.uscc", 9)], IDENTIFIERS) == 0
