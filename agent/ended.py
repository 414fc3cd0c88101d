"""Flows that are over, as plain values: taken out of the table's columns once, since one number at a time is dear."""

import numpy as np
from numpy.typing import NDArray

from agent.communityid import community_id
from agent.decode.addresses import packed, text
from agent.flows import FlowTable
from agent.packets import ICMP, ICMPV6

End = tuple[str, int]
"""Address and port."""


class EndedFlows:
    """Some ended flows; every list has one entry a flow, pairs are by canonical side."""

    __slots__ = (
        "_addresses",
        "_client",
        "_icmp",
        "first_ns",
        "first_number",
        "last_ns",
        "last_number",
        "outer",
        "payload",
        "place",
        "ports",
        "protocol",
        "stream",
    )

    def __init__(self, table: FlowTable, flows: NDArray[np.int64]) -> None:
        keys = table.keys.keys.take(flows)
        self._addresses = list(
            zip(keys.a_high.tolist(), keys.a_low.tolist(), keys.b_high.tolist(), keys.b_low.tolist(), strict=True)
        )
        self._client = table.client_side[flows].tolist()
        self._icmp = table.icmp[flows].tolist()
        self.first_ns = table.first_ns[flows].tolist()
        self.first_number = table.first_number[flows].tolist()
        self.last_ns = table.last_ns[flows].tolist()
        self.last_number = table.last_number[flows].tolist()
        self.outer = table.outer[flows].tolist()
        self.payload: list[list[int]] = table.payload[flows].tolist()
        self.place: list[list[int]] = table.place[flows].tolist()
        self.ports = keys.ports.tolist()
        self.protocol = keys.protocol.tolist()
        self.stream = table.stream[flows].tolist()

    def ends(self, row: int) -> tuple[End, End]:
        """Address and port of both sides of one flow."""
        a_high, a_low, b_high, b_low = self._addresses[row]
        ports = self.ports[row]
        return (text(a_high, a_low), ports >> 16), (text(b_high, b_low), ports & 0xFFFF)

    def community_id(self, row: int) -> str:
        """The id of one flow. The ICMP type is the client's, so the client comes first, whoever sent the transfer."""
        a_high, a_low, b_high, b_low = self._addresses[row]
        protocol, ports = self.protocol[row], self.ports[row]
        icmp = self._icmp[row] if protocol in (ICMP, ICMPV6) else None
        a, b = (packed(a_high, a_low), ports >> 16), (packed(b_high, b_low), ports & 0xFFFF)
        client, server = (b, a) if self._client[row] else (a, b)
        return community_id(protocol, (client[0], server[0]), (client[1], server[1]), icmp)
