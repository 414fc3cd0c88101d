"""What an SMTP client sends: commands, and mails by DATA (RFC 5321 4.1.1.4) or BDAT (RFC 3030)."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from agent.contents import SENT_MAIL
from agent.contents.format import Inlet
from agent.protocols.reader import Sink
from agent.protocols.sasl import Exchange
from policies.expression import expression
from policies.part import Buffer

LINE_BYTES: Final = 12288
"""Longest command line (RFC 4954 4)."""
BLOCK_BYTES: Final = 256 << 10
"""Bytes that are joined to be read at once."""

_COMMAND: Final = expression(
    rb"(?:(?P<data>DATA)|BDAT[ \t]+(?P<size>\d{1,15})(?P<last>[ \t]+LAST)?"
    rb"|AUTH[ \t]+(?P<auth>[A-Z0-9_-]+)(?:[ \t]+(?P<response>[^ \r\n]+))?"
    rb"|RCPT[ \t]+TO:[^\n]*?@(?P<domain>[A-Za-z0-9.\[\]:_-]+)[^\n]*|RCPT[ \t]+TO:[^\n]*|MAIL[ \t]+FROM:[^\n]*"
    rb"|(?P<reset>RSET)|(?:EHLO|HELO|LHLO|VRFY|EXPN|ETRN|HELP)[ \t][^\n]*|HELP|NOOP|QUIT|STARTTLS)[ \t]*\r?\n",
    re.I,
)
_REFUSED: Final = expression(
    rb"(?:RSET|QUIT|NOOP|STARTTLS|AUTH [^\n]*|MAIL FROM:[^\n]*|(?:EHLO|HELO|LHLO) [^\n]*)[ \t]*\r?\n", re.I
)
_REFUSED_BYTES: Final = 1024
_TLS_HANDSHAKE: Final = 22

# Where a direction is.
_IN_COMMANDS: Final = 0
_IN_LINE: Final = 1  # of a command that is too long to be one
_BEFORE_TEXT: Final = 2  # at the line feed of DATA: the server may have refused
_IN_TEXT: Final = 3
_IN_CHUNK: Final = 4
_LEFT: Final = 5  # the rest is another protocol


class Client:
    """The client's direction. What is no command is given raw: no byte is lost."""

    __slots__ = (
        "_at",
        "_commands",
        "_direction",
        "_exchange",
        "_held",
        "_is_last",
        "_left",
        "_lent",
        "_mail",
        "_raw",
        "_sink",
        "_state",
        "_terminator",
    )

    def __init__(self, sink: Sink, direction: int) -> None:
        self._sink = sink
        self._direction = direction
        self._state = _IN_COMMANDS
        self._held = b""
        self._at = 0  # stream offset of the bytes in hand
        self._commands: Inlet | None = None
        self._raw: Inlet | None = None
        self._mail: Inlet | None = None
        self._terminator = b""
        self._lent = False  # the next line feed is not of the text
        self._exchange: Exchange | None = None  # what is no command answers the server's challenge
        self._left = 0  # bytes of the chunk to come
        self._is_last = False  # and it is the last one of its mail

    def feed(self, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next bytes of the direction."""
        number = 0
        while number < len(pieces):
            first, size = number, 0
            while number < len(pieces) and size < BLOCK_BYTES:
                size += len(pieces[number])
                number += 1
            self._read(offset - len(self._held), b"".join((self._held, *pieces[first:number])))
            offset += size
            if self._state == _LEFT:
                held, self._held = self._held, b""
                self._sink.switch(self._direction, offset - len(held), [held, *pieces[number:]], "smtp.starttls")
                return

    def gap(self, offset: int, size: int) -> None:
        """A mail goes on behind lost bytes, a chunk by its size."""
        self._at = offset - len(self._held)
        self._flush()
        if self._mail is not None:
            self._sink.at(offset)
            self._mail.gap(size)
        if self._state == _IN_CHUNK:
            self._left -= min(size, self._left)
            self._end_chunk()
        elif self._state != _IN_TEXT:
            self._end_raw()

    def close(self, offset: int) -> None:
        """End what is open."""
        self._at = offset - len(self._held)
        self._flush()
        self._end_mail("ended early")
        self._end_raw()
        if self._commands is not None:
            self._commands.end()

    def _read(self, start: int, data: bytes) -> None:
        """Take steps until more bytes are needed; `data` begins at `start` of the stream."""
        self._at = start
        at = 0
        while at < len(data) and self._state != _LEFT:
            before, state = at, self._state
            at = _STEPS[state](self, data, at)
            if at == before and self._state == state:
                break
        self._held = data[at:]

    # Steps: (data, where) -> where the next one begins; the same place and state when more bytes are needed

    def _command(self, data: bytes, at: int) -> int:
        if data[at] == _TLS_HANDSHAKE:
            self._end_raw()
            self._state = _LEFT
            return at
        end = data.find(b"\n", at, at + LINE_BYTES) + 1
        if not end:
            if len(data) - at >= LINE_BYTES:
                self._state = _IN_LINE
            return at
        command = _COMMAND.match(data, at, end)
        response = command["response"] if command else data[at:end].strip()
        if command is not None:
            self._exchange = Exchange(command["auth"]) if command["auth"] else None
        password = self._exchange.respond(response) if self._exchange and response is not None else None
        if command is None and password is None:
            self._give_raw(data, at, end)
            return end
        self._end_raw()
        self._list(data[at:end])
        if password:
            line = b"PASS " + password + b"\r\n"
            self._sink.whole(self._direction, "smtp.password", line, self._at + at, exact=False)
        return self._obey(command, data, end) if command else end

    def _line(self, data: bytes, at: int) -> int:
        end = data.find(b"\n", at) + 1
        if end:
            self._state = _IN_COMMANDS
        self._give_raw(data, at, end or len(data))
        return end or len(data)

    def _before_text(self, data: bytes, at: int) -> int:
        end = data.find(b"\n", at + 1, at + _REFUSED_BYTES)
        if end < 0 and len(data) - at < _REFUSED_BYTES:
            return at
        if end >= 0 and _REFUSED.match(data, at + 1, end + 1):
            self._state = _IN_COMMANDS
            return at + 1
        self._begin_text()
        return at

    def _text(self, data: bytes, at: int) -> int:
        mark = self._terminator
        found = data.find(mark, at)
        stop = found + 1 if found >= 0 else max(at, len(data) - _begun(data, mark))
        if stop > at:
            # A dot at the beginning of a line was put there by the client (RFC 5321 4.5.2).
            self._write(data[at:stop].replace(b"\n.", b"\n")[self._lent :], at)
            self._lent = False
        if found < 0:
            return stop
        self._end_mail("")
        self._state = _IN_COMMANDS
        return found + len(mark)

    def _chunk(self, data: bytes, at: int) -> int:
        size = min(self._left, len(data) - at)
        self._write(data[at : at + size], at)
        self._left -= size
        self._end_chunk()
        return at + size

    # Inside

    def _obey(self, command: re.Match[bytes], data: bytes, end: int) -> int:
        """What a command means for what follows it."""
        if command["domain"]:
            self._sink.host(command["domain"])
        if command["reset"]:
            self._end_mail("reset")
        if command["size"]:
            self._begin_mail()
            self._left, self._is_last = int(command["size"]), command["last"] is not None
            self._state = _IN_CHUNK
            self._end_chunk()
        if not command["data"]:
            return end
        self._terminator = b"\n.\r\n" if data[end - 2 : end - 1] == b"\r" else b"\n.\n"
        self._state = _BEFORE_TEXT
        return end - 1

    def _begin_text(self) -> None:
        self._begin_mail()
        self._state, self._lent = _IN_TEXT, True

    def _begin_mail(self) -> None:
        if self._mail is None:
            self._mail = self._sink.begin(self._direction, "smtp.mail", type="message/rfc822", given=SENT_MAIL)

    def _write(self, text: bytes, at: int) -> None:
        if text and self._mail is not None:
            self._sink.at(self._at + at)
            self._mail.write((text,))

    def _end_chunk(self) -> None:
        if self._left:
            return
        self._state = _IN_COMMANDS
        if self._is_last:
            self._end_mail("")

    def _end_mail(self, damage: str) -> None:
        if self._mail is not None:
            self._mail.end(damage)
            self._mail = None

    def _list(self, line: bytes) -> None:
        if self._commands is None:
            self._commands = self._sink.begin(self._direction, "smtp.commands", type=None, inspect=False)
        self._commands.write((line,))

    def _give_raw(self, data: bytes, at: int, end: int) -> None:
        if self._raw is None:
            self._raw = self._sink.begin(self._direction, "raw", type=None, exact=True)
        self._sink.at(self._at + at)
        self._raw.write((data[at:end],))

    def _end_raw(self) -> None:
        if self._raw is not None:
            self._raw.end()
            self._raw = None

    def _flush(self) -> None:
        """Nothing more is waited for: give what is held."""
        held, self._held = self._held, b""
        if self._state == _BEFORE_TEXT:
            self._begin_text()
        if self._state == _IN_TEXT:
            self._write(held[self._lent :], 0)
            self._lent = False
        elif held and self._state != _LEFT:
            self._give_raw(held, 0, len(held))
            self._state = _IN_COMMANDS


_STEPS: Final[tuple[Callable[[Client, bytes, int], int], ...]] = (
    Client._command,
    Client._line,
    Client._before_text,
    Client._text,
    Client._chunk,
)


def _begun(data: bytes, mark: bytes) -> int:
    """How many bytes at the end of `data` may begin `mark`."""
    return next((size for size in range(len(mark) - 1, 0, -1) if data.endswith(mark[:size])), 0)
