"""A database says who it is from and how old it is."""

from datetime import date

import pytest

from geo.provenance import DB_IP, IPINFO, MAXMIND, NRO, Provenance

BUILT = date(2026, 6, 1)


def provenance(kind: str, name: str = "") -> Provenance:
    return Provenance(name, kind, BUILT, "0123456789abcdef" * 4)


def test_a_line_holds_type_date_age_digest_and_file() -> None:
    line = provenance("GeoLite2-City", "city.mmdb").line(date(2026, 6, 11))
    assert line == "GeoLite2-City 2026-06-01 (10 days old) sha256:0123456789abcdef city.mmdb"


def test_the_embedded_database_goes_by_its_publisher() -> None:
    assert provenance("Kouan-Country").title == "embedded DB-IP Lite 2026-06-01"


@pytest.mark.parametrize(
    ("kind", "days", "stale"),
    [
        ("GeoLite2-Country", 30, False),
        ("GeoLite2-Country", 31, True),
        ("GeoIP2-Enterprise", 31, True),
        ("Kouan-Country", 120, False),
        ("Kouan-Country", 121, True),
        ("DBIP-Country-Lite", 31, False),
    ],
)
def test_a_database_grows_stale(kind: str, days: int, stale: bool) -> None:
    assert provenance(kind).is_stale(date.fromordinal(BUILT.toordinal() + days)) is stale


def test_a_stale_database_says_so() -> None:
    assert "(365 days old, stale)" in provenance("GeoLite2-City").line(date(2027, 6, 1))


def test_a_database_from_tomorrow_is_not_aged() -> None:
    assert provenance("GeoLite2-City").age_days(date(2026, 5, 1)) == 0


@pytest.mark.parametrize(
    ("kind", "attribution"),
    [
        ("Kouan-Country", (DB_IP, NRO)),
        ("DBIP-City-Lite", (DB_IP,)),
        ("GeoLite2-ASN", (MAXMIND,)),
        ("ipinfo generic_country.mmdb", (IPINFO,)),
        ("Something", ()),
    ],
)
def test_a_licence_is_served(kind: str, attribution: tuple[str, ...]) -> None:
    assert provenance(kind).attribution == attribution
