"""Descriptions of columns (MySQL internals, column definition 41)."""

import struct
from dataclasses import dataclass
from typing import Final

from agent.protocols.sql.mysql.packets import texts

_BEGIN: Final = b"\x03def"
_STRINGS: Final = 6
_NAME: Final = 4
_FIXED_BYTES: Final = 0x0C
_fixed: Final = struct.Struct("<HIBHB").unpack_from


@dataclass(frozen=True, slots=True)
class Definition:
    """A column of a result."""

    name: bytes
    kind: int
    flags: int
    charset: int


def definition(body: bytes) -> Definition | None:
    """The column that a packet describes, None where it describes none."""
    if not body.startswith(_BEGIN):
        return None
    found = texts(body, 0, _STRINGS)
    if found is None:
        return None
    strings, at = found
    if body[at : at + 1] != bytes([_FIXED_BYTES]):  # MariaDB: extended types stand before
        extended = texts(body, at, 1)
        at = extended[1] if extended else len(body)
    if len(body) - at < 1 + _FIXED_BYTES - 2 or body[at] != _FIXED_BYTES:
        return None
    charset, _, kind, flags, _ = _fixed(body, at + 1)
    return Definition(strings[_NAME], kind, flags, charset)
