"""Flows that are over become judged transfers, totals of clear ones, and bytes by coverage."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from agent.border import LEAVES, senders
from agent.cleartotals import ClearTotals
from agent.ended import EndedFlows
from agent.flows import FlowTable
from agent.packets import protocol_name
from agent.reading import CrossingReader, Reading
from agent.spool import Spool
from agent.tallies import Tallies
from geo.locate import Atlas
from geo.place import Jurisdiction
from policies.census import Counted
from policies.groups import groups_of
from policies.judge import judge
from policies.policy import Policy
from policies.transfer import Transfer
from policies.verdict import PATHS_APART, Verdict
from reports.incident import ClearTotal

ASSUMED = "assumed"
"""`Place.confidence` of private space that nobody has placed."""

PEOPLE_AS_HEAVY = 100
"""Digests that take as much memory as a transfer."""


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
    people: tuple[Counted, ...] = ()

    @property
    def weight(self) -> int:
        """How much of a spool's memory it takes: 1 for a transfer that holds nobody's data."""
        return 1 + sum(map(len, self.people)) // PEOPLE_AS_HEAVY

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
        self._uncounted = {path.id for path in policy.register.paths if not path.counts_toward_thresholds}
        self._every = every or bool(policy.rules.on_any)
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
        ended = EndedFlows(table, crossing)
        readings = [self._reader.close(number) for number in ended.stream]
        self._reader.finish()
        leaving = ((table.leaves[crossing, None] >> np.array([0, 1], np.uint8) & 1) == 1) & (
            table.payload[crossing] > 0
        )
        clear = np.zeros_like(leaving)
        for row, side in np.argwhere(leaving).tolist():
            clear[row, side] = self._gather_transfer(ended, row, side, readings[row])
        rows, sides = np.nonzero(clear)
        self._clear.add(crossing[rows], sides)
        for reading in readings:
            if reading.conversation.unread:
                self.unread.update(reading.conversation.unread)

    def _count_bytes(self, flows: NDArray[np.int64]) -> None:
        """Payload by where it went; what leaves is split by how it was read when its flow is judged."""
        table = self._table
        jurisdiction = np.array([place.jurisdiction for place in self._atlas.places])[table.place[flows]]
        assumed = np.array([place.confidence == ASSUMED for place in self._atlas.places])[table.place[flows]]
        sending = senders(self._atlas.places)[table.place[flows]]
        for side in (0, 1):
            sender, receiver = jurisdiction[:, side], jurisdiction[:, 1 - side]
            payload = table.payload[flows, side]
            leaving = LEAVES[sending[:, side], receiver]
            incoming = ~leaving & LEAVES[sending[:, 1 - side], sender]
            local = (sender == Jurisdiction.LOCAL) | (receiver == Jurisdiction.LOCAL)
            inside = (sender == Jurisdiction.MAINLAND) & (receiver == Jurisdiction.MAINLAND)
            foreign = ~(leaving | incoming | local | inside)
            for name, mask in (("incoming", incoming), ("local", local), ("inside", inside), ("foreign", foreign)):
                self.bytes[name] += int(payload[mask].sum())
            unplaced = assumed[:, 1 - side] & inside
            self.counters["bytes_to_private_space_assumed_home"] += int(payload[unplaced].sum())
            self.counters["bytes_to_unknown_places"] += int(payload[leaving & (receiver == Jurisdiction.UNKNOWN)].sum())

    def _gather_transfer(self, ended: EndedFlows, row: int, side: int, reading: Reading) -> bool:
        """Judge what one side of a flow sent, where there is anything to judge; returns whether it was clear."""
        found = self._reader.take_tallies(reading.owner + side)
        direction = side ^ reading.client
        conversation = reading.conversation
        budget = self._reader.budget(reading, side)
        opaque = conversation.opaque_bytes[direction]
        if conversation.opaque[direction]:
            opaque += int(self._reader.streams.skipped[2 * ended.stream[row] + side])
        gaps = reading.gaps[side]
        self.bytes["opaque"] += opaque
        self.bytes["gap"] += gaps
        self.bytes["over_budget" if budget else "read"] += max(ended.payload[row][side] - opaque - gaps, 0)
        if found is None and not opaque and not gaps and not budget and not self._every:
            return True
        transfer = self._transfer(ended, row, side, reading, opaque, found, budget)
        verdict = judge(transfer, self._policy)
        clear = verdict.outcome == "clear" and found is None and not verdict.rules
        if self._every or not clear:
            people = tuple(self._people(found, verdict)) if found else ()
            one = _judged(ended, row, transfer, verdict, found, people)
            self.judged.append(one, one.weight)
        return clear

    def _people(self, found: Tallies, verdict: Verdict) -> Iterator[Counted]:
        """Whose data an export held. What is no export has no day, and counts nobody."""
        if not verdict.day:
            return
        paths = verdict.lawful_path.split(PATHS_APART) if verdict.lawful_path else []
        counts = verdict.outcome != "authorised" or not self._uncounted.issuperset(paths)
        for one in found.people():
            groups = groups_of(one.classes, verdict.day, self._policy.sensitivity)
            yield replace(one, groups=groups, counts=counts)

    def _transfer(
        self, ended: EndedFlows, row: int, side: int, reading: Reading, opaque: int, found: Tallies | None, budget: str
    ) -> Transfer:
        places = self._atlas.places
        ends, place = ended.ends(row), ended.place[row]
        sender, receiver = ends[side], ends[1 - side]
        outer = ended.outer[row]
        return Transfer(
            protocol=protocol_name(ended.protocol[row]),
            sender=sender[0],
            sender_port=sender[1],
            receiver=receiver[0],
            receiver_port=receiver[1],
            client=ends[reading.client][0],
            server=ends[1 - reading.client][0],
            first_ns=ended.first_ns[row],
            last_ns=ended.last_ns[row],
            bytes=ended.payload[row][side],
            sender_place=places[place[side]],
            receiver_place=places[place[1 - side]],
            inspected=not (opaque or budget or reading.gaps[side]),
            opaque_bytes=opaque,
            gaps=reading.gaps[side],
            budget=budget,
            # Names are what the client called the server, so they name the receiver only of what the client sends.
            names=tuple(reading.conversation.names) if side == reading.client else (),
            findings=found.lines(self._policy.classifier.confidence) if found else (),
            tunnel=self._table.tunnels[outer] if outer >= 0 else "",
        )


def _judged(
    ended: EndedFlows,
    row: int,
    transfer: Transfer,
    verdict: Verdict,
    found: Tallies | None,
    people: tuple[Counted, ...],
) -> Judged:
    return Judged(
        transfer=transfer,
        verdict=verdict,
        first_number=ended.first_number[row],
        last_number=ended.last_number[row],
        frames=tuple(sorted(found.frames)) if found else (),
        offsets=tuple(found.places) if found else (),
        community_id=ended.community_id(row),
        people=people,
    )
