"""Longest-prefix match agrees with trying every network."""

import ipaddress

from hypothesis import given, settings
from hypothesis import strategies as st

from geo.addresses import Network, columns
from geo.prefixes import prefix_table

networks = st.one_of(
    st.builds(
        lambda address, length: ipaddress.ip_network((address, length), strict=False),
        st.ip_addresses(v=4),
        st.integers(0, 32),
    ),
    st.builds(
        lambda address, length: ipaddress.ip_network((address, length), strict=False),
        st.ip_addresses(v=6).filter(lambda address: address.ipv4_mapped is None),
        st.integers(97, 128),
    ),
)


def longest(table: list[Network], text: str) -> int:
    """1 + the place of the longest network that holds the address, the last of equals."""
    address = ipaddress.ip_address(text)
    held = [(network.prefixlen, place) for place, network in enumerate(table, 1) if address in network]
    return max(held)[1] if held else 0


@settings(max_examples=80, deadline=None)
@given(st.lists(networks, max_size=15), st.lists(st.ip_addresses(v=4), max_size=10))
def test_the_longest_prefix_is_found(table: list[Network], addresses: list[ipaddress.IPv4Address]) -> None:
    asked = [str(address) for address in addresses] + [str(network.network_address) for network in table]
    found = prefix_table(table).find(*columns(asked)).tolist()
    assert found == [longest(table, address) for address in asked]


def test_an_ipv4_mapped_prefix_holds_ipv4_addresses() -> None:
    table = prefix_table([ipaddress.ip_network("::ffff:10.0.0.0/104")])
    assert table.find(*columns(["10.1.2.3", "11.1.2.3", "::ffff:10.1.2.3"])).tolist() == [1, 0, 1]


def test_an_empty_table_holds_nothing() -> None:
    assert prefix_table([]).find(*columns(["10.0.0.1", "::1"])).tolist() == [0, 0]


def test_a_prefix_of_no_bits_holds_its_family_only() -> None:
    table = prefix_table([ipaddress.ip_network("0.0.0.0/0")])
    assert table.find(*columns(["9.9.9.9", "2400::1"])).tolist() == [1, 0]


def test_the_whole_of_ipv6_does_not_hold_ipv4() -> None:
    table = prefix_table([ipaddress.ip_network("::/0")])
    assert table.find(*columns(["9.9.9.9", "2400::1"])).tolist() == [0, 1]
