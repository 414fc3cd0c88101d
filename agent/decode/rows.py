"""Frames on their way through the layers: which bytes each still has to offer, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum, auto
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.frames import Frames

Mask = NDArray[np.bool_]
Column = NDArray[np.int64]


class Layer(IntEnum):
    """What may wait to be decoded, in the order in which one round works through it."""

    NONE = 0
    ETHERNET = auto()
    LLC = auto()
    VLAN = auto()
    BACKBONE = auto()  # provider backbone bridging
    MPLS = auto()
    PPPOE = auto()
    PPP = auto()
    NSH = auto()
    NIBBLE = auto()  # IPv4 or IPv6, told by the version nibble
    IPV4 = auto()
    IPV6 = auto()
    EXTENSION = auto()
    AUTHENTICATION = auto()
    TCP = auto()
    UDP = auto()
    SCTP = auto()
    ICMP = auto()
    COMPRESSED = auto()
    GRE = auto()
    ETHERIP = auto()
    OTHER = auto()  # an IP protocol without ports
    TEREDO = auto()
    VXLAN = auto()
    VXLAN_GPE = auto()
    GENEVE = auto()
    GTP = auto()
    L2TP = auto()


MOST_REASONS = 500

HEAD = 96
"""Bytes of each frame that nearly all headers lie in; at most SLACK."""


class Reasons:
    """Why a frame gave no packet: names to small numbers, shared by all chunks of the process."""

    def __init__(self) -> None:
        self.names = [""]
        self._codes: dict[str, int] = {"": 0}
        self.code("other")

    def code(self, name: str) -> int:
        """The number of a reason."""
        if name not in self._codes:
            if len(self.names) > MOST_REASONS:  # a hostile capture can name 65,536 link types
                return self.code("other")
            self._codes[name] = len(self.names)
            self.names.append(name)
        return self._codes[name]


REASONS = Reasons()


@dataclass(slots=True)
class Rows:
    """Frames waiting at one layer.

    `at` is where its header begins, `end` where the captured bytes end, `wire_end` where the bytes on the wire
    ended; `ip` the enclosing IP header, -1 for none.
    """

    frame: NDArray[np.int32]
    at: Column
    end: Column
    wire_end: Column
    ip: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.frame)

    def where(self, mask: Mask) -> "Rows":
        """The rows for which the mask holds; itself when all do."""
        if mask.all():
            return self
        return Rows(self.frame[mask], self.at[mask], self.end[mask], self.wire_end[mask], self.ip[mask])

    def skip(self, size: int | Column) -> "Rows":
        """The rows behind `size` bytes of header."""
        return Rows(self.frame, self.at + size, self.end, self.wire_end, self.ip)

    def room(self, size: int) -> Mask:
        """(n,) where `size` bytes of header were captured."""
        enough: Mask = self.at + size <= self.end
        return enough


def joined(waiting: Sequence[Rows]) -> Rows:
    """Several sets of rows as one."""
    if len(waiting) == 1:
        return waiting[0]
    columns = ([getattr(rows, name) for rows in waiting] for name in Rows.__slots__)
    return Rows(*(np.concatenate(column) for column in columns))


@dataclass(slots=True)
class IpHeaders:
    """Every IP header met in a chunk, as blocks that `Rows.ip` counts through."""

    blocks: list[tuple[NDArray[Any], ...]] = field(default_factory=list)
    size: int = 0

    def add(
        self, version: int, addresses: Sequence[NDArray[np.uint64]], protocol: NDArray[np.uint8], rows: Rows
    ) -> Rows:
        """Keep the headers of `rows` and return the rows with `ip` set to them."""
        n = len(rows)
        self.blocks.append((np.full(n, version, np.uint8), protocol, rows.ip, *addresses))
        first = self.size
        self.size += n
        return Rows(rows.frame, rows.at, rows.end, rows.wire_end, np.arange(first, first + n, dtype=np.int32))

    def columns(self) -> list[NDArray[Any]]:
        """version, protocol, parent, source high and low, target high and low."""
        if len(self.blocks) == 1:
            return list(self.blocks[0])
        return [np.concatenate(column) for column in zip(*self.blocks, strict=True)]


@dataclass(slots=True)
class Work:
    """One chunk being decoded."""

    buffer: NDArray[np.uint8]
    start: NDArray[np.int64]  # (frames,) offset of each frame
    head: NDArray[np.uint8]  # the first HEAD bytes of every frame, one after the other, and HEAD more
    reason: NDArray[np.uint16]  # (frames,) code of the last reason to give up, 0 for none
    waiting: dict[Layer, list[Rows]] = field(default_factory=dict)
    ips: IpHeaders = field(default_factory=IpHeaders)
    transports: list[tuple[NDArray[Any], ...]] = field(default_factory=list)
    fragments: list[tuple[Any, ...]] = field(default_factory=list)

    def send(self, layer: Layer, rows: Rows) -> None:
        """Let rows wait at a layer."""
        if len(rows):
            self.waiting.setdefault(layer, []).append(rows)

    def dispatch(self, layers: NDArray[np.uint8], rows: Rows) -> None:
        """Send each row to its own layer; rows at NONE stay where they are."""
        for layer in np.flatnonzero(np.bincount(layers, minlength=1)):
            if layer != Layer.NONE:
                self.send(Layer(int(layer)), rows.where(layers == layer))

    def give_up(self, rows: Rows, reason: str) -> None:
        """Say why these frames are not read deeper."""
        if len(rows):
            self.reason[rows.frame] = REASONS.code(reason)

    def whole(self, rows: Rows, size: int, reason: str) -> Rows:
        """The rows with `size` bytes of header; the others are given up as truncated."""
        enough = rows.room(size)
        if enough.all():
            return rows
        self.give_up(rows.where(~enough), reason)
        return rows.where(enough)

    def headers(self, rows: Rows, layout: np.dtype[np.void]) -> NDArray[np.void]:
        """Gather one header a row. The rows must have room for it (see `whole`)."""
        inside = rows.at - self.start[rows.frame]
        if not len(rows) or int(inside.max()) + layout.itemsize <= HEAD:
            return _gathered(self.head, inside + rows.frame * np.int64(HEAD), layout.itemsize).view(layout)
        return _gathered(self.buffer, rows.at, layout.itemsize).view(layout)

    def byte(self, rows: Rows, offset: int) -> NDArray[np.uint8]:
        """One byte a row, `offset` behind the header's first."""
        return self.buffer[rows.at + offset]

    def emit(
        self,
        rows: Rows,
        ports: tuple[NDArray[np.uint16], NDArray[np.uint16]] | None,
        sequence: tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint8]] | None = None,
    ) -> None:
        """Rows that are packets, payload from `at` to `end`; one emitted later for the same frame is the deeper one."""
        n = len(rows)
        if ports is None:
            ports = (np.zeros(n, np.uint16), np.zeros(n, np.uint16))
        if sequence is None:
            sequence = (np.zeros(n, np.uint32), np.zeros(n, np.uint32), np.zeros(n, np.uint8))
        captured = np.maximum(rows.end - rows.at, 0)
        claimed = np.maximum(rows.wire_end - rows.at, captured)
        self.transports.append((rows.frame, rows.ip, *ports, rows.at, captured, claimed, *sequence))


def _gathered(data: NDArray[np.uint8], at: Column, size: int) -> NDArray[Any]:
    """`size` bytes from each offset. Fancy-indexing a stride-1 void view copies just these, some 5 ns a row."""
    window = np.ndarray((len(data) - size + 1,), dtype=f"V{size}", buffer=data, strides=(1,))
    return np.asarray(window[at])


def begin(frames: Frames) -> tuple[Work, Rows]:
    """The whole chunk as rows at its link layer.

    The heads are gathered once: what is far apart in memory is fetched then, and every later look is near.
    """
    n = len(frames)
    rows = Rows(
        np.arange(n, dtype=np.int32),
        frames.start,
        frames.start + frames.captured,
        frames.start + frames.wire,
        np.full(n, -1, np.int32),
    )
    # One row more than there are frames, so that the last frame's headers may be gathered whole too.
    head = _gathered(frames.buffer, np.append(frames.start, 0), HEAD).view(np.uint8)
    return Work(frames.buffer, frames.start, head, np.zeros(n, np.uint16)), rows
