"""What an IMAP client sends: commands, and mails by APPEND (RFC 3501 6, RFC 3502)."""

import re
from collections.abc import Sequence
from typing import Final

from agent.contents import SENT_MAIL
from agent.contents.format import Inlet
from agent.protocols.imap.literals import announced, readable
from agent.protocols.imap.start import COMMAND
from agent.protocols.imap.stream import Stream
from agent.protocols.reader import Sink
from agent.protocols.sasl import Exchange
from agent.protocols.told import Told
from policies.expression import expression
from policies.part import Buffer

_COMMAND_BYTES: Final = 16 << 10
"""A command is kept up to this size, its literals in place."""

_VERB: Final = expression(rb"[!-~]{1,64} (?:UID )?([A-Za-z]{2,15})(?: |\r?\n)")
_MAILBOX_NEXT: Final = expression(rb"[!-~]+ [A-Za-z]+ ?")
_LOGIN: Final = expression(
    rb"[!-~]+ LOGIN +(?:\"(?:[^\"\\]|\\.)*\"|[^ \"]+) +(?:\"(.*)\"|([^ \r\n]+))\s*\Z", re.I | re.S
)
_AUTHENTICATE: Final = expression(rb"[!-~]+ AUTHENTICATE +([A-Za-z0-9_-]+)(?: +(\S+))?\s*\Z", re.I)
_UPLOADS: Final = frozenset((b"APPEND", b"CATENATE", b"REPLACE"))
_ADDRESSING: Final = frozenset(b"LOGIN AUTHENTICATE ID CAPABILITY NOOP LOGOUT STARTTLS IDLE ENABLE COMPRESS".split())
_DONE: Final = expression(rb"DONE\r?\n|\r?\n", re.I)


class Client:
    """The client's direction; `compressing` holds the tags of the commands that ask for compression."""

    __slots__ = ("_command", "_direction", "_exchange", "_is_mail", "_mail", "_sink", "_stream", "_told", "compressing")

    def __init__(self, sink: Sink, direction: int) -> None:
        self._sink = sink
        self._direction = direction
        self._told = Told(sink, direction)
        self._command = b""  # up to the literal that is read
        self._is_mail = False  # the literal is one, and no argument
        self._mail: Inlet | None = None
        self._exchange: Exchange | None = None
        self._stream = Stream(self, self._broken)
        self.compressing: set[bytes] = set()

    def line(self, line: bytes, at: int, *, whole: bool) -> None:
        """A command, the rest of one behind a literal, an answer to a challenge, or neither."""
        at = self._stream.place(at)
        command = self._command + line
        verb = _VERB.match(command)
        if not whole or (verb is None and not self._command):
            self._other(line, at, whole=whole)
            return
        self._exchange = None
        literal = announced(line)
        if literal is not None and len(command) < _COMMAND_BYTES:
            self._announce(command[: literal.start() - len(line)], literal, verb[1].upper() if verb else b"")
            return
        self._command = b""
        self._obey(command, verb[1].upper() if verb else b"", at)

    def body(self, data: bytes, at: int) -> None:
        """The next bytes of a literal."""
        if not self._is_mail and len(self._command) + len(data) < _COMMAND_BYTES:
            self._command += data
            return
        if self._mail is None:
            self._mail = self._begin()
        self._sink.at(self._stream.place(at))
        self._mail.write((data,))

    def body_gap(self, size: int) -> None:
        """A literal goes on behind lost bytes."""
        if self._mail is not None:
            self._mail.gap(size)

    def body_end(self, damage: str) -> None:
        """A literal is over; the command goes on, unless the server refused it."""
        if self._mail is not None:
            self._mail.end(damage)
            self._mail = None
        if not self._is_mail:
            self._command += b'"'
        if damage:
            self._command = b""
        self._is_mail = False

    def left(self, at: int, pieces: Sequence[Buffer]) -> None:
        """TLS takes the rest over (RFC 2595)."""
        self._told.end()
        self._sink.switch(self._direction, at, pieces, "imap.starttls")

    def feed(self, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next bytes of the direction."""
        self._stream.feed(offset, pieces)

    def gap(self, offset: int, size: int) -> None:
        """Bytes were lost."""
        self._stream.gap(offset, size)
        self._told.end()

    def close(self, offset: int) -> None:
        """The direction is over."""
        self._stream.close(offset)
        self._told.end()

    def _announce(self, before: bytes, literal: re.Match[bytes], verb: bytes) -> None:
        """A command goes on with a literal; one that waits for leave may be refused."""
        self._is_mail = verb in _UPLOADS and not _MAILBOX_NEXT.fullmatch(before)
        self._command = before if self._is_mail else before + b'"'
        waits = literal[0].rstrip()[-2:-1] not in (b"+", b"-")
        self._stream.bytes_follow(int(literal[1]), COMMAND if waits else None)

    def _begin(self) -> Inlet:
        if self._is_mail:
            return self._sink.begin(self._direction, "imap.mail", type="message/rfc822", given=SENT_MAIL)
        return self._sink.begin(self._direction, "imap.literal")

    def _broken(self, size: int) -> None:
        """What is compressed cannot be read any more."""
        self.body_end("ended early")
        self._told.end()
        self._sink.opaque(self._direction, size)

    def _obey(self, command: bytes, verb: bytes, at: int) -> None:
        """Give a whole command, and note what it means for what follows."""
        self._told.tell("imap.commands", readable(command), at, inspect=verb not in _ADDRESSING)
        if verb == b"LOGIN" and (login := _LOGIN.match(command)):
            self._give_password(login[1] or login[2] or b"", at)
        elif verb == b"AUTHENTICATE" and (asked := _AUTHENTICATE.match(command)):
            self._exchange = Exchange(asked[1])
            if asked[2]:
                self._give_password(self._exchange.respond(asked[2]) or b"", at)
        elif verb == b"COMPRESS":
            self.compressing.add(command.partition(b" ")[0])
            self._stream.compress(COMMAND)

    def _other(self, line: bytes, at: int, *, whole: bool) -> None:
        """What is no command: an answer to a challenge, the end of IDLE, or unknown."""
        password = self._exchange.respond(line.strip()) if self._exchange and whole else None
        if password is None and not (whole and _DONE.fullmatch(line)):
            self._told.tell("raw", line, at)
            return
        self._told.tell("imap.commands", line, at, inspect=False)
        self._give_password(password or b"", at)

    def _give_password(self, password: bytes, at: int) -> None:
        if password:
            self._sink.whole(self._direction, "imap.password", b"PASS " + password + b"\r\n", at, exact=False)
