"""Records that a protocol carries: what is text is kept one record a line, what is a file is a part of its own."""

from typing import Final

from agent.contents import TEXT_SNIFF_BYTES, choose
from agent.contents.format import Inlet
from agent.contents.media import SNIFF_BYTES, unreadable_type
from agent.protocols.reader import Sink

WHOLE_BYTES: Final = 16 << 10
"""Longest value that is read at once, to stand on a line; a longer one is a part of its own."""

_SURELY_PLAIN_BYTES: Final = 4  # no magic number that matters is shorter


class Records:
    """The records of one direction under one path. Its two parts, of text and of JSON, stay open until `end`."""

    __slots__ = ("_direction", "_json", "_path", "_sink", "_text")

    def __init__(self, sink: Sink, direction: int, path: str) -> None:
        self._sink = sink
        self._direction = direction
        self._path = path
        self._json: Inlet | None = None
        self._text: Inlet | None = None

    def add(self, context: bytes, value: bytes, *, name: str = "") -> None:
        """A value of at most WHOLE_BYTES, with what belongs to it in front on its line.

        A file, or a text of several lines, is a part of its own, with `name`; its context stays on a line.
        """
        if value[:1] in (b"{", b"[") and b"\n" not in value:
            self.json(context + value)
        elif b"\n" in value or is_file(value):
            inlet = self.own(context, name=name)
            inlet.write((value,))
            inlet.end()
        else:
            self.text(context + value)

    def text(self, line: bytes) -> None:
        """A record that is plain text."""
        if self._text is None:
            self._text = self._sink.begin(self._direction, self._path, type=None)
        self._text.write((line, b"\n"))

    def json(self, line: bytes) -> None:
        """A record with JSON in it."""
        if self._json is None:
            self._json = self._sink.begin(self._direction, self._path, type="application/x-ndjson")
        self._json.write((line, b"\n"))

    def own(self, context: bytes = b"", *, name: str = "") -> Inlet:
        """A part for one value, to be written and ended by the caller."""
        if context:
            self.text(context)
        return self._sink.begin(self._direction, self._path, name=name)

    def end(self) -> None:
        """No more records."""
        for part in (self._text, self._json):
            if part is not None:
                part.end()
        self._text = self._json = None


def is_file(value: bytes) -> bool:
    """Whether a value is more than text: a format of `agent.contents` or a picture, told by its first bytes."""
    if len(value) < _SURELY_PLAIN_BYTES:
        return False
    head = value[:SNIFF_BYTES]
    if head[:TEXT_SNIFF_BYTES].isalnum():
        return False
    return choose("", head) is not None or bool(unreadable_type(head))
