"""One direction of an SMB conversation: frames to messages, messages to commands, commands to stretches of bytes.

Rule 1: no byte is lost. What is no frame, and what lies unread in one, is given raw.
Rule 2: no decision depends on how the bytes were cut into pieces.
"""

from collections.abc import Callable, Sequence
from typing import Final

from agent.contents.format import Format, Inlet
from agent.contents.sealed import ENCRYPTED as ENCRYPTED_FORMAT
from agent.contents.sealed import Unread
from agent.protocols.reader import Sink
from agent.protocols.smb.command import Command, Stretch, Target
from agent.protocols.smb.files import Files
from agent.protocols.smb.names import Names
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
    recognise,
    search,
)
from policies.part import Buffer

BLOCK_BYTES: Final = 256 << 10
"""Bytes that are joined to be read at once."""
HEAD_BYTES: Final = 8 << 10
"""What is gathered of a command before it is read; content behind it passes through."""
PADDING_BYTES: Final = 8
"""So many unread bytes between and behind fields are alignment."""
SEARCH_BYTES: Final = 24  # the longest beginning of a frame that a search may need

COMPRESSED_FORMAT: Final = Format("compressed", lambda outlet: Unread(outlet, "SMB compression not supported yet"))

_SEALED: Final = {ENCRYPTED: ("smb.encrypted", ENCRYPTED_FORMAT), COMPRESSED: ("smb.compressed", COMPRESSED_FORMAT)}

_IN_FRAME: Final = 0
_IN_COMMAND: Final = 1
_IN_STRETCH: Final = 2
_LOST: Final = 3


