"""Addresses as two halves and as text are the same addresses."""

from ipaddress import IPv4Address, IPv6Address

from hypothesis import given
from hypothesis import strategies as st

from agent.decode.addresses import halves, text


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_survives_both_ways(address: IPv4Address) -> None:
    assert text(*halves(str(address))) == str(address)


@given(st.integers(2**64, 2**128 - 1))
def test_an_ipv6_address_survives_both_ways(number: int) -> None:
    assert text(*halves(str(IPv6Address(number)))) == str(IPv6Address(number))


def test_low_ipv6_addresses_are_not_taken_for_ipv4() -> None:
    assert text(0, 1) == "::1"
    assert text(*halves("64:ff9b::a01:203")) == "64:ff9b::a01:203"


def test_a_mapped_address_reads_as_ipv4() -> None:
    assert text(0, 0xFFFF_0A01_0203) == "10.1.2.3"
