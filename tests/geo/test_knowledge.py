"""Knowledge puts its databases in order and speaks for them."""

from collections.abc import Callable
from datetime import date
from ipaddress import ip_network
from typing import Any

from geo.knowledge import Knowledge
from geo.maxmind import Database
from geo.overrides import Override, Overrides
from geo.provenance import MAXMIND

CHINA: dict[str, Any] = {"country": {"iso_code": "CN"}}
NETWORK: dict[str, Any] = {"autonomous_system_number": 64496}
Make = Callable[..., Database]


def test_country_databases_are_asked_from_the_last_to_the_first(make_database: Make) -> None:
    databases = [make_database({"1.0.0.0/8": CHINA}, kind=kind) for kind in ("First", "Last")]
    assert [database.provenance.type for database in Knowledge(tuple(databases)).countries] == ["Last", "First"]


def test_a_database_without_countries_only_adds_networks(make_database: Make) -> None:
    country, network = make_database({"1.0.0.0/8": CHINA}), make_database({"1.0.0.0/8": NETWORK})
    knowledge = Knowledge((country, network))
    assert (knowledge.countries, knowledge.networks) == ((country,), (network,))


def test_every_database_is_a_line_and_overrides_are_counted(make_database: Make) -> None:
    overrides = Overrides((Override(ip_network("10.0.0.0/8"), "HK"),))
    lines = Knowledge((make_database({"1.0.0.0/8": CHINA}),), overrides).sources(date(2026, 6, 2))
    assert lines[0].startswith("Test-Country 2026-06-01 (1 days old) sha256:")
    assert lines[1:] == ("1 overrides",)


def test_an_attribution_is_said_once(make_database: Make) -> None:
    databases = [make_database({"1.0.0.0/8": CHINA}, kind=kind) for kind in ("GeoLite2-City", "GeoLite2-Country")]
    assert Knowledge(tuple(databases)).attribution == (MAXMIND,)
