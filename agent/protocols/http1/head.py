"""The head of an HTTP/1.x message: start line and header fields (RFC 9112 3 to 5), read leniently."""

import re
from typing import Final

from agent.contents.media import body_name, field_text

HEAD_BYTES: Final = 64 << 10
"""Longest head; servers accept 8 to 32 KB."""

WEBSOCKET: Final = "websocket"
MOST_BYTES: Final = 1 << 62
"""Longest body; no number is longer."""

# One pass over a head in C costs less than a loop over its lines.
_FIELDS: Final = re.compile(
    rb"\n(content-(?:length|encoding|type|disposition|range)|transfer-encoding|host|upgrade|expect)[ \t]*:"
    rb"[ \t]*([^\r\n]*)",
    re.I,
)


class Head:
    """A start line and the fields that framing and naming need.

    `status` is 0 for a request, `method` and `target` are empty for a response. `fields` has lower
    case names; of several fields of one name the first counts, but for lists of codings. `length` is
    the Content-Length, -1 where absent or no number.
    """

    __slots__ = ("fields", "is_chunked", "length", "method", "reason", "status", "target")

    def __init__(self, raw: bytes) -> None:
        """Read a head whose start line was recognised."""
        if raw.find(b"\n ") >= 0 or raw.find(b"\n\t") >= 0:  # `in` costs an exception for every bytes it looks for
            raw = _unfold(raw)
        self.fields = fields = _fields(raw)
        value = fields.get(b"content-length")
        self.length = -1 if value is None else _length(value)
        coding = fields.get(b"transfer-encoding")
        self.is_chunked = coding is not None and b"chunked" in coding.lower()
        line = raw[: raw.find(b"\n")].rstrip()
        self.status = 0
        self.method = self.target = self.reason = b""
        if line.startswith(b"HTTP/1."):
            _, code, *reason = line.split(b" ", 2)
            self.status = int(code)
            self.reason = reason[0] if reason else b""
        else:
            self.method, _, rest = line.partition(b" ")
            self.target = rest.rpartition(b" ")[0].strip()

    def file_name(self) -> str:
        """The name of the file in the body: of Content-Disposition, else the last segment of what is PUT."""
        return body_name(self.fields.get(b"content-disposition", b""), self.method, self.target)

    def text(self, name: bytes) -> str:
        """A field as text: UTF-8, else GB 18030, which Chinese servers send file names in."""
        return field_text(self.fields.get(name, b""))

    def server_name(self) -> bytes:
        """The host a request is for: CONNECT's target, else the Host field, else an absolute target (RFC 9112 3.2)."""
        if self.method == b"CONNECT":
            return self.target
        host = self.fields.get(b"host", b"")
        if not host and b"://" in self.target:
            host = self.target.partition(b"://")[2].partition(b"/")[0].rpartition(b"@")[2]
        return host

    def agreed(self) -> str:
        """The protocol that an upgrade leads to, where its first bytes would not tell (RFC 6455 4)."""
        return WEBSOCKET if WEBSOCKET.encode() in self.fields.get(b"upgrade", b"").lower() else ""


def head_end(data: bytes | bytearray, start: int = 0) -> int:
    """The length of a head whose empty line lies at or behind `start`, -1 while there is none; bare LF accepted."""
    crlf = data.find(b"\n\r\n", start)
    bare = data.find(b"\n\n", start, crlf if crlf >= 0 else len(data))
    if bare >= 0:
        return bare + 2
    return crlf + 3 if crlf >= 0 else -1


def _fields(raw: bytes) -> dict[bytes, bytes]:
    """Lists go on in a second field (RFC 9110 5.2), of other fields the first counts."""
    fields: dict[bytes, bytes] = {}
    for given, value in _FIELDS.findall(raw):
        name = given.lower()
        known = fields.get(name)
        if known is None:
            fields[name] = value.rstrip()
        elif name.endswith(b"-encoding"):
            fields[name] = known + b"," + value.rstrip()
    return fields


def _length(value: bytes) -> int:
    """The first of several lengths."""
    first = value.partition(b",")[0].strip()
    return min(int(first), MOST_BYTES) if first.isdigit() and len(first) < 20 else -1


def _unfold(head: bytes) -> bytes:
    """Header fields over several lines joined (RFC 9112 5.2, obsolete)."""
    for fold in (b"\r\n ", b"\r\n\t", b"\n ", b"\n\t"):
        head = head.replace(fold, b" ")
    return head
