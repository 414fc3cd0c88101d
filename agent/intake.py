"""From frames to packets, fragments made whole, with exactly one counter for every frame."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from agent.decode.decoder import FragmentRow, decode, reason_name
from agent.fragments import Carriers, Fragments
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
            yield from self._completed(found.fragments, frames, Carriers.of(frames), MOST_NESTED)

    def _completed(
        self, rows: tuple[FragmentRow, ...], frames: Frames, carriers: Carriers, depth: int
    ) -> Iterator[Packets]:
        whole = self._fragments.reassemble(rows, frames, carriers) if depth else None
        if whole is None:
            return
        found = decode(whole.frames)
        self.unread[WAITING] -= int(whole.carriers.count.sum())
        self._count(found.reason, whole.carriers.count)
        row = found.packets.number  # the datagrams are numbered from 0
        yield replace(found.packets, number=whole.carriers.number[row], frame_bytes=whole.carriers.wire[row])
        if found.fragments:
            yield from self._completed(found.fragments, whole.frames, whole.carriers, depth - 1)

    def _count(self, reason: NDArray[np.uint16], frames: NDArray[np.int64]) -> None:
        """Add frames by what became of them; reason 0 is a packet."""
        counts = np.bincount(reason, frames).astype(np.int64)
        self.decoded += int(counts[0]) if len(counts) else 0
        for code in np.flatnonzero(counts[1:]) + 1:
            self.unread[reason_name(int(code))] += int(counts[code])
