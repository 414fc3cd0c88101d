"""NFS version 3 (RFC 1813): the procedures that carry names or data."""

from typing import Final

from agent.contents.scattered.files import Request
from agent.contents.stretches import Command
from agent.protocols.nfs.listing import attributes, plain, plus
from agent.protocols.nfs.service import READ_BACK, WRITTEN, Service
from agent.protocols.nfs.xdr import Cursor

LOOKUP: Final = 3
READLINK: Final = 5
READ: Final = 6
WRITE: Final = 7
CREATE: Final = 8
READDIR: Final = 16
READDIRPLUS: Final = 17
_OPENS: Final = frozenset((LOOKUP, CREATE))
_NAMES: Final = {
    **dict.fromkeys((LOOKUP, CREATE, 9, 10, 11, 12, 13), "on"),
    14: "onon",  # RENAME
    15: "oon",  # LINK
}
"""Procedure: handles and names that its arguments begin with."""
_ENTRIES: Final = {READDIR: plain, READDIRPLUS: plus}


def call(service: Service, procedure: int, xid: bytes, marks: int, cursor: Cursor, left: int) -> Command:
    """The arguments of a procedure; the cursor is at their beginning. `marks` are remembered with the procedure."""
    files = service.files
    file, offset = None, 0
    if procedure in _NAMES:
        for fields in _NAMES[procedure].partition("n")[0] + "n", _NAMES[procedure].partition("n")[2]:
            name = cursor.walk(fields)
            service.names.add(name)
            if procedure in _OPENS and name and fields:
                files.opens(xid, name)
    elif procedure:
        file = files.file(cursor.opaque())
        offset = cursor.u64() if procedure in (READ, WRITE) else 0
    if service.answers_matter:
        files.requests.put(xid, Request(file, offset, procedure | marks))
    if procedure == WRITE:
        cursor.take(8)  # count, how stable
        return service.data(cursor, left, WRITTEN, file, offset)
    return Command(left, left)


def reply(service: Service, request: Request, xid: bytes, cursor: Cursor, left: int) -> Command:
    """The results of a procedure."""
    procedure = request.level
    status = cursor.u32()
    if status:
        service.files.refused(xid)
        return Command(left, left)
    if procedure == LOOKUP or (procedure == CREATE and cursor.u32()):
        service.files.opened(xid, cursor.opaque())
    if procedure not in (READ, READLINK, READDIR, READDIRPLUS):
        return Command(left, left)
    attributes(cursor)
    if procedure == READLINK:
        service.names.add(cursor.text())
        return Command(left, left)
    if procedure == READ:
        cursor.take(8)  # count, end of file
        return service.data(cursor, left, READ_BACK, request.file, request.offset)
    cursor.take(8)  # verifier
    return entries(service, procedure, cursor, left)


def entries(service: Service, procedure: int, cursor: Cursor, left: int) -> Command:
    """Entries of a directory, as far as they have come; the rest of the message is more of them."""
    is_over = service.list(cursor, _ENTRIES[procedure])
    return Command(left if is_over else min(left, cursor.at), cursor.at)


def is_read(cursor: Cursor, left: int) -> bool:
    """Whether results can only be those of READ: everything fits to the byte. The cursor is then at the data."""
    if cursor.u32() or cursor.data[cursor.at : cursor.at + 4] not in (bytes(4), b"\0\0\0\1"):
        return False
    attributes(cursor)
    count, end = cursor.u32(), cursor.u32()
    length = int.from_bytes(cursor.data[cursor.at : cursor.at + 4], "big")
    fits = cursor.at + 4 + length + -length % 4 == left
    return fits and end <= 1 and 0 < count == length and not cursor.is_short
