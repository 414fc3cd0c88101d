"""POP3 (RFC 1939, 2449, 5034). Each direction is read by itself: neither needs to know what the other one said."""

import re
from collections.abc import Sequence
from typing import Final

from agent.contents import SENT_MAIL
from agent.contents.format import Inlet
from agent.protocols.lines import Lines
from agent.protocols.reader import Sink
from agent.protocols.sasl import Exchange
from agent.protocols.told import Told
from policies.expression import expression
from policies.part import Buffer

_COMMAND: Final = expression(
    rb"(?:(?P<verb>PASS|APOP|USER|STAT|LIST|RETR|DELE|NOOP|RSET|QUIT|TOP|UIDL|CAPA|STLS|LANG|UTF8|LAST|XTND|IMPLEMENTATION)"
    rb"(?:[ \t][^\r\n]*)?|AUTH(?:[ \t]+(?P<mechanism>[A-Z0-9_-]+)(?:[ \t]+(?P<response>\S+))?)?)[ \t]*\r?\n",
    re.I,
)
_STATUS: Final = expression(rb"(?:\+OK|-ERR)(?:[ \t][^\n]*)?\r?\n|\+ [^\n]*\n|\+\r?\n")
_MAIL: Final = expression(rb"(?:[!-9;-~]{1,80}[ \t]*:|From )")
_END: Final = expression(rb"\.\r?\n")


class Client:
    """What the client says: no content but its password."""

    __slots__ = ("_direction", "_exchange", "_sink", "_told")

    def __init__(self, sink: Sink, direction: int) -> None:
        self._sink = sink
        self._direction = direction
        self._told = Told(sink, direction)
        self._exchange: Exchange | None = None

    def line(self, line: bytes, at: int, *, whole: bool) -> None:
        """A command, an answer to a challenge, or neither."""
        command = _COMMAND.fullmatch(line) if whole else None
        if command is not None:
            self._exchange = Exchange(command["mechanism"]) if command["mechanism"] else None
            if (command["verb"] or b"").upper() == b"PASS":
                self._sink.whole(self._direction, "pop3.password", line, at)
                return
        response = command["response"] if command else line.strip()
        password = self._exchange.respond(response) if self._exchange and response is not None and whole else None
        if command is None and password is None:
            self._told.tell("raw", line, at)
            return
        self._told.tell("pop3.commands", line, at, inspect=False)
        if password:
            self._sink.whole(self._direction, "pop3.password", b"PASS " + password + b"\r\n", at, exact=False)

    def body(self, data: bytes, at: int) -> None:
        """A client announces none."""

    def body_gap(self, size: int) -> None:
        """A client announces none."""

    def body_end(self, damage: str) -> None:
        """A client announces none."""

    def left(self, at: int, pieces: Sequence[Buffer]) -> None:
        """TLS takes the rest over (RFC 2595)."""
        self._told.end()
        self._sink.switch(self._direction, at, pieces, "pop3.stls")

    def end(self) -> None:
        """End what is open."""
        self._told.end()


class Server:
    """What the server says: a status line, behind some of them a mail or a list."""

    __slots__ = ("_direction", "_follows", "_inspects", "_mail", "_sink", "_told", "lines")

    def __init__(self, sink: Sink, direction: int) -> None:
        self._sink = sink
        self._direction = direction
        self._told = Told(sink, direction)
        self._mail: Inlet | None = None
        self._follows = False  # a mail or a list may follow the status before
        self._inspects = True
        self.lines = Lines(self)

    def line(self, line: bytes, at: int, *, whole: bool) -> None:
        """A status, the first line of what follows one, or neither."""
        follows, self._follows = self._follows, False
        if whole and (_STATUS.fullmatch(line) or (follows and _END.fullmatch(line))):
            self._follows = line.startswith(b"+OK")
            self._told.tell("pop3.replies", line, at, inspect=False)
        elif whole and (follows or _MAIL.match(line)):
            if _MAIL.match(line):
                self._begin()
            # Numbers of messages and their sizes are no content.
            self._inspects = not line[:1].isdigit()
            self.body(line, at)
            self.lines.text_follows()
        else:
            self._told.tell("raw", line, at)

    def body(self, data: bytes, at: int) -> None:
        """The next bytes of a mail or of a list."""
        if self._mail is None:
            self._told.tell("pop3.lists", data, at, inspect=self._inspects)
            return
        self._sink.at(at)
        self._mail.write((data,))

    def body_gap(self, size: int) -> None:
        """A mail goes on behind lost bytes."""
        if self._mail is not None:
            self._mail.gap(size)

    def body_end(self, damage: str) -> None:
        """A mail is over."""
        if self._mail is not None:
            self._mail.end(damage)
            self._mail = None

    def left(self, at: int, pieces: Sequence[Buffer]) -> None:
        """TLS takes the rest over."""
        self._told.end()
        self._sink.switch(self._direction, at, pieces, "pop3.stls")

    def end(self) -> None:
        """End what is open besides a mail."""
        self._told.end()

    def _begin(self) -> None:
        self._mail = self._sink.begin(self._direction, "pop3.mail", type="message/rfc822", given=SENT_MAIL)


class Pop3:
    """One conversation."""

    __slots__ = ("_lines", "_talkers")

    control: tuple[int, int] = (0, 0)

    def __init__(self, sink: Sink) -> None:
        client, server = Client(sink, 0), Server(sink, 1)
        self._talkers: tuple[Client, Server] = (client, server)
        self._lines: tuple[Lines, Lines] = (Lines(client), server.lines)

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next bytes of a direction."""
        self._lines[direction].feed(offset, pieces)

    def gap(self, direction: int, offset: int, size: int) -> None:
        """Bytes of a direction were lost."""
        self._lines[direction].gap(offset, size)
        self._talkers[direction].end()

    def close(self, direction: int, offset: int) -> None:
        """A direction is over."""
        self._lines[direction].close(offset)
        self._talkers[direction].end()
