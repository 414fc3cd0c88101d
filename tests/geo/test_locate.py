"""A column of addresses is placed rule by rule, the first that knows one deciding it."""

from collections.abc import Callable
from ipaddress import ip_network
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.addresses import columns
from geo.anycast import AnycastList, AnycastNetwork
from geo.border import Border
from geo.knowledge import Knowledge
from geo.locate import SLICE, Atlas
from geo.maxmind import Database
from geo.overrides import Override, Overrides
from geo.place import Jurisdiction

Make = Callable[..., Database]


@pytest.fixture(scope="module")
def atlas(make_database: Make, country_record: Callable[..., dict[str, Any]]) -> Atlas:
    main = make_database(
        {
            "1.0.0.0/8": country_record("CN", "CN"),
            "1.1.1.0/24": country_record("CN", "AU"),
            "2.0.0.0/8": country_record("JP", "JP"),
            "3.0.0.0/8": country_record("SG", "CN"),
            "4.0.0.0/8": country_record("", "US"),
            "5.0.0.0/8": {"traits": {}},
            "2400::/32": country_record("CN"),
            "2002::/16": country_record("US", "US"),
        },
        kind="Main",
    )
    older = make_database({"5.0.0.0/8": country_record("DE"), "2.0.0.0/8": country_record("FR")}, kind="Older")
    networks = make_database({"2.0.0.0/7": {"autonomous_system_number": 64496}}, kind="Networks")
    overrides = Overrides(
        (Override(ip_network("10.80.0.0/16"), "HK"), Override(ip_network("2.2.0.0/16"), "CN", note="our edge"))
    )
    anycast = AnycastList((AnycastNetwork(ip_network("1.1.1.0/24"), "Example"),))
    return Atlas(Knowledge((older, main, networks), overrides, Border(), anycast))


@pytest.mark.parametrize(
    ("address", "country", "jurisdiction", "confidence", "source"),
    [
        ("1.2.3.4", "CN", Jurisdiction.MAINLAND, "high", "Main 2026-06-01"),
        ("2400::1", "CN", Jurisdiction.MAINLAND, "high", "Main 2026-06-01"),
        ("2.3.4.5", "JP", Jurisdiction.OUTSIDE, "high", "Main 2026-06-01"),
        ("3.3.3.3", "SG", Jurisdiction.DISPUTED, "low", "Main 2026-06-01"),
        ("4.4.4.4", "", Jurisdiction.OUTSIDE, "low", "Main 2026-06-01"),
        ("5.5.5.5", "DE", Jurisdiction.OUTSIDE, "high", "Older 2026-06-01"),
        ("6.6.6.6", "", Jurisdiction.UNKNOWN, "low", "no record in Main 2026-06-01, Older 2026-06-01"),
        ("2500::1", "", Jurisdiction.UNKNOWN, "low", "no record in Main 2026-06-01, Older 2026-06-01"),
        ("1.1.1.1", "CN", Jurisdiction.OUTSIDE, "low", "Main 2026-06-01"),
        ("10.80.9.9", "HK", Jurisdiction.OUTSIDE, "high", "override 10.80.0.0/16"),
        ("2.2.2.2", "CN", Jurisdiction.MAINLAND, "high", "override 2.2.0.0/16"),
        ("10.81.9.9", "", Jurisdiction.MAINLAND, "assumed", "assumed-home"),
        ("fd00::1", "", Jurisdiction.MAINLAND, "assumed", "assumed-home"),
        ("127.0.0.1", "", Jurisdiction.LOCAL, "high", "special range"),
        ("ff02::1", "", Jurisdiction.LOCAL, "high", "special range"),
        ("::ffff:1.2.3.4", "CN", Jurisdiction.MAINLAND, "high", "Main 2026-06-01"),
        ("64:ff9b::1.2.3.4", "CN", Jurisdiction.MAINLAND, "high", "Main 2026-06-01"),
        ("64:ff9b::2.2.3.4", "CN", Jurisdiction.MAINLAND, "high", "override 2.2.0.0/16"),
        ("2002:102:304::1", "CN", Jurisdiction.MAINLAND, "high", "Main 2026-06-01"),
        ("2002:a50:101::1", "HK", Jurisdiction.OUTSIDE, "high", "override 10.80.0.0/16"),
        ("2002:a01:101::1", "", Jurisdiction.MAINLAND, "assumed", "assumed-home"),
    ],
)
def test_the_first_rule_that_knows_an_address_decides(
    atlas: Atlas, address: str, country: str, jurisdiction: Jurisdiction, confidence: str, source: str
) -> None:
    place = atlas.place(address)
    assert (place.country, place.jurisdiction, place.confidence, place.source) == (
        country,
        jurisdiction,
        confidence,
        source,
    )


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6), st.sampled_from(["1.2.3.4", "10.80.0.1"])), max_size=40
    )
)
def test_a_column_is_placed_like_its_addresses_one_by_one(atlas: Atlas, addresses: list[object]) -> None:
    texts = [str(address) for address in addresses]
    located = atlas.locate(*columns(texts))
    alone = [int(atlas.locate(*columns([text])).index[0]) for text in texts]
    assert located.index.tolist() == alone
    assert located.jurisdiction.tolist() == [atlas.places[number].jurisdiction for number in alone]


def test_the_place_of_one_address_names_the_network(atlas: Atlas) -> None:
    assert [atlas.place(address).network for address in ("2.3.4.5", "10.80.0.1", "10.0.0.1", "6.6.6.6")] == [
        "2.0.0.0/8",
        "10.80.0.0/16",
        "10.0.0.0/8",
        "",
    ]


def test_an_asn_database_adds_the_network_and_changes_no_place(atlas: Atlas) -> None:
    place = atlas.place("2.3.4.5")
    assert (place.country, place.asn) == ("JP", 64496)


def test_places_do_not_grow_with_addresses(atlas: Atlas) -> None:
    low = np.arange(SLICE + 10, dtype=np.uint64) | np.uint64(0xFFFF_0100_0000)
    atlas.place("1.0.0.0")
    before = len(atlas.places)
    located = atlas.locate(np.zeros(len(low), np.uint64), low)
    assert len(set(located.index.tolist())) == 1
    assert len(atlas.places) == before


def test_nothing_asked_is_nothing_answered(atlas: Atlas) -> None:
    located = atlas.locate(*columns([]))
    assert (len(located.index), len(located.jurisdiction)) == (0, 0)


def test_text_that_is_no_address_is_refused(atlas: Atlas) -> None:
    with pytest.raises(ValueError, match="not appear to be"):
        atlas.place("not an address")
