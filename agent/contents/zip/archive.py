"""The members of a zip archive one by one, read from their local headers as they arrive.

The central directory at the end is not needed to read: an archive that is cut off, or that tells
other names at its end, gives its members all the same. The directory is a part of its own, because
names and comments are text too.
"""

import re
import zlib
from collections.abc import Callable, Sequence
from typing import Final

from agent.contents.format import Inlet, Outlet
from agent.contents.zip.header import DEFLATED, MAGIC, Header, header_at
from agent.contents.zip.office import Kind, kind_of, text_type
from agent.contents.zip.workbook import Workbook, is_table
from policies.part import Buffer

STEP_BYTES: Final = 128 << 10
"""Most bytes one call of the decompressor may give, so that the budget is asked often."""

READ_BYTES: Final = 32 << 10
"""Packed bytes that are looked at together: what is behind the end of a small member is not copied for each."""

_MARK: Final = re.compile(rb"PK(?:\x03\x04|\x01\x02|\x05\x06|\x06\x06|\x06\x08)")
"""Begins a member, its entry in the directory, or one of the ends."""
_DESCRIPTOR: Final = b"PK\x07\x08"
_DESCRIPTOR_BYTES: Final = 24  # with its mark and 64-bit sizes
_MARK_BYTES: Final = 4


class Zip:
    """Members of an archive, the tables of a workbook among them; encrypted ones are unread, with their name."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._held = b""
        self._at = 0
        self._step: Callable[[], bool] = self._between
        self._member: Inlet | None = None
        self._name = ""
        self._left = 0  # packed bytes of a member to come, -1: not known
        self._taken = 0  # packed bytes of a member so far
        self._inflate: zlib._Decompress | None = None
        self._kind = Kind("zip")
        self._workbook: Workbook | None = None
        self._other: Inlet | None = None
        self._done = False

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Read on; no more than a header or a descriptor is held back."""
        for piece in pieces:
            self._held = self._held[self._at :] + bytes(piece)
            self._at = 0
            while not self._done and self._step():
                pass
            if self._done:
                return

    def gap(self, _: int) -> bool:
        """Nothing can be decoded behind a gap."""
        return False

    def close(self) -> None:
        """Give what was held back; a member that has begun must have ended."""
        rest = self._held[self._at :]
        truncated = self._member is not None and (self._left > 0 or self._inflate is not None)
        if self._member is not None:
            if self._left < 0 and self._inflate is None:
                self._member.write((rest,))
            self._end_member("zip truncated" if truncated else "")
        elif rest:
            self._write_other(rest)
        if self._workbook is not None:
            self._workbook.close()
        if self._other is not None:
            self._other.end()
        del self._step  # a bound method: leave no circle behind
        if truncated:
            self._outlet.fail("zip truncated")

    # Steps: True when there may be another

    def _between(self) -> bool:
        """Look for the next member or the directory; other bytes than a descriptor are a part of their own."""
        mark = _MARK.search(self._held, self._at)
        if mark is None:
            safe = len(self._held) - _DESCRIPTOR_BYTES - _MARK_BYTES
            if safe > self._at:
                self._write_other(self._held[self._at : safe])
                self._at = safe
            return False
        found = mark.start()
        if found - self._at > _DESCRIPTOR_BYTES:
            self._write_other(self._held[self._at : found])
        self._at = found
        self._step = self._header if self._held.startswith(MAGIC, found) else self._directory
        return True

    def _directory(self) -> bool:
        """Everything from the directory on, as it is."""
        self._write_other(self._held[self._at :])
        self._at = len(self._held)
        return False

    def _header(self) -> bool:
        header = header_at(self._held, self._at)
        if header is None:
            return False
        if self._outlet.spent:
            self._stop("over budget")
            return False
        self._at += header.size
        self._left, self._taken, self._name = header.packed_bytes, 0, header.name
        self._kind = kind_of(header.name, self._kind)
        self._member = self._begin(header)
        if header.method == DEFLATED and not header.encrypted:
            self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)
            self._step = self._inflated
        else:
            self._step = self._as_it_is if self._left >= 0 else self._up_to_descriptor
        return True

    def _inflated(self) -> bool:
        """Decompress the member; its stream says itself where it ends."""
        assert self._inflate is not None
        data = self._held[self._at : self._at + READ_BYTES]
        try:
            if not self._decompress(self._inflate, data):
                return False
        except zlib.error:
            return self._damaged()
        used = len(data) - len(self._inflate.unused_data)
        self._at += used
        self._left -= used
        if self._inflate.eof:
            self._end_member()
        return self._at < len(self._held)

    def _decompress(self, stream: "zlib._Decompress", data: bytes) -> bool:
        """Write what the next bytes of a member decompress to; False once the budget is spent."""
        while True:
            out = stream.decompress(data, STEP_BYTES)
            self._write(out)
            if self._outlet.spent:
                self._stop("over budget")
                return False
            data = stream.unconsumed_tail
            if stream.eof or (not data and len(out) < STEP_BYTES):
                return True

    def _as_it_is(self) -> bool:
        """A member of known length that is not decompressed here."""
        data = self._held[self._at : self._at + self._left]
        self._at += len(data)
        self._left -= len(data)
        self._write(data)
        if not self._left:
            self._end_member()
        return not self._left

    def _up_to_descriptor(self) -> bool:
        """A member of unknown length, up to a descriptor that tells the length that was read."""
        found = self._held.find(_DESCRIPTOR, self._at)
        if found < 0:
            safe = max(self._at, len(self._held) - _MARK_BYTES)
        elif len(self._held) - found < _DESCRIPTOR_BYTES and not self._is_end(found):
            safe = found
        else:
            safe = found if self._is_end(found) else found + _MARK_BYTES
        self._write(self._held[self._at : safe])
        self._taken += safe - self._at
        self._at = safe
        if found >= 0 and safe == found and self._is_end(found):
            self._end_member()
            return True
        return found >= 0 and safe > found

    # Inside

    def _is_end(self, found: int) -> bool:
        told = self._held[found + 8 : found + 12]
        return (
            int.from_bytes(told, "little") == (self._taken + max(0, found - self._at)) & 0xFFFFFFFF and len(told) == 4
        )

    def _damaged(self) -> bool:
        """Count what is left of a member as unread, and look for the next one."""
        known = self._left >= 0
        self._end_member("zip damaged")
        self._member = self._outlet.begin(self._kind.label, name=self._name, coding="damaged")
        if known:
            self._step = self._as_it_is
            return True
        self._write(self._held[self._at : self._at + 1])
        self._at += 1
        self._end_member()
        return True

    def _begin(self, header: Header) -> Inlet:
        if is_table(self._kind, header.name) and not header.coding:
            self._workbook = self._workbook or Workbook(self._outlet)
            return self._workbook.begin(header.name)
        declared = text_type(self._kind, header.name)
        return self._outlet.begin(self._kind.label, name=header.name, type=declared, coding=header.coding)

    def _write(self, data: bytes) -> None:
        if data and self._member is not None:
            self._member.write((data,))

    def _end_member(self, damage: str = "") -> None:
        if self._member is not None:
            self._member.end(damage)
        self._member = self._inflate = None
        self._step = self._between

    def _write_other(self, data: bytes) -> None:
        if self._other is None:
            self._other = self._outlet.begin("zip.directory")
        self._other.write((data,))

    def _stop(self, reason: str) -> None:
        self._end_member(reason)
        self._done = True
        self._outlet.fail(reason)
