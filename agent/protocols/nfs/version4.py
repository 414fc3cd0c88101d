"""NFS version 4 (RFC 7530, 8881, 7862): operations of a compound, one after the other.

Data pass through: behind them the compound goes on where they end.
"""

from typing import Final

from agent.contents.scattered.files import OpenFile, Request
from agent.contents.stretches import Command
from agent.protocols.nfs.listing import version4
from agent.protocols.nfs.operations import (
    ARGUMENTS,
    CLOSE,
    CREATE,
    GETFH,
    LOOKUP,
    OPEN,
    PUTFH,
    PUTROOTFH,
    READ,
    READ_PLUS,
    READDIR,
    RESTOREFH,
    RESULTS,
    SAVEFH,
    WRITE,
    create_name,
    open_name,
    pass_open,
)
from agent.protocols.nfs.service import READ_BACK, WRITTEN, Service
from agent.protocols.nfs.xdr import Cursor

COMPOUND: Final = 1
_MOST_OPERATIONS: Final = 256
_IS_DATA: Final = 0
_CLOSES: Final = 1


class Call:
    """The operations of a compound that is asked for."""

    __slots__ = ("_file", "_left", "_marks", "_saved", "_service", "_xid")

    def __init__(self, service: Service, xid: bytes, marks: int, cursor: Cursor) -> None:
        """The cursor is at the beginning of the arguments; `marks` are remembered with what is asked for."""
        self._service = service
        self._xid = xid
        self._marks = marks
        cursor.walk("o4")  # tag, minor version
        self._left = min(cursor.u32(), _MOST_OPERATIONS)
        self._file: OpenFile | None = None
        self._saved: OpenFile | None = None
        self._remember(None)

    def go_on(self, cursor: Cursor, left: int) -> Command:
        """The operations from here on, up to the end or to data."""
        while self._left and not cursor.is_short:
            start = cursor.at
            operation = cursor.u32()
            self._left -= 1
            if operation == WRITE:
                cursor.take(16)
                offset = cursor.u64()
                cursor.take(4)
                return self._service.data(cursor, left, WRITTEN, self._file, offset)
            if not self._take(operation, cursor):
                self._left = 0
                return Command(left, start)
        return Command(left, cursor.at)

    def _take(self, operation: int, cursor: Cursor) -> bool:
        """One operation; False for one that is not known."""
        service = self._service
        if operation == PUTFH:
            self._file = service.files.file(cursor.opaque())
        elif operation in (OPEN, CREATE):
            self._name(open_name(cursor) if operation == OPEN else create_name(cursor))
        elif operation in (READ, READ_PLUS):
            cursor.take(16)
            self._remember(self._file, cursor.u64())
            cursor.take(4)
        elif operation in ARGUMENTS:
            name = cursor.walk(ARGUMENTS[operation])
            if operation == LOOKUP:
                self._name(name)
            else:
                service.names.add(name)
            self._move(operation)
        else:
            return False
        return True

    def _name(self, name: str) -> None:
        if name:
            self._service.names.add(name)
            self._file = self._service.files.opens(self._xid, name)

    def _move(self, operation: int) -> None:
        """What an operation does to the current file."""
        if operation == PUTROOTFH:
            self._file = None
        elif operation == SAVEFH:
            self._saved = self._file
        elif operation == RESTOREFH:
            self._file = self._saved
        elif operation == CLOSE and self._file is not None:
            self._file.close(self._service.direction)
            self._remember(self._file, 0, _CLOSES)

    def _remember(self, file: OpenFile | None, offset: int = 0, level: int = 0) -> None:
        if self._service.answers_matter:
            self._service.files.requests.put(self._xid, Request(file, offset, level | self._marks))


class Reply:
    """The operations of a compound that is answered. What was asked for is known, or not."""

    __slots__ = ("_contents", "_is_listing", "_left", "_request", "_service", "_xid")

    def __init__(self, service: Service, xid: bytes, request: Request | None, cursor: Cursor) -> None:
        """The cursor is at the beginning of the results."""
        self._service = service
        self._xid = xid
        self._request = request
        cursor.walk("4o")  # status, tag
        self._left = min(cursor.u32(), _MOST_OPERATIONS)
        self._contents = 0  # of READ_PLUS, to come
        self._is_listing = False

    def go_on(self, cursor: Cursor, left: int) -> Command:
        """The operations from here on, up to the end or to data."""
        while (self._left or self._contents or self._is_listing) and not cursor.is_short:
            start = cursor.at
            if self._is_listing:
                self._is_listing = not self._service.list(cursor, version4)
                if self._is_listing:
                    return self._more_entries(cursor, left)
                continue
            if self._contents:
                if self._next_content(cursor):
                    return self._data(cursor, left)
                continue
            operation, status = cursor.u32(), cursor.u32()
            self._left -= 1
            if status:
                self._left = 0
                self._service.files.refused(self._xid)
            elif operation == READ:
                cursor.take(4)  # end of file
                return self._data(cursor, left)
            elif not self._take(operation, cursor):
                self._left = 0
                return Command(left, start)
        return Command(left, cursor.at)

    def _take(self, operation: int, cursor: Cursor) -> bool:
        """The results of one operation; False for one that is not known."""
        if operation == GETFH:
            self._service.files.opened(self._xid, cursor.opaque())
        elif operation == OPEN:
            pass_open(cursor)
        elif operation == READ_PLUS:
            cursor.take(4)  # end of file
            self._contents = min(cursor.u32(), _MOST_OPERATIONS)
        elif operation == READDIR:
            cursor.take(8)  # verifier
            self._is_listing = True
        elif operation in RESULTS:
            self._service.names.add(cursor.walk(RESULTS[operation]))
            if operation == CLOSE and self._request is not None and self._request.level == _CLOSES:
                self._closed(self._request.file)
        else:
            return False
        return True

    def _closed(self, file: OpenFile | None) -> None:
        if file is not None:
            file.close(self._service.direction)

    def _next_content(self, cursor: Cursor) -> bool:
        """Whether data follow: a stretch of the file, not a hole in it."""
        self._contents -= 1
        kind, offset = cursor.u32(), cursor.u64()
        if kind != _IS_DATA:
            cursor.take(8)
            return False
        file = self._request.file if self._request else None
        self._request = Request(file, offset)
        return True

    def _data(self, cursor: Cursor, left: int) -> Command:
        request, is_next = self._request, self._contents
        if not is_next:
            self._request = None  # another READ of the same compound is not told from which file
        file, offset = (request.file, request.offset) if request else (None, -1)
        return self._service.data(cursor, left, READ_BACK, file, offset)

    def _more_entries(self, cursor: Cursor, left: int) -> Command:
        """Entries that have not come yet; what is too long for one is raw."""
        if not cursor.at:
            self._left, self._is_listing = 0, False
        return Command(cursor.at or left, cursor.at)


def is_reply(data: bytes, at: int) -> bool:
    """Whether results can be those of a compound: a status, a short tag, and a first operation that is known."""
    cursor = Cursor(data, at)
    status, tag, count = cursor.u32(), cursor.opaque(), cursor.u32()
    operation, first = cursor.u32(), cursor.u32()
    known = operation in RESULTS or operation in (GETFH, OPEN, READ, READDIR)
    return (
        not cursor.is_short and len(tag) <= 64 and 0 < count <= _MOST_OPERATIONS and known and (not first or status > 0)
    )
