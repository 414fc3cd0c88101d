"""Messages of PostgreSQL (protocol 3), as far as a result in text needs them."""

import struct
from collections.abc import Sequence
from typing import Final

_TEXT: Final = 25
"""The object identifier of the type."""


def _message(kind: bytes, body: bytes = b"") -> bytes:
    return kind + struct.pack(">I", len(body) + 4) + body


_NAMES: Final = b"user\0bench\0database\0bench\0\0"
STARTUP: Final = struct.pack(">II", len(_NAMES) + 8, 3 << 16) + _NAMES
_READY: Final = _message(b"Z", b"I")
HELLO: Final = _message(b"R", bytes(4)) + _message(b"S", b"client_encoding\0UTF8\0") + _message(b"K", bytes(8)) + _READY
DONE: Final = _message(b"C", b"SELECT\0") + _READY
CLOSE: Final = _message(b"X")


def query(text: str) -> bytes:
    """A simple query."""
    return _message(b"Q", text.encode() + b"\0")


def description(names: Sequence[str]) -> bytes:
    """The columns of a result, all of them text."""
    fields = [name.encode() + b"\0" + struct.pack(">IHIhih", 0, 0, _TEXT, -1, -1, 0) for name in names]
    return _message(b"T", struct.pack(">H", len(names)) + b"".join(fields))


def row(cells: Sequence[str | None]) -> bytes:
    """A row, None for NULL."""
    values = [b"\xff\xff\xff\xff" if one is None else struct.pack(">i", len(one)) + one.encode() for one in cells]
    return _message(b"D", struct.pack(">H", len(cells)) + b"".join(values))
