"""An IPv4 address inside an IPv6 address is found, and nothing else changes."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.addresses import address_of, columns
from geo.transition import WRAPPINGS, unwrap


def opened(address: str) -> tuple[str, str]:
    """The address inside and the name of the wrapping."""
    high, low, wrapped = unwrap(*columns([address]))
    number = int(wrapped[0])
    return str(address_of(int(high[0]), int(low[0]))), WRAPPINGS[number - 1].name if number else ""


@pytest.mark.parametrize(
    ("address", "inner", "name"),
    [
        ("64:ff9b::114.114.114.114", "114.114.114.114", "NAT64 (RFC 6052)"),
        ("2002:7272:7272::1", "114.114.114.114", "6to4 (RFC 3056)"),
        # The example of RFC 4380 4: client 192.0.2.45 behind port 40000.
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", "192.0.2.45", "Teredo (RFC 4380)"),
        ("::ffff:0:8.8.8.8", "8.8.8.8", "IPv4-translated (RFC 2765)"),
        ("::8.8.8.8", "8.8.8.8", "IPv4-compatible (RFC 4291)"),
    ],
)
def test_a_wrapped_address_is_opened(address: str, inner: str, name: str) -> None:
    assert opened(address) == (inner, name)


@pytest.mark.parametrize("address", ["::", "::1", "1.2.3.4", "2400::1", "2001:1::1", "64:ff9b:1::808:808", "2003::1"])
def test_any_other_address_stays_as_it_is(address: str) -> None:
    assert opened(address) == (address, "")


@given(st.ip_addresses(v=4))
def test_what_python_reads_in_6to4_and_teredo_is_read_here(inner: ipaddress.IPv4Address) -> None:
    six_to_four = ipaddress.IPv6Address(0x2002 << 112 | int(inner) << 80)
    teredo = ipaddress.IPv6Address(0x2001 << 112 | int(inner) ^ 0xFFFF_FFFF)
    assert six_to_four.sixtofour == inner
    assert teredo.teredo is not None
    assert teredo.teredo[1] == inner
    assert (opened(str(six_to_four))[0], opened(str(teredo))[0]) == (str(inner), str(inner))


def test_the_columns_given_are_not_changed() -> None:
    high, low = columns(["64:ff9b::8.8.8.8", "2400::1"])
    before = high.tolist(), low.tolist()
    unwrap(high, low)
    assert (high.tolist(), low.tolist()) == before
