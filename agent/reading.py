"""Reading what crosses: streams of crossing flows through their conversations, their parts through the detectors."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from agent.budget import Purse
from agent.expectations import Expectations
from agent.flows import FlowTable, Tracked
from agent.keylog import NO_KEYS, KeyLog
from agent.packets import Packets, protocol_name
from agent.streams import SKIP, Run, Streams
from agent.tallies import Tallies
from agent.unwrap import Conversation
from policies.census import NOBODY, Census
from policies.finding import Finding
from policies.inspection import Inspector
from policies.part import Part
from policies.quota import Quota

HELD_BYTES = 1 << 16
"""The most a reader holds back before it says what is in it."""

MOST_VALUES = 2_000_000
"""Distinct values of all flows not yet judged that are remembered, 24 bytes each, the last ones of each
kind and flow some 170; others are not counted."""

MANY_HITS = "hits"
"""The budget that is hit where a transfer holds more that looks like a value than was looked at or remembered."""

DECODED_BYTES = 16 << 20
"""Decoded bytes of all flows of a chunk that are gathered before they are inspected."""


@dataclass(slots=True)
class Trail:
    """Which frame carried which bytes of a stream, as far back as its reader may hold bytes."""

    offsets: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)

    def add(self, runs: Sequence[Run]) -> None:
        """The stream went on."""
        for run in runs:
            self.offsets += run.offsets
            self.numbers += run.numbers

    def frame(self, at: int) -> int:
        """The frame that carried a stream offset; the oldest known where it lies before."""
        return self.numbers[max(bisect_right(self.offsets, at) - 1, 0)] if self.numbers else 0

    def forget(self) -> None:
        """Drop what no reader can hold any more."""
        if len(self.offsets) > 1:
            old = max(bisect_left(self.offsets, self.offsets[-1] - HELD_BYTES) - 1, 0)
            del self.offsets[:old], self.numbers[:old]


@dataclass(slots=True)
class Reading:
    """One flow being read. Lists are by canonical side."""

    conversation: Conversation
    client: int  # side of the client
    owner: int  # Part.owner of side 0; side 1 has the next number. Flows have them in the order they began
    row: int  # in the flow table
    gaps: list[int] = field(default_factory=lambda: [0, 0])


class CrossingReader:
    """All flows of a capture that are read."""

    def __init__(self, table: FlowTable, inspector: Inspector, census: Census = NOBODY, keys: KeyLog = NO_KEYS) -> None:
        """`census` tells whose data the findings are; `keys` may grow until the flows come that need them."""
        self._table = table
        self._inspector = inspector
        self._census = census
        self.streams = Streams(table)
        self.readings: dict[int, Reading] = {}
        self.tallies: dict[int, Tallies] = {}
        self._owners = 0
        self._purse = Purse()
        self._quota = Quota()
        self._values = 0  # in `tallies`
        self._parts: list[Part] = []
        self._decoded = 0  # bytes of `_parts` that are not the chunk's own
        self._trails: dict[int, Trail] = {}
        self._ended: list[int] = []  # first owners of flows that are over
        self._expected = Expectations(table.keys)
        self._keys = keys

    def open(self, flows: NDArray[np.int64]) -> None:
        """Begin to read flows of which a direction leaves."""
        table = self._table
        flows = flows[np.argsort(table.first_number[flows])]
        ports = table.keys.keys.ports[flows]
        columns = (
            np.array(self.streams.open(flows), np.int64),
            flows,
            table.keys.protocol[flows],
            table.client_side[flows],
            table.leaves[flows],
            ports >> 16,
            ports & 0xFFFF,
        )
        for number, flow, protocol, client, leaves, a_port, b_port in zip(*(c.tolist() for c in columns), strict=True):
            owner = self._owners
            self._owners += 2
            conversation = Conversation(
                (owner + client, owner + 1 - client),
                protocol_name(protocol),
                (bool(leaves >> client & 1), bool(leaves >> (1 - client) & 1)),
                ports=(b_port, a_port) if client else (a_port, b_port),
                drain=self._drain,
                purse=self._purse,
                keys=self._keys,
            )
            self.readings[number] = Reading(conversation, client, owner, flow)

    def read(self, packets: Packets, tracked: Tracked) -> None:
        """Read what a chunk adds to the flows, and inspect it."""
        given = self.streams.reassemble(packets, tracked)
        given += self.streams.datagrams(packets, tracked)
        self._feed_all(given)
        self._inspect_all()
        for stream, _ in given:
            trail = self._trails.get(self.readings[stream >> 1].owner + (stream & 1))
            if trail is not None:
                trail.forget()

    def close(self, number: int) -> Reading:
        """End the reading of a flow; what was held back is read first."""
        reading = self.readings[number]
        for side, runs in enumerate(self.streams.close(number)):
            if runs:
                self._feed(2 * number + side, runs)
        conversation = reading.conversation
        for side in (0, 1):
            if not conversation.skip[side ^ reading.client]:
                self._take(conversation, conversation.close(side ^ reading.client))
        self._ended.append(reading.owner)
        return self.readings.pop(number)

    def finish(self) -> None:
        """Inspect what the closed flows still gave."""
        self._inspect_all()
        for first in self._ended:
            for owner in (first, first + 1):
                if self._trails.pop(owner, None) is not None:
                    self._quota.forget(owner)
        self._ended.clear()

    def take_tallies(self, owner: int) -> Tallies | None:
        """What was found in a transfer, handed over to be judged."""
        found = self.tallies.pop(owner, None)
        self._values -= found.values if found else 0
        return found

    def budget(self, reading: Reading, side: int) -> str:
        """The budgets that were hit by what a side of an ended flow sent, "" when none."""
        refused = reading.owner + side in self._quota.refused
        if not (refused or reading.conversation.over_budget):
            return ""
        self._quota.refused.discard(reading.owner + side)
        return ", ".join(dict.fromkeys((*reading.conversation.over_budget, *([MANY_HITS] if refused else []))))

    def _feed_all(self, given: Sequence[tuple[int, Sequence[Run]]]) -> None:
        """Flow by flow in the order they began, for one may announce another; the client first.

        What clients say tells whether the servers need be read at all. Where there are keys it is the other way round:
        what servers said first tells how clients encrypt.
        """
        for stream, runs in sorted(given, key=lambda one: self._rank(one[0])):
            reading = self.readings[stream >> 1]
            conversation, direction = reading.conversation, stream & 1 ^ reading.client
            if not direction or not conversation.skip[1] or conversation.opaque[1]:
                self._feed(stream, runs)

    def _rank(self, stream: int) -> int:
        """The place of a stream in the order of feeding."""
        reading = self.readings[stream >> 1]
        is_turned = bool(self._keys) and not reading.conversation.is_wanted(1)
        return reading.owner + (stream & 1 ^ reading.client ^ is_turned)

    def _feed(self, stream: int, runs: Sequence[Run]) -> None:
        reading = self.readings[stream >> 1]
        side = stream & 1
        direction = side ^ reading.client
        conversation = reading.conversation
        if not conversation.skip[direction]:
            self._trail(reading.owner + side).add(runs)
            self._quota.earn(reading.owner + side, sum(len(piece) for run in runs for piece in run.pieces))
        if self._expected and not conversation.begun:
            self._expected.bind(reading.row, conversation)
        for run in runs:
            if run.gap:
                reading.gaps[side] += run.gap
                self._take(conversation, conversation.gap(direction, run.gap))
            if run.pieces:
                self._take(conversation, conversation.feed(direction, run.offset, run.pieces, 0))
        if conversation.expected:
            self._expected.take(reading.row, reading.client, conversation)
        if conversation.skip[0] or conversation.skip[1]:
            for way in (0, 1):
                self.streams.mode[stream & ~1 | (way ^ reading.client)] = SKIP if conversation.skip[way] else 0

    def _trail(self, owner: int) -> Trail:
        trail = self._trails.get(owner)
        if trail is None:
            trail = self._trails[owner] = Trail()
        return trail

    def _take(self, conversation: Conversation, parts: Sequence[Part]) -> None:
        """Gather parts; inspect them once they hold much, so that memory does not follow the number of flows."""
        if not parts:
            return
        self._parts += parts
        self._decoded += conversation.decoded_bytes
        if self._decoded > DECODED_BYTES:
            self._inspect_all()

    def _drain(self, parts: Sequence[Part]) -> None:
        """Inspect in the middle of a feed, what was gathered before first."""
        self._parts += parts
        self._inspect_all()

    def _inspect_all(self) -> None:
        """All parts of a chunk at once: one scan."""
        parts, self._parts = self._parts, []
        self._decoded = 0
        if parts:
            self._inspect(parts)

    def _inspect(self, parts: list[Part]) -> None:
        findings = self._inspector.inspect(parts, self._quota)
        if not findings:
            return
        of: dict[tuple[int, int], list[Part]] = {}
        for part in parts:
            of.setdefault((part.owner, part.id), []).append(part)
        for finding in findings:
            at = _stream_offset(of[finding.owner, finding.part], finding)
            frame = self._trails[finding.owner].frame(at)
            self._count(finding, frame)

    def _count(self, finding: Finding, frame: int) -> None:
        tallies = self.tallies.get(finding.owner)
        if self._values >= MOST_VALUES and not (tallies and tallies.knows(finding)):
            self._quota.refused.add(finding.owner)
            return
        if tallies is None:
            tallies = self.tallies[finding.owner] = Tallies(self._census)
        self._values += tallies.add(finding, frame)


def _stream_offset(runs: Sequence[Part], finding: Finding) -> int:
    """Where in the stream a finding came from: exactly, or where the bytes that were decoded began."""
    part = next((run for run in reversed(runs) if run.offset <= finding.start), runs[0])
    # A finding may begin in bytes of an earlier chunk, before the run that completed it.
    return part.stream_offset + (finding.start - part.offset - part.seen if part.exact else 0)
