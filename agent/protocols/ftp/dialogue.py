"""Which data connection carries which file: commands and replies of FTP brought together (RFC 959, 2428, 3659).

Commands are answered in order, so that the reply with a port and the command with a file name find each other even
where all commands are read before the first reply. A connection is announced once the server says that it begins, or
when there is no more to read: a refused transfer has none.
"""

import re
from collections import deque
from dataclasses import dataclass
from typing import Final

from agent.contents.media import decoded
from agent.protocols.ftp.data import Transfer
from agent.protocols.reader import Expected, Sink
from policies.expression import expression

MOST_COMMANDS: Final = 4096
"""Commands that can wait for their replies; of more, the oldest are forgotten."""
_NAME_BYTES: Final = 1024
_MOST_PORT: Final = 0xFFFF

_FILES: Final = frozenset((b"STOR", b"STOU", b"APPE", b"RETR"))
_LISTINGS: Final = frozenset((b"LIST", b"NLST", b"MLSD"))
_TRANSFERS: Final = _FILES | _LISTINGS

_NOTHING: Final[frozenset[bytes]] = frozenset()
_ANSWERED: Final = {
    b"227": frozenset((b"PASV",)),
    b"229": frozenset((b"EPSV",)),
    b"331": frozenset((b"USER",)),
    b"125": _TRANSFERS,
    b"150": _TRANSFERS,
}
"""Replies that say what they answer."""

_PORT: Final = expression(rb"(?:\d{1,3},){4}(\d{1,3}),(\d{1,3})")
_EPRT: Final = expression(rb"(.)[12]\1[0-9A-Fa-f:.]{2,45}\1(\d{1,5})\1")
_EPSV: Final = expression(rb"\(([!-~])\1\1(\d{1,5})\1\)")
_OPENING: Final = expression(rb"connection for ['\"]?(.+?)['\"]?(?: \(\d+ bytes\))?\.?\s*\Z", re.I)
_UNIQUE: Final = expression(rb"FILE: ?(.+?)\s*\Z", re.I)


@dataclass(slots=True)
class _Command:
    """A command that waits for its reply."""

    verb: bytes
    argument: bytes
    active_port: int  # of the client, where the data connection goes to; 0: the server will say
    announced: Expected | None = None


class Dialogue:
    """Both directions of one control connection."""

    __slots__ = ("_active_port", "_codings", "_passive_port", "_sink", "_waiting")

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._waiting: deque[_Command] = deque(maxlen=MOST_COMMANDS)
        self._active_port = 0
        self._passive_port = 0
        self._codings: tuple[str, ...] = ()

    def command(self, verb: bytes, argument: bytes) -> None:
        """The client's next command."""
        if verb in (b"PASV", b"EPSV"):
            self._active_port = 0
        elif verb == b"PORT":
            self._active_port = _two_bytes(_PORT.match(argument))
        elif verb == b"EPRT":
            extended = _EPRT.match(argument)
            self._active_port = _port(extended[2]) if extended else 0
        self._waiting.append(_Command(verb, argument, self._active_port))

    def reply(self, code: bytes, text: bytes) -> None:
        """The server's next reply, by its last line."""
        if code in (b"220", b"120", b"421") and not (self._waiting and self._waiting[0].verb == b"REIN"):
            return
        self._align(code)
        if code in (b"125", b"150"):
            self._begins(text)
            return
        if code == b"227":
            self._passive_port = _two_bytes(_PORT.search(text))
        elif code == b"229":
            extended = _EPSV.search(text)
            self._passive_port = _port(extended[2]) if extended else 0
        if code[:1] != b"1" and self._waiting:
            done = self._waiting.popleft()
            if done.announced is not None and code[:1] in (b"4", b"5"):
                done.announced.is_void = True
            if done.verb == b"MODE" and code == b"200":
                # MODE Z compresses each file (draft-preston-ftpext-deflate).
                self._codings = ("deflate",) if done.argument.strip().upper() == b"Z" else ()

    def settle(self) -> None:
        """No more replies are there to read for now: the data may come before the next."""
        head = self._waiting[0] if self._waiting else None
        if head is not None and head.verb in _TRANSFERS:
            self._announce(head, b"")

    def _align(self, code: bytes) -> None:
        """Forget commands whose reply was lost: some replies say what they answer."""
        answered = _ANSWERED.get(code, _NOTHING)
        if answered and self._waiting and self._waiting[0].verb not in answered:
            at = next((n for n, command in enumerate(self._waiting) if command.verb in answered), 0)
            for _ in range(at):
                self._waiting.popleft()

    def _begins(self, text: bytes) -> None:
        """The server opens the data connection, and mostly says for what."""
        head = self._waiting[0] if self._waiting else None
        if head is not None and head.verb in _TRANSFERS:
            self._announce(head, text)
            head.announced = None  # it comes, whatever the server says in the end
        elif head is None and (opening := _OPENING.search(text)):
            listing = b"list" in opening[1].lower() and b"." not in opening[1]
            self._announce(_Command(b"LIST" if listing else b"RETR", opening[1], 0), text)

    def _announce(self, command: _Command, text: bytes) -> None:
        """Say what the data connection carries; once for each command."""
        listener, port = (0, command.active_port) if command.active_port else (1, self._passive_port)
        command.active_port = self._passive_port = 0
        if not port:
            return
        name = command.argument
        if command.verb == b"STOU" and (unique := _UNIQUE.search(text)):
            name = unique[1]
        if command.verb in _LISTINGS:
            transfer = Transfer("ftp.listing", codings=self._codings)
        else:
            transfer = Transfer("ftp.file", decoded(name[:_NAME_BYTES].strip(), ""), self._codings)
        command.announced = self._sink.expect(listener, port, "ftp-data", transfer)


def _two_bytes(match: re.Match[bytes] | None) -> int:
    """A port in two decimal bytes, 0 where there is none."""
    number = int(match[1]) << 8 | int(match[2]) if match else 0
    return number if number <= _MOST_PORT else 0


def _port(digits: bytes) -> int:
    """A port, 0 for what is none."""
    number = int(digits)
    return number if number <= _MOST_PORT else 0
