"""Addresses become two words and come back."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.addresses import address_of, columns, is_mapped, words


@given(st.ip_addresses())
def test_words_of_an_address_give_the_address_back(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    back = address_of(*words(address))
    assert back == (getattr(address, "ipv4_mapped", None) or address)


def test_an_ipv4_address_is_written_ipv4_mapped() -> None:
    assert words(ipaddress.ip_address("1.2.3.4")) == (0, 0xFFFF_0102_0304)


def test_columns_keep_the_order_of_the_addresses() -> None:
    high, low = columns(["2400::1", "1.2.3.4"])
    assert high.tolist() == [0x2400 << 48, 0]
    assert low.tolist() == [1, 0xFFFF_0102_0304]


def test_no_addresses_are_empty_columns() -> None:
    high, low = columns([])
    assert (len(high), len(low)) == (0, 0)


def test_only_ipv4_rows_are_mapped() -> None:
    assert is_mapped(*columns(["::1.2.3.4", "1.2.3.4", "::ffff:0:1.2.3.4", "2400::ffff:102:304"])).tolist() == [
        False,
        True,
        False,
        False,
    ]


def test_text_that_is_no_address_is_refused() -> None:
    with pytest.raises(ValueError, match="not appear to be"):
        columns(["1.2.3"])
