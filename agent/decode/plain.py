"""The plain lane: Ethernet, one VLAN tag or none, an IP header without options, TCP or UDP, all in one pass.

Rule 1: a row is plain only where `agent.decode.decoder` would read the same from it layer by layer: a header that is
cut, odd, fragmented or may enclose another packet is left to the layers.
Rule 2: every frame of a chunk gets a row; what stands in the rows that are not plain means nothing.
"""

import sys
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from agent.decode.transport import TUNNEL_PORTS
from agent.frames import Frames
from agent.packets import MAPPED, TCP, UDP

ETHERNET_LINK: Final = 1
ETHERNET_BYTES, VLAN_BYTES, IPV4_BYTES, IPV6_BYTES, TCP_BYTES, UDP_BYTES = 14, 4, 20, 40, 20, 8
WORTH: Final = 0.5
"""The share of plain frames from which the lane pays: the others are looked at twice."""

PORTION: Final = 8192
"""Frames read at a time: what is made of them on the way stays in the processor's cache."""

BEFORE: Final = 2
"""Bytes gathered before the frame, so that every field lies where the processor likes it."""

Mask = NDArray[np.bool_]
Columns = dict[str, NDArray[Any]]


KINDS: Final[dict[str, type[np.generic]]] = {
    "version": np.uint8,
    "protocol": np.uint8,
    "source_high": np.uint64,
    "source_low": np.uint64,
    "target_high": np.uint64,
    "target_low": np.uint64,
    "source_port": np.uint16,
    "target_port": np.uint16,
    "payload_at": np.int64,
    "payload_captured": np.int64,
    "payload_bytes": np.int64,
    "sequence": np.uint32,
    "acknowledgement": np.uint32,
    "flags": np.uint8,
    "outer": np.int32,
}
"""The columns of `Packets` that headers give."""


def _wire(value: int) -> np.uint16:
    """A 16-bit number as it looks when its bytes are read without turning them."""
    return np.uint16(int.from_bytes(value.to_bytes(2, "big"), sys.byteorder))


IPV4_TYPE, IPV6_TYPE = _wire(0x0800), _wire(0x86DD)
VLAN_TYPES: Final = (_wire(0x8100), _wire(0x88A8))
FRAGMENT: Final = _wire(0x3FFF)  # more fragments, or an offset
ENCLOSES: Final = np.zeros(65536, np.bool_)
"""[port, its bytes not turned]: whether an IP packet may travel behind it in UDP."""
for _port in TUNNEL_PORTS:
    ENCLOSES[_wire(_port)] = True


def _layout(network: dict[str, tuple[str, int]], transport: int, size: int) -> np.dtype[np.void]:
    """Ethernet, IP and TCP or UDP headers in network order, from `BEFORE` on (RFC 9293 3.1, RFC 768)."""
    fields = {
        "type": ("u2", BEFORE + 12),
        **network,
        "source_port": ("u2", transport),
        "target_port": ("u2", transport + 2),
        "sequence": ("u4", transport + 4),
        "udp_length": ("u2", transport + 4),
        "acknowledgement": ("u4", transport + 8),
        "offset": ("u1", transport + 12),
        "flags": ("u1", transport + 13),
    }
    formats, offsets = zip(*fields.values(), strict=True)
    return np.dtype({"names": list(fields), "formats": formats, "offsets": offsets, "itemsize": size})


FOUR: Final = _layout(
    {
        "version_ihl": ("u1", 16),
        "length": ("u2", 18),
        "fragment": ("u2", 22),
        "protocol": ("u1", 25),
        "source": ("u4", 28),
        "target": ("u4", 32),
    },
    36,
    64,
)
"""With IPv4 (RFC 791 3.1)."""

SIX: Final = _layout(
    {
        "version_class": ("u1", 16),
        "length": ("u2", 20),
        "protocol": ("u1", 22),
        "source_high": ("u8", 24),
        "source_low": ("u8", 32),
        "target_high": ("u8", 40),
        "target_low": ("u8", 48),
    },
    56,
    72,
)
"""With IPv6 (RFC 8200 3)."""


@dataclass(slots=True)
class _Rows:
    """Frames from the Ethernet header on that stands before the network header, a tag being skipped."""

    buffer: NDArray[np.uint8]
    start: NDArray[np.int64]
    captured: NDArray[np.int64]
    wire: NDArray[np.int64]

    def take(self, rows: NDArray[np.int64]) -> "_Rows":
        return _Rows(self.buffer, self.start[rows], self.captured[rows], self.wire[rows])

    def headers(self, layout: np.dtype[np.void]) -> NDArray[np.void]:
        size = layout.itemsize
        # Fancy-indexing a stride-1 void view of the buffer copies just these bytes.
        window: NDArray[Any] = np.ndarray((len(self.buffer) - size + 1,), f"V{size}", self.buffer, strides=(1,))
        return window[self.start - BEFORE].view(layout)


def read_plain(frames: Frames) -> tuple[Mask, Columns] | None:
    """Read a chunk as if every frame were plain.

    Returns:
        (n,) which frames are, and the columns of `Packets` that headers give, by name; None where too few are plain.
    """
    if not len(frames) or frames.start[0] < BEFORE or not (frames.link == ETHERNET_LINK).all():
        return None
    plain = np.empty(len(frames), np.bool_)
    columns = {name: np.empty(len(frames), kind) for name, kind in KINDS.items()}
    for at in range(0, len(frames), PORTION):
        some = slice(at, at + PORTION)
        plain[some] = _read_some(frames.take(some), {name: column[some] for name, column in columns.items()})
    return (plain, columns) if np.count_nonzero(plain) >= WORTH * len(frames) else None


