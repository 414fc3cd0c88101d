"""The prefix table agrees with the standard library on every address."""

import ipaddress

from hypothesis import given
from hypothesis import strategies as st

from policies.prefixes import numbered, prefix_table


def test_the_longest_prefix_comes_first_and_all_are_given() -> None:
    table = prefix_table([("10.0.0.0/8", "wide"), ("10.1.0.0/16", "narrow"), ("2001:db8::/32", "six")])
    assert list(table.at("10.1.2.3")) == ["narrow", "wide"]
    assert list(table.at("2001:db8::5")) == ["six"]
    assert list(table.at("11.0.0.1")) == []


def test_a_mapped_address_is_its_ipv4_address() -> None:
    assert numbered("::ffff:10.1.2.3") == numbered("10.1.2.3")


def test_what_is_no_address_is_under_no_prefix() -> None:
    assert list(prefix_table([("0.0.0.0/0", "all"), ("::/0", "all6")]).at("")) == []


V4 = st.integers(0, 2**32 - 1)


@given(st.lists(st.tuples(V4, st.integers(0, 32)), max_size=8), V4)
def test_it_agrees_with_the_standard_library(prefixes: list[tuple[int, int]], address: int) -> None:
    nets = [ipaddress.ip_network((number, length), strict=False) for number, length in prefixes]
    table = prefix_table((str(net), str(net)) for net in nets)
    at = ipaddress.ip_address(address)
    assert sorted(table.at(str(at))) == sorted(str(net) for net in nets if at in net)
