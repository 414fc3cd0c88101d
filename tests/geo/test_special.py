"""The special ranges hold what the registries say, on every version of Python."""

import ipaddress

import pytest

from geo.addresses import columns
from geo.special import SPECIAL, is_private, special_table


def kind_of(address: str) -> str:
    number = int(special_table().find(*columns([address]))[0])
    return SPECIAL[number - 1].kind if number else "public"


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("0.0.0.0", "local"),
        ("9.255.255.255", "public"),
        ("10.0.0.0", "private"),
        ("10.255.255.255", "private"),
        ("11.0.0.0", "public"),
        ("100.63.255.255", "public"),
        ("100.64.0.0", "private"),
        ("100.127.255.255", "private"),
        ("100.128.0.0", "public"),
        ("127.0.0.1", "local"),
        ("169.254.169.254", "local"),
        ("172.15.255.255", "public"),
        ("172.16.0.0", "private"),
        ("172.31.255.255", "private"),
        ("172.32.0.0", "public"),
        ("192.0.2.1", "local"),
        ("192.88.99.1", "local"),
        ("192.168.1.1", "private"),
        ("198.18.0.1", "local"),
        ("198.20.0.0", "public"),
        ("223.255.255.255", "public"),
        ("224.0.0.1", "local"),
        ("240.0.0.1", "local"),
        ("255.255.255.255", "local"),
        ("::", "local"),
        ("::1", "local"),
        ("64:ff9b:1::1", "unknown"),
        ("2001:db8::1", "local"),
        ("2001:db7:ffff::", "public"),
        ("3fff::1", "local"),
        ("fbff::1", "public"),
        ("fc00::1", "private"),
        ("fdff::1", "private"),
        ("fe80::1", "local"),
        ("fec0::1", "private"),
        ("ff02::1", "local"),
        ("2400::1", "public"),
    ],
)
def test_an_address_has_the_kind_of_its_range(address: str, kind: str) -> None:
    assert kind_of(address) == kind


def test_no_range_stands_twice_in_the_table() -> None:
    assert len({row.network for row in SPECIAL}) == len(SPECIAL)


@pytest.mark.parametrize(
    ("network", "private"),
    [
        ("10.0.0.0/8", True),
        ("10.9.0.0/16", True),
        ("10.0.0.0/7", False),
        ("100.64.1.0/24", True),
        ("fd00::/8", True),
        ("203.0.113.0/24", False),
        ("8.0.0.0/8", False),
    ],
)
def test_a_network_is_private_when_all_of_it_is(network: str, private: bool) -> None:
    assert is_private(ipaddress.ip_network(network)) is private
