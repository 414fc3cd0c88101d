"""Flows that are over become judged transfers, totals of clear ones, and bytes by coverage."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from ipaddress import ip_address, ip_network

import numpy as np
from numpy.typing import NDArray

from agent.border import LEAVES
from agent.communityid import community_id
from agent.decode.addresses import text
from agent.flows import FlowTable
from agent.packets import ICMP, ICMPV6, protocol_name
from agent.reading import CrossingReader, Reading
from agent.tallies import Tallies
from geo.locate import Atlas
from geo.place import Jurisdiction
from policies.judge import judge
from policies.policy import Policy
from policies.transfer import Transfer
from policies.verdict import Verdict
from reports.incident import ClearTotal

ASSUMED = "assumed"
"""`Place.confidence` of private space that nobody has placed."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A transfer with its verdict, before the capture it came from is known by its fingerprint."""

    transfer: Transfer
    verdict: Verdict
    first_number: int  # of the flow: with addresses, ports and direction it names the transfer within its capture
    last_number: int
    frames: tuple[int, ...]
    offsets: tuple[tuple[str, str, int, int], ...]
    community_id: str

    def key(self, fingerprint: str) -> str:
        """What the transfer is known by whenever its capture is audited."""
        t = self.transfer
        parts = (fingerprint, t.protocol, t.sender, t.sender_port, t.receiver, t.receiver_port, self.first_number)
        return hashlib.blake2b("\0".join(map(str, parts)).encode(), digest_size=16).hexdigest()


