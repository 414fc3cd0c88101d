"""One direction of a database's conversation: bytes become messages, and what is no message goes out raw."""

from collections.abc import Sequence
from typing import Final, Protocol

from agent.contents.format import Inlet
from agent.protocols.reader import Sink
from policies.part import Buffer

BLOCK_BYTES: Final = 256 << 10
"""Bytes that are joined to be read at once."""

LONG_BYTES: Final = 48 << 10
"""A message longer than this is not waited for: its bytes pass through as they come."""


class Messages(Protocol):
    """What a protocol does with the bytes of one direction."""

    def take(self, data: bytes, at: int) -> int:
        """Read what is complete from `at` on; where the next message begins, `at` itself when more bytes are needed."""

    def lost(self, size: int) -> None:
        """Bytes between two messages were lost: the next ones may lie anywhere in a message."""

    def close(self, damage: str) -> None:
        """The direction is over, or another protocol follows: end what is open."""


class Half:
    """One direction. Cuts between feeds change nothing: what is held is what `take` left."""

    __slots__ = (
        "_announced",
        "_base",
        "_decoded",
        "_held",
        "_label",
        "_left",
        "_long",
        "_messages",
        "_raw",
        "direction",
        "sink",
    )

    def __init__(self, sink: Sink, direction: int, *, decoded: bool = False) -> None:
        """`decoded`: the bytes are not the stream's own, they were compressed in it."""
        self.sink = sink
        self._decoded = decoded
        self.direction = direction
        self._messages: Messages | None = None
        self._base = 0  # stream offset of the bytes in hand
        self._held = b""
        self._raw: Inlet | None = None
        self._long: Inlet | None = None  # takes the rest of a long message
        self._left = 0  # bytes of it to come
        self._announced = ""
        self._label = ""  # of what the rest of the direction is, where it is another protocol

    def begin(self, messages: Messages) -> None:
        """The protocol that reads this half."""
        self._messages = messages

    def feed(self, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next bytes of the direction."""
        number = 0
        while number < len(pieces):
            first, size = number, 0
            while number < len(pieces) and size < BLOCK_BYTES:
                size += len(pieces[number])
                number += 1
            self._base = offset - len(self._held)
            self._read(b"".join((self._held, *pieces[first:number])))
            offset += size
            if self._label:
                held, self._held = self._held, b""
                rest = [held, *pieces[number:]]
                self.sink.switch(self.direction, offset - len(held), rest, self._label, self._announced)
                return

    def gap(self, offset: int, size: int) -> None:
        """A long message goes on behind lost bytes by its length; else the next message is looked for."""
        self._flush(offset)
        if self._long is not None and size < self._left:
            self._left -= size
            self._long.gap(size)
            return
        self._end_long("gap")
        if self._messages is not None:
            self._messages.lost(size)
        if self._raw is not None:
            self._raw.gap(size)

    def close(self, offset: int) -> None:
        """End what is open."""
        self._flush(offset)
        self._end_long("ended early")
        self.end_raw()
        if self._messages is not None and not self._label:
            self._messages.close("")
        self._messages = None  # it knows this half: leave no circle behind

    # For the messages

    def at(self, place: int) -> None:
        """What is written next begins at `place` of the data that `take` was given."""
        if not self._decoded:
            self.sink.at(self._base + place)

    def raw(self, data: bytes) -> None:
        """Bytes that are no message; `at` says from where."""
        if data:
            if self._raw is None:
                self._raw = self.sink.begin(self.direction, "raw", type=None, exact=not self._decoded)
            self._raw.write((data,))

    def end_raw(self) -> None:
        """What follows is a message again."""
        if self._raw is not None:
            self._raw.end()
            self._raw = None

    def stream(self, inlet: Inlet, size: int) -> None:
        """The next `size` bytes are the rest of a long message, which ends with them."""
        self._long, self._left = inlet, size
        if not size:
            self._end_long("")

    def leave(self, label: str, announced: str = "") -> None:
        """What follows is another protocol, perhaps one known by name; `take` must return where it begins."""
        self.end_raw()
        self._label, self._announced = label, announced
        if self._messages is not None:
            self._messages.close("")

    # Inside

    def _read(self, data: bytes) -> None:
        at = 0
        while at < len(data) and not self._label and self._messages is not None:
            if self._left:
                at = self._pass(data, at)
                continue
            before = at
            at = self._messages.take(data, at)
            if at == before and not self._left and not self._label:
                break
        self._held = data[at:]

    def _pass(self, data: bytes, at: int) -> int:
        """Give bytes of a long message on."""
        end = min(len(data), at + self._left)
        self.at(at)
        if self._long is not None:
            self._long.write((data[at:end],))
        self._left -= end - at
        if not self._left:
            self._end_long("")
        return end

    def _end_long(self, damage: str) -> None:
        long, self._long, self._left = self._long, None, 0
        if long is not None:
            long.end(damage)

    def _flush(self, offset: int) -> None:
        """What is held will never be a whole message."""
        held, self._held = self._held, b""
        if held:
            self._base = offset - len(held)
            self.at(0)
            self.raw(held)
