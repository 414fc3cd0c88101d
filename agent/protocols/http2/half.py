"""One direction of an HTTP/2 connection: a state for each place in a frame, a step for each state.

Rule 1: no content is lost. What is no frame is given raw, up to the next plausible header block.
Rule 2: a step says what it leaves of the bytes; it takes at least one or changes the state, and copies what it keeps.
Rule 3: no decision depends on how the bytes were cut into pieces.
"""

from collections.abc import Callable, Sequence
from typing import Final

from agent.contents.format import Inlet
from agent.protocols.http2.frame import (
    CONTINUATION,
    DATA,
    END_HEADERS,
    END_STREAM,
    GOAWAY,
    HAS_PRIORITY,
    HEADER_BYTES,
    HEADERS,
    PADDED,
    PING,
    PREFACE,
    PRIORITY,
    PUSH_PROMISE,
    RESET,
    WINDOW_UPDATE,
    Frame,
    frame,
)
from agent.protocols.http2.hpack import Table
from agent.protocols.http2.start import search
from agent.protocols.http2.streams import Streams
from agent.protocols.reader import Sink
from policies.part import Buffer

BLOCK_BYTES: Final = 64 << 10
"""Longest header block, and what is kept of any frame but DATA; servers accept 8 to 32 KB."""
PIECE_BYTES: Final = 64 << 10
"""What a step is given at most, so that little is copied."""

_UNTOLD: Final = frozenset((PRIORITY, RESET, PING, WINDOW_UPDATE))  # a few bytes that say nothing but numbers

# Where in a frame a direction is. Plain numbers: these are compared for every step.
_IN_HEADER: Final = 0
_IN_DATA: Final = 1
_GATHER: Final = 2  # the payload is needed as a whole; or the padding of DATA
_SKIP: Final = 3
_TOO_LONG: Final = 4
_LOST: Final = 5


