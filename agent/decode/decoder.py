"""decode(): a chunk of frames to packets, layer by layer, every row of a layer at once. Hostile bytes never raise.

Rule 1: a round works once through the layers in the order of `Layer`; a plain packet needs one, a tunnel one more.
Rule 2: a packet may be emitted at several depths of one frame; the deepest is the packet, a fragment deeper than all.
Rule 3: a frame that gave no packet has exactly one reason.
Rule 4: the plain lane goes first where it pays, and gives what the layers would give.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import repeat, starmap
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.decode import compression, link, network, transport, tunnels
from agent.decode.addresses import text
from agent.decode.plain import read_plain
from agent.decode.rows import REASONS, Layer, Rows, Work, begin, joined
from agent.frames import Frames
from agent.packets import Packets

MOST_ROUNDS = 16

Columns = list[NDArray[Any]]
"""Columns of one length, each with its own type."""

DECODERS: dict[Layer, Callable[[Work, Rows], None]] = {
    Layer.ETHERNET: link.ethernet,
    Layer.LLC: link.llc,
    Layer.VLAN: link.vlan,
    Layer.BACKBONE: link.backbone,
    Layer.MPLS: link.mpls,
    Layer.PPPOE: link.pppoe,
    Layer.PPP: link.ppp,
    Layer.NSH: link.nsh,
    Layer.NIBBLE: link.nibble_told,
    Layer.IPV4: network.ipv4,
    Layer.IPV6: network.ipv6,
    Layer.EXTENSION: network.extension,
    Layer.AUTHENTICATION: network.authentication,
    Layer.TCP: transport.tcp,
    Layer.UDP: transport.udp,
    Layer.SCTP: transport.sctp,
    Layer.ICMP: transport.icmp,
    Layer.COMPRESSED: compression.compressed,
    Layer.OTHER: transport.other,
    Layer.GRE: tunnels.gre,
    Layer.ETHERIP: tunnels.etherip,
    Layer.TEREDO: tunnels.teredo,
    Layer.VXLAN: tunnels.vxlan,
    Layer.VXLAN_GPE: tunnels.vxlan_gpe,
    Layer.GENEVE: tunnels.geneve,
    Layer.GTP: tunnels.gtp,
    Layer.L2TP: tunnels.l2tp,
}


@dataclass(frozen=True, slots=True)
class FragmentRow:
    """One IP fragment of a chunk. Offsets point into the chunk's buffer."""

    frame: int  # row in Frames
    at: int
    end: int
    lost: int  # bytes of it the capture did not keep
    version: int
    protocol: int
    addresses: tuple[int, int, int, int]  # source high, low, target high, low
    identification: int
    offset: int
    more: bool
    inflated: bytes = b""  # instead of the captured bytes, where they were packed


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a chunk gave: packets, fragments for reassembly, and a reason code for each frame without a packet."""

    packets: Packets
    fragments: tuple[FragmentRow, ...]
    reason: NDArray[np.uint16]  # (frames,) 0 where the frame gave a packet


def decode(frames: Frames) -> Decoded:
    """Decode a chunk. The packets' payload offsets point into `frames.buffer`."""
    lane = read_plain(frames)
    if lane is None:
        headers = _read_layers(frames)
        return Decoded(
            _packets(frames, headers.frame, headers.columns, headers.tunnels), headers.fragments, headers.reason
        )
    plain, columns = lane
    rest = np.flatnonzero(~plain)
    if not len(rest):
        return Decoded(_packets(frames, None, columns, ()), (), np.zeros(len(frames), np.uint16))
    return _united(frames, plain, columns, rest, _read_layers(frames.take(rest)))


@dataclass(frozen=True, slots=True)
class _Headers:
    """What the layers of some frames gave: one row for each that is a packet."""

    frame: NDArray[np.int64]  # (n,) row of the frame, ascending
    columns: dict[str, NDArray[Any]]  # columns of Packets by name, (n,) each
    tunnels: tuple[str, ...]
    fragments: tuple[FragmentRow, ...]
    reason: NDArray[np.uint16]  # (frames,)


def _united(
    frames: Frames, plain: NDArray[np.bool_], columns: dict[str, NDArray[Any]], rest: NDArray[np.int64], read: _Headers
) -> Decoded:
    """The plain frames and the rest, in capture order."""
    reason = np.zeros(len(frames), np.uint16)
    reason[rest] = read.reason
    at = rest[read.frame]
    for name, column in read.columns.items():
        columns[name][at] = column
    is_packet = plain
    is_packet[at] = True
    frame = None if is_packet.all() else np.flatnonzero(is_packet)
    if frame is not None:
        columns = {name: column[frame] for name, column in columns.items()}
    fragments = tuple(replace(one, frame=int(rest[one.frame])) for one in read.fragments)
    return Decoded(_packets(frames, frame, columns, read.tunnels), fragments, reason)


