"""The streams of one direction of an HTTP/2 connection: a head, a body, perhaps trailers each (RFC 9113 8.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from agent.contents.format import Inlet
from agent.contents.media import FORM, Ranges
from agent.protocols.http2.head import Head
from agent.protocols.reader import Sink
from policies.part import Buffer

MOST_STREAMS: Final = 512
"""Streams that are open at once; peers agree on 100 to 250. Of more, the one that rested longest is ended."""

_KINDS: Final = ("request", "response")


@dataclass(slots=True)
class _Stream:
    kind: str
    head: Head | None  # None where the capture lacks it
    body: Inlet | None = None


class Streams:
    """Heads and bodies by stream number, interleaved as they come."""

    __slots__ = ("_direction", "_is_wanted", "_open", "_ranges", "_sink")

    def __init__(self, sink: Sink, direction: int) -> None:
        self._sink = sink
        self._direction = direction
        self._is_wanted = sink.wants(direction)
        self._ranges = Ranges()
        self._open: dict[int, _Stream] = {}  # the one that rested longest first

    def head(self, number: int, fields: Sequence[tuple[bytes, bytes]], at: int) -> None:
        """A header block of a stream: its head, or trailers behind its body."""
        head = Head(fields)
        kind = head.kind
        if kind == "request":
            self._sink.host(head.host)
        if not self._is_wanted:
            return
        known = self._open.get(number)
        if kind:
            self._give(head, kind, f"http2.{kind}.head", at)
            if not head.is_interim:
                self.end(number, "interrupted")
                self._begin(number, _Stream(kind, head))
        elif known is not None:
            self._give(head, "", f"http2.{known.kind}.trailers", at)
        else:
            self._give(head, "", f"http2.{_KINDS[self._direction]}.headers", at)

    def promise(self, fields: Sequence[tuple[bytes, bytes]], at: int) -> None:
        """The request that a server answers without being asked (RFC 9113 8.4)."""
        if self._is_wanted:
            self._give(Head(fields), "request", "http2.push.head", at)

    def write(self, number: int, pieces: Sequence[Buffer], at: int) -> None:
        """The next bytes of a body, which begin at `at` of the connection."""
        if not self._is_wanted:
            return
        stream = self._open.pop(number, None) or _Stream(_KINDS[self._direction], None)
        self._begin(number, stream)
        if stream.body is None:
            stream.body = self._body(stream)
        self._sink.at(at)
        stream.body.write(pieces)

    def gap(self, number: int, size: int) -> None:
        """Bytes of a body were lost."""
        stream = self._open.get(number)
        if stream is not None and stream.body is None and self._is_wanted:
            stream.body = self._body(stream)
        if stream is not None and stream.body is not None:
            stream.body.gap(size)

    def end(self, number: int, damage: str = "") -> None:
        """A stream is over."""
        stream = self._open.pop(number, None)
        if stream is not None and stream.body is not None:
            self._ranges.end(stream.body, damage)

    def end_all(self, damage: str) -> None:
        """No stream goes on."""
        for number in list(self._open):
            self.end(number, damage)

    def close(self) -> None:
        """No more bytes come."""
        self.end_all("ended early")
        self._ranges.close()

    def _begin(self, number: int, stream: _Stream) -> None:
        if len(self._open) >= MOST_STREAMS:
            self.end(next(iter(self._open)), "too many streams")
        self._open[number] = stream

    def _body(self, stream: _Stream) -> Inlet:
        path, head = f"http2.{stream.kind}.body", stream.head
        if head is None:
            return self._sink.begin(self._direction, path)
        name, declared, codings = head.name(), head.type(), head.codings()
        begin = partial(self._sink.begin, self._direction, path, name=name, type=declared, codings=codings)
        return self._ranges.begin(head.target, head.content_range, begin)

    def _give(self, head: Head, kind: str, path: str, at: int) -> None:
        """Give a head as text, and what of it is percent-encoded as parts of its own."""
        self._sink.whole(self._direction, path, head.text(kind), at, exact=False)
        for label, text in head.escaped(kind):
            self._sink.at(at)
            part = self._sink.begin(self._direction, path.rpartition(".")[0] + label, type=FORM)
            part.write((text,))
            part.end()
