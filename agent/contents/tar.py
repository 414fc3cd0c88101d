"""tar archives (POSIX.1-1988 ustar, pax and GNU headers), member by member as they arrive."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from agent.contents.format import Inlet, Outlet
from policies.part import Buffer

MAGIC: Final = b"ustar"
MAGIC_AT: Final = 257
BLOCK_BYTES: Final = 512
NAME_BYTES: Final = 64 << 10
"""Longest extended header that is kept."""

_FILES: Final = b"0\x007"
_GNU_NAME: Final = b"L"
_SPARSE: Final = b"S"  # GNU: the file without its holes, whose places may take blocks of their own
_MORE_IN_HEADER, _MORE_IN_BLOCK = 482, 504
_PAX: Final = b"x"
_EXTENDED: Final = (_GNU_NAME, b"K", _PAX, b"g")  # of names, of links, of a member, of all members
_PAX_PATH: Final = re.compile(rb"\d+ path=([^\n]*)\n")
_NAME, _SIZE, _TYPE, _PREFIX = slice(0, 100), slice(124, 136), slice(156, 157), slice(345, 500)


class Tar:
    """Members of an archive, and their names as one part; what is no header ends the archive and is a part too."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._held = b""
        self._step: Callable[[], bool] = self._header
        self._member: Inlet | None = None
        self._names: Inlet | None = None
        self._rest: Inlet | None = None
        self._extended: bytearray | None = None  # the header of a long name, while it is read
        self._name = b""  # the name it gave
        self._left = 0  # bytes of the member to come
        self._padding = 0  # and behind them

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Read on; no more than a header is held back."""
        for piece in pieces:
            self._held += bytes(piece)
            while self._held and self._step():
                pass
            if self._outlet.spent:
                self._outlet.fail("over budget")
                return

    def gap(self, _: int) -> bool:
        """Nothing can be told apart behind a gap."""
        return False

    def close(self) -> None:
        """A member that has begun must have ended."""
        truncated = self._left > 0 or (self._held and self._rest is None)
        self._end_member()
        for inlet in (self._names, self._rest):
            if inlet is not None:
                inlet.end()
        del self._step  # a bound method: leave no circle behind
        if truncated:
            self._outlet.fail("tar truncated")

    # Steps: True when there may be another

    def _header(self) -> bool:
        if len(self._held) < BLOCK_BYTES:
            return False
        block = self._held[:BLOCK_BYTES]
        size = _number(block[_SIZE])
        if not block.startswith(MAGIC, MAGIC_AT) or size is None:
            self._step = self._behind
            return True
        self._held = self._held[BLOCK_BYTES:]
        self._left, self._padding = size, -size % BLOCK_BYTES
        self._begin(block)
        more = block[_TYPE] == _SPARSE and block[_MORE_IN_HEADER]
        self._step = self._holes if more else self._content
        return True

    def _holes(self) -> bool:
        """Blocks that say where the holes of a file are."""
        if len(self._held) < BLOCK_BYTES:
            return False
        block, self._held = self._held[:BLOCK_BYTES], self._held[BLOCK_BYTES:]
        if not block[_MORE_IN_BLOCK]:
            self._step = self._content
        return True

    def _content(self) -> bool:
        data, self._held = self._held[: self._left], self._held[self._left :]
        self._left -= len(data)
        if self._member is not None and data:
            self._member.write((data,))
        elif self._extended is not None and len(self._extended) < NAME_BYTES:
            self._extended += data
        if not self._left:
            self._end_member()
            self._step = self._pad
        return not self._left

    def _pad(self) -> bool:
        size = min(self._padding, len(self._held))
        self._held = self._held[size:]
        self._padding -= size
        if not self._padding:
            self._step = self._header
        return not self._padding

    def _behind(self) -> bool:
        """Zeros end an archive; other bytes are a part of their own."""
        data, self._held = self._held.lstrip(b"\0") if self._rest is None else self._held, b""
        if data:
            self._rest = self._rest or self._outlet.begin("tar.rest")
            self._rest.write((data,))
        return False

    # Inside

    def _begin(self, block: bytes) -> None:
        kind = block[_TYPE]
        if kind in _EXTENDED:
            self._extended = bytearray(kind)
            return
        prefix, name = _text(block[_PREFIX]), _text(block[_NAME])
        name = self._name or (prefix + b"/" + name if prefix and block[MAGIC_AT + 5] == 0 else name)
        self._name = b""
        self._write_name(name)
        if kind in _FILES or self._left:
            self._member = self._outlet.begin("tar", name=name.decode("utf-8", "replace"))

    def _write_name(self, name: bytes) -> None:
        self._names = self._names or self._outlet.begin("tar.names", type="text/plain")
        self._names.write((name + b"\n",))

    def _end_member(self) -> None:
        if self._member is not None:
            self._member.end("tar truncated" if self._left else "")
            self._member = None
        if self._extended is not None:
            kind, text = bytes(self._extended[:1]), bytes(self._extended[1:])
            found = _PAX_PATH.search(text) if kind == _PAX else None
            self._name = found[1] if found else _text(text) if kind == _GNU_NAME else self._name
            if kind not in (_GNU_NAME, _PAX):
                self._write_name(_text(text))
            self._extended = None


def is_tar(head: bytes) -> bool:
    """Whether a part begins with the header of a tar member."""
    return head.startswith(MAGIC, MAGIC_AT)


def _text(field: bytes) -> bytes:
    return field.partition(b"\0")[0]


def _number(field: bytes) -> int | None:
    """A size in octal, or in base 256 where its first bit is set (GNU); None where it is neither."""
    if field[0] & 0x80:
        return int.from_bytes(field, "big") & (1 << 62) - 1
    digits = field.strip(b" \0")
    return int(digits, 8) if re.fullmatch(rb"[0-7]+", digits) else None