class Half:
    """The messages of one direction."""

    __slots__ = (
        "_at",
        "_dialects",
        "_direction",
        "_files",
        "_held",
        "_left",
        "_lost_from",
        "_names",
        "_raw",
        "_sealed_parts",
        "_sink",
        "_state",
        "_stretches",
    )

    def __init__(self, sink: Sink, direction: int, files: Files) -> None:
        self._sink = sink
        self._direction = direction
        self._files = files
        self._names = Names(sink, direction)
        self._dialects: dict[bytes, Smb1 | Smb2] = {
            SMB1: Smb1(sink, direction, files, self._names),
            SMB2: Smb2(sink, direction, files, self._names),
        }
        self._held = b""
        self._at = 0  # where in the stream the joined bytes begin
        self._state = _IN_FRAME
        self._left = 0  # bytes of the frame to come, behind the stretches
        self._stretches: list[tuple[int, Target | None]] = []
        self._raw: Inlet | None = None
        self._sealed_parts: dict[bytes, Inlet] = {}  # one of each kind, for all messages
        self._lost_from = 0

    def feed(self, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next bytes of the direction."""
        number = 0
        while number < len(pieces):
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
        if self._state == _IN_COMMAND:
            self._stretches, self._left, self._state = [self._unread(self._left)], 0, _IN_STRETCH
        if self._state == _IN_STRETCH and size <= sum(length for length, _ in self._stretches) + self._left:
            self._lose_within(size)
            return
        self._abandon()
        if self._raw is not None:
            self._raw.gap(size)
        self._state, self._lost_from = _LOST, 0

    def close(self, offset: int) -> None:
        """End what is open."""
        self._hurry(offset)
        self._abandon()
        self._end_raw()
        self._state = _IN_FRAME
        for part in self._sealed_parts.values():
            part.end()
        self._sealed_parts.clear()
        self._names.close()
        self._files.close(self._direction)

    # Steps: (data, where in it) -> bytes taken, -1 for too few

    def _read(self, data: bytes) -> int:
        at, end = 0, len(data)
        while at < end:
            took = _STEPS[self._state](self, data, at)
            if took < 0:
                break
            at += took
        return at

    def _frame(self, data: bytes, at: int) -> int:
        if len(data) - at < FRAME_BYTES:
            return -1
        length = int.from_bytes(data[at + 1 : at + FRAME_BYTES], "big")
        if data[at] in SESSION_PACKETS and length <= SESSION_PACKET_BYTES:
            self._stretches = [(length, None)]
            self._left, self._state = 0, _IN_STRETCH
            return FRAME_BYTES
        plausible = data[at] == 0 and recognise(data[at : at + SEARCH_BYTES])
        if plausible is None:
            return -1
        if not plausible:
            self._state, self._lost_from = _LOST, 1
            return 0
        self._left, self._state = length, _IN_COMMAND
        for dialect in self._dialects.values():
            dialect.begin()
        self._end_raw()
        return FRAME_BYTES

    def _command(self, data: bytes, at: int) -> int:
        need = min(self._left, HEAD_BYTES)
        if len(data) - at < need:
            return -1
        self._begin_command(data[at : at + need], at)
        return 0

    def _begin_command(self, head: bytes, at: int) -> None:
        magic = head[: MAGIC_BYTES - FRAME_BYTES]
        dialect = self._dialects.get(magic)
        self._sink.at(self._at + at)
        self._lay_out(dialect.command(head, self._left) if dialect is not None else self._sealed(magic))

    def _stretch(self, data: bytes, at: int) -> int:
        length, target = self._stretches[0]
        size = min(length, len(data) - at)
        if target is not None and size:
            self._sink.at(self._at + at)
            target.write((memoryview(data)[at : at + size],))
        self._advance(size)
        return size

    def _search(self, data: bytes, at: int) -> int:
        found, keep = search(data, at + self._lost_from)
        end = found if found >= 0 else keep
        if end > at:
            self._give_raw(data[at:end], self._at + at)
            self._lost_from = 0
        if found >= 0:
            self._end_raw()
            self._state = _IN_FRAME
            return end - at
        return end - at if end > at else -1

    # Inside

    def _hurry(self, offset: int) -> None:
        """Wait no longer: read of a command what is there; what begins no frame is raw."""
        while self._held and self._state == _IN_COMMAND:
            held, self._held = self._held, b""
            self._at = offset - len(held)
            self._begin_command(held, 0)
            self._held = held[self._read(held) :]
        held, self._held = self._held, b""
        self._give_raw(held, offset - len(held))

    def _sealed(self, magic: bytes) -> Command:
        """A message that cannot be read, counted with its reason; what has no known magic number is raw."""
        if magic not in _SEALED:
            return Command(self._left, 0)
        path, given = _SEALED[magic]
        part = self._sealed_parts.get(magic)
        if part is None:
            part = self._sealed_parts[magic] = self._sink.begin(self._direction, path, given=given)
        return Command(self._left, 0, 0, self._left, Stretch(part))

    def _lay_out(self, command: Command) -> None:
        """The stretches of a command: what is understood, and what is content, and what is neither."""
        size = max(1, min(command.size, self._left))
        start = min(command.start, size) if command.length else size
        content = min(command.length, size - start)
        read = min(command.read, start, HEAD_BYTES)
        behind = size - start - content
        self._stretches = [(read, None), self._unread(start - read), (content, command.target), self._unread(behind)]
        self._left -= size
        self._state = _IN_STRETCH
        self._advance(0)

    def _unread(self, size: int) -> tuple[int, Target | None]:
        if size <= PADDING_BYTES or not self._sink.wants(self._direction):
            return size, None
        return size, _Late(self)

    def raw(self) -> Inlet:
        """Begin a part for bytes that are not understood."""
        return self._sink.begin(self._direction, "raw", type=None, exact=True)

    def _advance(self, size: int) -> None:
        """`size` bytes of the stretch are behind us; so are all stretches without bytes."""
        while self._stretches:
            length, target = self._stretches[0]
            if size < length:
                self._stretches[0] = (length - size, target)
                return
            del self._stretches[0]
            size = 0
            if target is not None:
                target.done()
        self._state = _IN_COMMAND if self._left else _IN_FRAME

    def _lose_within(self, size: int) -> None:
        """Bytes were lost that all lie within the frame."""
        while size:
            if not self._stretches:
                self._stretches, self._left, self._state = [self._unread(self._left)], 0, _IN_STRETCH
            length, target = self._stretches[0]
            lost = min(size, length)
            if target is not None:
                target.gap(lost)
            size -= lost
            self._advance(lost)

    def _abandon(self) -> None:
        for _, target in self._stretches:
            if target is not None:
                target.done()
        self._stretches, self._left = [], 0

    def _give_raw(self, data: bytes, at: int) -> None:
        if data:
            if self._raw is None:
                self._raw = self.raw()
            self._sink.at(at)
            self._raw.write((data,))

    def _end_raw(self) -> None:
        if self._raw is not None:
            self._raw.end()
            self._raw = None


class _Late:
    """A raw part that begins with its first byte."""

    __slots__ = ("_half", "_inlet")

    def __init__(self, half: Half) -> None:
        self._half = half
        self._inlet: Inlet | None = None

    def write(self, pieces: Sequence[Buffer]) -> None:
        if self._inlet is None:
            self._inlet = self._half.raw()
        self._inlet.write(pieces)

    def gap(self, size: int) -> None:
        if self._inlet is not None:
            self._inlet.gap(size)

    def done(self) -> None:
        if self._inlet is not None:
            self._inlet.end()


_STEPS: Final[tuple[Callable[[Half, bytes, int], int], ...]] = (
    Half._frame,
    Half._command,
    Half._stretch,
    Half._search,
)
