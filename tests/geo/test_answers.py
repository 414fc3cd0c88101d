"""Each kind of knowledge makes its own kind of place."""

import pytest

from geo.answers import anycast_place, network_place, record_place, special_place
from geo.border import Border, PrivateDefault
from geo.place import Jurisdiction, Place
from geo.records import Record
from geo.special import SPECIAL

PRIVATE = next(row for row in SPECIAL if row.kind == "private")
LOCAL = next(row for row in SPECIAL if row.kind == "local")


@pytest.mark.parametrize(
    ("default", "jurisdiction", "source"),
    [
        ("home", Jurisdiction.MAINLAND, "assumed-home"),
        ("unknown", Jurisdiction.UNKNOWN, "private"),
        ("outside", Jurisdiction.OUTSIDE, "assumed-outside"),
    ],
)
def test_private_space_is_where_the_border_assumes_it(
    default: PrivateDefault, jurisdiction: Jurisdiction, source: str
) -> None:
    place = special_place(PRIVATE, Border(private_default=default))
    assert (place.jurisdiction, place.confidence, place.source) == (jurisdiction, "assumed", source)


def test_a_local_range_is_never_an_export() -> None:
    assert special_place(LOCAL, Border(private_default="outside")).jurisdiction is Jurisdiction.LOCAL


def test_a_record_names_its_database() -> None:
    place = record_place(Record("CN", "CN", asn=64496, organisation="Example"), "Test 2026-06-01", Border())
    assert place == Place(
        "CN", "CN", Jurisdiction.MAINLAND, "high", "Test 2026-06-01", asn=64496, organisation="Example"
    )


def test_a_represented_country_is_noted_and_decides_nothing() -> None:
    place = record_place(Record("CN", "CN", represented="US"), "Test", Border())
    assert (place.jurisdiction, place.note) == (Jurisdiction.MAINLAND, "represents US")


def test_a_record_marked_anycast_is_of_low_confidence() -> None:
    assert record_place(Record("US", "US", anycast=True), "Test", Border()).confidence == "low"


def test_an_anycast_network_keeps_its_country_and_stands_outside() -> None:
    inside = Place("CN", "CN", Jurisdiction.MAINLAND, "high", "Test")
    place = anycast_place(inside, "Example")
    assert (place.country, place.jurisdiction, place.confidence) == ("CN", Jurisdiction.OUTSIDE, "low")
    assert place.note == "anycast network of Example"


def test_an_anycast_network_without_a_record_is_placed_by_the_list() -> None:
    place = anycast_place(Place("", "", Jurisdiction.UNKNOWN, "low", "no record in Test"), "Example")
    assert (place.jurisdiction, place.source) == (Jurisdiction.OUTSIDE, "anycast list")


def test_a_network_adds_to_a_place_and_takes_nothing() -> None:
    known = Place("CN", "", Jurisdiction.MAINLAND, "high", "Test", asn=64496, organisation="Example")
    assert network_place(known, Record()) == known
    assert network_place(known, Record(asn=64500)).asn == 64500
