"""Packets as columns: one decoded IP datagram a row, the innermost where frames are tunnelled."""

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

MAPPED = 0x0000_FFFF_0000_0000
"""The low half of ::ffff:0:0/96: an IPv4 address is kept as the IPv6 address mapped to it (RFC 4291 2.5.5.2)."""

ICMP, TCP, UDP, ICMPV6, SCTP = 1, 6, 17, 58, 132
"""IP protocol numbers with a name in Kouan's output."""

PROTOCOL_NAMES = {ICMP: "icmp", TCP: "tcp", UDP: "udp", ICMPV6: "icmpv6", SCTP: "sctp"}

FIN, SYN, RST, ACK = 0x01, 0x02, 0x04, 0x10
"""TCP control bits (RFC 9293 3.1)."""


def protocol_name(number: int) -> str:
    """The word for an IP protocol, its number as text where Kouan has none."""
    return PROTOCOL_NAMES.get(number, str(number))


@dataclass(slots=True)
class Packets:
    """A chunk's packets, in capture order. Payload offsets point into `buffer`.

    Port-less protocols have ports 0; for ICMP `sequence` holds the type and `acknowledgement` the code.
    `payload_bytes` is what the headers claim was on the wire, `payload_captured` what is present.
    """

    buffer: NDArray[np.uint8]
    number: NDArray[np.int64]  # (n,) frame number in the capture, from 1
    time_ns: NDArray[np.int64]  # (n,) since 1970 UTC
    frame_bytes: NDArray[np.int64]  # (n,) wire length of the whole frame
    version: NDArray[np.uint8]  # (n,) 4 or 6
    protocol: NDArray[np.uint8]  # (n,) IP protocol number
    source_high: NDArray[np.uint64]  # (n,) upper 64 bits of the IPv6 (or mapped) address
    source_low: NDArray[np.uint64]
    target_high: NDArray[np.uint64]
    target_low: NDArray[np.uint64]
    source_port: NDArray[np.uint16]
    target_port: NDArray[np.uint16]
    payload_at: NDArray[np.int64]
    payload_captured: NDArray[np.int64]
    payload_bytes: NDArray[np.int64]
    sequence: NDArray[np.uint32]
    acknowledgement: NDArray[np.uint32]
    flags: NDArray[np.uint8]  # TCP control bits
    outer: NDArray[np.int32]  # (n,) row in `tunnels`, -1 without a tunnel
    tunnels: tuple[str, ...]  # "10.0.0.1 > 10.0.0.2", outermost pair of each distinct tunnel of the chunk

    def __len__(self) -> int:
        return len(self.number)

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> "Packets":
        """Some of the packets, in the same buffer."""
        shared = {"buffer", "tunnels"}
        return replace(self, **{f.name: getattr(self, f.name)[rows] for f in fields(self) if f.name not in shared})
