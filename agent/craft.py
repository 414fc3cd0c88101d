"""The one door to scapy: frames made to order, as untidy as a real wire leaves them."""

import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import ip_address
from itertools import islice, pairwise
from pathlib import Path
from socket import IPPROTO_TCP
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from scapy.packet import Packet

Side = Literal["client", "server"]

MSS_BYTES: Final = 1460
"""Payload of a full TCP segment on Ethernet without options (RFC 6691)."""

LINKTYPE_ETHERNET: Final = 1
SECOND_NS: Final = 1_000_000_000

# Offsets in a frame: Ethernet (IEEE 802.3), IPv4 without options (RFC 791), TCP (RFC 9293).
IP_START: Final = 14
IP_IDENTIFICATION: Final = IP_START + 4
IP_CHECKSUM: Final = IP_START + 10
IP_SOURCE: Final = IP_START + 12
TCP_START: Final = IP_START + 20
TCP_SEQUENCE: Final = TCP_START + 4
TCP_CHECKSUM: Final = TCP_START + 16


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One end of a conversation: an IPv4 address and a port."""

    address: str
    port: int


@dataclass(frozen=True, slots=True, order=True)
class Frame:
    """One Ethernet frame and the moment it passed, in nanoseconds since 1970 UTC."""

    time_ns: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Mishaps:
    """What happens to data segments on their way: 0 is never, n is every n-th segment."""

    repeat_every: int = 0  # seen twice, the second time a round trip later
    swap_every: int = 0  # overtaken by the segment behind it


ORDERLY: Final = Mishaps()


@dataclass(slots=True)
class Conversation:
    """One TCP conversation, written down frame by frame as its two ends speak (RFC 9293)."""

    client: Endpoint
    server: Endpoint
    now_ns: int
    round_trip_ns: int = 30_000_000
    frames: list[Frame] = field(default_factory=list)
    _sequence: dict[Side, int] = field(default_factory=dict)

    def open(self) -> None:
        """The three-way handshake."""
        self._sequence = {"client": first_sequence(self.client), "server": first_sequence(self.server)}
        self._send("client", "S")
        self._send("server", "SA", pause_ns=self.round_trip_ns)
        self._send("client", "A")

    def say(self, side: Side, payload: bytes, mishaps: Mishaps = ORDERLY) -> None:
        """Send `payload` in full segments, every second one acknowledged by the other side."""
        cuts = range(0, len(payload), MSS_BYTES)
        self.now_ns += self.round_trip_ns // 2
        data = []
        for number, start in enumerate(cuts, 1):
            data.append(len(self.frames))
            self._send(side, "PA" if number == len(cuts) else "A", payload[start : start + MSS_BYTES])
            if number % 2 == 0 or number == len(cuts):
                self._send(other(side), "A")
        self._disturb(data, mishaps)

    def close(self) -> None:
        """Both ends finish, the client first."""
        self._send("client", "FA", pause_ns=self.round_trip_ns)
        self._send("server", "FA", pause_ns=self.round_trip_ns)
        self._send("client", "A")

    def _send(self, side: Side, flags: str, payload: bytes = b"", pause_ns: int = 120_000) -> None:
        source, target = (self.client, self.server) if side == "client" else (self.server, self.client)
        acknowledged = self._sequence[other(side)] if "A" in flags else 0
        self.now_ns += pause_ns
        data = tcp_frame(source, target, flags, self._sequence[side], acknowledged, payload)
        self.frames.append(Frame(self.now_ns, data))
        self._sequence[side] = (self._sequence[side] + len(payload) + ("S" in flags) + ("F" in flags)) % 2**32

    def _disturb(self, data: Sequence[int], mishaps: Mishaps) -> None:
        """Swap and repeat among the frames at the positions `data`; their times stay in order."""
        frames = self.frames
        if mishaps.swap_every:
            for behind, ahead in islice(pairwise(data), mishaps.swap_every - 1, None, mishaps.swap_every):
                one, two = frames[behind], frames[ahead]
                frames[behind], frames[ahead] = Frame(one.time_ns, two.data), Frame(two.time_ns, one.data)
        if mishaps.repeat_every:
            again = [frames[position] for position in data[mishaps.repeat_every - 1 :: mishaps.repeat_every]]
            frames.extend(Frame(frame.time_ns + self.round_trip_ns, frame.data) for frame in again)


def other(side: Side) -> Side:
    """The side that listens while `side` speaks."""
    return "server" if side == "client" else "client"


def first_sequence(endpoint: Endpoint) -> int:
    """An initial sequence number that is the same in every run."""
    return zlib.crc32(f"{endpoint.address}:{endpoint.port}".encode())


def tcp_frame(
    source: Endpoint, target: Endpoint, flags: str, sequence: int, acknowledged: int, payload: bytes
) -> bytes:
    """One TCP segment in IPv4 in Ethernet, checksums right."""
    from scapy.utils import checksum

    frame = bytearray(_headers(source, target, flags, len(payload)) + payload)
    struct.pack_into("!H", frame, IP_IDENTIFICATION, sequence & 0xFFFF)
    struct.pack_into("!II", frame, TCP_SEQUENCE, sequence, acknowledged)
    struct.pack_into("!H", frame, IP_CHECKSUM, checksum(bytes(frame[IP_START:TCP_START])))
    pseudo_header = frame[IP_SOURCE:TCP_START] + struct.pack("!HH", IPPROTO_TCP, len(frame) - TCP_START)  # RFC 9293 3.1
    struct.pack_into("!H", frame, TCP_CHECKSUM, checksum(bytes(pseudo_header + frame[TCP_START:])))
    return bytes(frame)


def udp_frame(source: Endpoint, target: Endpoint, payload: Any) -> bytes:
    """One UDP datagram in IPv4 in Ethernet; `payload` is bytes or a scapy layer."""
    from scapy.layers.inet import UDP

    return bytes(_ethernet(source, target) / UDP(sport=source.port, dport=target.port) / payload)


def dns_lookup(client: Endpoint, resolver: Endpoint, name: str, address: str, time_ns: int) -> list[Frame]:
    """A question for the A record of `name` and its answer (RFC 1035)."""
    from scapy.layers.dns import DNS, DNSQR, DNSRR

    number = zlib.crc32(f"{client}{name}".encode()) & 0xFFFF
    question = DNSQR(qname=name)
    answer = DNSRR(rrname=name, rdata=address, ttl=300)
    asked = udp_frame(client, resolver, DNS(id=number, rd=1, qd=question))
    answered = udp_frame(resolver, client, DNS(id=number, qr=1, rd=1, ra=1, qd=question, an=answer))
    return [Frame(time_ns, asked), Frame(time_ns + 1_400_000, answered)]


def write_capture(path: Path, frames: Iterable[Frame]) -> int:
    """Write a pcap file with nanosecond times, frames in the order of their times; how many there are."""
    from scapy.utils import RawPcapWriter

    ordered = sorted(frames)
    with RawPcapWriter(str(path), linktype=LINKTYPE_ETHERNET, nano=True) as writer:
        writer.write_header(None)
        for frame in ordered:
            seconds, rest_ns = divmod(frame.time_ns, SECOND_NS)
            writer.write_packet(frame.data, sec=seconds, usec=rest_ns)
    return len(ordered)


@lru_cache(64)
def _headers(source: Endpoint, target: Endpoint, flags: str, payload_bytes: int) -> bytes:
    """The headers of a segment, its numbers and checksums still zero.

    Scapy takes most of a millisecond for a packet, so all segments of one size share what it built.
    """
    from scapy.layers.inet import TCP

    options = [("MSS", MSS_BYTES)] if "S" in flags else []
    header = TCP(sport=source.port, dport=target.port, flags=flags, window=64240, options=options, chksum=0)
    whole = bytes(_ethernet(source, target) / header / bytes(payload_bytes))
    headers = bytearray(whole[: len(whole) - payload_bytes])
    struct.pack_into("!H", headers, IP_CHECKSUM, 0)
    return bytes(headers)


def _ethernet(source: Endpoint, target: Endpoint) -> "Packet":
    from scapy.layers.inet import IP
    from scapy.layers.l2 import Ether

    # Without both hardware addresses scapy would ask this machine's routing table for them.
    link = Ether(src=_hardware_address(source.address), dst=_hardware_address(target.address))
    return link / IP(src=source.address, dst=target.address, ttl=60)


def _hardware_address(address: str) -> str:
    """A locally administered address (IEEE 802) that tells hosts apart."""
    return "02:00:" + ":".join(f"{byte:02x}" for byte in ip_address(address).packed[-4:])
