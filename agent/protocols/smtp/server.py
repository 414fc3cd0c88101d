"""What an SMTP server sends: replies (RFC 5321 4.2). They are listed, not inspected: they repeat the envelope."""

from collections.abc import Sequence
from typing import Final

from agent.contents.format import Inlet
from agent.protocols.reader import Sink
from policies.expression import expression
from policies.part import Buffer

LINE_BYTES: Final = 2048
"""Longest reply line; RFC 5321 4.5.3.1.5 allows 512."""

_REPLY: Final = expression(rb"[2-5]\d\d(?:[ -][^\n]*)?\r?\n")
_TLS_HANDSHAKE: Final = 22


class Server:
    """The server's direction. What is no reply is given raw: no byte is lost."""

    __slots__ = ("_at_line", "_direction", "_held", "_raw", "_replies", "_sink")

    def __init__(self, sink: Sink, direction: int) -> None:
        self._sink = sink
        self._direction = direction
        self._held = b""
        self._at_line = True  # the next byte begins a line
        self._replies: Inlet | None = None
        self._raw: Inlet | None = None

    def feed(self, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next bytes of the direction; TLS takes the rest over."""
        start = offset - len(self._held)
        data = b"".join((self._held, *pieces))
        at = 0
        while at < len(data):
            if self._at_line and data[at] == _TLS_HANDSHAKE:
                self._held = b""
                self.close(start + at)
                self._sink.switch(self._direction, start + at, [data[at:]], "smtp.starttls")
                return
            end = data.find(b"\n", at, at + LINE_BYTES) + 1
            if not end and len(data) - at < LINE_BYTES:
                break
            end = end or at + LINE_BYTES
            self._line(data[at:end], start + at)
            at = end
        self._held = data[at:]

    def gap(self, offset: int, size: int) -> None:  # noqa: ARG002
        """The next bytes may be anywhere in a line."""
        self.close(offset)
        self._at_line = False

    def close(self, offset: int) -> None:
        """Give what was held back."""
        held, self._held = self._held, b""
        if held:
            self._line(held, offset - len(held))
        for part in (self._replies, self._raw):
            if part is not None:
                part.end()
        self._replies = self._raw = None

    def _line(self, line: bytes, at: int) -> None:
        is_reply = self._at_line and _REPLY.fullmatch(line)
        self._at_line = line.endswith(b"\n")
        if is_reply:
            self._list(line)
        else:
            self._give_raw(line, at)

    def _list(self, line: bytes) -> None:
        if self._raw is not None:
            self._raw.end()
            self._raw = None
        if self._replies is None:
            self._replies = self._sink.begin(self._direction, "smtp.replies", type=None, inspect=False)
        self._replies.write((line,))

    def _give_raw(self, line: bytes, at: int) -> None:
        if self._raw is None:
            self._raw = self._sink.begin(self._direction, "raw", type=None, exact=True)
        self._sink.at(at)
        self._raw.write((line,))
