"""Calls and replies of one direction: which version and procedure they are, and what is sealed."""

from typing import Final

from agent.contents.format import Inlet
from agent.contents.scattered.files import Files, Request
from agent.contents.sealed import ENCRYPTED
from agent.contents.stretches import Command, Stretch
from agent.protocols.nfs import version3, version4
from agent.protocols.nfs.rpc import PROGRAM, Header, header
from agent.protocols.nfs.service import READ_BACK, Service
from agent.protocols.nfs.xdr import Cursor
from agent.protocols.reader import Sink

_COMPOUNDS: Final = 1 << 8
_SEALED: Final = 1 << 9
_WRAPPED: Final = 1 << 10
_OTHER: Final = 1 << 11
_PROCEDURE: Final = 0xFF
_WRAP_BYTES: Final = 8  # length and number of what is signed (RFC 2203 5.3.2.2)


class Messages:
    """Reads messages one after the other; a long one goes on in further commands."""

    __slots__ = ("_compound", "_direction", "_entries", "_is_begun", "_sealed", "_service", "_sink")

    def __init__(self, sink: Sink, direction: int, files: Files) -> None:
        self._sink = sink
        self._direction = direction
        self._service = Service(sink, direction, files)
        self._is_begun = False
        self._compound: version4.Call | version4.Reply | None = None
        self._entries = 0  # the procedure of version 3 whose entries go on
        self._sealed: Inlet | None = None

    def begin(self) -> None:
        """A message begins."""
        self._compound, self._entries, self._is_begun = None, 0, False
        self._service.end_listing()

    def close(self) -> None:
        """The direction is over."""
        if self._sealed is not None:
            self._sealed.end()
            self._sealed = None
        self._service.close()

    def command(self, head: bytes, left: int) -> Command:
        """What comes next of a message, of which `left` bytes are to come; `head` is their beginning."""
        if self._compound is not None:
            return self._compound.go_on(Cursor(head), left)
        if self._entries:
            return self._go_on(Cursor(head), left)
        if self._is_begun:
            return Command(left, 0)
        self._is_begun = True
        found = header(head)
        if found is None:
            return Command(left, 0)
        return self._call(found, head, left) if found.is_call else self._reply(found, head, left)

    def _call(self, found: Header, head: bytes, left: int) -> Command:
        cursor = Cursor(head, found.size)
        requests = self._service.files.requests
        if found.is_sealed:
            requests.put(found.xid, Request(level=_SEALED))
            return self._encrypted(found.size, left)
        if found.program != PROGRAM or found.version not in (3, 4):
            requests.put(found.xid, Request(level=_OTHER))
            return Command(left, found.size)
        if found.is_wrapped:
            cursor.take(_WRAP_BYTES)
        marks = _WRAPPED if found.is_wrapped else 0
        if found.version == 3:
            return version3.call(self._service, found.procedure, found.xid, marks, cursor, left)
        if found.procedure != version4.COMPOUND:
            return Command(left, left)
        self._compound = version4.Call(self._service, found.xid, marks | _COMPOUNDS, cursor)
        return self._compound.go_on(cursor, left)

    def _reply(self, found: Header, head: bytes, left: int) -> Command:
        request = self._service.files.requests.pop(found.xid)
        if not found.is_accepted:
            return Command(left, left)
        cursor = Cursor(head, found.size)
        if request is None:
            return self._guess(found, cursor, left)
        if request.level & _SEALED:
            return self._encrypted(found.size, left)
        if request.level & _OTHER:
            return Command(left, found.size)
        if request.level & _WRAPPED:
            cursor.take(_WRAP_BYTES)
        plain = Request(request.file, request.offset, request.level & _PROCEDURE)
        if request.level & _COMPOUNDS:
            return self._answers(found.xid, plain, cursor, left)
        command = version3.reply(self._service, plain, found.xid, cursor, left)
        self._entries = plain.level if command.size < left and not command.length else 0
        return command

    def _guess(self, found: Header, cursor: Cursor, left: int) -> Command:
        """An answer whose question is not known."""
        start = cursor.at
        if version3.is_read(cursor, left):
            return self._service.data(cursor, left, READ_BACK, None, -1)
        cursor = Cursor(cursor.data, start)
        if version4.is_reply(cursor.data, start):
            return self._answers(found.xid, None, cursor, left)
        return Command(left, start)

    def _answers(self, xid: bytes, request: Request | None, cursor: Cursor, left: int) -> Command:
        self._compound = version4.Reply(self._service, xid, request, cursor)
        return self._compound.go_on(cursor, left)

    def _go_on(self, cursor: Cursor, left: int) -> Command:
        """Further entries of a long directory; what is too long for one is raw."""
        command = version3.entries(self._service, self._entries, cursor, left)
        if command.size in (0, left):
            self._entries = 0
        return command if command.size else Command(left, 0)

    def _encrypted(self, start: int, left: int) -> Command:
        if self._sealed is None:
            self._sealed = self._sink.begin(self._direction, "nfs.encrypted", given=ENCRYPTED)
        return Command(left, start, start, left, Stretch(self._sealed))
