"""The header before each member of a zip archive (APPNOTE.TXT 4.3.7)."""

import struct
from dataclasses import dataclass
from typing import Final

MAGIC: Final = b"PK\x03\x04"
STORED: Final = 0
DEFLATED: Final = 8
CODINGS: Final = {12: "bzip2", 14: "zip-lzma", 93: "zstd", 95: "xz"}
"""Methods that formats of their own decode (APPNOTE.TXT 4.4.5)."""

_FIXED: Final = struct.Struct("<4s5H3I2H")
_ZIP64_FIELD: Final = 1
_IN_ZIP64: Final = 0xFFFFFFFF
_ENCRYPTED, _DESCRIPTOR, _UTF_8 = 1, 8, 2048  # flags


@dataclass(frozen=True, slots=True)
class Header:
    """What stands before a member."""

    name: str
    method: int
    encrypted: bool
    packed_bytes: int  # -1: not known before the data, a descriptor follows it
    size: int  # of the header itself

    @property
    def coding(self) -> str:
        """The name of a coding that a format of its own decodes, "" where the archive is read right here."""
        if self.encrypted:
            return "encrypted"
        if self.method in (STORED, DEFLATED):
            return ""
        return CODINGS.get(self.method, f"zip method {self.method}")


def header_at(data: bytes, at: int) -> Header | None:
    """The header that begins at `at`, None while it is not complete."""
    if len(data) - at < _FIXED.size:
        return None
    _, _, flags, method, _, _, _, packed, _, name_bytes, extra_bytes = _FIXED.unpack_from(data, at)
    names = at + _FIXED.size
    end = names + name_bytes + extra_bytes
    if len(data) < end:
        return None
    if packed == _IN_ZIP64:
        packed = _zip64_packed(data[names + name_bytes : end])
    if flags & _DESCRIPTOR and not packed:
        packed = -1
    name = _decoded(data[names : names + name_bytes], "utf-8" if flags & _UTF_8 else "")
    return Header(name, method, bool(flags & _ENCRYPTED), packed, end - at)


def _zip64_packed(extra: bytes) -> int:
    """The packed size in a ZIP64 field (APPNOTE.TXT 4.5.3), -1 where there is none."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, at)
        if kind == _ZIP64_FIELD and size >= 16 and at + 20 <= len(extra):
            packed: int = struct.unpack_from("<Q", extra, at + 12)[0]
            return packed
        at += 4 + size
    return -1


def _decoded(name: bytes, charset: str) -> str:
    """A file name: as it says, else as it can be read; Chinese systems write GBK without saying so."""
    for candidate in (charset or "utf-8", "gb18030"):
        try:
            return name.decode(candidate)
        except UnicodeDecodeError:
            continue
    return name.decode("latin-1")
