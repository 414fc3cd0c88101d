"""Commands of SMB 2 and 3 ([MS-SMB2] 2.2): which bytes are content, and of which file.

Offsets are those of the specification, counted from the beginning of the header.
"""

from collections.abc import Callable
from struct import Struct
from typing import Final

from agent.contents.scattered.files import Files, OpenFile, Request
from agent.contents.scattered.names import Names
from agent.contents.stretches import Command, Whole
from agent.protocols.reader import Sink
from agent.protocols.smb.listing import CHANGES, Listing
from agent.protocols.smb.start import READ_BACK, SMB2_HEADER, WRITTEN

TREE_CONNECT: Final = 3
CREATE: Final = 5
CLOSE: Final = 6
READ: Final = 8
WRITE: Final = 9
IOCTL: Final = 11
QUERY_DIRECTORY: Final = 14
CHANGE_NOTIFY: Final = 15
QUERY_INFO: Final = 16
SET_INFO: Final = 17
# Negotiation, logging in and out, flushes, locks, echoes, leases: no content.
QUIET: Final = frozenset((0, 1, 2, 4, 7, 10, 12, 13, 18, 19))

_NUMBERS: Final = frozenset(
    (
        *(0x100 | number for number in (4, 5, 6, 7, 8, 14, 16, 17, 20, 28, 34, 35)),
        *(0x200 | number for number in (3, 4, 7, 11)),
        0x300,
    )
)
"""Kinds and classes of information that hold numbers only: times, sizes, identifiers ([MS-FSCC] 2.4, 2.5)."""

_HEADER: Final = Struct("<4xHHIHHIIQ")  # size, credit charge, status, command, credits, flags, next command, message id
_IS_RESPONSE: Final = 1
_IS_RELATED: Final = 4
_PENDING: Final = 0x00000103
_OVERFLOW: Final = 0x80000005  # the answer holds the first part of what was asked for
_MORE: Final = 0x0000010C  # likewise, for changes
_ANSWERED: Final = frozenset((0, _OVERFLOW, _MORE))
_UNKNOWN_ID: Final = b"\xff" * 16
_APPEND: Final = (1 << 64) - 1
_RENAME: Final = 10  # FileRenameInformation, and 11 FileLinkInformation: the name begins at 20
_LINK: Final = 11
_FILE: Final = 1
_VALIDATE: Final = 0x00140204  # repeats the negotiation


