"""Media types: their names and parameters (RFC 9110 8.3), and the magic numbers of what holds no text."""

from functools import lru_cache
from typing import Final
from urllib.parse import unquote

SNIFF_BYTES: Final = 64
"""First bytes of a part that are looked at before its format is decided."""

UNREADABLE: Final[dict[int, tuple[tuple[int, bytes, str], ...]]] = {
    0x89: ((0, b"\x89PNG\r\n\x1a\n", "image/png"),),
    0xFF: ((0, b"\xff\xd8\xff", "image/jpeg"),),
    0x47: ((0, b"GIF87a", "image/gif"), (0, b"GIF89a", "image/gif")),
    0x49: ((0, b"ID3", "audio/mpeg"), (0, b"II*\x00", "image/tiff")),
    0x4D: ((0, b"MM\x00*", "image/tiff"),),
    0x4F: ((0, b"OggS\x00", "audio/ogg"),),
    0x52: ((8, b"WEBP", "image/webp"), (8, b"WAVE", "audio/wav"), (8, b"AVI ", "video/x-msvideo")),
    0x1A: ((0, b"\x1aE\xdf\xa3", "video/webm"),),
    0x00: ((4, b"ftyp", "video/mp4"), (0, b"\x00\x00\x01\x00\x01\x00", "image/x-icon")),
    0x77: ((0, b"wOFF", "font/woff"), (0, b"wOF2", "font/woff2")),
}
"""First byte of a part -> (offset, magic, media type): pictures, sound, films and fonts."""


@lru_cache(maxsize=512)
def media_type(declared: str) -> str:
    """The type and subtype of a Content-Type value, lower case: "text/html" of "Text/HTML; charset=x"."""
    return declared.partition(";")[0].strip().lower()


@lru_cache(maxsize=512)
def parameter(declared: str, name: str) -> str:
    """A parameter of a header value such as Content-Type or Content-Disposition, unquoted; "" where absent."""
    for field in _fields(declared):
        key, equals, value = field.partition("=")
        if equals and key.strip().lower() == name:
            return _unquote(value.strip())
    return ""


def file_name(disposition: str) -> str:
    """The file name of a Content-Disposition value, in the extended form of RFC 8187 where it has one."""
    charset, quote, value = parameter(disposition, "filename*").partition("''")
    if quote:
        return unquote(value, "gb18030" if charset.lower().startswith("gb") else "utf-8", "replace")
    return parameter(disposition, "filename")


def unreadable_type(head: bytes) -> str:
    """The media type of a part whose first bytes say that it holds no text, "" for everything else."""
    for offset, magic, name in UNREADABLE.get(head[0], ()) if head else ():
        if head.startswith(magic, offset):
            return name
    return ""


def _fields(declared: str) -> list[str]:
    """The text after the first semicolon, split at semicolons that no quotes enclose (RFC 9110 5.6.6)."""
    fields: list[str] = []
    quoted = False
    for chunk in declared.split(";")[1:]:
        if quoted:
            fields[-1] += ";" + chunk
        else:
            fields.append(chunk)
        quoted ^= (chunk.count('"') - chunk.count('\\"')) % 2 == 1
    return fields


def _unquote(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] == '"':
        return value[1:-1].replace('\\"', '"')
    return value
