"""An explanation names every rule that was tried, in order, and ends with the conclusion."""

from collections.abc import Callable
from ipaddress import ip_network
from typing import Any

import pytest

from geo.anycast import AnycastList, AnycastNetwork
from geo.border import Border
from geo.knowledge import Knowledge
from geo.locate import Atlas
from geo.maxmind import Database
from geo.overrides import Override, Overrides


@pytest.fixture(scope="module")
def atlas(make_database: Callable[..., Database], country_record: Callable[..., dict[str, Any]]) -> Atlas:
    main = make_database({"1.0.0.0/8": country_record("CN", "AU")}, kind="Main")
    networks = make_database({"1.1.0.0/16": {"asn": "AS64496", "name": "Example"}}, kind="Networks")
    overrides = Overrides((Override(ip_network("10.80.0.0/16"), "HK", origin="offices.csv:1"),))
    anycast = AnycastList((AnycastNetwork(ip_network("1.1.1.0/24"), "Example"),))
    return Atlas(Knowledge((main, networks), overrides, Border(), anycast))


def steps(atlas: Atlas, address: str) -> list[tuple[str, str]]:
    return [(step.rule, step.outcome) for step in atlas.explain(address)]


def test_a_database_decides_after_everything_before_it_was_tried(atlas: Atlas) -> None:
    assert steps(atlas, "1.2.3.4") == [
        ("address", "1.2.3.4, IPv4"),
        ("override", "none of 1 holds it"),
        ("special range", "none"),
        ("database Main 2026-06-01", "1.0.0.0/8: country CN, registered country AU"),
        ("anycast", "none"),
        ("network Networks 2026-06-01", "no network on record"),
        ("conclusion", "disputed, confidence low, by Main 2026-06-01 (located in CN, registered in AU)"),
    ]


def test_an_override_ends_the_chain(atlas: Atlas) -> None:
    assert steps(atlas, "10.80.1.1")[1:] == [
        ("override", "10.80.0.0/16 (offices.csv:1): HK"),
        ("conclusion", "outside, confidence high, by override 10.80.0.0/16 (offices.csv:1)"),
    ]


def test_a_special_range_ends_the_chain(atlas: Atlas) -> None:
    assert steps(atlas, "10.81.1.1")[2:] == [
        ("special range", "10.0.0.0/8 private use (RFC 1918)"),
        ("conclusion", "mainland, confidence assumed, by assumed-home (private use (RFC 1918))"),
    ]


def test_a_transition_address_is_opened_first(atlas: Atlas) -> None:
    assert steps(atlas, "64:ff9b::10.80.1.1")[1:3] == [
        ("transition", "NAT64 (RFC 6052) around 10.80.1.1"),
        ("override", "10.80.0.0/16 (offices.csv:1): HK"),
    ]


def test_an_ipv4_mapped_address_names_the_ipv4_address(atlas: Atlas) -> None:
    assert steps(atlas, "::ffff:1.2.3.4")[0] == ("address", "::ffff:102:304, IPv6, written for 1.2.3.4")


def test_anycast_and_network_are_named(atlas: Atlas) -> None:
    chain = dict(steps(atlas, "1.1.1.1"))
    assert chain["anycast"] == "1.1.1.0/24 of Example"
    assert chain["network Networks 2026-06-01"] == "1.1.0.0/16: AS64496 Example"
    assert chain["conclusion"].startswith("outside, confidence low")


def test_an_unknown_address_says_that_nothing_is_on_record(atlas: Atlas) -> None:
    chain = dict(steps(atlas, "9.8.7.6"))
    assert chain["database Main 2026-06-01"] == "no country on record"
    assert chain["conclusion"] == "unknown, confidence low, by no record in Main 2026-06-01"
