"""Reading what crosses: streams of crossing flows through their conversations, their parts through the detectors."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from agent.flows import FlowTable, Tracked
from agent.packets import Packets, protocol_name
from agent.streams import SKIP, Run, Streams
from agent.tallies import Tallies
from agent.unwrap import Conversation
from policies.finding import Finding
from policies.inspection import Inspector
from policies.part import Part


@dataclass(slots=True)
class Reading:
    """One flow being read. Lists are by canonical side."""

    conversation: Conversation
    client: int  # side of the client
    owner: int  # Part.owner of side 0; side 1 has the next number
    gaps: list[int] = field(default_factory=lambda: [0, 0])


class CrossingReader:
    """All flows of a capture that are read."""

    def __init__(self, table: FlowTable, inspector: Inspector) -> None:
        self._table = table
        self._inspector = inspector
        self.streams = Streams(table)
        self.readings: dict[int, Reading] = {}
        self.tallies: dict[int, Tallies] = {}
        self._owners = 0
        self._parts: list[Part] = []
        self._runs: dict[int, Sequence[Run]] = {}

    def open(self, flows: NDArray[np.int64]) -> None:
        """Begin to read flows of which a direction leaves."""
        table = self._table
        ports = table.keys.keys.ports[flows]
        columns = (
            flows,
            table.keys.protocol[flows],
            table.client_side[flows],
            table.leaves[flows],
            ports >> 16,
            ports & 0xFFFF,
        )
        for flow, protocol, client, leaves, a_port, b_port in zip(*(c.tolist() for c in columns), strict=True):
            number = self.streams.open(flow)
            owner = self._owners
            self._owners += 2
            conversation = Conversation(
                (owner + client, owner + 1 - client),
                protocol_name(protocol),
                (bool(leaves >> client & 1), bool(leaves >> (1 - client) & 1)),
                ports=(b_port, a_port) if client else (a_port, b_port),
                drain=self._inspect,
            )
            self.readings[number] = Reading(conversation, client, owner)

    def read(self, packets: Packets, tracked: Tracked) -> None:
        """Read what a chunk adds to the flows, and inspect it."""
        given = self.streams.reassemble(packets, tracked)
        given += self.streams.datagrams(packets, tracked)
        for stream, runs in given:
            self._feed(stream, runs)
        self._inspect_all()

    def close(self, number: int) -> Reading:
        """End the reading of a flow; what was held back is read first."""
        reading = self.readings[number]
        for side, runs in enumerate(self.streams.close(number)):
            if runs:
                self._feed(2 * number + side, runs)
        for side in (0, 1):
            self._parts += reading.conversation.close(side ^ reading.client)
        return self.readings.pop(number)

    def finish(self) -> None:
        """Inspect what the closed flows still gave."""
        self._inspect_all()

    def _feed(self, stream: int, runs: Sequence[Run]) -> None:
        reading = self.readings[stream >> 1]
        side = stream & 1
        direction = side ^ reading.client
        conversation = reading.conversation
        for run in runs:
            if run.gap:
                reading.gaps[side] += run.gap
                self._parts += conversation.gap(direction, run.gap)
            if run.pieces:
                self._parts += conversation.feed(direction, run.offset, run.pieces, 0)
        self._runs[reading.owner + side] = runs
        if conversation.skip[0] or conversation.skip[1]:
            for way in (0, 1):
                self.streams.mode[stream & ~1 | (way ^ reading.client)] = SKIP if conversation.skip[way] else 0

    def _inspect_all(self) -> None:
        """All parts of a chunk at once: one scan."""
        parts, self._parts = self._parts, []
        if parts:
            self._inspect(parts)
        self._runs = {}

    def _inspect(self, parts: list[Part]) -> None:
        findings = self._inspector.inspect(parts)
        if not findings:
            return
        of: dict[tuple[int, int], list[Part]] = {}
        for part in parts:
            of.setdefault((part.owner, part.id), []).append(part)
        for finding in findings:
            at = _stream_offset(of[finding.owner, finding.part], finding)
            frame = _frame(self._runs.get(finding.owner, ()), at)
            self.tallies.setdefault(finding.owner, Tallies()).add(finding, frame)


def _stream_offset(runs: Sequence[Part], finding: Finding) -> int:
    """Where in the stream a finding came from: exactly, or where the bytes that were decoded began."""
    part = next((run for run in reversed(runs) if run.offset <= finding.start), runs[0])
    inside = max(finding.start - part.offset - part.seen, 0)
    return part.stream_offset + (inside if part.exact else 0)


def _frame(runs: Sequence[Run], at: int) -> int:
    """The frame that carried a stream offset; the nearest of this chunk where it lies before."""
    frame = 0
    for run in runs:
        if run.numbers and (not frame or run.offsets[0] <= at):
            frame = run.numbers[max(bisect_right(run.offsets, at) - 1, 0)]
    return frame
