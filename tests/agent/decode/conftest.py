"""What becomes of one frame: the packet inside, or the reason why there is none."""

from collections.abc import Callable
from typing import NamedTuple

import pytest

from agent.decode.addresses import text
from agent.decode.decoder import Decoded, decode, reason_name


class Inside(NamedTuple):
    """The innermost packet of a frame, in values a test can name."""

    source: str
    source_port: int
    target: str
    target_port: int
    protocol: int
    payload: bytes
    tunnel: str


def innermost(found: Decoded, payload: bytes) -> Inside:
    packets = found.packets
    outer = int(packets.outer[0])
    return Inside(
        text(int(packets.source_high[0]), int(packets.source_low[0])),
        int(packets.source_port[0]),
        text(int(packets.target_high[0]), int(packets.target_low[0])),
        int(packets.target_port[0]),
        int(packets.protocol[0]),
        payload,
        packets.tunnels[outer] if outer >= 0 else "",
    )


@pytest.fixture(scope="session")
def inside(as_frames: Callable, payloads: Callable) -> Callable[..., Inside | str]:
    """A frame (bytes or a scapy layer) to its innermost packet, or to the reason why there is none."""

    def decoded(frame: object, link: int = 1, wire: int = 0) -> Inside | str:
        found = decode(as_frames([bytes(frame)], link, [wire]))
        if len(found.packets):
            assert found.reason[0] == 0
            return innermost(found, payloads(found.packets)[0])
        return reason_name(int(found.reason[0]))

    return decoded


PAYLOAD = b"what the innermost packet carries"


@pytest.fixture(scope="session")
def expected() -> Inside:
    """The packet that `conversation` makes, without a tunnel."""
    return Inside("10.1.2.3", 5555, "198.51.100.7", 8080, 6, PAYLOAD, "")


@pytest.fixture(scope="session")
def conversation() -> object:
    """One TCP segment in IPv4, as a scapy layer."""
    from scapy.layers.inet import IP, TCP

    return IP(src="10.1.2.3", dst="198.51.100.7") / TCP(sport=5555, dport=8080, flags="PA", seq=7) / PAYLOAD


@pytest.fixture(scope="session")
def expected6() -> Inside:
    """The packet that `conversation6` makes, without a tunnel."""
    return Inside("2001:db8::1", 5555, "2001:db8:f::2", 8080, 17, PAYLOAD, "")


@pytest.fixture(scope="session")
def conversation6() -> object:
    """One UDP datagram in IPv6, as a scapy layer."""
    from scapy.layers.inet import UDP
    from scapy.layers.inet6 import IPv6

    return IPv6(src="2001:db8::1", dst="2001:db8:f::2") / UDP(sport=5555, dport=8080) / PAYLOAD
