"""One direction of a WebSocket conversation: frames to messages."""

from collections.abc import Sequence
from typing import Final

from agent.contents.format import Inlet
from agent.protocols.reader import Sink
from agent.protocols.websocket.frame import CONTINUATION, CONTROL, HEADER_BYTES, TEXT, Header, header, unmasked
from agent.protocols.websocket.inflate import Window
from agent.protocols.websocket.start import recognise
from policies.part import Buffer

BLOCK_BYTES: Final = 256 << 10
"""Bytes that are joined to be read at once."""


class Half:
    """The frames of one direction."""

    __slots__ = (
        "_at",
        "_control",
        "_direction",
        "_done",
        "_frame",
        "_held",
        "_is_hidden",
        "_is_lost",
        "_message",
        "_sink",
        "_window",
    )

    def __init__(self, sink: Sink, direction: int) -> None:
        self._sink = sink
        self._direction = direction
        self._held = b""  # a header in the making
        self._at = 0
        self._frame: Header | None = None
        self._done = 0  # bytes of the payload that were read
        self._control = b""
        self._message: Inlet | None = None
        self._window: Window | None = None
        self._is_hidden = False  # frames were masked or compressed: read raw they would say nothing
        self._is_lost = False  # the next byte may be anywhere in a frame

    def feed(self, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next bytes of the direction."""
        number = 0
        while number < len(pieces):
            first, size = number, 0
            while number < len(pieces) and size < BLOCK_BYTES:
                size += len(pieces[number])
                number += 1
            self._at = offset - len(self._held)
            data = b"".join((self._held, *pieces[first:number]))
            self._held = b""
            at = self._read(data)
            if at >= 0:
                self._leave(self._at + at, [data[at:], *pieces[number:]])
                return
            offset += size

    def gap(self, offset: int, size: int) -> None:  # noqa: ARG002
        """Go on inside a payload; behind it the next frame must be told anew."""
        frame = self._frame
        if frame is not None and self._done + size <= frame.length and frame.opcode not in CONTROL:
            if self._message is not None:
                self._message.gap(size)
            self._skip(size)
            return
        self._end("gap")
        self._held = self._control = b""
        self._frame = None
        self._is_lost = True

    def close(self, offset: int) -> None:
        """End what is open; the beginning of a frame holds nothing."""
        self._give_control(offset)
        self._end("ended early")

    def _read(self, data: bytes) -> int:
        """Read frames; where what is no frame begins, -1 when all was read."""
        at = 0
        if self._is_lost and data:
            known = recognise(data)
            if not known:
                return 0
            self._is_lost = False
        while at < len(data):
            if self._frame is None:
                frame = header(data[at : at + HEADER_BYTES])
                if frame is None:
                    self._held = data[at:]
                    return -1
                if isinstance(frame, bool):
                    return at
                at += frame.size
                self._begin(frame)
            at += self._payload(data, at)
        return -1

    def _begin(self, frame: Header) -> None:
        """A frame begins: of a new message, or of the one that is open."""
        self._frame, self._done = frame, 0
        self._is_hidden |= bool(frame.mask) or frame.is_compressed
        if frame.opcode not in CONTROL and (self._message is None or frame.opcode != CONTINUATION):
            self._end("interrupted")
            self._begin_message(frame)
        if not frame.length:
            self._skip(0)

    def _begin_message(self, frame: Header) -> None:
        if frame.is_compressed and self._window is None:
            self._window = Window()
        self._message = self._sink.begin(
            self._direction,
            "websocket.text" if frame.opcode == TEXT else "websocket.binary",
            exact=frame.is_final and not (frame.mask or frame.is_compressed),
            given=self._window.format() if frame.is_compressed and self._window else None,
        )

    def _payload(self, data: bytes, at: int) -> int:
        """Read what is there of a payload; returns how much that is."""
        frame = self._frame
        if frame is None:
            return 0
        piece = data[at : at + frame.length - self._done]
        plain = unmasked(piece, frame.mask, self._done) if frame.mask else piece
        if frame.opcode in CONTROL:
            self._control += plain
        elif self._message is not None:
            self._sink.at(self._at + at)
            self._message.write((plain,))
        self._skip(len(piece))
        return len(piece)

    def _skip(self, size: int) -> None:
        """`size` bytes of the payload are behind us."""
        frame = self._frame
        if frame is None:
            return
        self._done += size
        if self._done < frame.length:
            return
        self._frame = None
        if frame.opcode in CONTROL:
            self._give_control(self._at)
        elif frame.is_final:
            self._end("")

    def _give_control(self, at: int) -> None:
        control, self._control = self._control, b""
        if control:
            self._sink.whole(self._direction, "websocket.control", control, at, exact=False)

    def _end(self, damage: str) -> None:
        if self._message is not None:
            self._message.end(damage)
            self._message = None

    def _leave(self, offset: int, pieces: list[Buffer]) -> None:
        """What is no frame: it can be read only where frames are plain, as another protocol or raw."""
        self._end("interrupted")
        if self._is_hidden or (self._is_lost and self._direction == 0):
            self._sink.opaque(self._direction, sum(map(len, pieces)))
        else:
            self._sink.switch(self._direction, offset, pieces, "")
