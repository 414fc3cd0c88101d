"""Community ID: a flow's name in every tool that speaks of it (Corelight's specification, version 1)."""

import base64
import hashlib
import struct

from agent.packets import ICMP, ICMPV6, SCTP, TCP, UDP

ICMP_ANSWERS = {0: 8, 8: 0, 9: 10, 10: 9, 13: 14, 14: 13, 15: 16, 16: 15, 17: 18, 18: 17}
ICMPV6_ANSWERS = {
    128: 129,
    129: 128,
    130: 131,
    131: 130,
    133: 134,
    134: 133,
    135: 136,
    136: 135,
    139: 140,
    140: 139,
    144: 145,
    145: 144,
}
"""ICMP types that ask and answer each other; the others are one-way."""


def community_id(protocol: int, addresses: tuple[bytes, bytes], ports: tuple[int, int], icmp: int | None = None) -> str:
    """The identifier of a flow, the same whichever side is named first.

    Args:
        addresses: as they stand in a packet, 4 or 16 bytes each.
        ports: of both, in the same order.
        icmp: type << 8 | code of the packet from `addresses[0]`, for ICMP and ICMPv6.
    """
    one_way = False
    if icmp is not None and protocol in (ICMP, ICMPV6):
        answers = ICMP_ANSWERS if protocol == ICMP else ICMPV6_ANSWERS
        kind, code = icmp >> 8, icmp & 0xFF
        one_way = kind not in answers
        ports = (kind, answers.get(kind, code))
    ends = [(addresses[0], ports[0]), (addresses[1], ports[1])]
    if not one_way and ends[1] < ends[0]:
        ends.reverse()
    packed = struct.pack(">H", 0) + ends[0][0] + ends[1][0] + bytes([protocol, 0])
    if protocol in (TCP, UDP, SCTP, ICMP, ICMPV6):
        packed += struct.pack(">HH", ends[0][1], ends[1][1])
    return "1:" + base64.b64encode(hashlib.sha1(packed, usedforsecurity=False).digest()).decode()
