"""Every readable part of every flow of a capture, wherever the border is."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.budget import Purse
from agent.capture.capture import Capture
from agent.decode.addresses import text
from agent.expectations import Expectations
from agent.flows import FlowTable
from agent.intake import Intake
from agent.keylog import NO_KEYS, KeyLog
from agent.packets import protocol_name
from agent.streams import SKIP, Run, Streams
from agent.unwrap import Conversation
from policies.part import Part

PartLine = dict[str, Any]


@dataclass(slots=True)
class _Listed:
    """One part while its runs arrive."""

    part: Part
    size: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def add(self, run: Part) -> None:
        """Take the new bytes of a run."""
        skip = run.seen
        for piece in run.pieces:
            fresh = piece[min(skip, len(piece)) :]
            skip -= len(piece) - len(fresh)
            self.digest.update(fresh)
            self.size += len(fresh)
        self.part = run


@dataclass(slots=True)
class _Flow:
    """One flow being read: what was said of it, and its parts that are not whole yet."""

    order: int  # when the flow began
    row: int  # in the flow table
    client: int  # side of the client
    line: PartLine
    conversation: Conversation = field(init=False)
    open: dict[tuple[int, int], _Listed] = field(default_factory=dict)
    done: list[PartLine] = field(default_factory=list)

    def absorb(self, parts: Sequence[Part]) -> None:
        """Add runs to their parts; the bytes of a run are not needed afterwards."""
        for run in parts:
            key = (run.owner, run.id)
            listed = self.open.setdefault(key, _Listed(run))
            listed.add(run)
            if run.last:
                self.done.append(_part_line(self.open.pop(key), self.line))

    def take(self) -> list[PartLine]:
        """The parts that became whole."""
        done, self.done = self.done, []
        return done


class PartList:
    """Reads all flows of one capture in both directions and lists their parts as they end."""

    def __init__(self, path: str, seed: int = 1, keys: KeyLog = NO_KEYS) -> None:
        """Begin with no flows. `keys` are the secrets of encrypted ones; a capture may hold more."""
        self._keys = keys.copy()
        self._path = path
        self._table = FlowTable(seed)
        self._streams = Streams(self._table)
        self._intake = Intake()
        self._purse = Purse()
        self._flows: dict[int, _Flow] = {}
        self._begun = 0
        self._expected = Expectations(self._table.keys)

    def lines(self, capture: Capture) -> Iterator[PartLine]:
        """One line a part."""
        taken = 0
        for frames in capture:
            for secrets in capture.secrets[taken:]:
                self._keys.add(secrets)
            taken = len(capture.secrets)
            for packets in self._intake.packets(frames):
                tracked = self._table.track(packets)
                self._begin(tracked.touched)
                given = self._streams.reassemble(packets, tracked) + self._streams.datagrams(packets, tracked)
                for stream, runs in sorted(given, key=self._rank):
                    self._feed(stream, runs)
                    yield from self._flows[stream >> 1].take()
            if len(frames):
                over = self._table.retirable(int(frames.time_ns.max()))
                yield from self._end(over)
                self._table.retire(over)
        yield from self._end(self._table.all_alive())

    def _begin(self, flows: NDArray[np.int64]) -> None:
        table = self._table
        new = flows[(table.stream[flows] < 0) & (table.payload[flows].sum(axis=1) > 0)]
        new = new[np.argsort(table.first_number[new])]
        for number, flow in zip(self._streams.open(new), new.tolist(), strict=True):
            client = int(table.client_side[flow])
            line = self._ends(flow, client)
            ports = (line["client_port"], line["server_port"])
            self._flows[number] = flow_read = _Flow(self._begun, flow, client, line)
            self._begun += 2
            # The drain takes decoded bytes in the middle of a feed, so that a bomb costs no memory.
            flow_read.conversation = Conversation(
                (0, 1),
                line["protocol"],
                (True, True),
                ports=ports,
                listing=True,
                drain=flow_read.absorb,
                purse=self._purse,
                keys=self._keys,
            )

    def _ends(self, flow: int, client: int) -> PartLine:
        keys = self._table.keys.keys
        ports = int(keys.ports[flow])
        ends = (
            (text(int(keys.a_high[flow]), int(keys.a_low[flow])), ports >> 16),
            (text(int(keys.b_high[flow]), int(keys.b_low[flow])), ports & 0xFFFF),
        )
        return {
            "capture": self._path,
            "protocol": protocol_name(int(keys.protocol[flow])),
            "client": ends[client][0],
            "client_port": ends[client][1],
            "server": ends[1 - client][0],
            "server_port": ends[1 - client][1],
        }

    def _rank(self, given: tuple[int, Sequence[Run]]) -> int:
        """The place of a stream in the order of feeding: flows as they began, the client first."""
        flow = self._flows[given[0] >> 1]
        return flow.order + (given[0] & 1 ^ flow.client)

    def _feed(self, stream: int, runs: Sequence[Run]) -> None:
        flow = self._flows[stream >> 1]
        conversation, direction = flow.conversation, stream & 1 ^ flow.client
        if self._expected and not conversation.begun:
            self._expected.bind(flow.row, conversation)
        for run in runs:
            if run.gap:
                flow.absorb(conversation.gap(direction, run.gap))
            if run.pieces:
                flow.absorb(conversation.feed(direction, run.offset, run.pieces, 0))
        if conversation.expected:
            self._expected.take(flow.row, flow.client, conversation)
        for way in (0, 1):
            if conversation.skip[way]:
                self._streams.mode[stream & ~1 | way ^ flow.client] = SKIP

    def _end(self, flows: NDArray[np.int64]) -> Iterator[PartLine]:
        numbers = self._table.stream[flows]
        for number in numbers[numbers >= 0].tolist():
            for side, runs in enumerate(self._streams.close(number)):
                self._feed(2 * number + side, runs)
            flow = self._flows.pop(number)
            for direction in (0, 1):
                flow.absorb(flow.conversation.close(direction))
            yield from flow.take()
            for listed in flow.open.values():
                yield _part_line(listed, flow.line)


def _part_line(listed: _Listed, line: PartLine) -> PartLine:
    part = listed.part
    return {
        **line,
        "direction": "received" if part.owner & 1 else "sent",
        "path": part.path,
        "name": part.name,
        "type": part.type,
        "size": listed.size,
        "sha256": listed.digest.hexdigest(),
        "damage": part.damage,
    }
