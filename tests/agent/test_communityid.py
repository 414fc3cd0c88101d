"""Community IDs are the ones every other tool computes."""

from ipaddress import ip_address

import pytest
from communityid import CommunityID, FlowTuple
from hypothesis import given
from hypothesis import strategies as st

from agent.communityid import community_id
from agent.packets import ICMP, ICMPV6, SCTP, TCP, UDP

PORTED = (TCP, UDP, SCTP)
PAIRS = st.one_of(
    st.tuples(st.ip_addresses(v=4), st.ip_addresses(v=4)), st.tuples(st.ip_addresses(v=6), st.ip_addresses(v=6))
)
PORTS = st.tuples(st.integers(0, 65535), st.integers(0, 65535))


def theirs(protocol: int, pair: tuple[object, object], ports: tuple[int, int] | tuple[None, None]) -> str:
    return str(CommunityID().calc(FlowTuple(protocol, str(pair[0]), str(pair[1]), *ports)))


@given(protocol=st.sampled_from(PORTED), pair=PAIRS, ports=PORTS)
def test_flows_with_ports_agree_with_the_reference(protocol: int, pair: tuple, ports: tuple[int, int]) -> None:
    ours = community_id(protocol, (pair[0].packed, pair[1].packed), ports)
    assert ours == theirs(protocol, pair, ports)


@given(protocol=st.sampled_from(PORTED), pair=PAIRS, ports=PORTS)
def test_both_directions_have_one_id(protocol: int, pair: tuple, ports: tuple[int, int]) -> None:
    there = community_id(protocol, (pair[0].packed, pair[1].packed), ports)
    assert there == community_id(protocol, (pair[1].packed, pair[0].packed), ports[::-1])


@given(pair=st.tuples(st.ip_addresses(v=4), st.ip_addresses(v=4)), kind=st.integers(0, 255), code=st.integers(0, 255))
def test_icmp_agrees_with_the_reference(pair: tuple, kind: int, code: int) -> None:
    ours = community_id(ICMP, (pair[0].packed, pair[1].packed), (0, 0), kind << 8 | code)
    assert ours == theirs(ICMP, pair, (kind, code))


@given(pair=st.tuples(st.ip_addresses(v=6), st.ip_addresses(v=6)), kind=st.integers(0, 255), code=st.integers(0, 255))
def test_icmpv6_agrees_with_the_reference(pair: tuple, kind: int, code: int) -> None:
    ours = community_id(ICMPV6, (pair[0].packed, pair[1].packed), (0, 0), kind << 8 | code)
    assert ours == theirs(ICMPV6, pair, (kind, code))


@pytest.mark.parametrize("protocol", [2, 47, 50, 89])
def test_protocols_without_ports_agree_with_the_reference(protocol: int) -> None:
    pair = (ip_address("10.0.0.1"), ip_address("192.0.2.7"))
    assert community_id(protocol, (pair[0].packed, pair[1].packed), (0, 0)) == theirs(protocol, pair, (None, None))


def test_a_published_example() -> None:
    ends = (ip_address("128.232.110.120").packed, ip_address("66.35.250.204").packed)
    assert community_id(TCP, ends, (34855, 80)) == "1:LQU9qZlK+B5F3KDmev6m5PMibrg="
