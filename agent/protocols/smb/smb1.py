"""Commands of SMB 1 ([MS-CIFS] 2.2.4): which bytes are content, and of which file.

A command is words (counted) and bytes (counted); AndX commands follow one another in one message. Offsets of
data are counted from the beginning of the header.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from agent.contents.scattered.files import Files, OpenFile, Request
from agent.contents.scattered.names import Names
from agent.contents.stretches import Command, Whole
from agent.protocols.reader import Sink
from agent.protocols.smb.listing import Listing
from agent.protocols.smb.start import READ_BACK, SMB1_HEADER, WRITTEN
from agent.protocols.smb.transaction import Transaction, transaction

OPEN: Final = 0x02
CREATE: Final = 0x03
CLOSE: Final = 0x04
READ: Final = 0x0A
WRITE: Final = 0x0B
LOCK_AND_READ: Final = 0x13
WRITE_AND_UNLOCK: Final = 0x14
TRANSACTION: Final = 0x25
WRITE_AND_CLOSE: Final = 0x2C
OPEN_ANDX: Final = 0x2D
READ_ANDX: Final = 0x2E
WRITE_ANDX: Final = 0x2F
TRANSACTION2: Final = 0x32
TREE_CONNECT_ANDX: Final = 0x75
NT_CREATE_ANDX: Final = 0xA2
ANDX: Final = frozenset((0x24, OPEN_ANDX, READ_ANDX, WRITE_ANDX, 0x73, 0x74, TREE_CONNECT_ANDX, NT_CREATE_ANDX))
NAMED: Final = frozenset((0x00, 0x01, OPEN, CREATE, 0x06, 0x07, 0x08, 0x09, 0x0E, 0x0F, 0x10))
"""Commands whose bytes are names, each behind a 4 ([MS-CIFS] 2.2.1.1)."""
QUIET: Final = frozenset((CLOSE, 0x05, 0x0C, 0x12, 0x24, 0x2B, 0x34, 0x70, 0x71, 0x72, 0x73, 0x74, 0x75, 0x80, 0xA4))
"""Flushes, seeks, locks, echoes, negotiation, logging in and out, connecting: no content."""

_NONE: Final = 0xFF  # no further command
_MOST_CHAINED: Final = 8
_IS_RESPONSE: Final = 0x80
_IS_UNICODE: Final = 0x8000
_NAME: Final = 4  # the buffer format of a name
_BEGINNING_BYTES: Final = 3  # of data: a buffer format and a length
_OVERFLOWS: Final = frozenset((0, 0x80000005, 0x00EA0001))  # the answer holds the first part of what was asked for


@dataclass(frozen=True, slots=True)
class Message:
    """One command of a message; `words` and `bytes_at` are where they begin."""

    command: int
    head: bytes
    words: int
    count: int  # of words, in bytes
    bytes_at: int
    key: bytes  # of the request and its response
    is_unicode: bool

    def u16(self, at: int) -> int:
        """A word."""
        at += self.words
        return int.from_bytes(self.head[at : at + 2], "little")

    def u32(self, at: int) -> int:
        """A long word."""
        at += self.words
        return int.from_bytes(self.head[at : at + 4], "little")

    def name(self, at: int, length: int = 0) -> str:
        """A name that begins at `at`, or behind the padding there; it ends with its length or with a zero."""
        if not self.is_unicode:
            return (self.head[at : at + length] if length else self.head[at:].partition(b"\0")[0]).decode("latin-1")
        at += at & 1
        text = self.head[at : at + length] if length else self.head[at:]
        return text[: len(text) & ~1].decode("utf-16-le", "replace").partition("\0")[0]


class Smb1:
    """The commands of one direction."""

    __slots__ = ("_direction", "_file", "_files", "_names", "_sink")

    def __init__(self, sink: Sink, direction: int, files: Files, names: Names) -> None:
        self._sink = sink
        self._direction = direction
        self._files = files
        self._names = names
        self._file: OpenFile | None = None  # what the message opened

    def begin(self) -> None:
        """A message begins."""
        self._file = None

    def command(self, head: bytes, left: int) -> Command:
        """One message of `left` bytes; `head` is its beginning."""
        if len(head) < SMB1_HEADER + 3:
            return Command(left, 0)
        is_response = bool(head[9] & _IS_RESPONSE)
        is_unicode = bool(int.from_bytes(head[10:12], "little") & _IS_UNICODE)
        status = int.from_bytes(head[5:9], "little")
        key = head[26:28] + head[30:32]
        command, at = head[4], SMB1_HEADER
        plain = Command(left, left)
        for _ in range(_MOST_CHAINED):
            if at >= len(head):
                break
            count = 2 * head[at]
            message = Message(command, head, at + 1, count, at + 3 + count, key, is_unicode)
            steps = _RESPONSES if is_response else _REQUESTS
            if is_response and status not in _OVERFLOWS:
                self._failed(message)
                return plain
            step = steps.get(command, Smb1._other)
            taken = step(self, message, left)
            if taken.length or taken.read < taken.size:
                return taken
            command, following = (head[at + 1], message.u16(2)) if command in ANDX and count >= 4 else (_NONE, 0)
            if command == _NONE or following <= at:
                break
            at = following
        return plain

    # Requests

    def _nt_create(self, message: Message, left: int) -> Command:
        return self._open(message, left, message.name(message.bytes_at, message.u16(5)))

    def _open_andx(self, message: Message, left: int) -> Command:
        return self._open(message, left, message.name(message.bytes_at))

    def _open_old(self, message: Message, left: int) -> Command:
        return self._open(message, left, message.name(message.bytes_at + 1))

    def _open(self, message: Message, left: int, name: str) -> Command:
        self._names.add(name)
        self._file = self._files.opens(message.key, name)
        return Command(left, left)

    def _close(self, message: Message, left: int) -> Command:
        fid = message.head[message.words : message.words + 2]
        file = self._files.closes(fid, self._direction)
        self._ask(message, file)
        return Command(left, left)

    def _write_andx(self, message: Message, left: int) -> Command:
        offset = message.u32(6) | (message.u32(24) << 32 if message.count >= 28 else 0)
        length = message.u16(20) | message.u16(18) << 16
        return self._write_at(message, left, message.u16(4), offset, message.u16(22), length)

    def _write(self, message: Message, left: int) -> Command:
        start = message.bytes_at + _BEGINNING_BYTES
        return self._write_at(message, left, message.u16(0), message.u32(4), start, message.u16(2))

    def _write_and_close(self, message: Message, left: int) -> Command:
        start = message.bytes_at + 1
        return self._write_at(message, left, message.u16(0), message.u32(4), start, message.u16(2))

    def _write_at(self, message: Message, left: int, fid: int, offset: int, start: int, length: int) -> Command:
        part = self._files.part(self._direction, WRITTEN, self._named(fid)) if length else None
        if part is not None:
            part.piece(-1 if offset in (0xFFFFFFFF, (1 << 64) - 1) else offset)
        return Command(left, message.bytes_at, start, length, part)

    def _read_andx(self, message: Message, left: int) -> Command:
        offset = message.u32(6) | (message.u32(20) << 32 if message.count >= 24 else 0)
        self._ask(message, self._named(message.u16(4)), offset)
        return Command(left, left)

    def _read(self, message: Message, left: int) -> Command:
        self._ask(message, self._named(message.u16(0)), message.u32(4))
        return Command(left, left)

    def _tree_connect(self, message: Message, left: int) -> Command:
        """\\\\SERVER\\share, behind a password: the client's name of the server."""
        path = message.name(message.bytes_at + message.u16(6))
        self._sink.host(path.lstrip("\\").partition("\\")[0].encode("ascii", "ignore"))
        return Command(left, left)

    def _named_files(self, message: Message, left: int) -> Command:
        """Files that are removed, renamed, asked for by name."""
        at = message.bytes_at
        for _ in range(2):
            if message.head[at : at + 1] != bytes((_NAME,)):
                break
            name = message.name(at + 1)
            self._names.add(name)
            at += 1 + ((at + 1 & 1) + 2 * len(name) + 2 if message.is_unicode else len(name) + 1)
        return Command(left, left)

    def _transact(self, message: Message, left: int) -> Command:
        """A transaction of either kind: names in its parameters, content in its data."""
        asked = transaction(message.head, message.words, is_response=False)
        if asked is None:
            return self._other(message, left)
        if message.command == TRANSACTION2:
            name_at = asked.name_at()
            if name_at:
                name = message.name(name_at, asked.parameters_end - name_at)
                self._names.add(name)
                if asked.opens:
                    self._file = self._files.opens(message.key, name)
            self._ask(message, None, level=asked.level)
        return self._content(message, left, asked)

    # Responses

    def _failed(self, message: Message) -> None:
        self._files.refused(message.key)
        self._files.requests.pop(message.key)

    def _nt_created(self, message: Message, left: int) -> Command:
        return self._opened(message, left, message.words + 5)

    def _opened_andx(self, message: Message, left: int) -> Command:
        return self._opened(message, left, message.words + 4)

    def _opened_old(self, message: Message, left: int) -> Command:
        return self._opened(message, left, message.words)

    def _opened(self, message: Message, left: int, at: int) -> Command:
        if message.count >= 2:
            self._files.opened(message.key, message.head[at : at + 2])
        return Command(left, left)

    def _closed(self, message: Message, left: int) -> Command:
        request = self._files.requests.pop(message.key)
        if request is not None and request.file is not None:
            request.file.close(self._direction)
        self._files.end_nameless(self._direction)
        return Command(left, left)

    def _data_andx(self, message: Message, left: int) -> Command:
        return self._data(message, left, message.u16(12), message.u16(10) | message.u16(14) << 16)

    def _data_old(self, message: Message, left: int) -> Command:
        return self._data(message, left, message.bytes_at + _BEGINNING_BYTES, message.u16(0))

    def _data(self, message: Message, left: int, start: int, length: int) -> Command:
        request = self._files.requests.pop(message.key)
        part = self._files.part(self._direction, READ_BACK, request.file if request else None) if length else None
        if part is not None:
            part.piece(request.offset if request else -1)
        return Command(left, message.bytes_at, start, length, part)

    def _transacted(self, message: Message, left: int) -> Command:
        request = self._files.requests.pop(message.key)
        answer = transaction(message.head, message.words, is_response=True)
        if answer is None:
            return self._other(message, left)
        level = request.level if request else 0
        if level and answer.data:
            inlet = self._sink.begin(self._direction, "smb.listing", type=None)
            return Command(left, answer.data_at, answer.data_at, answer.data, Listing(inlet, level))
        return self._content(message, left, answer)

    # Both

    def _content(self, message: Message, left: int, found: Transaction) -> Command:
        """The data of a transaction, as they are."""
        if not found.data or not self._sink.wants(self._direction):
            return Command(left, left)
        path = "smb.pipe" if message.command == TRANSACTION else "smb.info"
        part = Whole(self._sink.begin(self._direction, path, type=None, exact=True))
        return Command(left, found.data_at, found.data_at, found.data, part)

    def _other(self, message: Message, left: int) -> Command:
        """What is not known is given raw, but for its header."""
        return Command(left, left if message.command in QUIET else message.words)

    def _plain(self, _: Message, left: int) -> Command:
        return Command(left, left)

    def _named(self, fid: int) -> OpenFile | None:
        if fid == 0xFFFF and self._file is not None:
            return self._file
        return self._file or self._files.file(fid.to_bytes(2, "little"))

    def _ask(self, message: Message, file: OpenFile | None, offset: int = 0, level: int = 0) -> None:
        if self._sink.wants(1 - self._direction):
            self._files.requests.put(message.key, Request(file, offset, level))


