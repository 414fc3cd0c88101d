"""The two country fields are weighed against each other."""

import pytest

from geo.border import Border
from geo.place import Jurisdiction

MAINLAND, OUTSIDE, DISPUTED, UNKNOWN = (
    Jurisdiction.MAINLAND,
    Jurisdiction.OUTSIDE,
    Jurisdiction.DISPUTED,
    Jurisdiction.UNKNOWN,
)


@pytest.mark.parametrize(
    ("country", "registered", "jurisdiction", "confidence"),
    [
        ("CN", "CN", MAINLAND, "high"),
        ("CN", "", MAINLAND, "high"),
        ("CN", "US", DISPUTED, "low"),
        ("SG", "CN", DISPUTED, "low"),
        ("US", "SG", OUTSIDE, "high"),
        ("US", "", OUTSIDE, "high"),
        ("", "CN", MAINLAND, "low"),
        ("", "US", OUTSIDE, "low"),
        ("", "", UNKNOWN, "low"),
        ("HK", "HK", OUTSIDE, "high"),
        ("MO", "MO", OUTSIDE, "high"),
        ("TW", "TW", OUTSIDE, "high"),
        ("HK", "CN", DISPUTED, "low"),
    ],
)
def test_the_fields_decide(country: str, registered: str, jurisdiction: Jurisdiction, confidence: str) -> None:
    judgement = Border().judge(country, registered)
    assert (judgement.jurisdiction, judgement.confidence) == (jurisdiction, confidence)


def test_a_policy_can_put_disputed_addresses_outside() -> None:
    assert Border(disputed="outside").judge("CN", "US").jurisdiction is OUTSIDE


def test_a_policy_can_put_disputed_addresses_inside() -> None:
    assert Border(disputed="mainland").judge("SG", "CN").jurisdiction is MAINLAND


def test_a_policy_can_put_unknown_addresses_outside() -> None:
    assert Border(unknown="outside").judge("", "").jurisdiction is OUTSIDE


def test_a_disputed_place_says_what_disagrees() -> None:
    assert Border().judge("SG", "CN").note == "located in SG, registered in CN"


def test_fields_on_the_same_side_of_a_wider_border_agree() -> None:
    assert Border(mainland=frozenset({"CN", "HK"})).judge("HK", "CN").jurisdiction is MAINLAND
