"""Packets as the bytes of a pcap file: Ethernet, VLAN, IPv4 and IPv6, TCP and UDP, built as columns.

IPv4 header checksums are right; TCP and UDP checksums are zero, as on hosts that leave them to the network card, and no
peer is asked to check them.
"""

import struct
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bench.flows import DNS, Flows
from bench.segments import ACK, Packets

FILE_HEADER: Final = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)
RECORD: Final = 16
LEAST_FRAME: Final = 60
TTL: Final = 64
TCP, UDP = 6, 17


def frames_of(packets: Packets, flows: Flows, payload: bytes) -> bytes:
    """The pcap records of packets, in their order."""
    headers, ends = _headers(packets, flows)
    padding = np.maximum(LEAST_FRAME + RECORD - np.diff(ends, prepend=0) - packets.payload, 0)
    zeros = bytes(LEAST_FRAME)
    whole, body = memoryview(headers), memoryview(payload)
    begins = packets.payload_at.tolist()
    stops = (packets.payload_at + packets.payload).tolist()
    parts: list[bytes | memoryview] = []
    for (low, high), begin, stop, pad in zip(
        pairwise([0, *ends.tolist()]), begins, stops, padding.tolist(), strict=True
    ):
        parts += (whole[low:high], body[begin:stop], zeros[:pad])
    return b"".join(parts)


def _headers(packets: Packets, flows: Flows) -> tuple[bytes, NDArray[np.int64]]:
    """All record and protocol headers end to end, and where each packet's end."""
    v6, vlan = flows.v6[packets.flow], flows.vlan[packets.flow]
    udp = flows.kind[packets.flow] == DNS
    sizes = RECORD + 14 + 4 * vlan + np.where(v6, 40, 20) + np.where(udp, 8, 20)
    ends = np.cumsum(sizes)
    flat = np.zeros(int(ends[-1]), np.uint8)
    for form in np.unique(4 * v6 + 2 * vlan + udp).tolist():
        rows = np.flatnonzero(4 * v6 + 2 * vlan + udp == form)
        block = _block(packets.take(rows), flows, bool(form & 4), bool(form & 2), bool(form & 1))
        flat[(ends[rows] - block.shape[1])[:, None] + np.arange(block.shape[1])] = block
    return flat.tobytes(), ends


def _block(packets: Packets, flows: Flows, v6: bool, vlan: bool, udp: bool) -> NDArray[np.uint8]:  # noqa: FBT001
    """(n, width) headers of packets of one form."""
    network_at = RECORD + 14 + 4 * vlan
    transport_at = network_at + (40 if v6 else 20)
    width = transport_at + (8 if udp else 20)
    block = np.zeros((len(packets), width), np.uint8)
    _put_record(block, packets, width - RECORD)
    _put_link(block, v6, vlan)
    (_put_ipv6 if v6 else _put_ipv4)(block, network_at, packets, flows, UDP if udp else TCP, width)
    (_put_udp if udp else _put_tcp)(block, transport_at, packets, flows)
    return block


def _put(block: NDArray[np.uint8], at: int, values: NDArray[np.int64], width: int, order: str = ">") -> None:
    """Write an unsigned integer column of 2 or 4 bytes."""
    column = np.ascontiguousarray(values.astype(f"{order}u{width}"))
    block[:, at : at + width] = column.view(np.uint8).reshape(-1, width)


def _put_record(block: NDArray[np.uint8], packets: Packets, header: int) -> None:
    seconds, rest = np.divmod(packets.time_ns, 1_000_000_000)
    length = np.maximum(packets.payload + header, LEAST_FRAME)
    for number, values in enumerate((seconds, rest // 1000, length, length)):
        _put(block, 4 * number, values, 4, "<")


def _put_link(block: NDArray[np.uint8], v6: bool, vlan: bool) -> None:  # noqa: FBT001
    block[:, RECORD : RECORD + 12] = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2]
    tag = [0x81, 0x00, 0x00, 0x64] if vlan else []
    block[:, RECORD + 12 : RECORD + 14 + len(tag)] = [*tag, *([0x86, 0xDD] if v6 else [0x08, 0x00])]


def _put_ipv4(block: NDArray[np.uint8], at: int, packets: Packets, flows: Flows, protocol: int, width: int) -> None:
    block[:, at], block[:, at + 8], block[:, at + 9] = 0x45, TTL, protocol
    _put(block, at + 2, packets.payload + width - at, 2)
    _put(block, at + 4, np.arange(len(packets)) & 0xFFFF, 2)
    block[:, at + 12 : at + 16] = flows.address[packets.flow, packets.direction, :4]
    block[:, at + 16 : at + 20] = flows.address[packets.flow, 1 - packets.direction, :4]
    words = np.ascontiguousarray(block[:, at : at + 20]).view(">u2").astype(np.int64).sum(axis=1)
    words = (words & 0xFFFF) + (words >> 16)
    _put(block, at + 10, ~((words & 0xFFFF) + (words >> 16)) & 0xFFFF, 2)


def _put_ipv6(block: NDArray[np.uint8], at: int, packets: Packets, flows: Flows, protocol: int, width: int) -> None:
    block[:, at], block[:, at + 6], block[:, at + 7] = 0x60, protocol, TTL
    _put(block, at + 4, packets.payload + width - at - 40, 2)
    block[:, at + 8 : at + 24] = flows.address[packets.flow, packets.direction]
    block[:, at + 24 : at + 40] = flows.address[packets.flow, 1 - packets.direction]


def _put_ports(block: NDArray[np.uint8], at: int, packets: Packets, flows: Flows) -> None:
    _put(block, at, flows.port[packets.flow, packets.direction], 2)
    _put(block, at + 2, flows.port[packets.flow, 1 - packets.direction], 2)


def _put_udp(block: NDArray[np.uint8], at: int, packets: Packets, flows: Flows) -> None:
    _put_ports(block, at, packets, flows)
    _put(block, at + 4, packets.payload + 8, 2)


def _put_tcp(block: NDArray[np.uint8], at: int, packets: Packets, flows: Flows) -> None:
    _put_ports(block, at, packets, flows)
    own = flows.sequence[packets.flow, packets.direction] + packets.sequence
    other = flows.sequence[packets.flow, 1 - packets.direction] + packets.acknowledged
    _put(block, at + 4, own & 0xFFFFFFFF, 4)
    _put(block, at + 8, np.where(packets.flags & ACK, other & 0xFFFFFFFF, 0), 4)
    block[:, at + 12], block[:, at + 13] = 0x50, packets.flags
    _put(block, at + 14, np.full(len(packets), 64_000), 2)
