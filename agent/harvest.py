"""Flows that are over become judged transfers, totals of clear ones, and bytes by coverage."""

import hashlib
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.border import LEAVES
from agent.cleartotals import ClearTotals
from agent.communityid import community_id
from agent.decode.addresses import packed, text
from agent.flows import FlowTable
from agent.packets import ICMP, ICMPV6, protocol_name
from agent.reading import CrossingReader, Reading
from agent.spool import Spool
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
        self.judged: Spool[Judged] = Spool()
        self.bytes: Counter[str] = Counter()
        self.counters: Counter[str] = Counter()
        self.unread: Counter[str] = Counter()
        self._clear = ClearTotals(table)

    def totals(self) -> list[ClearTotal]:
        """The clear transfers so far, added up."""
        return self._clear.totals(self._atlas.places)

    def gather(self, flows: NDArray[np.int64]) -> None:
        """End flows: read what is left of them, judge what left the border, count the rest."""
        table = self._table
        self.counters["flows"] += len(flows)
        flows = flows[table.place[flows, 0] >= 0]
        if not len(flows):
            return
        self._count_bytes(flows)
        crossing = flows[table.leaves[flows] > 0]
        numbers = table.stream[crossing].tolist()
        readings = [self._reader.close(number) for number in numbers]
        self._reader.finish()
        leaving = ((table.leaves[crossing, None] >> np.array([0, 1], np.uint8) & 1) == 1) & (
            table.payload[crossing] > 0
        )
        clear = np.zeros_like(leaving)
        for row, side in np.argwhere(leaving).tolist():
            clear[row, side] = self._gather_transfer(int(crossing[row]), side, readings[row])
        rows, sides = np.nonzero(clear)
        self._clear.add(crossing[rows], sides)
        for reading in readings:
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

    def _gather_transfer(self, flow: int, side: int, reading: Reading) -> bool:
        """Judge what one side of a flow sent, where there is anything to judge; returns whether it was clear."""
        found = self._reader.take_tallies(reading.owner + side)
        direction = side ^ reading.client
        conversation = reading.conversation
        budget = self._reader.budget(reading, side)
        opaque = conversation.opaque_bytes[direction]
        if conversation.opaque[direction]:
            opaque += int(self._reader.streams.skipped[2 * int(self._table.stream[flow]) + side])
        payload = int(self._table.payload[flow, side])
        gaps = reading.gaps[side]
        self.bytes["opaque"] += opaque
        self.bytes["gap"] += gaps
        self.bytes["over_budget" if budget else "read"] += max(payload - opaque - gaps, 0)
        if found is None and not opaque and not gaps and not budget and not self._every:
            return True
        transfer = self._transfer(flow, side, reading, opaque, found, budget)
        verdict = judge(transfer, self._policy)
        clear = verdict.outcome == "clear" and found is None and not verdict.rules
        if self._every or not clear:
            self.judged.append(self._judged(flow, transfer, verdict, found))
        return clear

    def _ends(self, flow: int) -> tuple[tuple[str, int], tuple[str, int]]:
        """Address and port of both sides."""
        keys = self._table.keys.keys
        ports = int(keys.ports[flow])
        a = text(int(keys.a_high[flow]), int(keys.a_low[flow]))
        b = text(int(keys.b_high[flow]), int(keys.b_low[flow]))
        return (a, ports >> 16), (b, ports & 0xFFFF)

    def _transfer(
        self, flow: int, side: int, reading: Reading, opaque: int, found: Tallies | None, budget: str
    ) -> Transfer:
        table, places = self._table, self._atlas.places
        ends = self._ends(flow)
        conversation = reading.conversation
        outer = int(table.outer[flow])
        unread = bool(opaque or budget or reading.gaps[side])
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
            budget=budget,
            # Names are what the client called the server, so they name the receiver only of what the client sends.
            names=tuple(conversation.names) if side == reading.client else (),
            findings=found.lines(self._policy.classifier.confidence) if found else (),
            tunnel=table.tunnels[outer] if outer >= 0 else "",
        )

    def _judged(self, flow: int, transfer: Transfer, verdict: Verdict, found: Tallies | None) -> Judged:
        table = self._table
        return Judged(
            transfer=transfer,
            verdict=verdict,
            first_number=int(table.first_number[flow]),
            last_number=int(table.last_number[flow]),
            frames=tuple(sorted(found.frames)) if found else (),
            offsets=tuple(found.places) if found else (),
            community_id=self._community_id(flow),
        )

    def _community_id(self, flow: int) -> str:
        """The id of the flow. The ICMP type is the client's, so the client comes first, whoever sent the transfer."""
        table, keys = self._table, self._table.keys.keys
        protocol, ports = int(keys.protocol[flow]), int(keys.ports[flow])
        icmp = int(table.icmp[flow]) if protocol in (ICMP, ICMPV6) else None
        a = packed(int(keys.a_high[flow]), int(keys.a_low[flow])), ports >> 16
        b = packed(int(keys.b_high[flow]), int(keys.b_low[flow])), ports & 0xFFFF
        client, server = (b, a) if table.client_side[flow] else (a, b)
        return community_id(protocol, (client[0], server[0]), (client[1], server[1]), icmp)
