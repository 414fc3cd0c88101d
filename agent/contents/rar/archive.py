"""The files of a rar archive one by one, as they arrive."""

from collections.abc import Callable, Sequence

from agent.contents.format import Inlet, Outlet
from agent.contents.rar.headers import (
    ENCRYPTED,
    FILE,
    HEADER_BYTES,
    MARK_4,
    MARK_5,
    Block,
    Damaged,
    block_4,
    block_5,
)
from policies.part import Buffer


class Rar:
    """Stored files are read, packed and encrypted ones are counted under their names; the names are a part too."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._held = b""
        self._read: Callable[[bytes, int], Block | None] | None = None
        self._member: Inlet | None = None
        self._names: Inlet | None = None
        self._rest: Inlet | None = None  # what is behind something that cannot be read
        self._left = 0  # bytes that belong to the last header

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Read on; no more than a header is held back."""
        for piece in pieces:
            self._piece(self._held + bytes(piece))
        if self._outlet.spent:
            self._outlet.fail("over budget")

    def gap(self, _: int) -> bool:
        """Nothing can be told behind a gap."""
        return False

    def close(self) -> None:
        """A file that has begun must have ended."""
        truncated = self._left > 0
        if self._held:
            self._unread(self._held, "damaged")
        self._end_member("rar truncated" if truncated else "")
        for inlet in (self._names, self._rest):
            if inlet is not None:
                inlet.end()
        if truncated:
            self._outlet.fail("rar truncated")

    def _piece(self, data: bytes) -> None:
        at, self._held = 0, b""
        while at < len(data) and not self._outlet.spent:
            if self._rest is not None:
                self._rest.write((data[at:],))
                return
            if self._left:
                at += self._content(data[at : at + self._left])
                continue
            step = self._header(data, at)
            if step is None:
                self._held = data[at:]
                return
            at += step

    def _header(self, data: bytes, at: int) -> int | None:
        """Bytes of the header at a place, None while it is not complete."""
        if self._read is None:
            return self._mark(data)
        try:
            block = self._read(data, at)
        except Damaged:
            self._unread(b"", "damaged")
            return 0
        if block is None:
            if len(data) - at <= HEADER_BYTES + 16:
                return None
            self._unread(b"", "damaged")
            return 0
        self._begin(block)
        return block.size

    def _mark(self, data: bytes) -> int | None:
        if len(data) < len(MARK_5):
            return None
        self._read = block_5 if data.startswith(MARK_5) else block_4
        return len(MARK_5) if data.startswith(MARK_5) else len(MARK_4)

    def _begin(self, block: Block) -> None:
        self._left = block.data_bytes
        if block.kind == ENCRYPTED:
            self._unread(b"", "encrypted")
        if block.kind != FILE:
            return
        self._names = self._names or self._outlet.begin("rar.names", type="text/plain")
        self._names.write((f"{block.name}\n".encode("utf-8", "replace"),))
        if self._left:
            coding = "encrypted" if block.encrypted else "" if block.stored else "rar"
            self._member = self._outlet.begin("rar", name=block.name, coding=coding)

    def _content(self, data: bytes) -> int:
        if self._member is not None:
            self._member.write((data,))
        self._left -= len(data)
        if not self._left:
            self._end_member()
        return len(data)

    def _end_member(self, damage: str = "") -> None:
        if self._member is not None:
            self._member.end(damage)
            self._member = None

    def _unread(self, data: bytes, coding: str) -> None:
        """Everything from here on is counted."""
        self._left = 0
        if self._rest is None:
            self._rest = self._outlet.begin("rar", coding=coding)
        if data:
            self._rest.write((data,))
