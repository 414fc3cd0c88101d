"""decode(): hostile bytes never raise, every frame ends in one place, and company changes nothing."""

from collections.abc import Callable
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scapy.contrib.mpls import MPLS
from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.inet6 import IPv6, IPv6ExtHdrDestOpt, IPv6ExtHdrFragment
from scapy.layers.l2 import ARP, GRE, Dot1Q, Ether
from scapy.layers.vxlan import VXLAN

from agent.decode.decoder import MOST_ROUNDS, Decoded, decode, reason_name
from agent.decode.link import LINK_TYPES

ETHERNET = Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02")
FOUR = IP(src="10.1.2.3", dst="198.51.100.7")
SIX = IPv6(src="2001:db8::1", dst="2001:db8:f::2")
SEGMENT = TCP(sport=5555, dport=8080) / b"some payload"
DATAGRAM = UDP(sport=5555, dport=8080) / b"some payload"

SAMPLES = [
    bytes(ETHERNET / layer)
    for layer in (
        FOUR / SEGMENT,
        SIX / DATAGRAM,
        Dot1Q() / FOUR / SEGMENT,
        MPLS(s=1) / FOUR / DATAGRAM,
        SIX / IPv6ExtHdrDestOpt() / SEGMENT,
        FOUR / GRE() / FOUR / SEGMENT,
        FOUR / UDP(dport=4789) / VXLAN() / ETHERNET / SIX / SEGMENT,
        FOUR / UDP(dport=4789) / VXLAN() / ETHERNET / IP(flags="MF", id=3) / SEGMENT,
        IP(flags="MF", id=3) / SEGMENT,
        SIX / IPv6ExtHdrFragment(m=1, id=3) / SEGMENT,
        FOUR / UDP(dport=2152) / b"\x30\xff\0\x28\0\0\0\1" / FOUR / DATAGRAM,
        ARP(),
    )
]


def placed(found: Decoded) -> None:
    """Every frame is a packet or has a reason, and no packet leaves the buffer."""
    packets = found.packets
    with_packet = np.zeros(len(found.reason), np.bool_)
    with_packet[packets.number - packets.number.min(initial=1)] = False
    with_packet[packets.number - 1] = True
    assert len(np.unique(packets.number)) == len(packets)
    assert (np.diff(packets.number) > 0).all()
    assert ((found.reason == 0) == with_packet).all()
    assert (packets.payload_captured >= 0).all()
    assert (packets.payload_bytes >= packets.payload_captured).all()
    present = packets.payload_captured > 0
    assert (packets.payload_at[present] >= 0).all()
    assert ((packets.payload_at + packets.payload_captured)[present] <= len(packets.buffer)).all()


@pytest.mark.parametrize("link", [*LINK_TYPES, 147])
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_any_bytes_of_any_link_type_end_in_one_place(link: int, data: st.DataObject, as_frames: Callable) -> None:
    some = data.draw(st.lists(st.binary(max_size=120), min_size=1, max_size=6))
    placed(decode(as_frames(some, link)))


def damaged(frame: bytes, random: Random) -> bytes:
    """A frame with a few bytes changed, and maybe cut."""
    changed = bytearray(frame)
    for _ in range(random.randrange(4)):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed[: random.randrange(len(changed) + 1)] if random.random() < 0.3 else changed)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_damaged_packets_end_in_one_place(seed: int, as_frames: Callable) -> None:
    random = Random(seed)
    frames = [damaged(random.choice(SAMPLES), random) for _ in range(40)]
    wire = [len(frame) + random.choice((0, 0, 1, 1400)) for frame in frames]
    placed(decode(as_frames(frames, wire=wire)))


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_frame_decodes_alone_as_it_does_in_company(seed: int, as_frames: Callable, rows_of: Callable) -> None:
    random = Random(seed)
    frames = [damaged(random.choice(SAMPLES), random) for _ in range(12)]
    links = [random.choice((1, 1, 1, 101, 113, 105)) for _ in frames]
    together = decode(as_frames(frames, links))
    rows = dict(zip(together.packets.number.tolist(), rows_of(together.packets), strict=True))
    for number, (frame, link) in enumerate(zip(frames, links, strict=True), 1):
        alone = decode(as_frames([frame], link, first_number=number))
        assert alone.reason[0] == together.reason[number - 1]
        time = (as_frames(frames, links).time_ns[number - 1],)
        assert [row[:1] + time + row[2:] for row in rows_of(alone.packets)] == [rows[n] for n in [number] if n in rows]


def test_packets_of_several_link_types_stay_in_capture_order(as_frames: Callable) -> None:
    raw, framed, tagged = (
        bytes(FOUR / SEGMENT),
        bytes(ETHERNET / FOUR / SEGMENT),
        bytes(ETHERNET / Dot1Q() / FOUR / SEGMENT),
    )
    found = decode(as_frames([raw, tagged, framed, raw, framed, tagged], [101, 1, 1, 101, 1, 1], first_number=1))
    assert found.packets.number.tolist() == [1, 2, 3, 4, 5, 6]


def test_a_fragment_inside_a_tunnel_is_held_and_no_packet_of_the_tunnel(as_frames: Callable) -> None:
    inner = IP(src="10.1.2.3", dst="198.51.100.7", flags="MF", id=3) / SEGMENT
    found = decode(as_frames([bytes(ETHERNET / FOUR / GRE() / inner)]))
    assert len(found.packets) == 0
    assert reason_name(int(found.reason[0])) == "fragment_incomplete"
    assert len(found.fragments) == 1


def test_a_pile_of_layers_without_end_is_given_up_as_such(as_frames: Callable) -> None:
    frame = bytes(ETHERNET)[:12] + b"\x81\0\0\1" * (MOST_ROUNDS * 2) + b"\x08\0" + bytes(FOUR / SEGMENT)
    found = decode(as_frames([frame]))
    assert reason_name(int(found.reason[0])) == "too_many_layers"


def test_every_distinct_tunnel_is_named_once(as_frames: Callable) -> None:
    def tunnelled(source: str) -> bytes:
        return bytes(ETHERNET / IP(src=source, dst="172.16.0.9") / FOUR / SEGMENT)

    packets = decode(as_frames([tunnelled("172.16.0.1"), tunnelled("172.16.0.2"), tunnelled("172.16.0.1")])).packets
    assert len(packets.tunnels) == 2
    assert [packets.tunnels[outer] for outer in packets.outer] == [
        "172.16.0.1 > 172.16.0.9",
        "172.16.0.2 > 172.16.0.9",
        "172.16.0.1 > 172.16.0.9",
    ]


def test_no_frames_are_no_packets(as_frames: Callable) -> None:
    found = decode(as_frames([]))
    assert (len(found.packets), len(found.reason), found.fragments) == (0, 0, ())