class Smb2:
    """The commands of one direction."""

    __slots__ = ("_created", "_direction", "_file", "_files", "_names", "_sink")

    def __init__(self, sink: Sink, direction: int, files: Files, names: Names) -> None:
        self._sink = sink
        self._direction = direction
        self._files = files
        self._names = names
        self._file: OpenFile | None = None  # what related commands of a compound refer to

    def begin(self) -> None:
        """A message begins: nothing is related to what came before it."""
        self._file = None

    def command(self, head: bytes, left: int) -> Command:
        """One command of a message, of which `left` bytes are to come; `head` is their beginning."""
        if len(head) < SMB2_HEADER:
            return Command(left, 0)
        _, _, status, command, _, flags, following, _ = _HEADER.unpack_from(head)
        size = following if SMB2_HEADER <= following < left and not following % 8 else left
        head = head[:size]
        key = head[24:32]
        if flags & _IS_RESPONSE:
            return self._response(command, status, key, head, size)
        if not flags & _IS_RELATED:
            self._file = None
        step = _REQUESTS.get(command)
        if step is not None:
            return step(self, key, head, size)
        return self._other(command, head, size)

    # Requests

    def _tree_connect(self, _: bytes, head: bytes, size: int) -> Command:
        """\\\\SERVER\\share: the client's name of the server."""
        path = _field(head, 68, 70).decode("utf-16-le", "replace")
        self._sink.host(path.lstrip("\\").partition("\\")[0].encode("ascii", "ignore"))
        return Command(size, size)

    def _create(self, key: bytes, head: bytes, size: int) -> Command:
        name = _field(head, 108, 110).decode("utf-16-le", "replace")
        self._names.add(name)
        self._file = self._files.opens(key, name)
        return Command(size, len(head))

    def _close(self, key: bytes, head: bytes, size: int) -> Command:
        file_id = head[72:88]
        if file_id == _UNKNOWN_ID:
            file = self._file
            if file is not None:
                file.is_bound = True
                file.close(self._direction)
        else:
            file = self._files.closes(file_id, self._direction)
        self._ask(key, file)
        return Command(size, size)

    def _read(self, key: bytes, head: bytes, size: int) -> Command:
        if len(head) >= 96:
            self._ask(key, self._named(head[80:96]), int.from_bytes(head[72:80], "little"))
        return Command(size, size)

    def _write(self, _: bytes, head: bytes, size: int) -> Command:
        if len(head) < 112:
            return Command(size, SMB2_HEADER)
        start, length = _u16(head, 66), _u32(head, 68)
        offset = int.from_bytes(head[72:80], "little")
        part = self._files.part(self._direction, WRITTEN, self._named(head[80:96]))
        if part is not None and length:
            part.piece(offset if offset < _APPEND else -1)
        return Command(size, 112, start, length, part if length else None)

    def _query_directory(self, key: bytes, head: bytes, size: int) -> Command:
        self._names.add(_field(head, 88, 90).decode("utf-16-le", "replace"))
        self._ask(key, self._named(head[72:88]), level=head[66] if len(head) > 66 else 0)
        return Command(size, size)

    def _query_info(self, key: bytes, head: bytes, size: int) -> Command:
        self._ask(key, self._named(head[88:104]), level=int.from_bytes(head[66:68], "big"))
        return Command(size, size)

    def _plain(self, _key: bytes, _head: bytes, size: int) -> Command:
        return Command(size, size)

    def _ioctl(self, _: bytes, head: bytes, size: int) -> Command:
        self._named(head[72:88])
        return self._control(head, size, 120, _u32(head, 88), _u32(head, 92))

    def _set_info(self, _: bytes, head: bytes, size: int) -> Command:
        start, length = _u16(head, 72), _u32(head, 68)
        if head[66:67] == bytes((_FILE,)) and head[67:68] in (bytes((_RENAME,)), bytes((_LINK,))):
            name = head[start + 20 : start + 20 + _u32(head, start + 16)]
            self._names.add(name.decode("utf-16-le", "replace"))
            return Command(size, size)
        return self._content(size, 96, start, length, "smb.info")

    # Responses

    def _response(self, command: int, status: int, key: bytes, head: bytes, size: int) -> Command:
        if status == _PENDING:
            return Command(size, size)
        request = self._files.requests.pop(key)
        answered = status in _ANSWERED
        if command == CREATE:
            self._created_one(key, head, answered=answered)
        elif command == CLOSE:
            self._closed(request)
        elif command == READ and answered:
            return self._read_one(request, head, size)
        elif command == QUERY_DIRECTORY and answered:
            return self._listed(request.level if request else 0, head, size)
        elif command == CHANGE_NOTIFY and answered:
            return self._listed(CHANGES, head, size)
        elif command == QUERY_INFO and answered and not (request and request.level in _NUMBERS):
            return self._content(size, 72, _u16(head, 66), _u32(head, 68), "smb.info")
        elif command == IOCTL and answered:
            return self._control(head, size, 112, _u32(head, 96), _u32(head, 100))
        return Command(size, size) if command <= 19 else self._other(command, head, size)

    def _created_one(self, key: bytes, head: bytes, *, answered: bool) -> None:
        if answered and len(head) >= 144:
            self._files.opened(key, head[128:144])
        else:
            self._files.refused(key)

    def _closed(self, request: Request | None) -> None:
        if request is not None and request.file is not None:
            request.file.close(self._direction)
        self._files.end_nameless(self._direction)

    def _read_one(self, request: Request | None, head: bytes, size: int) -> Command:
        start, length = head[66] if len(head) > 66 else 0, _u32(head, 68)
        part = self._files.part(self._direction, READ_BACK, request.file if request else None)
        if part is None or not length:
            return Command(size, 80, start, length)
        part.piece(request.offset if request else -1)
        return Command(size, 80, start, length, part)

    def _listed(self, level: int, head: bytes, size: int) -> Command:
        start, length = _u16(head, 66), _u32(head, 68)
        if not length:
            return Command(size, 72)
        inlet = self._sink.begin(self._direction, "smb.listing", type=None)
        return Command(size, 72, start, length, Listing(inlet, level))

    # Both

    def _control(self, head: bytes, size: int, read: int, start: int, length: int) -> Command:
        """Device controls: what a pipe is told, and whatever else."""
        if _u32(head, 68) == _VALIDATE:
            return Command(size, size)
        return self._content(size, read, start, length, "smb.ioctl")

    def _content(self, size: int, read: int, start: int, length: int, path: str) -> Command:
        """Bytes that may say anything, as they are."""
        if not length or not self._sink.wants(self._direction):
            return Command(size, read, start, length)
        inlet = self._sink.begin(self._direction, path, type=None, exact=True)
        return Command(size, read, start, length, Whole(inlet))

    def _other(self, command: int, head: bytes, size: int) -> Command:
        return Command(size, size if command in QUIET else min(len(head), SMB2_HEADER))

    def _named(self, file_id: bytes) -> OpenFile | None:
        """The file of a request: a related one means what the compound opened."""
        if file_id == _UNKNOWN_ID:
            return self._file
        self._file = self._files.file(file_id)
        return self._file

    def _ask(self, key: bytes, file: OpenFile | None, offset: int = 0, level: int = 0) -> None:
        if self._sink.wants(1 - self._direction):
            self._files.requests.put(key, Request(file, offset, level))


_REQUESTS: Final[dict[int, Callable[[Smb2, bytes, bytes, int], Command]]] = {
    TREE_CONNECT: Smb2._tree_connect,
    CREATE: Smb2._create,
    CLOSE: Smb2._close,
    READ: Smb2._read,
    WRITE: Smb2._write,
    IOCTL: Smb2._ioctl,
    QUERY_DIRECTORY: Smb2._query_directory,
    CHANGE_NOTIFY: Smb2._plain,
    QUERY_INFO: Smb2._query_info,
    SET_INFO: Smb2._set_info,
}


def _u16(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little")


def _u32(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")


def _field(head: bytes, offset_at: int, length_at: int) -> bytes:
    """A field whose offset and length the command says."""
    start = _u16(head, offset_at)
    return head[start : start + _u16(head, length_at)]