def _packets(
    frames: Frames, frame: NDArray[np.int64] | None, columns: dict[str, NDArray[Any]], tunnels: tuple[str, ...]
) -> Packets:
    """Packets of the frames at these rows; None for every frame."""
    number = (
        np.arange(frames.first_number, frames.first_number + len(frames))
        if frame is None
        else frame + frames.first_number
    )
    return Packets(
        buffer=frames.buffer,
        number=number,
        time_ns=frames.time_ns if frame is None else frames.time_ns[frame],
        frame_bytes=frames.wire if frame is None else frames.wire[frame],
        tunnels=tunnels,
        **columns,
    )


def _read_layers(frames: Frames) -> _Headers:
    work, rows = begin(frames)
    link.link_layers(work, rows, frames.link)
    for _ in range(MOST_ROUNDS):
        if not work.waiting:
            break
        for layer, layer_decoder in DECODERS.items():
            waiting = work.waiting.pop(layer, None)
            if waiting:
                layer_decoder(work, joined(waiting))
    for waiting in work.waiting.values():
        work.give_up(joined(waiting), "too_many_layers")
    return _assembled(work)


def _assembled(work: Work) -> _Headers:
    fragments = _fragment_rows(work)
    if not work.transports:
        return _Headers(np.zeros(0, np.int64), _columns(_no_rows(), _no_headers())[0], (), fragments, work.reason)
    rows = _deepest([np.concatenate(column) for column in zip(*work.transports, strict=True)])
    if work.fragments:
        held = np.concatenate([frame for frame, *_ in work.fragments])
        whole = ~np.isin(rows[0], held)
        rows = [column[whole] for column in rows]
    work.reason[rows[0]] = 0
    columns, tunnels = _columns(rows, work.ips.columns())
    return _Headers(rows[0].astype(np.int64), columns, tunnels, fragments, work.reason)


def _deepest(rows: Columns) -> Columns:
    """One row a frame, in capture order. Deeper layers were emitted later."""
    if (rows[0][1:] > rows[0][:-1]).all():
        return rows
    order = np.argsort(rows[0], kind="stable")
    frame = rows[0][order]
    last = np.append(frame[1:] != frame[:-1], True)
    keep = order[last]
    return [column[keep] for column in rows]


def _no_rows() -> Columns:
    kinds = (np.int32, np.int32, np.uint16, np.uint16, np.int64, np.int64, np.int64, np.uint32, np.uint32, np.uint8)
    return [np.zeros(0, kind) for kind in kinds]


def _no_headers() -> Columns:
    kinds = (np.uint8, np.uint8, np.int32, np.uint64, np.uint64, np.uint64, np.uint64)
    return [np.zeros(0, kind) for kind in kinds]


def _columns(rows: Columns, headers: Columns) -> tuple[dict[str, NDArray[Any]], tuple[str, ...]]:
    """The columns of Packets by name, and the tunnels that `outer` counts."""
    _, ip, source_port, target_port, at, captured, claimed, sequence, acknowledgement, flags = rows
    names = ("version", "protocol", "", "source_high", "source_low", "target_high", "target_low")
    outer, tunnels = _tunnels(headers, np.asarray(headers[2])[ip])
    columns = {name: column[ip] for name, column in zip(names, headers, strict=True) if name}
    columns |= {
        "source_port": source_port,
        "target_port": target_port,
        "payload_at": at,
        "payload_captured": captured,
        "payload_bytes": claimed,
        "sequence": sequence,
        "acknowledgement": acknowledgement,
        "flags": flags,
        "outer": outer,
    }
    return columns, tunnels


def _tunnels(headers: Columns, parent: NDArray[np.int32]) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """The address pair just outside each tunnelled packet, named once per distinct pair."""
    outer = np.full(len(parent), -1, np.int32)
    inside = np.flatnonzero(parent >= 0)
    if not len(inside):
        return outer, ()
    pairs = np.stack([column[parent[inside]] for column in headers[3:]], axis=1).astype(np.uint64)
    distinct, which = np.unique(pairs, axis=0, return_inverse=True)
    outer[inside] = which.reshape(-1)
    names = tuple(f"{text(row[0], row[1])} > {text(row[2], row[3])}" for row in distinct.tolist())
    return outer, names


def _fragment_rows(work: Work) -> tuple[FragmentRow, ...]:
    if not work.fragments:
        return ()
    version, _, _, *addresses = work.ips.columns()
    found: list[FragmentRow] = []
    for frame, at, end, wire_end, ip, identification, offset, more, protocol, inflated in work.fragments:
        four = np.stack([column[ip] for column in addresses], axis=1).tolist()
        columns = (frame, at, np.maximum(end, at), np.maximum(wire_end - np.maximum(end, at), 0), version[ip], protocol)
        rows = zip(
            *(c.tolist() for c in columns),
            map(tuple, four),
            identification.tolist(),
            offset.tolist(),
            more.tolist(),
            inflated or repeat(b"", len(frame)),
            strict=True,
        )
        found += starmap(FragmentRow, rows)
    return tuple(found)


def reason_name(code: int) -> str:
    """The word for a reason code of `Decoded.reason`."""
    return REASONS.names[code]
