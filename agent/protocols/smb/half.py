"""One direction of an SMB conversation: frames to messages, messages to commands, commands to stretches of bytes.

Rule 1: no byte is lost. What is no frame, and what lies unread in one, is given raw.
Rule 2: no decision depends on how the bytes were cut into pieces.
"""

from collections.abc import Sequence
from typing import Final

from agent.contents.format import Format, Inlet
from agent.contents.scattered.files import Files
from agent.contents.scattered.names import Names
from agent.contents.sealed import ENCRYPTED as ENCRYPTED_FORMAT
from agent.contents.sealed import Unread
from agent.contents.stretches import Command, Stretch, Stretches
from agent.protocols.reader import Sink
from agent.protocols.smb.smb1 import Smb1
from agent.protocols.smb.smb2 import Smb2
from agent.protocols.smb.start import (
    COMPRESSED,
    ENCRYPTED,
    FRAME_BYTES,
    MAGIC_BYTES,
    SESSION_PACKET_BYTES,
    SESSION_PACKETS,
    SMB1,
    SMB2,
    is_message,
    search,
)
from policies.part import Buffer

BLOCK_BYTES: Final = 16 << 10
"""Bytes that are joined to be read at once."""
HEAD_BYTES: Final = 8 << 10
"""What is gathered of a command before it is read; content behind it passes through."""
SEARCH_BYTES: Final = 24  # the longest beginning of a frame that a search may need

COMPRESSED_FORMAT: Final = Format("compressed", lambda outlet: Unread(outlet, "SMB compression not supported yet"))

_SEALED: Final = {ENCRYPTED: ("smb.encrypted", ENCRYPTED_FORMAT), COMPRESSED: ("smb.compressed", COMPRESSED_FORMAT)}


class Half:
    """The messages of one direction."""

    __slots__ = (
        "_at",
        "_dialects",
        "_direction",
        "_files",
        "_held",
        "_is_lost",
        "_lost_from",
        "_message",
        "_names",
        "_place",
        "_raw",
        "_sealed_parts",
        "_sink",
    )

    def __init__(self, sink: Sink, direction: int, files: Files) -> None:
        self._sink = sink
        self._direction = direction
        self._files = files
        self._names = Names(self._begin_names if sink.wants(direction) else None)
        self._dialects: dict[bytes, Smb1 | Smb2] = {
            SMB1: Smb1(sink, direction, files, self._names),
            SMB2: Smb2(sink, direction, files, self._names),
        }
        self._place = files.places[direction]
        self._held = b""
        self._at = 0  # where in the stream the joined bytes begin
        self._message = Stretches(self._begin_raw if sink.wants(direction) else None)
        self._is_lost = False  # a frame is looked for, `_lost_from` bytes on
        self._lost_from = 0
        self._raw: Inlet | None = None
        self._sealed_parts: dict[bytes, Inlet] = {}  # one of each kind, for all messages

    def feed(self, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next bytes of the direction."""
        number = 0
        while number < len(pieces):
            if self._message and not self._held:
                self._place.move(offset)
                number, size = self._message.through(pieces, number)
                offset += size
            first, size = number, 0
            while number < len(pieces) and size < BLOCK_BYTES:
                size += len(pieces[number])
                number += 1
            self._at = offset - len(self._held)
            data = b"".join((self._held, *pieces[first:number]))
            self._held = data[self._read(data) :]
            offset += size

    def gap(self, offset: int, size: int) -> None:
        """Go on inside a frame by its length; elsewhere look for the next one."""
        self._hurry(offset)
        if (self._message or self._message.left) and self._message.lose(size):
            return
        if self._raw is not None:
            self._raw.gap(size)
        self._is_lost, self._lost_from = True, 0

    def close(self, offset: int) -> None:
        """End what is open."""
        self._hurry(offset)
        self._message.abandon()
        self._end_raw()
        for part in self._sealed_parts.values():
            part.end()
        self._sealed_parts.clear()
        self._names.close()
        self._files.close(self._direction)

    # Steps: (data, where in it) -> bytes taken, -1 for too few

    def _read(self, data: bytes) -> int:
        at, end = 0, len(data)
        while at < end:
            if self._message:
                self._place.move(self._at + at)
                took = self._message.take(memoryview(data)[at:])
            elif self._message.left:
                took = self._command(data, at)
            elif self._is_lost:
                took = self._search(data, at)
            else:
                took = self._frame(data, at)
            if took < 0:
                break
            at += took
        return at

    def _frame(self, data: bytes, at: int) -> int:
        if len(data) - at < FRAME_BYTES:
            return -1
        length = int.from_bytes(data[at + 1 : at + FRAME_BYTES], "big")
        if data[at] in SESSION_PACKETS and length <= SESSION_PACKET_BYTES:
            self._message.skip(length)
            return FRAME_BYTES
        plausible = data[at] == 0 and is_message(data[at : at + SEARCH_BYTES])
        if plausible is None:
            return -1
        if not plausible:
            self._is_lost, self._lost_from = True, 1
            return 0
        self._message.left = length
        for dialect in self._dialects.values():
            dialect.begin()
        self._end_raw()
        return FRAME_BYTES

    def _command(self, data: bytes, at: int) -> int:
        need = min(self._message.left, HEAD_BYTES)
        if len(data) - at < need:
            return -1
        self._begin_command(data[at : at + need], at)
        return 0

    def _search(self, data: bytes, at: int) -> int:
        found, keep = search(data, at + self._lost_from)
        end = found if found >= 0 else keep
        if end > at:
            self._give_raw(data[at:end], self._at + at)
            self._lost_from = 0
        if found >= 0:
            self._end_raw()
            self._is_lost = False
            return end - at
        return end - at if end > at else -1

    # Inside

    def _hurry(self, offset: int) -> None:
        """Wait no longer: read of a command what is there; what begins no frame is raw."""
        while self._held and self._message.left:
            held, self._held = self._held, b""
            self._at = offset - len(held)
            self._begin_command(held, 0)
            self._held = held[self._read(held) :]
        held, self._held = self._held, b""
        self._give_raw(held, offset - len(held))

    def _begin_command(self, head: bytes, at: int) -> None:
        magic = head[: MAGIC_BYTES - FRAME_BYTES]
        dialect = self._dialects.get(magic)
        self._place.move(self._at + at)
        left = self._message.left
        command = dialect.command(head, left) if dialect is not None else self._sealed(magic)
        self._message.lay_out(command, HEAD_BYTES)

    def _sealed(self, magic: bytes) -> Command:
        """A message that cannot be read, counted with its reason; what has no known magic number is raw."""
        left = self._message.left
        if magic not in _SEALED:
            return Command(left, 0)
        path, given = _SEALED[magic]
        part = self._sealed_parts.get(magic)
        if part is None:
            part = self._sealed_parts[magic] = self._sink.begin(self._direction, path, given=given)
        return Command(left, 0, 0, left, Stretch(part))

    def _begin_names(self) -> Inlet:
        return self._sink.begin(self._direction, "smb.names", type=None)

    def _begin_raw(self) -> Inlet:
        return self._sink.begin(self._direction, "raw", type=None, exact=True)

    def _give_raw(self, data: bytes, at: int) -> None:
        if data:
            if self._raw is None:
                self._raw = self._begin_raw()
            self._place.move(at)
            self._raw.write((data,))

    def _end_raw(self) -> None:
        if self._raw is not None:
            self._raw.end()
            self._raw = None
