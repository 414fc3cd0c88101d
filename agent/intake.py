"""From frames to packets, fragments made whole, with exactly one counter for every frame."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from agent.decode.decoder import FragmentRow, decode, reason_name
from agent.fragments import Fragments
from agent.frames import Frames
from agent.packets import Packets

WAITING = "fragment_incomplete"
MOST_NESTED = 4
"""Datagrams whose reassembled payload is fragments again are followed this deep."""


class Intake:
    """Decodes the chunks of one capture; `decoded` and `unread` add up to `frames`."""

    def __init__(self) -> None:
        self.frames = 0
        self.decoded = 0
        self.unread: Counter[str] = Counter()
        self._fragments = Fragments()

    @property
    def counters(self) -> Counter[str]:
        """What became of fragments."""
        return self._fragments.counters

    def packets(self, frames: Frames) -> Iterator[Packets]:
        """The packets of a chunk, then those its fragments complete."""
        self.frames += len(frames)
        found = decode(frames)
        self._count(found.reason, np.ones(len(frames), np.int64))
        yield found.packets
        if found.fragments:
            yield from self._completed(found.fragments, frames, MOST_NESTED)

    def _completed(self, rows: tuple[FragmentRow, ...], frames: Frames, depth: int) -> Iterator[Packets]:
        whole = self._fragments.reassemble(rows, frames)
        if whole is None or not depth:
            return
        found = decode(whole.frames)
        members = np.array([len(used) for used in whole.members], np.int64)
        self.unread[WAITING] -= int(members.sum())
        self._count(found.reason, members)
        row = found.packets.number  # the datagrams are numbered from 0
        last = np.array([used[-1] for used in whole.members], np.int64)
        yield replace(found.packets, number=last[row], frame_bytes=whole.wire[row])
        if found.fragments:
            yield from self._completed(found.fragments, whole.frames, depth - 1)

    def _count(
        self,
        reason: np.ndarray[tuple[int, ...], np.dtype[np.uint16]],
        frames: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    ) -> None:
        """Add frames by what became of them; reason 0 is a packet."""
        counts = np.bincount(reason, frames).astype(np.int64)
        self.decoded += int(counts[0]) if len(counts) else 0
        for code in np.flatnonzero(counts[1:]) + 1:
            self.unread[reason_name(int(code))] += int(counts[code])