def _read_some(frames: Frames, columns: Columns) -> Mask:
    rows = _behind_tag(frames)
    header = rows.headers(FOUR)
    plain: Mask = header["type"] == IPV4_TYPE
    plain &= header["version_ihl"] == 0x45
    plain &= header["fragment"] & FRAGMENT == 0
    _put_transport(rows, header, IPV4_BYTES, plain, columns)
    mapped = np.uint64(MAPPED)
    columns["version"][:] = 4
    columns["source_high"][:] = columns["target_high"][:] = 0
    columns["source_low"][:] = header["source"].byteswap() | mapped
    columns["target_low"][:] = header["target"].byteswap() | mapped
    columns["outer"][:] = -1
    six = np.flatnonzero(header["type"] == IPV6_TYPE)
    if len(six):
        plain[six] = _read_six(rows.take(six), six, columns)
    return plain


def _behind_tag(frames: Frames) -> _Rows:
    types: NDArray[np.uint16] = np.ndarray((len(frames.buffer) - 1,), np.uint16, frames.buffer, strides=(1,))
    first = types[frames.start + (ETHERNET_BYTES - 2)]
    tagged = (first == VLAN_TYPES[0]) | (first == VLAN_TYPES[1])
    if not tagged.any():
        return _Rows(frames.buffer, frames.start, frames.captured, frames.wire)
    shift = tagged * np.int64(VLAN_BYTES)
    return _Rows(frames.buffer, frames.start + shift, frames.captured - shift, frames.wire - shift)


def _read_six(rows: _Rows, at: NDArray[np.int64], columns: Columns) -> Mask:
    """The rows at `at` are IPv6: put what they say where the lane for IPv4 put nonsense."""
    header = rows.headers(SIX)
    plain: Mask = header["version_class"] >> 4 == 6
    found = {name: np.empty(len(at), kind) for name, kind in KINDS.items()}
    _put_transport(rows, header, IPV6_BYTES, plain, found)
    found["version"][:] = 6
    found["outer"][:] = -1
    for name in ("source_high", "source_low", "target_high", "target_low"):
        found[name] = header[name].byteswap()
    for name, column in found.items():
        columns[name][at] = column
    return plain


def _put_transport(rows: _Rows, header: NDArray[np.void], ip_bytes: int, plain: Mask, columns: Columns) -> None:
    """Fill the transport columns as if all rows were TCP, then those that are UDP, and unmark what is not plain.

    Args:
        rows: the frames, from the Ethernet header before their network header on.
        header: (n,) their headers.
        ip_bytes: size of the IP header.
        plain: (n,) where the network header is plain; is made narrower.
        columns: (n,) each, to be filled.
    """
    protocol = header["protocol"]
    before = ETHERNET_BYTES + ip_bytes
    inside = header["length"].byteswap().astype(np.int64)
    if ip_bytes == IPV4_BYTES:
        inside -= IPV4_BYTES  # IPv6 counts only what follows its header
    udp = np.flatnonzero((protocol == UDP) & plain)
    fits = protocol == TCP
    fits &= header["offset"] >= 0x50
    fits &= inside >= TCP_BYTES
    fits &= rows.captured >= TCP_BYTES + before
    at = ((header["offset"] & 0xF0) >> 2) + np.int64(before)
    columns["protocol"][:] = protocol
    for name in ("source_port", "target_port", "sequence", "acknowledgement", "flags"):
        columns[name][:] = header[name].byteswap()
    _put_payload(rows, at, inside + before, columns, slice(None))
    if len(udp):
        fits[udp] = _put_udp(rows.take(udp), header[udp], inside[udp], before, columns, udp)
    plain &= fits


def _put_udp(
    rows: _Rows,
    header: NDArray[np.void],
    inside: NDArray[np.int64],
    before: int,
    columns: Columns,
    at: NDArray[np.int64],
) -> Mask:
    """The rows at `at` are UDP: their own payload, no sequence; returns which are whole and enclose nothing."""
    claimed = header["udp_length"].byteswap().astype(np.int64)
    room = np.minimum(inside, np.where(claimed < UDP_BYTES, inside, claimed)) + before
    _put_payload(rows, np.full(len(at), before + UDP_BYTES, np.int64), room, columns, at)
    for name in ("sequence", "acknowledgement", "flags"):
        columns[name][at] = 0
    fits = (inside >= UDP_BYTES) & (rows.captured >= UDP_BYTES + before)
    fits &= ~(ENCLOSES[header["source_port"]] | ENCLOSES[header["target_port"]])
    return fits


def _put_payload(
    rows: _Rows, skip: NDArray[np.int64], room: NDArray[np.int64], columns: Columns, at: NDArray[np.int64] | slice
) -> None:
    """Payload from `skip` bytes behind the frame's first byte to `room` bytes behind it."""
    captured = np.maximum(np.minimum(rows.captured, room) - skip, 0)
    columns["payload_at"][at] = rows.start + skip
    columns["payload_captured"][at] = captured
    columns["payload_bytes"][at] = np.maximum(np.minimum(rows.wire, room) - skip, captured)