class Harvest:
    """Collects what the ended flows of one capture come to."""

    def __init__(self, table: FlowTable, reader: CrossingReader, atlas: Atlas, policy: Policy, *, every: bool) -> None:
        """`every`: keep clear transfers one by one too, not just their totals."""
        self._table = table
        self._reader = reader
        self._atlas = atlas
        self._policy = policy
        self._every = every or bool(policy.rules_on_any)
        self.judged: list[Judged] = []
        self.bytes: Counter[str] = Counter()
        self.counters: Counter[str] = Counter()
        self.unread: Counter[str] = Counter()
        self._clear: dict[tuple[str, str, str, str, str], list[int]] = {}

    def totals(self) -> list[ClearTotal]:
        """The clear transfers so far, added up."""
        return [ClearTotal(*key, transfers=sums[0], bytes=sums[1]) for key, sums in self._clear.items()]

    def gather(self, flows: NDArray[np.int64]) -> None:
        """End flows: read what is left of them, judge what left the border, count the rest."""
        table = self._table
        self.counters["flows"] += len(flows)
        flows = flows[table.place[flows, 0] >= 0]
        if not len(flows):
            return
        self._count_bytes(flows)
        crossing = flows[table.leaves[flows] > 0]
        ended = [(flow, self._reader.close(int(table.stream[flow]))) for flow in crossing.tolist()]
        self._reader.finish()
        for flow, reading in ended:
            for side in (0, 1):
                if table.leaves[flow] >> side & 1 and table.payload[flow, side] > 0:
                    self._gather_transfer(flow, side, reading)
            self.unread.update(reading.conversation.unread)

    def _count_bytes(self, flows: NDArray[np.int64]) -> None:
        """Payload by where it went; what leaves is split by how it was read when its flow is judged."""
        table = self._table
        jurisdiction = np.array([place.jurisdiction for place in self._atlas.places])[table.place[flows]]
        assumed = np.array([place.confidence == ASSUMED for place in self._atlas.places])[table.place[flows]]
        for side in (0, 1):
            sender, receiver = jurisdiction[:, side], jurisdiction[:, 1 - side]
            payload = table.payload[flows, side]
            leaving = LEAVES[sender, receiver]
            incoming = ~leaving & LEAVES[receiver, sender]
            local = (sender == Jurisdiction.LOCAL) | (receiver == Jurisdiction.LOCAL)
            inside = (sender == Jurisdiction.MAINLAND) & (receiver == Jurisdiction.MAINLAND)
            foreign = ~(leaving | incoming | local | inside)
            for name, mask in (("incoming", incoming), ("local", local), ("inside", inside), ("foreign", foreign)):
                self.bytes[name] += int(payload[mask].sum())
            unplaced = assumed[:, 1 - side] & inside
            self.counters["bytes_to_private_space_assumed_home"] += int(payload[unplaced].sum())
            self.counters["bytes_to_unknown_places"] += int(payload[leaving & (receiver == Jurisdiction.UNKNOWN)].sum())

    def _gather_transfer(self, flow: int, side: int, reading: Reading) -> None:
        found = self._reader.tallies.pop(reading.owner + side, None)
        direction = side ^ reading.client
        conversation = reading.conversation
        opaque = conversation.opaque_bytes[direction]
        if conversation.opaque[direction]:
            opaque += int(self._reader.streams.skipped[2 * int(self._table.stream[flow]) + side])
        payload = int(self._table.payload[flow, side])
        gaps = reading.gaps[side]
        budget = bool(conversation.over_budget)
        self.bytes["opaque"] += opaque
        self.bytes["gap"] += gaps
        self.bytes["over_budget" if budget else "read"] += max(payload - opaque - gaps, 0)
        if found is None and not opaque and not gaps and not budget and not self._every:
            self._add_clear(flow, side, payload)
            return
        transfer = self._transfer(flow, side, reading, opaque, found)
        verdict = judge(transfer, self._policy)
        if verdict.outcome == "clear" and found is None and not verdict.rules:
            self._add_clear(flow, side, payload)
            if not self._every:
                return
        self.judged.append(self._judged(flow, transfer, verdict, found))

    def _add_clear(self, flow: int, side: int, payload: int) -> None:
        table = self._table
        ends = self._ends(flow)
        hour = _hour(int(table.first_ns[flow]) // (3600 * 10**9))
        country = self._atlas.places[table.place[flow, 1 - side]].country
        protocol = protocol_name(int(table.keys.protocol[flow]))
        key = (_network(ends[side][0]), _network(ends[1 - side][0]), country, protocol, hour)
        sums = self._clear.setdefault(key, [0, 0])
        sums[0] += 1
        sums[1] += payload

    def _ends(self, flow: int) -> tuple[tuple[str, int], tuple[str, int]]:
        """Address and port of both sides."""
        keys = self._table.keys.keys
        ports = int(keys.ports[flow])
        a = _text(int(keys.a_high[flow]), int(keys.a_low[flow]))
        b = _text(int(keys.b_high[flow]), int(keys.b_low[flow]))
        return (a, ports >> 16), (b, ports & 0xFFFF)

    def _transfer(self, flow: int, side: int, reading: Reading, opaque: int, found: Tallies | None) -> Transfer:
        table, places = self._table, self._atlas.places
        ends = self._ends(flow)
        conversation = reading.conversation
        outer = int(table.outer[flow])
        unread = bool(opaque or conversation.over_budget or reading.gaps[side])
        return Transfer(
            protocol=protocol_name(int(table.keys.protocol[flow])),
            sender=ends[side][0],
            sender_port=ends[side][1],
            receiver=ends[1 - side][0],
            receiver_port=ends[1 - side][1],
            client=ends[reading.client][0],
            server=ends[1 - reading.client][0],
            first_ns=int(table.first_ns[flow]),
            last_ns=int(table.last_ns[flow]),
            bytes=int(table.payload[flow, side]),
            sender_place=places[table.place[flow, side]],
            receiver_place=places[table.place[flow, 1 - side]],
            inspected=not unread,
            opaque_bytes=opaque,
            gaps=reading.gaps[side],
            budget=", ".join(dict.fromkeys(conversation.over_budget)),
            # Names are what the client called the server, so they name the receiver only of what the client sends.
            names=tuple(conversation.names) if side == reading.client else (),
            findings=found.lines(self._policy.classifier.confidence) if found else (),
            tunnel=table.tunnels[outer] if outer >= 0 else "",
        )

    def _judged(self, flow: int, transfer: Transfer, verdict: Verdict, found: Tallies | None) -> Judged:
        table = self._table
        protocol = int(table.keys.protocol[flow])
        icmp = int(table.icmp[flow]) if protocol in (ICMP, ICMPV6) else None
        addresses, ports = (transfer.sender, transfer.receiver), (transfer.sender_port, transfer.receiver_port)
        return Judged(
            transfer=transfer,
            verdict=verdict,
            first_number=int(table.first_number[flow]),
            last_number=int(table.last_number[flow]),
            frames=tuple(sorted(found.frames)) if found else (),
            offsets=tuple(found.places) if found else (),
            community_id=community_id(protocol, addresses, ports, icmp),
        )


@lru_cache(4096)
def _text(high: int, low: int) -> str:
    return text(high, low)


@lru_cache(4096)
def _network(address: str) -> str:
    """The /24 or /48 an address is in."""
    bits = 24 if ip_address(address).version == 4 else 48
    return str(ip_network(f"{address}/{bits}", strict=False))


@lru_cache(64)
def _hour(hours: int) -> str:
    """Hours since 1970 as "2026-11-22T08"."""
    try:
        return datetime.fromtimestamp(hours * 3600, UTC).strftime("%Y-%m-%dT%H")
    except (OverflowError, OSError, ValueError):
        return ""
