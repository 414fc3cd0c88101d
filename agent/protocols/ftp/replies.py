"""What an FTP server sends on the control connection: replies (RFC 959 4.2). Listings and paths in them are content."""

from collections.abc import Sequence
from typing import Final

from agent.protocols.ftp.dialogue import Dialogue
from agent.protocols.reader import Sink
from agent.protocols.told import Told
from policies.expression import expression
from policies.part import Buffer

_REPLY: Final = expression(rb"([1-6]\d\d)([ -])?([^\r\n]*)\r?\n")
_ADDRESSING: Final = frozenset((b"220", b"221", b"227", b"228", b"229", b"230", b"232", b"234", b"331", b"332", b"530"))
"""Greetings, logins and addresses."""


class Replies:
    """The server's direction."""

    __slots__ = ("_code", "_dialogue", "_direction", "_sink", "_told")

    def __init__(self, sink: Sink, direction: int, dialogue: Dialogue) -> None:
        self._sink = sink
        self._direction = direction
        self._dialogue = dialogue
        self._told = Told(sink, direction)
        self._code = b""  # of a reply over several lines

    def line(self, line: bytes, at: int, *, whole: bool) -> None:
        """A reply or one line of it, or what is none."""
        reply = _REPLY.fullmatch(line) if whole else None
        code = self._code or (reply[1] if reply else b"")
        if not code:
            self._told.tell("raw", line, at)
            return
        if reply and reply[1] == code:
            is_last = reply[2] != b"-"
            self._code = b"" if is_last else code
            if is_last:
                self._dialogue.reply(code, reply[3])
        self._told.tell("ftp.replies", line, at, inspect=code not in _ADDRESSING)

    def body(self, data: bytes, at: int) -> None:
        """Nothing is announced here."""

    def body_gap(self, size: int) -> None:
        """Nothing is announced here."""

    def body_end(self, damage: str) -> None:
        """Nothing is announced here."""

    def left(self, at: int, pieces: Sequence[Buffer]) -> None:
        """TLS takes the rest over."""
        self._told.end()
        self._sink.switch(self._direction, at, pieces, "ftp.auth")

    def end(self) -> None:
        """End what is open."""
        self._told.end()
