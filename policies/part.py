"""A part: one decoded piece of a stream, as protocols and contents give it and detectors read it."""

from collections.abc import Sequence
from dataclasses import dataclass

Buffer = bytes | memoryview

TAIL = 512
"""Bytes at the end of an unfinished run that the next run of the same part repeats as its `seen` bytes."""

HOLD = 160
"""A claim that ends within HOLD bytes of the end of an unfinished run is left to the next run, which sees what
follows it. So a run answers for the claims that end behind `seen - HOLD` and, unless it is the last, at
most HOLD before its end."""


@dataclass(slots=True)
class Part:
    """A run of bytes of one part. A long part arrives as several runs with the same `id`.

    `pieces` are the bytes of this run in order; a value may lie across two pieces. `offset` is where
    the run begins within the part. The first `seen` bytes repeat the end of the run before (so that a
    value split between two runs is found once). `last` is False while more of the part may follow.
    """

    owner: int  # the transfer (the caller's number) the part belongs to
    id: int  # unique within the owner
    path: str  # "http.request.body > gzip > json"
    pieces: Sequence[Buffer]
    offset: int = 0
    seen: int = 0
    last: bool = True
    inspect: bool = True  # False: listed only, a deeper part carries the same content
    separate: bool = False  # True: pieces are separate messages (datagrams), no value crosses them
    name: str = ""  # file name, where the protocol gave one
    type: str = ""  # media type, where the protocol gave one
    stream_offset: int = 0  # where in the stream the run's first new byte came from
    exact: bool = False  # True: the run is the stream's own bytes, offsets map one to one
    damage: str = ""  # why the part is incomplete, "" when whole

    @property
    def size(self) -> int:
        """Bytes in this run, the repeated ones included."""
        return sum(map(len, self.pieces))


def tail_of(run: Sequence[Buffer]) -> bytes:
    """A copy of the last TAIL bytes."""
    tail = bytes(run[-1][-TAIL:])
    for piece in reversed(run[:-1]):
        if len(tail) >= TAIL:
            break
        tail = bytes(piece[len(tail) - TAIL :]) + tail
    return tail
