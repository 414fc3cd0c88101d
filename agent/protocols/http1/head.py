"""The head of an HTTP/1.x message: start line and header fields (RFC 9112 3 to 5), read leniently."""

from dataclasses import dataclass, field
from typing import Final

HEAD_BYTES: Final = 64 << 10
"""Longest head; servers accept 8 to 32 KB."""

_WANTED: Final = frozenset(
    (
        b"content-length",
        b"transfer-encoding",
        b"content-encoding",
        b"content-type",
        b"content-disposition",
        b"host",
        b"upgrade",
    )
)


@dataclass(slots=True)
class Head:
    """What framing and naming need of a head. `status` is 0 for a request, `method` empty for a response."""

    method: bytes = b""
    target: bytes = b""
    status: int = 0
    reason: bytes = b""
    fields: dict[bytes, bytes] = field(default_factory=dict)  # wanted ones, names lower case, first value wins

    def text(self, name: bytes) -> str:
        """A field as text; UTF-8, else GB 18030, which Chinese servers send file names in."""
        value = self.fields.get(name)
        if value is None:
            return ""
        try:
            return value.decode()
        except UnicodeDecodeError:
            return value.decode("gb18030", "replace")


def head_end(data: bytes | bytearray, start: int = 0) -> int:
    """The length of a head whose empty line lies at or behind `start`, -1 while there is none; bare LF accepted."""
    crlf = data.find(b"\n\r\n", start)
    bare = data.find(b"\n\n", start, crlf if crlf >= 0 else len(data))
    if bare >= 0:
        return bare + 2
    return crlf + 3 if crlf >= 0 else -1


def parse(head: bytes) -> Head:
    """A head whose start line was recognised."""
    if b"\n " in head or b"\n\t" in head:
        head = _unfold(head)
    lines = head.split(b"\n")
    parsed = _start_line(lines[0].strip())
    fields = parsed.fields
    for line in lines:
        name, _, value = line.partition(b":")
        name = name.lower()
        if name in _WANTED and name not in fields:
            fields[name] = value.strip()
    return parsed


def _start_line(line: bytes) -> Head:
    if line.startswith(b"HTTP/1."):
        _, code, *reason = line.split(b" ", 2)
        return Head(status=int(code), reason=reason[0] if reason else b"")
    method, _, rest = line.partition(b" ")
    return Head(method, rest.rpartition(b" ")[0].strip())


def _unfold(head: bytes) -> bytes:
    """Header fields over several lines joined (RFC 9112 5.2, obsolete)."""
    for fold in (b"\r\n ", b"\r\n\t", b"\n ", b"\n\t"):
        head = head.replace(fold, b" ")
    return head
