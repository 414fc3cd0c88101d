"""What an IMAP server sends: responses, and mails or sections of them as literals (RFC 3501 7)."""

import re
from collections.abc import Sequence
from typing import Final

from agent.contents import SENT_MAIL
from agent.contents.format import Inlet
from agent.contents.media import decoded_words
from agent.protocols.imap.literals import announced, readable, section
from agent.protocols.imap.stream import Stream
from agent.protocols.imap.structure import Section, sections
from agent.protocols.reader import Sink
from agent.protocols.told import Told
from policies.expression import expression
from policies.part import Buffer

MOST_MESSAGES: Final = 256
"""Messages whose structure is remembered."""
_RESPONSE: Final = expression(rb"(?:\*|\+|[!-~]{1,64}) ?[^\n]*\n")
_FETCH: Final = expression(rb"\* (\d{1,10}) FETCH ", re.I)
_AGREED: Final = expression(rb"([!-~]{1,64}) OK[ \r\n]", re.I)
_UNKNOWN: Final = Section("", "", "")


class Server:
    """The server's direction; `compressing` holds the tags of the commands that ask for compression."""

    __slots__ = (
        "_compressing",
        "_direction",
        "_goes_on",
        "_literal",
        "_message",
        "_next",
        "_sink",
        "_stream",
        "_structures",
        "_told",
    )

    def __init__(self, sink: Sink, direction: int, compressing: set[bytes]) -> None:
        self._sink = sink
        self._direction = direction
        self._compressing = compressing
        self._told = Told(sink, direction)
        self._stream = Stream(self, self._broken)
        self._literal: Inlet | None = None
        self._goes_on = False  # the literal is a piece of a mail, and the next may follow in another response
        self._next = (b"", 0)  # message and offset of that next piece
        self._message = b""
        self._structures: dict[bytes, dict[str, Section]] = {}

    def line(self, line: bytes, at: int, *, whole: bool) -> None:
        """A response or a piece of one between literals, or neither."""
        at = self._stream.place(at)
        fetch = _FETCH.match(line)
        if not whole or not (_RESPONSE.fullmatch(line) or self._message):
            self._told.tell("raw", line, at)
            return
        self._message = fetch[1] if fetch else self._message
        self._remember(line)
        literal = announced(line)
        if literal is None:
            self._message = b""
        else:
            self._begin(line[: literal.start()])
            self._stream.bytes_follow(int(literal[1]))
        self._told.tell("imap.responses", _readable(line), at)
        agreed = _AGREED.match(line)
        if agreed and agreed[1] in self._compressing:
            self._stream.compress()

    def body(self, data: bytes, at: int) -> None:
        """The next bytes of a literal."""
        if self._literal is not None:
            self._sink.at(self._stream.place(at))
            self._literal.write((data,))
            self._next = (self._next[0], self._next[1] + len(data))

    def body_gap(self, size: int) -> None:
        """A literal goes on behind lost bytes."""
        if self._literal is not None:
            self._literal.gap(size)
            self._next = (self._next[0], self._next[1] + size)

    def body_end(self, damage: str) -> None:
        """A literal is over; a mail that is fetched piece by piece is not."""
        if damage or not self._goes_on:
            self._end_literal(damage)

    def left(self, at: int, pieces: Sequence[Buffer]) -> None:
        """TLS takes the rest over (RFC 2595)."""
        self._end()
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
        self._end()

    def _begin(self, before: bytes) -> None:
        """Begin the part that a literal is, or go on with the mail it is the next piece of."""
        kind, offset = section(before) or ("literal", 0)
        is_piece = before.endswith((b">", b"> "))
        if self._goes_on and is_piece and kind == "mail" and self._next == (self._message, offset):
            return
        self._end_literal("")
        self._goes_on, self._next = is_piece and kind == "mail", (self._message, offset)
        begin = self._sink.begin
        if kind == "mail" and not offset:
            self._literal = begin(self._direction, "imap.mail", type="message/rfc822", given=SENT_MAIL)
        elif kind == "headers":
            self._literal = begin(self._direction, "imap.headers", type="message/rfc822", given=SENT_MAIL)
        elif kind in ("mail", "text", "literal"):
            self._literal = begin(self._direction, f"imap.{kind}")
        else:
            said = self._structures.get(self._message, {}).get(kind, _UNKNOWN)
            codings = (said.coding,) if said.coding and b"BINARY" not in before[-80:].upper() and not offset else ()
            self._literal = begin(self._direction, "imap.section", name=said.name, type=said.type, codings=codings)

    def _remember(self, line: bytes) -> None:
        """Note the structure of a message: its sections do not say how they are encoded."""
        if self._message and b"BODYSTRUCTURE" in line.upper():
            if len(self._structures) >= MOST_MESSAGES:
                del self._structures[next(iter(self._structures))]
            self._structures[self._message] = sections(line)

    def _broken(self, size: int) -> None:
        """What is compressed cannot be read any more."""
        self._end()
        self._sink.opaque(self._direction, size)

    def _end(self) -> None:
        self._end_literal("")
        self._told.end()

    def _end_literal(self, damage: str) -> None:
        if self._literal is not None:
            self._literal.end(damage)
        self._literal, self._goes_on = None, False


def _readable(line: bytes) -> bytes:
    """A response with what people read in it decoded: mailbox names, and subjects and names of an ENVELOPE."""
    if b"=?" in line:
        return decoded_words(line.decode("utf-8", "replace")).encode("utf-8", "replace")
    return readable(line)
