"""pcapng (draft-ietf-opsawg-pcapng): sections, interfaces, packets and secrets.

Blocks that describe (sections, interfaces, secrets) are read one by one; packets are read as columns; the rest is
skipped.
"""

import struct
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.capture.pcapng_blocks import ENHANCED_PACKET, SECTION, Blocks, byte_order, find_blocks
from agent.capture.pcapng_interfaces import Interfaces, parse_interface
from agent.capture.records import Records, joined
from agent.frames import Damage

INTERFACE: Final = 1
PACKET: Final = 2
SIMPLE_PACKET: Final = 3
SECRETS: Final = 10
DESCRIBING: Final = (SECTION, INTERFACE, SECRETS)
PACKETS: Final = (PACKET, SIMPLE_PACKET, ENHANCED_PACKET)
LEAST_BYTES: Final = {INTERFACE: 20, PACKET: 32, SIMPLE_PACKET: 16, SECRETS: 20, ENHANCED_PACKET: 32}
BODY_AT: Final = 8
PACKET_HEADER: Final = 28
SIMPLE_HEADER: Final = 12
TRAILER: Final = 4
ORDER_BYTES: Final = 12
"""Bytes of a section that must be present before its byte order is known."""
MOST_SECRETS: Final = 16 << 20


class PcapngReader:
    """Packets of one pcapng file, whose sections and interfaces it keeps track of."""

    header_bytes = 0

    def __init__(self, _head: bytes) -> None:
        """Start before the first section."""
        self._order = ""
        self._interfaces = Interfaces()
        self._noted: set[str] = set()
        self._damage: list[Damage] = []
        self.secrets: list[bytes] = []

    def read(self, buffer: NDArray[np.uint8], length: int, offset: int) -> Records:
        """All packets of the whole blocks of the buffer."""
        stretches: list[Records] = []
        at, fault = 0, ""
        while at + ORDER_BYTES <= length and not fault:
            self._order = byte_order(buffer, at, self._order)
            if not self._order:
                fault = "a section has no byte order"
                break
            blocks = find_blocks(buffer, at, length, self._order)
            at, fault = blocks.end, blocks.fault
            if not len(blocks.at):
                break
            stretches.append(self._records(buffer, blocks, offset))
        return self._finish(joined(stretches, at), offset + at, fault)

    def _finish(self, records: Records, at: int, fault: str) -> Records:
        self._interfaces.forget_old_sections()
        records.damage, self._damage = self._damage, []
        if fault:
            records.damage.append(Damage(at, fault))
            records.stopped = True
        return records

    def _records(self, buffer: NDArray[np.uint8], blocks: Blocks, offset: int) -> Records:
        """The packets of a stretch of whole blocks, after what they describe was taken in."""
        kind = blocks.words[:, 0]
        short = np.zeros(len(kind), np.bool_)
        for one, least in LEAST_BYTES.items():
            short |= (kind == one) & (blocks.size < least)
        self._note(blocks.at[short], offset, "a block is too short for its kind")
        for row in np.flatnonzero(_any_of(kind, DESCRIBING) & ~short).tolist():
            at, end = int(blocks.at[row]), int(blocks.at[row] + blocks.size[row])
            body = buffer[at + BODY_AT : end - TRAILER].tobytes()
            self._describe(int(kind[row]), body, offset + at)
        packet = _any_of(kind, PACKETS) & ~short
        return self._packets(blocks.at[packet], blocks.words[packet], offset)

    def _describe(self, kind: int, body: bytes, at: int) -> None:
        if kind == SECTION:
            self._interfaces.begin_section(at)
        elif kind == INTERFACE:
            self._interfaces.add(parse_interface(body, self._order, at))
        else:
            self._keep_secrets(body, at)

    def _keep_secrets(self, body: bytes, at: int) -> None:
        """Decryption Secrets Block: type, length, data."""
        _, size = struct.unpack_from(f"{self._order}2I", body)
        secrets = body[8 : 8 + size]
        if len(secrets) + sum(map(len, self.secrets)) > MOST_SECRETS:
            self._note(np.array([at]), 0, "more secrets than are kept")
        else:
            self.secrets.append(secrets)

    def _packets(self, at: NDArray[np.int64], words: NDArray[np.uint32], offset: int) -> Records:
        """Packet blocks of all three kinds as records."""
        kind, size = words[:, 0], words[:, 1].astype(np.int64)
        simple = kind == SIMPLE_PACKET
        row = self._interfaces.rows_of(at + offset, _interface_numbers(words, self._order))
        self._note(at[row < 0], offset, "a packet's interface is not described")
        ticks = words[:, 3].astype(np.uint64) << np.uint64(32) | words[:, 4]
        ticks[simple] = 0
        wire = np.where(simple, words[:, 2], words[:, 6]).astype(np.int64)
        header = np.where(simple, SIMPLE_HEADER, PACKET_HEADER)
        held = size - header - TRAILER
        captured = np.where(simple, self._simple_captured(row, wire, held), words[:, 5].astype(np.int64))
        self._note(at[captured > held], offset, "a packet claims more bytes than its block holds")
        captured = np.minimum(captured, held)
        time_ns = self._interfaces.time_ns(row, ticks)
        return Records(
            start=at + header,
            captured=captured,
            wire=np.maximum(wire, captured),
            time_ns=np.where(simple, 0, time_ns),
            link=self._interfaces.links(row),
            consumed=0,
        )

    def _simple_captured(
        self, row: NDArray[np.int64], wire: NDArray[np.int64], held: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """What a Simple Packet Block leaves to be worked out: the least of wire and snapshot length and block."""
        snap = self._interfaces.snap_bytes(row)
        return np.minimum(np.where(snap > 0, np.minimum(wire, snap), wire), held)

    def _note(self, at: NDArray[np.int64], offset: int, reason: str) -> None:
        """Record damage that stops nothing, once a reason and capture."""
        if len(at) and reason not in self._noted:
            self._noted.add(reason)
            self._damage.append(Damage(offset + int(at[0]), reason))


def _any_of(kind: NDArray[np.uint32], kinds: tuple[int, ...]) -> NDArray[np.bool_]:
    """(n,) True where the kind is one of a few: `np.isin` would sort."""
    found = np.zeros(len(kind), np.bool_)
    for one in kinds:
        found |= kind == one
    return found


def _interface_numbers(words: NDArray[np.uint32], order: str) -> NDArray[np.int64]:
    """Interface number of each packet: 32 bits, 16 in the obsolete Packet Block, 0 in a simple one."""
    number = words[:, 2].astype(np.int64)
    halves = number & 0xFFFF if order == "<" else number >> 16
    number = np.where(words[:, 0] == PACKET, halves, number)
    return np.where(words[:, 0] == SIMPLE_PACKET, 0, number)
