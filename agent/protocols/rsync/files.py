"""The files in what a sender sends: sum heads, literal pieces, references to what the receiver has (sender.c, token.c).

The list of files before them depends on dozens of options, so a file is found by its sum head: sixteen zeros
where the receiver has nothing, else sizes that agree with each other, and behind either a length that can be one.
"""

import re
from typing import Final

from agent.contents.format import Inlet
from agent.protocols.reader import Sink
from agent.protocols.rsync.packed import FLUSHED, ZSTD_MAGIC, Window
from agent.protocols.rsync.session import Session
from agent.protocols.told import Told
from policies.expression import expression

MOST_LITERAL: Final = 32 << 10
"""Longest literal piece (CHUNK_SIZE)."""
_HEAD_BYTES: Final = 16
_TOKEN_BYTES: Final = 4
_KEPT_BYTES: Final = 1 + _HEAD_BYTES + _TOKEN_BYTES
# A flag of the highest bit stands before it: that the file is transferred, or what its basis is.
_HEAD: Final = expression(
    rb"(?s)(?<=[\x80-\xff])(?:\0{16}|.{3}\0..[\0-\x02]\0[\x02-\x20]\0\0\0..[\0-\x02]\0)(?=(.{4}))"
)
# Flags of compressed pieces and of references between them (token.c).
_END: Final = 0
_LONG: Final = 0x20
_LONG_RUN: Final = 0x21
_DEFLATED: Final = 0x40
_NEAR: Final = 0x80
_NEAR_RUN: Final = 0xC0
_LEAST_BLOCK: Final = 700
_MOST_BLOCK: Final = 1 << 17


class Files:
    """What one direction sends once messages are taken apart."""

    __slots__ = (
        "_at",
        "_blocks",
        "_direction",
        "_file",
        "_held",
        "_is_deflating",
        "_is_open",
        "_is_packed",
        "_left",
        "_session",
        "_sink",
        "_size",
        "_told",
        "_window",
    )

    def __init__(self, sink: Sink, direction: int, told: Told, session: Session) -> None:
        self._sink = sink
        self._direction = direction
        self._told = told
        self._session = session
        self._is_packed = session.is_packed
        self._window: Window | None = None  # of compressed pieces
        self._is_open = False  # in a file, which is begun with its first piece
        self._is_deflating = False  # pieces were given since the last reference
        self._file: Inlet | None = None
        self._held = b""
        self._left = 0  # of the literal piece
        self._blocks = self._size = 0  # that the receiver has, and their size
        self._at = 0

    def write(self, data: bytes, at: int) -> bool:
        """The next bytes, found at `at` of the stream; False where all behind them cannot be decompressed."""
        self._at = at
        data = self._held + data
        done = 0
        while done < len(data):
            step = (self._packed if self._is_packed else self._tokens) if self._is_open else self._seek
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
        self._end_file(damage)
        if held:
            self._told.tell("rsync.data", held, self._at)

    def _seek(self, data: bytes, at: int) -> int:
        """Give what lies before the next file."""
        for head in _HEAD.finditer(data, at):
            if self._begin(head):
                if head.start() > at:
                    self._told.tell("rsync.data", data[at : head.start()], self._at)
                return head.end()
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
        if self._is_packed:
            fits = head[1][0] in (_END, _LONG, _LONG_RUN) or head[1][0] >= _DEFLATED
        else:
            fits = -count <= token <= MOST_LITERAL
        self._blocks, self._size, self._is_open = count, size, fits
        return fits

    def _tokens(self, data: bytes, at: int) -> int:
        """A literal piece, a reference, or the end of the file."""
        if self._left:
            piece = data[at : at + self._left]
            self._give(piece)
            self._left -= len(piece)
            return at + len(piece)
        if len(data) - at < _TOKEN_BYTES:
            return at
        token = int.from_bytes(data[at : at + _TOKEN_BYTES], "little", signed=True)
        if 0 < token <= MOST_LITERAL:
            self._left = token
        elif token < 0 and -token <= self._blocks:
            self._refer(1)
        else:
            self._end_file("" if token == 0 else "damaged")
        return at + _TOKEN_BYTES

    def _packed(self, data: bytes, at: int) -> int:
        """The same, where pieces are compressed; -1 where they cannot be decompressed."""
        flag = data[at]
        if _DEFLATED <= flag < _NEAR:
            size = 2 + ((flag & 0x3F) << 8 | (data[at + 1] if len(data) > at + 1 else 0))
        else:
            size = {_LONG: 5, _LONG_RUN: 7}.get(flag, 3 if flag >= _NEAR_RUN else 1)
        if len(data) - at < max(size, 2 if _DEFLATED <= flag < _NEAR else 1):
            return at
        if _DEFLATED <= flag < _NEAR:
            return at + size if self._unpack(data[at + 2 : at + size]) else -1
        if flag == _END:
            self._end_file("")
        elif flag in (_LONG, _LONG_RUN) or flag >= _NEAR:
            has_run = flag == _LONG_RUN or flag >= _NEAR_RUN
            self._refer(1 + (int.from_bytes(data[at + size - 2 : at + size], "little") if has_run else 0))
        else:
            self._end_file("damaged")
        return at + size

    def _unpack(self, piece: bytes) -> bool:
        """Give a compressed piece; False where nobody knows how it is compressed."""
        if self._window is None:
            algorithm = "zstd" if piece.startswith(ZSTD_MAGIC) else self._session.algorithm()
            if algorithm not in ("zstd", "zlibx", "zlib"):
                return False
            self._window = Window(algorithm)
        self._is_deflating = self._window.algorithm != "zstd"
        self._give(piece)
        return True

    def _refer(self, blocks: int) -> None:
        """The receiver has the next blocks."""
        self._flush()
        if self._file is not None:
            self._file.gap(self._size * blocks)

    def _give(self, piece: bytes) -> None:
        if self._file is None:
            given = self._window.format() if self._window else None
            self._file = self._sink.begin(self._direction, "rsync.file", given=given)
        self._sink.at(self._at)
        self._file.write((piece,))

    def _flush(self) -> None:
        if self._is_deflating and self._file is not None:
            self._file.write((FLUSHED,))
        self._is_deflating = False

    def _end_file(self, damage: str) -> None:
        self._flush()
        if self._file is not None:
            self._file.end(damage)
        self._file, self._left, self._is_open = None, 0, False
