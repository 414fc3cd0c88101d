"""The files in what a sender sends: sum heads, literal pieces, references to what the receiver has (sender.c, token.c).

The list of files before them depends on dozens of options, so a file is found by its sum head: sixteen zeros
where the receiver has nothing, else sizes that agree with each other, and behind either a length that can be one.
"""

import re
from typing import Final

from agent.contents.format import Inlet
from agent.protocols.reader import Sink
from agent.protocols.told import Told

MOST_LITERAL: Final = 32 << 10
"""Longest literal piece (CHUNK_SIZE)."""
_HEAD_BYTES: Final = 16
_TOKEN_BYTES: Final = 4
_KEPT_BYTES: Final = _HEAD_BYTES + _TOKEN_BYTES
# A flag of the highest bit stands before it: that the file is transferred, or what its basis is.
_HEAD: Final = re.compile(
    rb"(?s)(?<=[\x80-\xff])(?:\0{16}|.{3}\0..[\0-\x02]\0[\x02-\x20]\0\0\0..[\0-\x02]\0)(?=(.{4}))"
)
_LEAST_BLOCK: Final = 700
_MOST_BLOCK: Final = 1 << 17


class Files:
    """What one direction sends once messages are taken apart; `is_packed`: the pieces of files are compressed."""

    __slots__ = ("_at", "_blocks", "_direction", "_file", "_held", "_is_packed", "_left", "_sink", "_size", "_told")

    def __init__(self, sink: Sink, direction: int, told: Told, *, is_packed: bool) -> None:
        self._sink = sink
        self._direction = direction
        self._told = told
        self._is_packed = is_packed
        self._file: Inlet | None = None
        self._held = b""
        self._left = 0  # of the literal piece
        self._blocks = self._size = 0  # that the receiver has, and their size
        self._at = 0

    def write(self, data: bytes, at: int) -> bool:
        """The next bytes, found at `at` of the stream; False where all behind them is compressed."""
        self._at = at
        data = self._held + data
        done = 0
        while done < len(data):
            step = self._tokens if self._file is not None else self._seek
            end = step(data, done)
            if end < 0:
                self._held = b""
                return False
            if end == done:
                break
            done = end
        self._held = data[done:]
        return True

    def end(self, damage: str = "ended early") -> None:
        """No more bytes follow these."""
        held, self._held = self._held, b""
        if self._file is not None:
            self._end_file(damage)
        if held:
            self._told.tell("rsync.data", held, self._at)

    def _seek(self, data: bytes, at: int) -> int:
        """Give what lies before the next file."""
        for head in _HEAD.finditer(data, at):
            if self._begin(head):
                if head.start() > at:
                    self._told.tell("rsync.data", data[at : head.start()], self._at)
                return -1 if self._is_packed else head.end()
        keep = max(at, len(data) - _KEPT_BYTES)
        if keep > at:
            self._told.tell("rsync.data", data[at:keep], self._at)
        return keep

    def _begin(self, head: re.Match[bytes]) -> bool:
        """Begin a file where its sum head and what follows agree."""
        count, size, _, rest = (int.from_bytes(head[0][at : at + 4], "little") for at in range(0, _HEAD_BYTES, 4))
        token = int.from_bytes(head[1], "little", signed=True)
        is_new = not any(head[0])
        if not is_new and not (_LEAST_BLOCK <= size <= _MOST_BLOCK and rest < size and count):
            return False
        if not self._is_packed and not -count <= token <= MOST_LITERAL:
            return False
        self._blocks, self._size = count, size
        if not self._is_packed:
            self._file = self._sink.begin(self._direction, "rsync.file")
        return True

    def _tokens(self, data: bytes, at: int) -> int:
        """A literal piece, a reference, or the end of the file."""
        if self._left:
            piece = data[at : at + self._left]
            if self._file is not None:
                self._sink.at(self._at)
                self._file.write((piece,))
            self._left -= len(piece)
            return at + len(piece)
        if len(data) - at < _TOKEN_BYTES:
            return at
        token = int.from_bytes(data[at : at + _TOKEN_BYTES], "little", signed=True)
        if 0 < token <= MOST_LITERAL:
            self._left = token
        elif token < 0 and -token <= self._blocks:
            if self._file is not None:
                self._file.gap(self._size)
        else:
            self._end_file("" if token == 0 else "damaged")
        return at + _TOKEN_BYTES

    def _end_file(self, damage: str) -> None:
        if self._file is not None:
            self._file.end(damage)
        self._file, self._left = None, 0
