"""One direction of an rsync conversation: lines, arguments, an agreement on algorithms, messages (io.c, compat.c)."""

from collections.abc import Sequence
from typing import Final

from agent.protocols.reader import Sink
from agent.protocols.rsync.files import Files
from agent.protocols.rsync.session import Session
from agent.protocols.rsync.start import GREETING
from agent.protocols.told import Told
from policies.expression import expression
from policies.part import Buffer

LINE_BYTES: Final = 4096
ARGUMENTS_BYTES: Final = 32 << 10
_READY: Final = b"@RSYNCD: OK\n"
_OLD: Final = 30
"""The first version that sends messages in both directions."""
_HEADER_BYTES: Final = 4
_SEED_BYTES: Final = 4
_DATA: Final = 7  # the tag of data, as it is sent
_TAGS: Final = frozenset((*range(7, 12), 15, 16, 17, 29, 40, 49, 93, 107, 108, 109))
_LIST: Final = expression(rb"[a-z0-9]+(?: [a-z0-9]+)*")

# Where a direction is.
_IN_LINES: Final = 0
_IN_ARGUMENTS: Final = 1
_AGREEING: Final = 2
_IN_MESSAGES: Final = 3
_IN_MESSAGE: Final = 4
_LOST: Final = 5


class Half:
    """The client's direction (0) or the daemon's (1)."""

    __slots__ = ("_direction", "_files", "_held", "_left", "_lines", "_session", "_sink", "_state", "_tag", "_told")

    def __init__(self, sink: Sink, direction: int, session: Session) -> None:
        self._sink = sink
        self._direction = direction
        self._session = session
        self._told = Told(sink, direction)
        self._state = _IN_LINES
        self._held = b""
        self._lines = 0
        self._tag = self._left = 0  # of the message that is read
        self._files: Files | None = None

    def feed(self, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next bytes of the direction."""
        data = b"".join((self._held, *pieces))
        start = offset - len(self._held)
        steps = (self._line, self._arguments, self._agree, self._header, self._message, self._lost)
        at = 0
        while at < len(data):
            before, state = at, self._state
            at = steps[state](data, at, start)
            if at < 0:
                self._end()
                self._sink.opaque(self._direction, len(data) - before)
                return
            if at == before and state == self._state:
                break
        self._held = data[at:]

    def gap(self, offset: int) -> None:
        """Where the next message begins is not known."""
        self.close(offset)
        self._state, self._files = _LOST, None

    def close(self, offset: int) -> None:
        """Give what was held back."""
        held, self._held = self._held, b""
        if held:
            self._told.tell("raw", held, offset - len(held))
        self._end()

    # Steps: (data, where, offset of the data) -> where the next one begins; -1: the rest is compressed

    def _line(self, data: bytes, at: int, start: int) -> int:
        # The second line of a client is the module, a third one its login.
        if self._direction == 0 and self._lines >= 2 and data.startswith(b"-", at):
            self._state = _IN_ARGUMENTS
            return at
        end = data.find(b"\n", at, at + LINE_BYTES) + 1
        if not end:
            if len(data) - at >= LINE_BYTES:
                self._state = _LOST
            return at
        line = data[at:end]
        self._lines += 1
        greeting = GREETING.fullmatch(line)
        if greeting and int(greeting[1]) < _OLD:
            self._session.is_old = True
        self._told.tell("rsync.session", line, start + at, inspect=False)
        if self._direction == 1 and line == _READY:
            self._state = _AGREEING
        return end

    def _arguments(self, data: bytes, at: int, start: int) -> int:
        end = data.find(b"\0\0", at, at + ARGUMENTS_BYTES)
        if end < 0:
            if len(data) - at >= ARGUMENTS_BYTES:
                self._state = _LOST
            return at
        arguments = data[at : end + 2]
        self._session.arguments(arguments)
        self._told.tell("rsync.arguments", arguments.replace(b"\0", b"\n"), start + at)
        self._state = _AGREEING
        return end + 2

    def _agree(self, data: bytes, at: int, start: int) -> int:
        """Flags and seed of a daemon, and lists of algorithms; then the first message."""
        if self._session.is_old:
            self._state = _LOST
            return at
        end = at
        if self._direction == 1:
            end += 1 + _extra(data[at])
        lists = []
        while (size := _listed(data, end)) > 0:
            lists.append(data[end + 1 + (data[end] >> 7) : end + size])
            end += size
        if size < 0:
            return at
        end += _SEED_BYTES if self._direction == 1 else 0
        if len(data) < end + _HEADER_BYTES:
            return at
        self._state = _IN_MESSAGES if data[end + 3] in _TAGS else _LOST
        if self._state == _IN_MESSAGES:
            self._session.lists[self._direction] = lists
            self._told.tell("rsync.session", data[at:end], start + at, inspect=False)
            return end
        return at

    def _header(self, data: bytes, at: int, start: int) -> int:  # noqa: ARG002
        if len(data) - at < _HEADER_BYTES:
            return at
        self._left, self._tag = int.from_bytes(data[at : at + 3], "little"), data[at + 3]
        self._state = _IN_MESSAGE if self._left else _IN_MESSAGES
        if self._tag not in _TAGS:
            self._end()
            self._state = _LOST
            return at
        return at + _HEADER_BYTES

    def _message(self, data: bytes, at: int, start: int) -> int:
        piece = data[at : at + self._left]
        self._left -= len(piece)
        if not self._left:
            self._state = _IN_MESSAGES
        if self._tag != _DATA:
            self._told.tell("rsync.messages", piece, start + at)
        elif self._session.sends(self._direction):
            if self._files is None:
                self._files = Files(self._sink, self._direction, self._told, self._session)
            if not self._files.write(piece, start + at):
                return -1
        else:
            self._told.tell("rsync.data", piece, start + at)
        return at + len(piece)

    def _lost(self, data: bytes, at: int, start: int) -> int:
        self._told.tell("raw", data[at:], start + at)
        return len(data)

    def _end(self) -> None:
        if self._files is not None:
            self._files.end()
        self._told.end()


def _extra(first: int) -> int:
    """Bytes behind the first one of a number (io.c, read_varint)."""
    return next((extra for extra, limit in enumerate((0x80, 0xC0, 0xE0, 0xF0, 0xF8)) if first < limit), 5)


def _listed(data: bytes, at: int) -> int:
    """The size of a list of algorithms with its length before it; 0 where there is none, -1 where more must come."""
    if at >= len(data):
        return -1
    size = data[at]
    begin = at + 1
    if size & 0x80:
        if at + 1 >= len(data):
            return -1
        size, begin = (size & 0x7F) << 8 | data[at + 1], at + 2
    text = data[begin : begin + size]
    if not text or not _LIST.match(text) or (len(text) == size and not _LIST.fullmatch(text)):
        return 0 if text or begin < len(data) else -1
    return begin + size - at if len(text) == size else -1
