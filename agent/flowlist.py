"""The flows of a capture as people and programs read them."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np

from agent.capture.capture import Capture
from agent.communityid import community_id
from agent.decode.addresses import packed, text
from agent.flows import FlowTable
from agent.intake import Intake
from agent.packets import ICMP, ICMPV6, TCP, protocol_name
from agent.streams import Run, Streams
from geo.locate import Atlas
from geo.place import Place
from reports.lines import place_line, rfc3339

FlowLine = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _End:
    """One side of a flow."""

    high: int
    low: int
    port: int
    place: Place

    @property
    def address(self) -> str:
        return text(self.high, self.low)


class _Digests:
    """Size, SHA-256 and gaps of every TCP direction, by stream number."""

    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        self._hashes: dict[int, Any] = {}
        self._sizes: dict[int, int] = {}
        self._gaps: dict[int, int] = {}

    def add(self, stream: int, runs: list[Run]) -> None:
        """Take the next bytes of a stream."""
        for run in runs:
            digest = self._hashes.setdefault(stream, hashlib.sha256())
            for piece in run.pieces:
                digest.update(piece)
            self._sizes[stream] = self._sizes.get(stream, 0) + sum(map(len, run.pieces))
            self._gaps[stream] = self._gaps.get(stream, 0) + run.gap

    def finish(self, number: int) -> tuple[FlowLine, FlowLine]:
        """The digests of both sides of a flow that is over."""
        for side, runs in enumerate(self._streams.close(number)):
            self.add(2 * number + side, runs)
        return self._line(2 * number), self._line(2 * number + 1)

    def _line(self, stream: int) -> FlowLine:
        digest = self._hashes.pop(stream, None) or hashlib.sha256()
        return {"size": self._sizes.pop(stream, 0), "sha256": digest.hexdigest(), "gaps": self._gaps.pop(stream, 0)}


def flow_lines(capture: Capture, atlas: Atlas, *, digest: bool, seed: int = 1) -> Iterator[FlowLine]:
    """Every flow of a capture, as it ends."""
    table, intake = FlowTable(seed), Intake()
    streams = Streams(table)
    digests = _Digests(streams) if digest else None
    for frames in capture:
        for packets in intake.packets(frames):
            tracked = table.track(packets)
            if digests is not None:
                flows = tracked.touched
                tcp = (
                    (table.keys.protocol[flows] == TCP) & (table.stream[flows] < 0) & (table.payload[flows].sum(1) > 0)
                )
                streams.open(flows[tcp])
                for stream, runs in streams.reassemble(packets, tracked):
                    digests.add(stream, runs)
        if len(frames):
            over = table.retirable(int(frames.time_ns.max()))
            yield from _lines(capture.path, table, over, atlas, digests)
            table.retire(over)
    yield from _lines(capture.path, table, table.all_alive(), atlas, digests)


def _lines(
    path: str,
    table: FlowTable,
    flows: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    atlas: Atlas,
    digests: _Digests | None,
) -> Iterator[FlowLine]:
    if not len(flows):
        return
    keys = table.keys.keys.take(flows)
    places = atlas.places
    located = [
        atlas.locate(keys.a_high, keys.a_low).index.tolist(),
        atlas.locate(keys.b_high, keys.b_low).index.tolist(),
    ]
    for i, flow in enumerate(flows.tolist()):
        client = int(table.client_side[flow])
        ends = [
            _End(int(keys.a_high[i]), int(keys.a_low[i]), int(keys.ports[i]) >> 16, places[located[0][i]]),
            _End(int(keys.b_high[i]), int(keys.b_low[i]), int(keys.ports[i]) & 0xFFFF, places[located[1][i]]),
        ]
        line = _line(path, table, flow, ends[client], ends[1 - client])
        if digests is not None and line["protocol"] == "tcp":
            number = int(table.stream[flow])
            empty = {"size": 0, "sha256": hashlib.sha256().hexdigest(), "gaps": 0}
            pair = digests.finish(number) if number >= 0 else (empty, empty)
            line["stream_sent"], line["stream_received"] = pair[client], pair[1 - client]
        yield line


def _line(path: str, table: FlowTable, flow: int, client: _End, server: _End) -> FlowLine:
    protocol = int(table.keys.protocol[flow])
    sent = int(table.client_side[flow])
    wire = packed(client.high, client.low), packed(server.high, server.low)
    icmp = int(table.icmp[flow]) if protocol in (ICMP, ICMPV6) else None
    line: FlowLine = {
        "capture": path,
        "protocol": protocol_name(protocol),
        "client": client.address,
        "client_port": client.port,
        "server": server.address,
        "server_port": server.port,
        "first": rfc3339(int(table.first_ns[flow])),
        "last": rfc3339(int(table.last_ns[flow])),
        "frames_sent": int(table.frames[flow, sent]),
        "bytes_sent": int(table.bytes[flow, sent]),
        "frames_received": int(table.frames[flow, 1 - sent]),
        "bytes_received": int(table.bytes[flow, 1 - sent]),
        "client_place": place_line(client.place),
        "server_place": place_line(server.place),
        "community_id": community_id(protocol, wire, (client.port, server.port), icmp),
    }
    if icmp is not None:
        line["icmp_type"], line["icmp_code"] = icmp >> 8, icmp & 0xFF
    if table.outer[flow] >= 0:
        line["tunnel"] = table.tunnels[table.outer[flow]]
    return line


def table_line(line: FlowLine) -> str:
    """One flow for people: who, where, how much."""
    began = datetime.fromisoformat(line["first"][:19]).replace(tzinfo=UTC)
    client = f"{line['client']}:{line['client_port']} {line['client_place']['country'] or '-'}"
    server = f"{line['server']}:{line['server_port']} {line['server_place']['country'] or '-'}"
    sizes = f"{line['bytes_sent']:>12} {line['bytes_received']:>12}"
    return f"{began:%Y-%m-%d %H:%M:%S}  {line['protocol']:<6} {client:<28} > {server:<28} {sizes}"