class Half:
    """The frames of one direction."""

    __slots__ = (
        "_block",
        "_block_of",
        "_direction",
        "_frame",
        "_gathered",
        "_held",
        "_left",
        "_padding",
        "_raw",
        "_run",
        "_run_at",
        "_sink",
        "_state",
        "_streams",
        "_table",
    )

    def __init__(self, sink: Sink, direction: int) -> None:
        self._sink = sink
        self._direction = direction
        self._state = _IN_HEADER
        self._held = b""  # a frame header in the making, or what may begin one
        self._frame = Frame(0, DATA, 0, 0)
        self._left = 0  # bytes of the payload to come
        self._padding = 0  # how many of them are padding, -1 while that is not known
        self._gathered = bytearray()
        self._block: bytearray | None = None  # a header block that goes on in the next frame
        self._block_of = self._frame
        self._run: list[Buffer] = []  # bytes of a body in this feed
        self._run_at = 0
        self._raw: Inlet | None = None
        self._table = Table()
        self._streams = Streams(sink, direction)

    def feed(self, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next bytes of the direction."""
        for piece in pieces:
            for start in range(0, len(piece), PIECE_BYTES):
                data = piece[start : start + PIECE_BYTES]
                end = offset + start + len(data)
                while len(data):
                    data = _STEPS[self._state](self, data, end - len(data))
            offset += len(piece)
        self._write_run()

    def gap(self, offset: int, size: int) -> None:
        """Go on by length inside a frame; elsewhere look for the next header block."""
        self._write_run()
        content = self._left - max(0, self._padding)
        if self._state == _IN_DATA and size <= content:
            self._padding = max(0, self._padding)
            self._streams.gap(self._frame.stream, size)
            self._left -= size
            self._end_data()
        elif self._state in (_GATHER, _SKIP, _TOO_LONG) and size <= self._left:
            self._give_up(offset)
            if self._state == _GATHER:
                self._table.forget()
            self._state, self._left = _SKIP, self._left - size
            self._end_frame()
        else:
            self._give_up(offset)
            self._lose("gap")

    def close(self, offset: int) -> None:
        """End what is open; what is held is a part of a frame."""
        self._give_up(offset)
        self._streams.close()

    # Steps: (data, its stream offset) -> what is left of it

    def _header(self, data: Buffer, at: int) -> Buffer:
        held = self._held
        whole = held + bytes(data[: max(0, HEADER_BYTES - len(held))])
        if len(whole) < HEADER_BYTES:
            self._held = whole
            return b""
        if whole.startswith(PREFACE[:HEADER_BYTES]):
            return self._preface(data, at)
        found = frame(whole)
        if found is None:
            self._lose("damaged frame")
            return data
        self._held = b""
        self._end_raw()
        self._begin(found, at + HEADER_BYTES - len(held))
        return data[HEADER_BYTES - len(held) :]

    def _preface(self, data: Buffer, at: int) -> Buffer:  # noqa: ARG002
        """A connection begins, in the middle of a stream another one."""
        held = self._held
        whole = held + bytes(data[: len(PREFACE) - len(held)])
        if not PREFACE.startswith(whole):
            self._lose("damaged frame")
            return data
        self._held = whole
        if whole == PREFACE:
            self._held = b""
            self._end_raw()
            self._table.forget()
            self._streams.end_all("interrupted")
        return data[len(whole) - len(held) :]

    def _data(self, data: Buffer, at: int) -> Buffer:
        if self._padding < 0:
            self._padding = data[0] if data[0] < self._left else 0
            self._left -= 1
            data, at = data[1:], at + 1
        size = min(len(data), self._left - self._padding)
        if size:
            if not self._run:
                self._run_at = at
            self._run.append(data[:size])
            self._left -= size
        self._end_data()
        return data[size:]

    def _gather(self, data: Buffer, at: int) -> Buffer:
        size = min(len(data), self._left)
        self._gathered += data[:size]
        self._left -= size
        if not self._left:
            self._payload(at + size)
        self._end_frame()
        return data[size:]

    def _skip(self, data: Buffer, at: int) -> Buffer:  # noqa: ARG002
        size = min(len(data), self._left)
        self._left -= size
        self._end_frame()
        return data[size:]

    def _too_long(self, data: Buffer, at: int) -> Buffer:
        size = min(len(data), self._left)
        self._write_raw(bytes(data[:size]), at)
        self._left -= size
        self._end_frame()
        return data[size:]

    def _lost(self, data: Buffer, at: int) -> Buffer:
        held, self._held = self._held, b""
        whole = held + bytes(data)
        found, keep = search(whole)
        if found < 0:
            self._write_raw(whole[:keep], at - len(held))
            self._held = whole[keep:]
            return b""
        self._write_raw(whole[:found], at - len(held))
        self._end_raw()
        self._state = _IN_HEADER
        return whole[found:]

    # Frames

    def _begin(self, found: Frame, at: int) -> None:
        self._frame, self._left, self._padding = found, found.length, 0
        if found.type == DATA:
            self._state = _IN_DATA
            self._padding = -1 if found.flags & PADDED else 0
            if not found.length:
                self._end_data()
            return
        if found.type == RESET:
            self._streams.end(found.stream, "reset")
        if found.type in _UNTOLD or not found.length:
            self._state = _SKIP
            if found.type in (HEADERS, CONTINUATION):
                self._payload(at)
        else:
            self._state = _GATHER if found.length <= BLOCK_BYTES else _TOO_LONG
            if self._state == _TOO_LONG:
                self._table.forget()
        self._end_frame()

    def _end_frame(self) -> None:
        if not self._left:
            self._state = _IN_HEADER

    def _end_data(self) -> None:
        """Behind the content of DATA: its padding, or the next frame."""
        if self._left > self._padding or self._padding < 0:
            return
        self._write_run()
        if self._frame.flags & END_STREAM:
            self._streams.end(self._frame.stream)
        self._state = _GATHER if self._left else _IN_HEADER

    def _payload(self, end: int) -> None:
        """What was gathered is complete, or as much as there is; `end` is behind it."""
        payload, found = bytes(self._gathered), self._frame
        self._gathered.clear()
        if found.type == DATA:
            self._give("http2.padding", payload.strip(b"\0"), end)
        elif found.type in (HEADERS, PUSH_PROMISE):
            self._give_block(end, whole=False)
            self._block, self._block_of = bytearray(self._fragment(payload, end)), found
        elif found.type != CONTINUATION:
            debug = found.type == GOAWAY  # behind the last stream and the error (RFC 9113 6.8)
            self._give("http2.goaway" if debug else "http2.control", payload[8:] if debug else payload, end)
            return
        elif self._block is None or found.stream != self._block_of.stream:
            self._give("http2.headers", payload, end)
            self._table.forget()
        else:
            self._block += payload
        if found.type != DATA and (found.flags & END_HEADERS or len(self._block or b"") > BLOCK_BYTES):
            self._give_block(end, whole=True)

    def _fragment(self, payload: bytes, end: int) -> bytes:
        """The part of a header block that a frame holds, without its padding and priority (RFC 9113 6.2)."""
        found, start = self._frame, 0
        if found.flags & PADDED and payload:
            behind = max(1, found.length - payload[0])
            self._give("http2.padding", payload[behind:].strip(b"\0"), end)
            payload = payload[1:behind]
        if found.type == HEADERS and found.flags & HAS_PRIORITY:
            start = 5
        if found.type == PUSH_PROMISE:
            start = 4
        return payload[start:]

    def _give_block(self, end: int, *, whole: bool) -> None:
        """Decode the header block that is open; what of it cannot be decoded is given as it is."""
        if self._block is None:
            return
        block, of, self._block = bytes(self._block), self._block_of, None
        fields, known = self._table.decode(block)
        if not whole or known < len(block):
            self._table.forget()
        at = max(0, end - len(block))
        if of.type == PUSH_PROMISE:
            self._streams.promise(fields, at)
        elif fields:
            self._streams.head(of.stream, fields, at)
        self._give("http2.headers", block[known:], end)
        if of.type == HEADERS and of.flags & END_STREAM:
            self._streams.end(of.stream)

    # What goes out

    def _give(self, path: str, data: bytes, end: int) -> None:
        if data:
            self._sink.whole(self._direction, path, data, max(0, end - len(data)), exact=False)

    def _write_run(self) -> None:
        if self._run:
            self._streams.write(self._frame.stream, self._run, self._run_at)
            self._run = []

    def _write_raw(self, data: bytes, at: int) -> None:
        if not data:
            return
        if self._raw is None:
            self._raw = self._sink.begin(self._direction, "raw", type=None, exact=True)
        self._sink.at(at)
        self._raw.write((data,))

    def _end_raw(self) -> None:
        raw, self._raw = self._raw, None
        if raw is not None:
            raw.end("not HTTP/2")

    def _lose(self, damage: str) -> None:
        """Where the next frame begins is not known: look for a header block."""
        self._write_run()
        self._streams.end_all(damage)
        self._table.forget()
        self._state = _LOST

    def _give_up(self, offset: int) -> None:
        """No more bytes follow those that are held."""
        self._write_run()
        if self._gathered:
            self._payload(offset)
        self._give_block(offset, whole=False)
        held, self._held = self._held, b""
        self._write_raw(held, offset - len(held))
        self._end_raw()


_STEPS: Final[tuple[Callable[[Half, Buffer, int], Buffer], ...]] = (
    Half._header,
    Half._data,
    Half._gather,
    Half._skip,
    Half._too_long,
    Half._lost,
)