Step = Callable[[Smb1, Message, int], Command]
_REQUESTS: Final[dict[int, Step]] = {
    **dict.fromkeys(NAMED, Smb1._named_files),
    OPEN: Smb1._open_old,
    CREATE: Smb1._open_old,
    CLOSE: Smb1._close,
    READ: Smb1._read,
    LOCK_AND_READ: Smb1._read,
    WRITE: Smb1._write,
    WRITE_AND_UNLOCK: Smb1._write,
    WRITE_AND_CLOSE: Smb1._write_and_close,
    OPEN_ANDX: Smb1._open_andx,
    READ_ANDX: Smb1._read_andx,
    WRITE_ANDX: Smb1._write_andx,
    TREE_CONNECT_ANDX: Smb1._tree_connect,
    NT_CREATE_ANDX: Smb1._nt_create,
    TRANSACTION: Smb1._transact,
    TRANSACTION2: Smb1._transact,
}
_RESPONSES: Final[dict[int, Step]] = {
    **dict.fromkeys(NAMED | {WRITE, WRITE_AND_UNLOCK, WRITE_AND_CLOSE, WRITE_ANDX}, Smb1._plain),
    OPEN: Smb1._opened_old,
    CREATE: Smb1._opened_old,
    CLOSE: Smb1._closed,
    READ: Smb1._data_old,
    LOCK_AND_READ: Smb1._data_old,
    OPEN_ANDX: Smb1._opened_andx,
    READ_ANDX: Smb1._data_andx,
    NT_CREATE_ANDX: Smb1._nt_created,
    TRANSACTION: Smb1._transacted,
    TRANSACTION2: Smb1._transacted,
}
